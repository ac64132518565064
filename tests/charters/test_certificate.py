"""Signing by certificate: the prepared file, each verdict on its page, what is kept, the submission, the record."""

from __future__ import annotations

import io
import subprocess
from datetime import UTC, date, datetime, timedelta

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from charters import certificates as by_certificate
from charters import signing as by_link
from charters.forms_certificate import CertificateForm
from charters.models import CertificateSignature, SignedCopy
from charters.models.certificates import signed_day
from documents import signatures
from documents.models import StoredFile
from documents.opening import Refusal
from municipalities.exceptions import DraftClosed, StepIncomplete
from municipalities.models import Evidence, SignatoryCapacity
from municipalities.steps import ReasonKind
from tests import verapdf
from tests.charters import certificates, signing
from tests.charters.certificates import kept, prepared, signatory, signed, upload
from tests.documents import authority
from tests.documents import signing as outside
from tests.papers import jpeg_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def client():
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def anchor(manager):
    return certificates.trust(manager)


@pytest.fixture
def browser(client_of, focal_point):
    return client_of(focal_point)


def at(name: str) -> str:
    return reverse(f"charters:{name}", args=["tinja"])


def send(browser, data: bytes, name: str = "signed.pdf", **more: str):
    return browser.post(at("upload_certificate"), {"signed": upload(data, name), **more})


# The file that is handed out ------------------------------------------------------------------------------


def test_the_prepared_file_is_made_once_and_has_its_field_in_the_box(charter, browser, tmp_path):
    first = browser.post(at("prepare"))
    assert first["Content-Disposition"].endswith(f'filename="{charter.file_name.replace(".pdf", "-to-sign.pdf")}"')
    assert browser.post(at("prepare")).content == first.content
    assert browser.get(at("prepare")).status_code == 405
    assert first.content.startswith(charter.document.file.read())
    path = tmp_path / "prepared.pdf"
    path.write_bytes(first.content)
    with pikepdf.open(path) as document:
        [field] = document.Root.AcroForm.Fields
        left, bottom, right, top = (float(side) for side in field.Rect)
        page = document.pages[charter.signature_page - 1]
        assert (str(field.T), field.P.objgen) == ("Signature", page.objgen)
        height = float(page.MediaBox[3])
        box = [left, height - top, right, height - bottom]
    assert box == pytest.approx([side * 72 / 25.4 for side in charter.signature_box], abs=0.5)


# The check on the page ------------------------------------------------------------------------------------


def test_a_trusted_signature_of_the_signatory_is_kept_and_told_in_words(charter, browser, focal_point, anchor):
    data = signed(charter, signatory(), by=focal_point)
    assert send(browser, data).status_code == 302
    signature = charter.certificate_signatures.get()
    assert (signature.verdict, signature.name_matches, signature.needs_override) == ("valid_trusted", True, False)
    assert signature.file.read() == data
    assert signature.report["anchors"] == [anchor.sha256] == [signature.report["anchor"]]
    assert signature.signed_on == timezone.localdate()
    page = browser.get(at("detail")).content.decode()
    assert "Valid, by a trusted signer" in page
    assert "who had to sign" in page
    assert "answers for the signer in writing" not in page
    assert at("certificate_record") in page


def test_the_issued_file_signed_without_the_prepared_field_counts_too(charter, browser, focal_point, anchor):
    prepared(charter, focal_point)
    data = outside.sign(charter.document.file.read(), signatory(), box=(80, 80, 200, 120), at=timezone.now())
    assert send(browser, data).status_code == 302
    assert charter.certificate_signatures.get().verdict == "valid_trusted"


def changed(data: bytes) -> bytes:
    return outside.annotate(data)


