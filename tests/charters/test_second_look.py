"""What the machine sees of a scan beyond its codes: the page laid straight, and whether the box is written in."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from PIL import Image

from charters.models import (
    CharterScan,
    ScanOverride,
    SignedCopy,
    SigningAgain,
    SigningAgainReason,
)
from documents.models import StoredFile
from documents.pdf import Box
from documents.scanning import SheetPlace
from municipalities.exceptions import StepIncomplete
from municipalities.findings import FindingKind
from municipalities.models import BoxInk, EmptyBoxStatement, Evidence, SheetLook
from municipalities.models.looks import look
from municipalities.scans import ScanReport
from municipalities.steps import ReasonKind
from tests.charters import signing
from tests.documents import worn
from tests.steps import save_page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def charter(progress, focal_point):
    return signing.issue(progress, by=focal_point, languages="ar")


def box_of(charter) -> Box:
    return Box(charter.signature_page, *charter.signature_box)


def signature_page(charter, change=lambda page: page, *, is_signed=True, quality=60):
    """The page of the signature alone, as a PDF of what `change` makes of it."""
    page = signing.printed(charter, charter.signature_page, is_signed=is_signed)
    return worn.pdf(change(page), quality=quality)


def others(charter):
    return [signing.scanned(charter, page) for page in range(1, charter.pages + 1) if page != charter.signature_page]


def look_of(charter, progress, by, data):
    [scan] = signing.add_scans(charter, progress, data, by=by)
    [look] = scan.evidence.looks.all()
    return look


def kinds(report):
    return {finding.kind for finding in report.findings}


WORN = {
    "100 dpi, JPEG 40": (lambda page: worn.at_dpi(page, 100), 40),
    "tilted by 5 degrees": (lambda page: worn.tilted(page, 5), 60),
    "tilted by -5 degrees": (lambda page: worn.tilted(page, -5), 60),
    "upside down": (lambda page: worn.turned(page, 180), 60),
    "grey, JPEG 40": (worn.grey, 40),
    "telephone in perspective": (worn.photographed, 70),
}


@pytest.mark.parametrize("name", WORN)
@pytest.mark.parametrize("is_signed", [True, False], ids=["signed", "empty"])
def test_ink_and_an_empty_box_are_told_apart_however_the_page_came(charter, progress, focal_point, name, is_signed):
    change, quality = WORN[name]
    data = signature_page(charter, change, is_signed=is_signed, quality=quality)
    look = look_of(charter, progress, focal_point, data)
    assert look.aligned
    assert look.ink == (BoxInk.INKED if is_signed else BoxInk.EMPTY)
    # A4 upright at 110 dpi, whatever came.
    picture = Image.open(io.BytesIO(look.picture.read()))
    assert (picture.format, *picture.size) == ("JPEG", 909, 1286)


def test_the_bytes_that_came_stay_what_is_kept_and_given_out(client, charter, progress, focal_point):
    data = signature_page(charter, lambda page: worn.tilted(page, 5))
    [scan] = signing.add_scans(charter, progress, data, by=focal_point)
    assert scan.evidence.file.read() == data
    client.force_login(focal_point)
    assert client.get(scan.evidence.get_absolute_url()).content == data


def test_an_empty_box_stops_the_submission_until_somebody_says_why(client, charter, progress, focal_point):
    every = range(1, charter.pages + 1)
    signing.add_scans(charter, progress, signing.scanned_pdf(charter, *every, is_signed=False), by=focal_point)
    save_page(progress, "signing", {"signed_on": charter.issued_on.isoformat()}, by=focal_point)
    with pytest.raises(StepIncomplete):
        progress.submit(by=focal_point)
    report = ScanReport.of(charter)
    [finding] = report.blocking
    assert finding.sentence == f"The box for the signature on page {charter.signature_page} looks empty."
    assert "the better one counts" in finding.way_on

    client.force_login(focal_point)
    url = reverse("charters:empty_box", args=["tinja", finding.scan, finding.sheet])
    answer = client.post(url, {f"box{finding.scan}-{finding.sheet}-reason": " "})
    assert answer.status_code == 422
    assert not EmptyBoxStatement.objects.exists()
    answer = client.post(url, {f"box{finding.scan}-{finding.sheet}-reason": "Signed with a pencil, hardly to be seen."})
    assert answer.status_code == 302
    report = ScanReport.of(charter)
    assert report.is_complete
    assert FindingKind.BOX_STATED in kinds(report)
    progress.refresh_from_db()
    submission = progress.submit(by=focal_point)
    [stated] = [f for f in submission.signed_copy.findings if f["kind"] == FindingKind.BOX_STATED]
    assert stated["reason"] == "Signed with a pencil, hardly to be seen."
    assert stated["who"] == focal_point.display_name


def test_a_word_about_a_box_that_is_not_empty_is_not_taken(client, charter, progress, focal_point):
    [scan] = signing.add_scans(charter, progress, signature_page(charter), by=focal_point)
    client.force_login(focal_point)
    url = reverse("charters:empty_box", args=["tinja", scan.pk, 1])
    assert client.post(url, {f"box{scan.pk}-1-reason": "It is."}).status_code == 404


def test_a_better_scan_beside_the_empty_one_is_enough(charter, progress, focal_point):
    signing.add_scans(charter, progress, *others(charter), by=focal_point)
    signing.add_scans(charter, progress, signature_page(charter, is_signed=False), by=focal_point)
    assert FindingKind.BOX_EMPTY in kinds(ScanReport.of(charter))
    [better] = signing.add_scans(charter, progress, signature_page(charter), by=focal_point)
    report = ScanReport.of(charter)
    assert report.is_complete
    assert FindingKind.WRITTEN in kinds(report)
    assert report.found[charter.signature_page].scan == better


def test_an_empty_copy_added_later_does_not_take_the_place_of_the_signed_one(charter, progress, focal_point):
    [first] = signing.add_scans(charter, progress, signature_page(charter), by=focal_point)
    signing.add_scans(charter, progress, signature_page(charter, is_signed=False), by=focal_point)
    assert ScanReport.of(charter).found[charter.signature_page].scan == first


def test_a_stamp_alone_is_said_to_be_one_and_stops_nothing(charter, progress, focal_point):
    signing.add_scans(charter, progress, *others(charter), by=focal_point)
    page = signing.printed(charter, charter.signature_page, is_signed=False)
    signing.add_scans(charter, progress, worn.pdf(worn.stamped(page, box_of(charter))), by=focal_point)
    report = ScanReport.of(charter)
    assert report.is_complete
    [finding] = [finding for finding in report.findings if finding.kind == FindingKind.STAMP_ONLY]
    assert finding.is_note
    assert "saw a stamp and nothing beside it" in finding.sentence


def test_a_sheet_that_only_carries_the_square_of_the_page_is_told(charter, progress, focal_point):
    page = signing.printed(charter, charter.signature_page)
    forged = signing.printed(charter, 1)
    top = round(page.height * (297 - 40) / 297)
    forged.paste(page.crop((0, top, page.width, page.height)), (0, top))
    look = look_of(charter, progress, focal_point, worn.pdf(forged))
    assert (look.aligned, look.ink) == (False, BoxInk.UNSURE)
    report = ScanReport.of(charter)
    assert {FindingKind.NOT_LAID, FindingKind.LOOK} <= kinds(report)
    assert "could not be laid onto the page that was issued" in " ".join(f.sentence for f in report.findings)


def test_a_cut_code_does_not_let_an_empty_box_pass(charter, progress, focal_point):
    signing.add_scans(charter, progress, *others(charter), by=focal_point)
    [scan] = signing.add_scans(
        charter, progress, signature_page(charter, worn.footer_cut, is_signed=False), by=focal_point
    )
    assert not scan.evidence.looks.exists()
    ScanOverride.record(
        scan, progress, page=1, stands_for=charter.signature_page, reason="The sheet slipped.", by=focal_point
    )
    report = ScanReport.of(charter)
    assert report.found[charter.signature_page].look.ink != BoxInk.INKED
    assert kinds(report) & {FindingKind.BOX_EMPTY, FindingKind.LOOK}


def test_what_could_not_be_drawn_has_no_row_and_is_told_to_be_looked_at(charter, progress, focal_point):
    signing.add_scans(charter, progress, *others(charter), by=focal_point)
    [scan] = signing.add_scans(charter, progress, signature_page(charter), by=focal_point)
    SheetLook.objects.all().delete()
    unseen = look(charter, scan.evidence.file.read(), [SheetPlace(7, charter.signature_page)])
    SheetLook.objects.keep(scan.evidence, unseen, by=focal_point, at=timezone.now())
    assert not SheetLook.objects.exists()
    assert FindingKind.LOOK in kinds(ScanReport.of(charter))


def test_scans_from_before_the_second_look_still_work(client, charter, progress, focal_point):
    every = range(1, charter.pages + 1)
    signing.add_scans(charter, progress, signing.scanned_pdf(charter, *every), by=focal_point)
    SheetLook.objects.all().delete()
    report = ScanReport.of(charter)
    assert report.is_complete
    assert FindingKind.LOOK in kinds(report)
    client.force_login(focal_point)
    assert client.get(reverse("charters:detail", args=["tinja"])).status_code == 200
    signed = {"signed_on": charter.issued_on.isoformat()}
    assert client.post(reverse("charters:submit", args=["tinja"]), signed).status_code == 302
    assert SignedCopy.objects.get().findings[-1]["kind"] == FindingKind.WRITTEN


def test_an_old_scan_with_an_empty_box_is_noticed_when_it_is_submitted(client, charter, progress, focal_point):
    every = range(1, charter.pages + 1)
    signing.add_scans(charter, progress, signing.scanned_pdf(charter, *every, is_signed=False), by=focal_point)
    SheetLook.objects.all().delete()
    client.force_login(focal_point)
    answer = client.post(reverse("charters:submit", args=["tinja"]), {"signed_on": charter.issued_on.isoformat()})
    assert "looks empty" in answer.content.decode()
    assert not SignedCopy.objects.exists()


def test_the_pages_stand_straight_on_the_page_and_at_the_unit(client, charter, progress, focal_point, officer):
    every = range(1, charter.pages + 1)
    [scan] = signing.add_scans(charter, progress, signing.scanned_pdf(charter, *every), by=focal_point)
    client.force_login(focal_point)
    page = client.get(reverse("charters:detail", args=["tinja"])).content.decode()
    for number in every:
        url = reverse("charters:straight_page", args=["tinja", scan.pk, number, number])
        assert url in page
        assert client.get(url)["Content-Type"] == "image/jpeg"
    assert client.get(reverse("charters:straight_page", args=["tinja", scan.pk, 1, 2])).status_code == 404
    assert SheetLook.objects.count() == 1
    client.post(reverse("charters:submit", args=["tinja"]), {"signed_on": charter.issued_on.isoformat()})
    assert SheetLook.objects.count() == charter.pages

    client.force_login(officer)
    submission = SignedCopy.objects.get().submission
    review = client.get(reverse("oversight:review", args=[submission.pk])).content.decode()
    for seen in SheetLook.objects.all():
        url = reverse("oversight:straight_page", args=["tinja", seen.pk])
        assert url in review
        assert client.get(url).content == seen.picture.read()
        assert reverse("oversight:evidence_page", args=["tinja", scan.evidence_id, seen.sheet]) in review
    assert scan.evidence.get_oversight_url() in review
    assert "is written in. Whose signature it is" in review


def signed_and_accepted(progress, by, officer):
    progress.refresh_from_db()
    submission = signing.submit(progress, by=by, languages="ar")
    progress.accept(submission, by=officer)
    return submission.signed_copy.charter


def to_be_signed_again(progress, by):
    SigningAgain.objects.begin(progress, reason_kind=SigningAgainReason.HEAD, comment="A new head.", by=by)
    progress.refresh_from_db()
    return signing.issue(progress, by=by, languages="ar")


def test_pages_of_the_charters_before_are_named_with_what_became_of_them(progress, focal_point, officer):
    first = signed_and_accepted(progress, focal_point, officer)
    second = to_be_signed_again(progress, focal_point)
    signing.add_scans(second, progress, signing.scanned(first, 2), by=focal_point)
    finding = ScanReport.of(second).blocking[0]
    assert finding.kind == FindingKind.STILL_IN_FORCE
    assert f"page 2 of charter {first.register_number}, which is in force and is to be replaced" in finding.sentence
    second.scans.all().delete()

    signed_and_accepted(progress, focal_point, officer)
    third = to_be_signed_again(progress, focal_point)
    signing.add_scans(third, progress, signing.scanned(first, 2), signing.scanned(second, 1), by=focal_point)
    replaced, in_force, *_missing = ScanReport.of(third).blocking
    assert (replaced.kind, in_force.kind) == (FindingKind.REPLACED, FindingKind.STILL_IN_FORCE)
    for language, told in (("en", "which was replaced on {}."), ("fr", "{}")):
        with translation.override(language):
            assert told.format(date_format(timezone.localdate(), "DATE_FORMAT")) in replaced.sentence


def test_pictures_go_with_the_paper_they_were_made_from(charter, progress, focal_point):
    [scan] = signing.add_scans(charter, progress, signature_page(charter), by=focal_point)
    picture = SheetLook.objects.get().picture_id
    scan.let_go(progress)
    Evidence.objects.update(released_at=timezone.now() - 2 * Evidence.KEPT_AFTER_RELEASE)
    call_command("sweep_evidence")
    assert not SheetLook.objects.exists()
    assert not StoredFile.objects.filter(pk=picture).exists()


def test_a_returned_scan_keeps_its_pictures_at_the_unit(client, progress, focal_point, officer):
    submission = signing.submit(progress, by=focal_point)
    progress.return_for_changes(submission, by=officer, reason_kind=ReasonKind.CONTENT, comment="The name is wrong.")
    assert not CharterScan.objects.exists()
    client.force_login(officer)
    look = SheetLook.objects.get()
    page = client.get(reverse("oversight:review", args=[submission.pk])).content.decode()
    assert reverse("oversight:straight_page", args=["tinja", look.pk]) in page
