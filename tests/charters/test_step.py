"""Step 2 through its moves: issued once, signed, submitted, returned, accepted, reopened."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import OutboxMessage
from charters import signing as by_link
from charters.models import Charter, CharterState, Signature, SignedCopy
from charters.models.charters import AlreadyIssued
from documents.models import IssuedDocument, Series
from municipalities.exceptions import DraftClosed, OwnWork, StepIncomplete
from municipalities.models import Activity, Evidence
from municipalities.steps import ReasonKind, StepState
from tests.charters import signing
from tests.steps import save_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission(progress, focal_point):
    return signing.submit(progress, by=focal_point)


def test_an_issued_charter_has_number_code_pages_and_the_version_it_was_issued_on(charter):
    year = timezone.localdate().year
    assert charter.register_number == f"LOGP/{year}/0001"
    assert charter.pages == charter.document.file.pages > 1
    assert charter.text.version == 1
    assert charter.signature_page == charter.pages


def test_numbers_run_on_across_municipalities(charter, zriba, neighbour):
    other = signing.issue(signing.progress_of(zriba), by=neighbour)
    assert (charter.document.number, other.document.number) == (1, 2)


def test_a_second_issue_gives_the_first_charter_and_no_number(charter, progress, focal_point):
    with pytest.raises(AlreadyIssued) as already:
        signing.issue(progress, by=focal_point)
    assert already.value.charter == charter
    assert Series.objects.get().last_number == IssuedDocument.objects.count() == 1


def test_what_is_missing_is_told_in_order(progress, focal_point):
    progress.start(by=focal_point)
    assert [str(item.text) for item in progress.missing_items()][-1] == "the charter is not issued yet"
    charter = signing.issue(progress, by=focal_point)
    assert [str(item.text) for item in progress.missing_items()] == [
        "No scan has been uploaded yet.",
        "the day on which it was signed is not given",
    ]
    scan = signing.scanned_pdf(charter, *range(2, charter.pages + 1))
    signing.add_scans(charter, progress, scan, by=focal_point)
    with pytest.raises(StepIncomplete):
        progress.submit(by=focal_point)
    progress.refresh_from_db()
    assert progress.state == StepState.IN_PROGRESS


def test_a_signature_before_the_issue_does_not_count(charter, progress, focal_point):
    signing.add_scans(charter, progress, signing.scanned_pdf(charter, *range(1, charter.pages + 1)), by=focal_point)
    save_page(progress, "signing", {"signed_on": (charter.issued_on - timedelta(days=1)).isoformat()}, by=focal_point)
    assert [str(item.text) for item in progress.missing_items()] == ["the day on which it was signed is not given"]


def test_submitting_keeps_the_scans_the_findings_and_mails_the_signed_pdf(submission, charter_of):
    copy = SignedCopy.objects.get(submission=submission)
    assert copy.charter == charter_of(submission)
    assert [row.page for row in submission.files.all()] == ["scan"]
    assert submission.answers["charter"]["number"] == [copy.charter.register_number]
    assert "Page 1 of" in " ".join(finding.sentence for finding in submission.progress.definition.findings(submission))
    mail = OutboxMessage.objects.get(kind="submission-received")
    assert mail.attachment_name == f"{copy.charter.register_number.replace('/', '-')}-signed-tinja.pdf"
    assert mail.attachment_path == copy.file.path


@pytest.fixture
def charter_of():
    return lambda submission: submission.signed_copy.charter


def test_the_submission_describes_the_charter_in_words(submission):
    described = {page.key: {answer.field: answer.value for answer in page.answers} for page in submission.describe()}
    assert described["signatory"]["capacity"] == "Secretary-general in charge of the municipality"
    assert "act_number" not in described["signatory"]
    assert described["charter"]["number"] == submission.signed_copy.charter.register_number
    assert described["charter"]["text"] == "Proposed text, version 1"


def test_accepting_records_the_signature_and_puts_the_charter_in_force(submission, officer):
    submission.progress.accept(submission, by=officer)
    charter = submission.signed_copy.charter
    charter.refresh_from_db()
    assert (charter.state, charter.in_force_from) == (CharterState.IN_FORCE, submission.signed_copy.signed_on)
    signature = Signature.objects.get()
    assert (signature.way, signature.verdict) == ("paper", "pages_read")
    assert signature.recorded_by == officer


def test_whoever_issued_or_uploaded_does_not_accept(progress, focal_point, deputy, officer):
    charter = signing.issue(progress, by=deputy)
    signing.add_scans(charter, progress, signing.scanned_pdf(charter, *range(1, charter.pages + 1)), by=officer)
    submission = signing.submit(progress, by=focal_point)
    for person in (deputy, officer):
        with pytest.raises(OwnWork):
            progress.accept(submission, by=person)


def returned(submission, officer, kind):
    submission.progress.return_for_changes(submission, by=officer, reason_kind=kind, comment="Look again.")
    charter = submission.signed_copy.charter
    charter.refresh_from_db()
    return charter


def test_returned_for_the_scan_the_same_charter_gets_a_new_scan(submission, progress, officer, focal_point):
    charter = returned(submission, officer, ReasonKind.SCAN)
    assert charter.state == CharterState.ISSUED
    progress.refresh_from_db()
    charter.scans.get().let_go(progress)
    signing.add_scans(
        charter, progress, *[signing.scanned(charter, page) for page in range(1, charter.pages + 1)], by=focal_point
    )
    again = signing.submit(progress, by=focal_point)
    assert again.signed_copy.charter == charter
    assert submission.files.get().evidence.file.read()
    progress.accept(again, by=officer)
    charter.refresh_from_db()
    assert charter.state == CharterState.IN_FORCE


def test_returned_for_the_content_a_new_charter_names_the_old(submission, progress, officer, focal_point):
    old = returned(submission, officer, ReasonKind.CONTENT)
    assert old.state == CharterState.SET_ASIDE
    progress.refresh_from_db()
    new = signing.issue(progress, by=focal_point, name_latin="Moncef Ayari Ben Ali")
    assert new.supersedes == old
    assert old.superseded_by == new
    assert new.register_number != old.register_number
    again = signing.submit(progress, by=focal_point)
    answers = {answer.field: answer.value for page in again.describe() for answer in page.answers}
    assert answers["replaces"] == old.register_number


def test_reopened_the_charter_waits_for_its_signature_again(submission, progress, officer, manager, focal_point):
    progress.accept(submission, by=officer)
    progress.reopen(by=manager, comment="The wrong stamp.")
    first = submission.signed_copy.charter
    first.refresh_from_db()
    assert first.state == CharterState.ISSUED
    assert Signature.objects.get().withdrawn_at is not None
    again = signing.submit(progress, by=focal_point)
    progress.accept(again, by=officer)
    first.refresh_from_db()
    assert first.state == CharterState.IN_FORCE
    assert Signature.objects.filter(withdrawn_at__isnull=True).count() == 1


def test_setting_a_charter_aside_lets_its_scans_go(charter, progress, focal_point):
    [scan] = signing.add_scans(charter, progress, signing.scanned(charter, 1), by=focal_point)
    charter.set_aside(progress, by=focal_point)
    evidence = Evidence.objects.get()
    assert not charter.scans.exists()
    assert evidence.released_at is not None
    assert evidence == scan.evidence
    assert evidence in Evidence.objects.abandoned(timezone.now() + timedelta(days=31))


def test_what_is_done_with_a_charter_stands_in_the_log(charter, submission, progress, focal_point, officer):
    """Signed by its signatory, of whom the log keeps the capacity alone."""
    progress.return_for_changes(submission, by=officer, reason_kind=ReasonKind.SCAN, comment="The stamp is cut.")
    invitation, _link = by_link.invite(charter, email="head@tinja.example", language="ar", by=focal_point)
    by_link.open_link(invitation)
    charter.set_aside(progress, by=focal_point)
    number = charter.register_number
    rows = Activity.objects.filter(municipality=charter.municipality, step="charter").exclude(kind="step_moved")
    assert list(rows.values_list("kind", "by__email", "subject").order_by("pk")) == [
        ("charter_issued", "focal@tinja.example", number),
        ("charter_signed", None, f"paper {charter.capacity} {number}"),
        ("signing_link", "focal@tinja.example", f"sent {number}"),
        ("signing_link", None, f"opened {number}"),
        ("charter_set_aside", "focal@tinja.example", number),
    ]


def test_while_the_unit_has_it_nothing_is_set_aside(submission, progress, focal_point):
    progress.refresh_from_db()
    with pytest.raises(DraftClosed):
        submission.signed_copy.charter.set_aside(progress, by=focal_point)


def test_one_charter_is_being_signed_and_one_in_force(charter):
    second = Charter.objects.get(pk=charter.pk)
    second.pk, second.document = None, another_document(charter)
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save(force_insert=True)


def another_document(charter):
    document = charter.document
    return IssuedDocument.objects.create(
        kind="charter", year=2026, number=99, code="AAAAAAAA", file=document.file, issued_by=document.issued_by
    )


def test_a_delegate_without_an_act_cannot_be_recorded(charter):
    with pytest.raises(IntegrityError), transaction.atomic():
        Charter.objects.filter(pk=charter.pk).update(capacity="delegate")
