"""An uploaded paper: kept byte for byte, given out under its own name, to those who may read, whole or not at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from documents.fields import PaperField
from municipalities.models import DraftFile, Evidence
from municipalities.steps import Step
from tests.papers import jpeg_bytes, pdf_bytes, upload
from tests.steps import attach

pytestmark = pytest.mark.django_db


@pytest.fixture
def progress(tinja, focal_point):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    progress.start(by=focal_point)
    return progress


@pytest.fixture
def paper(progress, focal_point):
    return attach(progress, "act", "act_scan", by=focal_point, kind="designation_act", data=pdf_bytes(3))


def url(name: str, paper: Evidence, *more: int, slug: str = "tinja") -> str:
    return reverse(f"municipalities:{name}", args=[slug, paper.pk, *more])


def test_what_was_uploaded_comes_back_byte_for_byte(client_of, reader, paper):
    answer = client_of(reader).get(url("evidence", paper))
    assert answer.content == pdf_bytes(3)
    assert paper.file.sha256 == hashlib.sha256(pdf_bytes(3)).hexdigest()


def test_on_disk_it_has_a_name_of_ours_and_is_private(paper):
    location = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    stored = location / str(paper.file.path)
    assert stored.exists()
    assert "act" not in stored.name
    assert stored.stat().st_mode & 0o077 == 0


def test_a_paper_changed_on_disk_is_not_given_out(client_of, reader, paper):
    stored = Path(settings.STORAGES["default"]["OPTIONS"]["location"]) / str(paper.file.path)
    stored.chmod(0o600)
    stored.write_bytes(pdf_bytes(3).replace(b"%PDF", b"%PDG"))
    browser = client_of(reader)
    browser.raise_request_exception = False
    answer = browser.get(url("evidence", paper))
    assert answer.status_code == 500
    assert b"%PDG" not in answer.content


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("قرار التعيين.pdf", "قرار التعيين.pdf"),
        ("charter.pdf\u202egpj.exe", "charter"),
        ("a\r\nSet-Cookie: x.pdf", "a"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("act.exe", "act"),
        ("", "."),
    ],
)
def test_its_name_is_for_people_and_harms_no_header(client_of, reader, progress, focal_point, name, shown):
    kept = Evidence.objects.keep(
        PaperField().clean(upload(name or "x", pdf_bytes())), progress.municipality, kind="act", by=focal_point
    )
    answer = client_of(reader).get(url("evidence", kept))
    assert answer.status_code == 200
    assert shown in kept.original_name
    assert kept.original_name.endswith(".pdf")
    assert "\u202e" not in kept.original_name
    assert "\n" not in answer["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers
    assert answer["Content-Type"] == "application/pdf"


def test_each_page_is_a_picture_and_there_is_no_other(client_of, reader, paper):
    browser = client_of(reader)
    for number in (1, 3):
        answer = browser.get(url("evidence_page", paper, number))
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
        assert answer.content.startswith(b"\x89PNG")
    for number in (0, 4, 10**9):
        assert browser.get(url("evidence_page", paper, number)).status_code == 404


def test_a_photo_is_one_page(client_of, reader, progress, focal_point):
    paper = PaperField().clean(upload("act.jpg", jpeg_bytes(), "image/jpeg"))
    kept = Evidence.objects.keep(paper, progress.municipality, kind="act", by=focal_point)
    browser = client_of(reader)
    assert browser.get(url("evidence_page", kept, 1)).status_code == 200
    assert browser.get(url("evidence_page", kept, 2)).status_code == 404


@pytest.mark.parametrize("name", ["evidence", "evidence_page"])
def test_no_byte_crosses_to_another_municipality(
    client_of, neighbour, officer, stranger, focal_point, paper, zriba, name
):
    more = [1] if name == "evidence_page" else []
    for person in (neighbour, officer, stranger):
        answer = client_of(person).get(url(name, paper, *more))
        assert answer.status_code == 404
        assert b"%PDF" not in answer.content
    # Its number under one's own address, and an own number that is not there, answer alike.
    swapped = client_of(neighbour).get(url(name, paper, *more, slug="zriba"))
    missing = client_of(neighbour).get(url(name, Evidence(pk=999_999), *more, slug="zriba"))
    assert (swapped.status_code, missing.status_code) == (404, 404)


def test_the_key_of_a_paper_is_never_taken_from_the_form(client_of, focal_point, neighbour, zriba, paper, progress):
    theirs = zriba.participations.get().progress_of(Step.FOCAL_POINT)
    theirs.start(by=neighbour)
    browser = client_of(neighbour)
    address = reverse("focal_point:page", args=["zriba", "person"])
    for value in (str(paper.pk), paper.file.sha256, str(paper.file.path)):
        browser.post(address, {"act-act_scan": value, "person-act_scan": value, "evidence": value, "go": "save"})
    assert not DraftFile.objects.filter(progress=theirs).exists()


def test_a_paper_replaced_in_the_draft_is_kept_and_can_still_be_read(client_of, reader, progress, focal_point, paper):
    attach(progress, "act", "act_scan", by=focal_point, kind="designation_act")
    paper.refresh_from_db()
    assert paper.released_at is not None
    assert client_of(reader).get(url("evidence", paper)).content == pdf_bytes(3)