def foreign(data: bytes) -> bytes:
    """Saved by another program before it was signed."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data[: data.index(b"%%EOF") + 6])) as document:
        document.save(target)
    return outside.sign(target.getvalue(), signatory(), box=(80, 80, 200, 120), at=timezone.now())


def damaged(data: bytes) -> bytes:
    return outside.flip(data, 2000)


@pytest.mark.parametrize(
    ("change", "verdict", "reason", "way_on"),
    [
        (None, "Not signed electronically", "holds no electronic signature", "sign it there"),
        (changed, "Signed, but not what was issued", "Page 1 has comments", "passes on its own"),
        (foreign, "Signed, but not what was issued", "another program wrote the file anew", "change nothing else"),
        (damaged, "The signature does not hold", "signed bytes are not those", "in use today"),
    ],
)
def test_what_does_not_pass_is_told_why_and_kept_nowhere(
    charter, browser, focal_point, anchor, change, verdict, reason, way_on
):
    data = change(signed(charter, signatory(), by=focal_point)) if change else prepared(charter, focal_point)
    before = StoredFile.objects.count(), Evidence.objects.count()
    answer = send(browser, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [words for words in (verdict, reason, way_on, "was not kept") if words not in page] == []
    assert (StoredFile.objects.count(), Evidence.objects.count()) == before
    assert not CertificateSignature.objects.exists()


def test_a_refused_file_is_not_kept_by_the_rule_either(charter, focal_point):
    data = prepared(charter, focal_point)
    form = CertificateForm({}, {"signed": upload(data)}, charter=charter)
    assert not form.is_valid()
    with pytest.raises(ValueError, match="never kept"):
        by_certificate.keep(charter, form.cleaned_data["signed"], form.report, by=focal_point)
    row = kept(charter, signed(charter, signatory(), by=focal_point), by=focal_point)
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateSignature.objects.filter(pk=row.pk).update(verdict="altered")


def with_evidence(data: bytes) -> bytes:
    return outside.append_evidence(data, authority.revocation_list(authority.authority()))


@pytest.mark.parametrize(("more", "is_note"), [(with_evidence, False), (changed, True)])
def test_what_follows_the_signed_part_is_left_out_knowingly_and_told_to_the_unit(
    charter, browser, focal_point, anchor, more, is_note
):
    data = signed(charter, signatory(), by=focal_point)
    refused = send(browser, more(data)).content.decode()
    assert "The part that was signed passes on its own" in refused
    assert 'name="signed_part"' in refused
    assert send(browser, more(data), signed_part="on").status_code == 302
    signature = charter.certificate_signatures.get()
    assert signature.file.read() == data
    [told] = [finding for finding in signature.findings if "followed the signed part" in finding.sentence]
    assert told.is_note == is_note


def test_a_busy_machine_says_nothing_of_the_file_and_asks_to_try_again(
    charter, browser, focal_point, anchor, monkeypatch
):
    data = signed(charter, signatory(), by=focal_point)
    # The one clock that cannot run out on demand.
    monkeypatch.setattr(signatures, "open_in_child", lambda *args, **options: Refusal.TOO_SLOW)
    page = send(browser, data).content.decode()
    assert "too busy to check this file" in page
    assert "does not hold" not in page
    monkeypatch.undo()
    assert send(browser, data).status_code == 302


def test_a_picture_is_no_signature_by_certificate(charter, browser):
    answer = send(browser, jpeg_bytes(), "signed.jpg")
    assert "This is a picture" in answer.content.decode()


@pytest.mark.parametrize(("who", "trusted"), [("منصف العياري", False), ("سعاد المثلوثي", True)])
def test_a_signer_in_doubt_can_be_submitted_and_the_page_says_what_follows(
    charter, browser, focal_point, manager, progress, who, trusted
):
    if trusted:
        certificates.trust(manager)
    assert send(browser, signed(charter, signatory(who), by=focal_point)).status_code == 302
    signature = charter.certificate_signatures.get()
    assert signature.needs_override
    page = browser.get(at("detail")).content.decode()
    assert "answers for the signer in writing" in page
    assert ("on the charter stands Moncef Ayari" in page) == trusted
    assert ("The Unit has not said yet" in page) == (not trusted)
    assert browser.post(at("submit")).url == at("receipt")


# The submission -------------------------------------------------------------------------------------------


def test_it_ends_in_the_same_submission_and_the_same_mail_to_the_unit(
    charter, browser, progress, focal_point, officer, anchor, client
):
    signature = kept(charter, signed(charter, signatory(), by=focal_point), by=focal_point)
    assert browser.post(at("submit")).url == at("receipt")
    progress.refresh_from_db()
    submission = progress.current_submission
    copy = SignedCopy.objects.get(submission=submission)
    assert (copy.way, copy.certificate, copy.file) == ("certificate", signature, signature.file)
    assert [row.evidence for row in submission.files.all()] == [signature.evidence]
    mail = OutboxMessage.objects.get(kind="submission-received")
    assert mail.attachment_path == signature.file.path
    receipt = browser.get(at("receipt"))
    assert receipt.context["way"] == "certificate"
    assert "signed by certificate" in receipt.content.decode()
    answers = {answer.field: answer.value for page in submission.describe() for answer in page.answers}
    assert answers["signer"] == certificates.SIGNATORY
    assert answers["verdict"] == "Valid, by a trusted signer"
    progress.accept(submission, by=officer)
    accepted = charter.signatures.get()
    assert (accepted.way, accepted.verdict) == ("certificate", "trusted")
    charter.refresh_from_db()
    assert (charter.state, charter.in_force_from) == ("in_force", signature.signed_on)
    for address in (charter.get_absolute_url(), reverse("public:municipality", args=["tinja"])):
        assert "made with the signer&#x27;s own certificate" in client.get(address).content.decode()
    assert "uploaded the charter signed by certificate" in browser.get(at("detail")).content.decode()


def test_taken_back_it_stands_and_given_up_another_way_is_open(charter, browser, progress, focal_point, anchor):
    kept(charter, signed(charter, signatory(), by=focal_point), by=focal_point)
    progress.submit(by=focal_point)
    progress.withdraw(by=focal_point)
    assert at("give_up_certificate") in browser.get(at("detail")).content.decode()
    assert browser.post(at("give_up_certificate")).status_code == 302
    with pytest.raises(StepIncomplete):
        progress.submit(by=focal_point)
    progress = signing.progress_of(progress.municipality)
    signing.submit(progress, by=focal_point)
    assert progress.current_submission.signed_copy.way == "paper"
    assert progress.current_submission.signed_copy.certificate is None


def test_returned_by_the_unit_it_is_signed_again(charter, browser, progress, focal_point, officer, anchor):
    first = kept(charter, signed(charter, signatory(), by=focal_point), by=focal_point)
    submission = progress.submit(by=focal_point)
    progress.return_for_changes(submission, by=officer, reason_kind=ReasonKind.SCAN, comment="Another certificate.")
    assert CertificateSignature.objects.standing(charter) is None
    again = kept(charter, signed(charter, signatory(), by=focal_point), by=focal_point)
    assert progress.submit(by=focal_point).signed_copy.certificate == again != first
    assert first.file.read()


def test_a_delegate_signs_inside_the_dates_of_the_act(charter, focal_point, anchor):
    form = CertificateForm({}, {"signed": upload(signed(charter, signatory(), by=focal_point))}, charter=charter)
    assert form.is_valid()
    today = timezone.localdate()
    charter.capacity = SignatoryCapacity.DELEGATE
    charter.from_on = charter.until_on = today + timedelta(days=1)
    with pytest.raises(by_link.OutsideDelegation):
        by_certificate.keep(charter, form.cleaned_data["signed"], form.report, by=focal_point)
    charter.from_on = today
    assert by_certificate.keep(charter, form.cleaned_data["signed"], form.report, by=focal_point)


def test_the_day_of_signature_lies_between_the_issue_and_the_upload(charter):
    now = timezone.now()
    issued = charter.issued_on
    assert signed_day(charter, datetime(2001, 1, 1, tzinfo=UTC), at=now) == issued
    assert signed_day(charter, now + timedelta(days=90), at=now + timedelta(days=3)) == issued + timedelta(days=3)
    assert signed_day(charter, now + timedelta(days=2), at=now + timedelta(days=3)) == issued + timedelta(days=2)
    assert signed_day(charter, None, at=now + timedelta(days=3)) == issued + timedelta(days=3)
    assert isinstance(issued, date)


# Through the link -----------------------------------------------------------------------------------------


@pytest.fixture
def link(charter, focal_point):
    invitation, url = by_link.invite(charter, email="head@tinja.example", language="en", by=focal_point)
    by_link.open_link(invitation)
    return url.rstrip("/").rsplit("/", 1)[-1]


def through(name: str, link: str) -> str:
    return reverse(f"sign:{name}", args=[link])


def kinds(charter) -> list[str]:
    return [event.kind for event in charter.signing_invitations.get().events.order_by("pk")]


def test_the_head_signs_by_certificate_through_the_link(charter, client, link, progress, focal_point, anchor):
    page = through("certificate", link)
    assert through("prepare", link) in client.get(page).content.decode()
    handed_out = client.post(through("prepare", link)).content
    assert client.post(through("prepare", link)).content == handed_out
    assert kinds(charter) == ["sent", "opened", "certificate"]
    refused = client.post(page, {"signed": upload(handed_out)})
    assert refused.status_code == 422
    assert "holds no electronic signature" in refused.content.decode()
    data = outside.sign(handed_out, signatory(), at=timezone.now())
    assert client.post(page, {"signed": upload(data)}).url == through("page", link)
    progress.refresh_from_db()
    assert progress.state == "submitted"
    assert progress.current_submission.submitted_by == focal_point
    assert progress.current_submission.signed_copy.way == "certificate"
    assert OutboxMessage.objects.filter(kind="submission-received").count() == 1
    assert kinds(charter)[-1] == "certified"
    told = OutboxMessage.objects.filter(kind="signing-event", to=focal_point.email).order_by("-pk").first()
    assert "signed by certificate" in told.subject
    closed = client.get(through("page", link)).content.decode()
    assert progress.current_submission.reference in closed
    assert "leads to" in closed
    assert client.get(through("signed_pdf", link)).content == data
    assert client.post(page, {"signed": upload(data)}).url == through("page", link)
    assert CertificateSignature.objects.count() == 1


def test_a_file_that_the_team_uploaded_closes_the_link_until_it_is_given_up(
    charter, client, link, browser, focal_point, anchor
):
    invitation = charter.signing_invitations.get()
    by_link.send_code(invitation)
    signature = kept(charter, signed(charter, signatory(), by=focal_point), by=focal_point)
    assert invitation.state == "closed"
    with pytest.raises(DraftClosed):
        by_link.renew(invitation, by=focal_point)
    assert "signed another way" in client.get(through("page", link)).content.decode()
    by_certificate.give_up(signature, charter)
    assert invitation.state == "open"


# The answer of a second person ----------------------------------------------------------------------------


def test_a_later_check_changes_neither_the_verdict_nor_what_was_accepted(
    charter, progress, focal_point, manager, officer, client_of
):
    signature = kept(charter, signed(charter, signatory(), by=focal_point), by=focal_point)
    submission = progress.submit(by=focal_point)
    review = client_of(officer)
    review.post(
        reverse("oversight:accept", args=[submission.pk]),
        {"accept-override": "I was there.", "accept-comment": "", "accept-sure": "yes"},
    )
    certificates.trust(manager)
    assert signature.check_again(at=timezone.now()).verdict == "valid_trusted"
    signature.refresh_from_db()
    charter.refresh_from_db()
    assert (signature.verdict, charter.state) == ("valid_untrusted", "in_force")
    assert charter.signatures.get().verdict == "overridden"
    page = review.get(reverse("oversight:review", args=[submission.pk])).content.decode()
    assert "Valid, but the signer cannot be trusted yet" in page
    assert "The Unit has not said yet which certificate authorities it trusts." in page


# The record -----------------------------------------------------------------------------------------------


@pytest.mark.java
@pytest.mark.parametrize("languages", ["ar", "ar,fr,en"])
def test_the_record_tells_what_was_checked_and_is_archivable_and_accessible(
    progress, focal_point, browser, officer, client_of, anchor, tmp_path, languages
):
    charter = signing.issue(progress, by=focal_point, languages=languages)
    data = signed(charter, signatory(), by=focal_point)
    signature = kept(charter, data, by=focal_point)
    path = tmp_path / "record.pdf"
    path.write_bytes(browser.get(at("certificate_record")).content)
    for flavour in ("3a", "ua1"):
        assert verapdf.check(flavour, path) == {path: []}
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    signer = signature.found.signer
    for words in (
        charter.register_number,
        charter.document.file.sha256,
        signature.file.sha256,
        anchor.sha256,
        signer.serial,
        signer.issuer.partition(" (")[0],
        *(["Valid, by a trusted signer", "Not checked"] if "en" in languages else []),
    ):
        assert words in text
    submission = progress.submit(by=focal_point)
    address = reverse("oversight:signature_record", args=[submission.pk])
    assert client_of(officer).get(address).content == path.read_bytes()
