"""Signing on screen: code, drawing or name, the signed edition with its record and seal, the submission."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from charters import editions
from charters import signing as by_link
from charters.models import Signature, SignedCopy, SignedEdition, SigningCode
from documents import sealing
from municipalities.exceptions import StepIncomplete
from municipalities.steps import ReasonKind
from tests import verapdf
from tests.charters import signing
from tests.documents import openssl

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DRAWING = json.dumps([[100, 300, 200, 120, 320, 380, 460, 140, 620, 360, 880, 200], [150, 420, 820, 400]])
DRAWN = editions.Hand(drawing=editions.Drawing.read(DRAWING))


def invited(charter, by):
    invitation, _url = by_link.invite(charter, email="mayor@tinja.example", language="ar", by=by)
    by_link.open_link(invitation)
    return invitation


def sent_code(invitation) -> str:
    by_link.send_code(invitation)
    mail = OutboxMessage.objects.filter(kind="signing-code").order_by("-pk").first()
    return re.search(r"^\d{6}$", mail.text, re.MULTILINE)[0]


def signed(charter, by, hand=DRAWN):
    invitation = invited(charter, by)
    return by_link.sign(invitation, hand, sent_code(invitation))


@pytest.fixture
def edition(charter, focal_point) -> SignedEdition:
    return signed(charter, focal_point)


def test_signing_ends_in_the_same_submission_and_the_same_mail_to_the_unit(edition, charter, progress, focal_point):
    progress.refresh_from_db()
    assert progress.state == "submitted"
    submission = progress.current_submission
    assert submission.submitted_by == focal_point
    copy = SignedCopy.objects.get(submission=submission)
    assert (copy.way, copy.file, copy.signed_on) == ("screen", edition.file, timezone.localdate())
    assert [row.evidence for row in submission.files.all()] == [edition.evidence]
    mail = OutboxMessage.objects.get(kind="submission-received")
    assert mail.attachment_path == edition.file.path
    assert mail.attachment_name.endswith("-signed-tinja.pdf")
    told = OutboxMessage.objects.filter(kind="signing-event", to=focal_point.email)
    assert any("signed on screen" in message.subject for message in told)


def test_it_is_called_a_simple_electronic_signature_sealed_by_the_platform(edition, progress, officer):
    progress.refresh_from_db()
    submission = progress.current_submission
    answers = {answer.field: answer.value for page in submission.describe() for answer in page.answers}
    words = "simple electronic signature, sealed by the platform"
    assert words in answers["way"]
    assert words in progress.definition.findings(submission)[0].sentence
    progress.accept(submission, by=officer)
    signature = Signature.objects.get()
    assert (signature.way, signature.verdict) == ("screen", "sealed")
    assert words in signature.get_way_display()


def test_the_signed_edition_has_the_charters_pages_a_record_and_the_issued_bytes(edition, charter, tmp_path):
    pdf = edition.file.read()
    with pikepdf.open(_written(pdf, tmp_path)) as document:
        assert len(document.pages) == charter.pages + 1 == edition.file.pages
        [attached] = document.attachments.values()
        assert attached.get_file().read_bytes() == charter.document.file.read()
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "signed.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    record = text.split("\f")[charter.pages]
    assert charter.document.file.sha256 in re.sub(r"\s", "", record)
    assert "m•••@tinja.example" in record
    assert "mayor@" not in text


def _written(pdf, tmp_path):
    path = tmp_path / "signed.pdf"
    path.write_bytes(pdf)
    return path


def test_every_page_stands_in_the_structure_tree(edition, charter, tmp_path):
    with pikepdf.open(_written(edition.file.read(), tmp_path)) as document:
        met, waiting = set(), [document.Root.StructTreeRoot.K]
        while waiting:
            node = waiting.pop()
            if isinstance(node, pikepdf.Array):
                waiting += list(node)
            elif isinstance(node, pikepdf.Dictionary):
                if "/Pg" in node:
                    met.add(node.Pg.objgen)
                if "/K" in node:
                    waiting.append(node.K)
        assert met == {page.objgen for page in document.pages}


def test_pdfsig_finds_one_seal_over_the_whole_file(edition, tmp_path):
    path = _written(edition.file.read(), tmp_path)
    told = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told
    assert told.count("Total document signed") == 1
    assert "ETSI.CAdES.detached" in told


def test_openssl_says_the_same_of_the_seal(edition, tmp_path):
    """A second opinion that shares no line with what sealed: bytes, chain, and the last byte of the file."""
    assert openssl.check(edition.file.read(), sealing.anchor(), timezone.now(), tmp_path) == [(True, True)]


@pytest.mark.java
@pytest.mark.parametrize("languages", ["ar", "ar,fr", "ar,fr,en"])
def test_the_signed_edition_is_archivable_and_accessible(progress, focal_point, tmp_path, languages):
    edition = signed(signing.issue(progress, by=focal_point, languages=languages), focal_point)
    path = _written(edition.file.read(), tmp_path)
    for flavour in ("3a", "ua1"):
        assert verapdf.check(flavour, path) == {path: []}


def test_a_typed_name_signs_too(charter, focal_point, tmp_path):
    edition = signed(charter, focal_point, editions.Hand(typed="منصف العياري"))
    assert edition.method == "typed"
    assert edition.file.pages == charter.pages + 1


def test_the_code_works_once_for_five_tries_and_ten_minutes(charter, focal_point):
    invitation = invited(charter, focal_point)
    code = sent_code(invitation)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    late = timezone.now() + timedelta(minutes=11)
    with pytest.raises(by_link.CodeRefused):
        by_link.sign(invitation, DRAWN, code, at=late)
    lefts = []
    for _try in range(SigningCode.TRIES):
        with pytest.raises(by_link.CodeRefused) as refused:
            by_link.sign(invitation, DRAWN, wrong)
        lefts.append(refused.value.left)
    assert lefts == [4, 3, 2, 1, 0]
    with pytest.raises(by_link.CodeRefused):
        by_link.sign(invitation, DRAWN, code)
    assert not SignedEdition.objects.exists()


def test_a_newer_code_takes_the_place_of_the_one_before(charter, focal_point):
    invitation = invited(charter, focal_point)
    first, second = sent_code(invitation), sent_code(invitation)
    if first != second:
        with pytest.raises(by_link.CodeRefused):
            by_link.sign(invitation, DRAWN, first)
    assert by_link.sign(invitation, DRAWN, second)


def test_codes_are_not_sent_without_end(charter, focal_point):
    invitation = invited(charter, focal_point)
    for _time in range(SigningCode.PER_HOUR):
        by_link.send_code(invitation)
    with pytest.raises(by_link.TooManyCodes):
        by_link.send_code(invitation)


def test_without_a_seal_nothing_is_signed_and_the_code_can_be_given_again(charter, focal_point, progress, settings):
    invitation = invited(charter, focal_point)
    code = sent_code(invitation)
    settings.SEAL_SELF_MADE = False
    with pytest.raises(sealing.NotConfigured):
        by_link.sign(invitation, DRAWN, code)
    progress.refresh_from_db()
    invitation.refresh_from_db()
    assert (progress.state, invitation.state) == ("in_progress", "open")
    settings.SEAL_SELF_MADE = True
    assert by_link.sign(invitation, DRAWN, code)


def test_taken_back_the_signature_stands_and_can_be_given_up(edition, client_of, progress, focal_point):
    progress.refresh_from_db()
    progress.withdraw(by=focal_point)
    browser = client_of(focal_point)
    give_up = reverse("charters:give_up_edition", args=["tinja"])
    assert give_up in browser.get(reverse("charters:detail", args=["tinja"])).content.decode()
    assert browser.post(reverse("charters:submit", args=["tinja"])).url == reverse("charters:receipt", args=["tinja"])
    assert browser.get(reverse("charters:receipt", args=["tinja"])).context["way"] == "screen"
    assert progress.current_submission.signed_copy.edition == edition
    progress.refresh_from_db()
    progress.withdraw(by=focal_point)
    assert browser.post(give_up).status_code == 302
    with pytest.raises(StepIncomplete):
        progress.submit(by=focal_point)
    assert edition.file.read()


def test_returned_by_the_unit_it_is_signed_again(edition, charter, progress, officer, focal_point):
    progress.refresh_from_db()
    first = progress.current_submission
    progress.return_for_changes(first, by=officer, reason_kind=ReasonKind.WRONG, comment="Another person signs.")
    assert SignedEdition.objects.standing(charter) is None
    again = signed(charter, focal_point)
    progress.refresh_from_db()
    assert progress.current_submission.signed_copy.edition == again


def test_whoever_prepared_it_does_not_accept_it(charter, progress, focal_point, deputy):
    invitation = invited(charter, deputy)
    by_link.sign(invitation, DRAWN, sent_code(invitation))
    progress.refresh_from_db()
    contributors = set(progress.current_submission.contributors.all())
    assert {focal_point, deputy} <= contributors


@pytest.mark.parametrize(
    "text",
    ["{", "7", '"x"', "[[1]]", "[[1,2,3]]", "[[-1,0,900,0]]", "[[0,0,1001,0]]", "[[true,0,900,0]]", "[[0.5,0,900,0]]",
     '[["0","0","900","0"]]', "[" * 5000, "[[1,1,5,5]]", json.dumps([[1, 1] * 7000])],
)  # fmt: skip
def test_what_is_no_drawing_is_refused(text):
    with pytest.raises(editions.ValidationError):
        editions.Drawing.read(text)
