"""The twin for machines: whole, in the form that is written down, and without a word of its own."""

from __future__ import annotations

import html
import io
import json
import re
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse
from jsonschema import Draft202012Validator

from charters.models import CharterScan
from charters.report import render_charter, render_specimen
from documents.opening import inspect
from tests.charters import signing
from tests.charters.test_document import SETS, report

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "charter.schema.json").read_text())
# Beside the words of the paper: who and what it is, for machines.
IDENTIFIERS = ("format", "version", "check_at", "cohort", "municipality", "binding_language", "languages")


def attached_to(pdf: bytes) -> list[dict[str, str]]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            {
                "name": name,
                "relationship": str(spec.obj.AFRelationship),
                "type": spec.get_file().mime_type,
                "text": spec.get_file().read_bytes().decode(),
            }
            for name, spec in document.attachments.items()
        ]


def twin_of(pdf: bytes):
    [attached] = attached_to(pdf)
    return json.loads(attached["text"])


def words_of(value):
    """Every text below, with the languages and other keys left out."""
    if isinstance(value, dict):
        return [word for each in value.values() for word in words_of(each)]
    if isinstance(value, list):
        return [word for each in value for word in words_of(each)]
    return [value] if isinstance(value, str) else []


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("languages", SETS)
@pytest.mark.parametrize("capacity", ["delegate", "mayor"])
def test_the_twin_says_what_the_paper_says_in_the_form_written_down(tinja, languages, capacity):
    rendered = render_charter(report(tinja, languages, capacity=capacity), "LOGP/2026/0007", "7KD3MNXY")
    twin = twin_of(rendered.pdf)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(twin)] == []
    assert (twin["number"], twin["code"], twin["issued_on"]) == ("LOGP/2026/0007", "7KD3MNXY", "2026-11-24")
    assert twin["languages"] == list(languages) == list(twin["articles"][0]["words"])
    assert twin["municipality"]["id"] == "tinja"
    assert (twin["delegation"] is None) == (capacity == "mayor")
    assert len(twin["articles"]) == 9
    said = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", rendered.html)).split())
    days = {"issued_on", "delegation", "deliberation"}
    for name in set(twin) - {*IDENTIFIERS, *days}:
        for word in words_of(twin[name]):
            assert word in said or word in ("7KD3MNXY", capacity), (name, word)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda twin: twin.pop("code"), "required"),
        (lambda twin: twin.update(number="7"), "match"),
        (lambda twin: twin["articles"][0]["words"].pop("ar"), "required"),
        (lambda twin: twin.update(mailbox="x@y.example"), "Additional"),
        (lambda twin: twin["signatory"]["words"]["ar"].update(email="x@y.example"), "Additional"),
    ],
)
def test_the_schema_lets_nothing_else_pass(tinja, change, why):
    twin = twin_of(render_charter(report(tinja), "LOGP/2026/0007", "7KD3MNXY").pdf)
    change(twin)
    [error] = Draft202012Validator(SCHEMA).iter_errors(twin)
    assert why in error.message


def test_the_twin_is_attached_as_the_data_of_the_paper(charter):
    [attached] = attached_to(charter.document.file.read())
    assert {**attached, "text": ""} == {
        "name": "charter.json",
        "relationship": "/Data",
        "type": "application/json",
        "text": "",
    }


def test_a_specimen_has_no_twin(tinja):
    assert attached_to(render_specimen(report(tinja)).pdf) == []


def test_a_charter_that_replaces_another_names_it(charter, progress, focal_point):
    charter.set_aside(progress, by=focal_point)
    following = signing.issue(progress, by=focal_point)
    twin = twin_of(following.document.file.read())
    assert twin["supersedes"] == charter.register_number
    assert list(Draft202012Validator(SCHEMA).iter_errors(twin)) == []


def test_the_issued_charter_sent_back_is_told_to_be_unsigned(charter, focal_point, client_of):
    issued = charter.document.file.read()
    answer = client_of(focal_point).post(
        reverse("charters:upload_scan", args=["tinja"]), {"scans": [signing.file(issued, "charter.pdf")]}
    )
    assert answer.status_code == 422
    assert "nobody has signed it yet" in answer.content.decode()
    assert "attached" not in str(answer.context["upload_form"].errors)
    assert not CharterScan.objects.exists()
    assert inspect(issued, ours=issued).refusal is None


def test_the_issued_charter_with_another_file_in_it_is_refused(charter, focal_point, client_of):
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(charter.document.file.read())) as pdf:
        pdf.attachments["hidden.exe"] = b"MZ"
        pdf.save(output)
    answer = client_of(focal_point).post(
        reverse("charters:upload_scan", args=["tinja"]), {"scans": [signing.file(output.getvalue(), "charter.pdf")]}
    )
    assert answer.status_code == 422
    assert "Another file is attached" in str(answer.context["upload_form"].errors)
