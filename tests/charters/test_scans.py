"""What the machine says of a scan: each page told for what it is, with a way on."""

import pytest

from charters.models import CharterScan, ScanOverride
from documents.opening import read_codes
from municipalities.findings import FindingKind
from municipalities.scans import ScanReport, signed_pdf
from tests.charters import signing

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def kinds(report, *, blocking=True):
    return [finding.kind for finding in report.findings if finding.blocks is blocking]


def sentences(report):
    return " ".join(finding.sentence for finding in report.findings)


def report_of(charter, progress, by, *files):
    signing.add_scans(charter, progress, *files, by=by)
    return ScanReport.of(charter)


def all_pages(charter):
    return range(1, charter.pages + 1)


def test_without_a_scan_it_says_what_to_do(charter):
    report = ScanReport.of(charter)
    assert kinds(report) == [FindingKind.NOTHING]
    assert "Print the charter" in report.findings[0].way_on


def test_a_whole_scan_is_complete_and_ink_is_not_called_a_signature(charter, progress, focal_point):
    report = report_of(charter, progress, focal_point, signing.scanned_pdf(charter, *all_pages(charter)))
    assert report.is_complete
    assert kinds(report, blocking=False) == [FindingKind.PAGE] * charter.pages + [FindingKind.WRITTEN]
    assert f"The box on page {charter.pages} is written in. Whose signature it is" in sentences(report)


def test_photos_tilted_by_two_degrees_are_read_page_by_page(charter, progress, focal_point):
    photos = [signing.scanned(charter, page, turn=2, quality=45) for page in all_pages(charter)]
    report = report_of(charter, progress, focal_point, *photos)
    assert report.is_complete
    assert [sheet.scan.evidence.original_name for sheet in report.sheets()] == [
        f"scan {page}.jpg" for page in all_pages(charter)
    ]


def test_the_charter_of_another_municipality_is_named_and_blocks(charter, progress, focal_point, zriba, neighbour):
    theirs = signing.issue(signing.progress_of(zriba), by=neighbour)
    report = report_of(charter, progress, focal_point, signing.scanned_pdf(theirs, *all_pages(theirs)))
    assert set(kinds(report)) == {FindingKind.OTHER_MUNICIPALITY, FindingKind.MISSING}
    assert "this is the charter of Zriba" in sentences(report)
    assert theirs.register_number in sentences(report)


def test_a_missing_page_is_named_and_blocks(charter, progress, focal_point):
    pages = [page for page in all_pages(charter) if page != 2]
    report = report_of(charter, progress, focal_point, signing.scanned_pdf(charter, *pages))
    assert [finding.sentence for finding in report.blocking] == [f"Page 2 of {charter.pages} is missing."]
    signing.add_scans(charter, progress, signing.scanned(charter, 2), by=focal_point)
    assert ScanReport.of(charter).is_complete


def test_another_order_is_told_and_put_right(charter, progress, focal_point):
    turned_round = reversed(all_pages(charter))
    report = report_of(charter, progress, focal_point, signing.scanned_pdf(charter, *turned_round))
    assert report.is_complete
    assert FindingKind.ORDER in kinds(report, blocking=False)
    copy = signed_pdf(report, by=focal_point, at=None)
    assert [code_page(page) for page in read_codes(copy)] == list(all_pages(charter))


def test_a_page_upside_down_is_told_and_turned(charter, progress, focal_point):
    scan = signing.scanned_pdf(charter, *all_pages(charter), turns={2: 180})
    report = report_of(charter, progress, focal_point, scan)
    assert report.is_complete
    assert "Page 2 lies upside down" in sentences(report)
    copy = signed_pdf(report, by=focal_point, at=None)
    assert {abs(page.codes[0].turn_degrees) < 5 for page in read_codes(copy)} == {True}


@pytest.mark.parametrize("turn", [90, 270])
def test_a_page_on_its_side_is_told_and_turned(charter, progress, focal_point, turn):
    scan = signing.scanned_pdf(charter, *all_pages(charter), turns={1: turn})
    report = report_of(charter, progress, focal_point, scan)
    assert "Page 1 lies on its side" in sentences(report)
    copy = signed_pdf(report, by=focal_point, at=None)
    assert {abs(page.codes[0].turn_degrees) < 5 for page in read_codes(copy)} == {True}


def test_a_page_that_came_twice_is_told_and_blocks_nothing(charter, progress, focal_point):
    scan = signing.scanned_pdf(charter, *all_pages(charter), 1)
    report = report_of(charter, progress, focal_point, scan)
    assert report.is_complete
    assert "Page 1 came more than once" in sentences(report)


def test_the_charter_set_aside_is_not_taken_for_the_new_one(charter, progress, focal_point):
    old = signing.scanned_pdf(charter, *all_pages(charter))
    charter.set_aside(progress, by=focal_point)
    new = signing.issue(progress, by=focal_point)
    report = report_of(new, progress, focal_point, old)
    assert FindingKind.SET_ASIDE in kinds(report)
    assert f"is page 2 of charter {charter.register_number}, which was set aside on " in sentences(report)


def test_an_unreadable_page_asks_for_a_new_scan_or_a_reason(charter, progress, focal_point):
    pages = [signing.scanned(charter, page) for page in all_pages(charter)]
    pages[1] = signing.blank_page()
    report = report_of(charter, progress, focal_point, *pages)
    assert kinds(report) == [FindingKind.UNREADABLE, FindingKind.MISSING]
    [unread] = report.unreadable
    ScanOverride.record(
        CharterScan.objects.get(pk=unread.scan),
        progress,
        page=unread.sheet,
        stands_for=2,
        reason="The corner was torn off.",
        by=focal_point,
    )
    report = ScanReport.of(charter)
    assert report.is_complete
    assert "Souad Methlouthi says" in sentences(report)
    assert "The corner was torn off." in sentences(report)


def test_a_blank_back_blocks_nothing_once_all_pages_are_there(charter, progress, focal_point):
    pages = [signing.scanned(charter, page) for page in all_pages(charter)]
    report = report_of(charter, progress, focal_point, *pages, signing.blank_page())
    assert report.is_complete
    assert FindingKind.WITHOUT_CODE in kinds(report, blocking=False)


def test_a_code_that_nothing_was_issued_under_blocks(charter, progress, focal_point):
    scans = signing.add_scans(charter, progress, signing.scanned_pdf(charter, *all_pages(charter)), by=focal_point)
    text = scans[0].readings[0]["codes"][0]["text"]
    scans[0].readings[0]["codes"][0]["text"] = text.replace(charter.code, "AAAAAAAA")
    scans[0].save()
    report = ScanReport.of(charter)
    assert set(kinds(report)) == {FindingKind.UNKNOWN, FindingKind.MISSING}


def test_the_scan_itself_is_the_signed_copy_when_it_is_whole(charter, progress, focal_point):
    report = report_of(charter, progress, focal_point, signing.scanned_pdf(charter, *all_pages(charter)))
    assert signed_pdf(report, by=focal_point, at=None) == report.scans[0].evidence.file


def code_page(page):
    from documents.codes import read_page_address

    return read_page_address(page.codes[0].text).page
