"""The charter's wizard and page as a focal point goes through them."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from charters.models import Charter, CharterScan, CharterState
from charters.texts import load_charter_text
from documents.models import IssuedDocument, Series
from tests.charters import signing
from tests.papers import upload

HOME = "/m/tinja/charter/"


def page_url(page):
    return reverse("charters:page", kwargs={"slug": "tinja", "page": page})


def typed(page, **changes):
    return {f"{page}-{field}": value for field, value in {**signing.ANSWERS[page], **changes}.items()}


@pytest.fixture
def browser(client_of, focal_point, progress):
    load_charter_text(progress.participation.cohort)
    progress.start(by=focal_point)
    return client_of(focal_point)


@pytest.mark.django_db
def test_from_the_first_page_to_the_receipt(client_of, focal_point, progress):
    load_charter_text(progress.participation.cohort)
    browser = client_of(focal_point)
    assert b"nine short articles" in browser.get(HOME).content
    assert browser.post(f"{HOME}start/").url == page_url("signatory")
    assert browser.post(page_url("signatory"), typed("signatory")).url == page_url("council")
    assert browser.post(page_url("council"), typed("council")).url == page_url("languages")
    assert browser.post(page_url("languages"), typed("languages")).url == page_url("preview")
    preview = browser.get(page_url("preview")).content.decode()
    assert f'src="{HOME}specimen/1.png"' in preview
    assert "Moncef Ayari" in preview
    assert browser.post(page_url("preview"), {"preview-confirm": "on"}).url == HOME
    charter = Charter.objects.get()
    page = browser.get(HOME).content.decode()
    assert charter.register_number in page
    assert "Upload and check" in page
    scan = signing.scanned_pdf(charter, *range(1, charter.pages + 1))
    assert browser.post(f"{HOME}scan/", {"scans": [signing.file(scan, "charter.pdf")]}).url == f"{HOME}#scan"
    page = browser.get(HOME).content.decode()
    assert f"Page {charter.pages} of {charter.pages} is there." in page
    answer = browser.post(f"{HOME}submit/", {"signed_on": timezone.localdate().isoformat()})
    assert answer.url == f"{HOME}receipt/"
    assert progress.submissions.get().reference in browser.get(answer.url).content.decode()
    assert browser.post(f"{HOME}submit/", {"signed_on": "2026-01-01"}).url == f"{HOME}receipt/"
    assert "signed pages" in browser.get(HOME).content.decode()
    assert browser.get(f"{HOME}signed.pdf").content == scan


@pytest.mark.django_db
def test_a_delegate_needs_act_dates_and_scan_that_hold_today(browser):
    today = timezone.localdate()
    delegate = typed(
        "signatory",
        capacity="delegate",
        act_number="2026/31",
        act_date=(today + timedelta(days=1)).isoformat(),
        from_on=(today + timedelta(days=1)).isoformat(),
        until_on=(today - timedelta(days=1)).isoformat(),
    )
    answer = browser.post(page_url("signatory"), delegate)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This date is in the future" in page
    assert "this person cannot sign today" in page
    assert "this person can no longer sign" in page
    assert "Answer this question." in page
    right = {
        **delegate,
        "version": "1",
        "signatory-act_date": (today - timedelta(days=30)).isoformat(),
        "signatory-from_on": (today - timedelta(days=30)).isoformat(),
        "signatory-until_on": (today + timedelta(days=30)).isoformat(),
        "signatory-act_scan": upload("delegation.pdf"),
    }
    assert browser.post(page_url("signatory"), right).url == page_url("council")


@pytest.mark.django_db
def test_half_a_delegation_does_not_stop_a_mayor(browser):
    answer = browser.post(page_url("signatory"), typed("signatory", capacity="mayor", act_date="never"))
    assert answer.url == page_url("council")


@pytest.mark.django_db
def test_a_deliberation_with_a_number_needs_its_day(browser):
    browser.post(page_url("signatory"), typed("signatory"))
    answer = browser.post(page_url("council"), typed("council", council_number="12"))
    assert answer.status_code == 422
    assert b"Give the date of this deliberation too." in answer.content


@pytest.mark.django_db
def test_without_a_published_text_nothing_is_issued_and_nothing_lost(client_of, focal_point, progress):
    progress.start(by=focal_point)
    browser = client_of(focal_point)
    for page in ("signatory", "council", "languages"):
        browser.post(page_url(page), typed(page))
    assert b"has not published the text" in browser.get(page_url("preview")).content
    assert browser.post(page_url("preview"), {"preview-confirm": "on"}).status_code == 409
    assert not IssuedDocument.objects.exists()


@pytest.mark.django_db
def test_the_specimen_is_a_pdf_and_a_picture_for_each_page(browser, reader, client_of):
    for page in ("signatory", "council", "languages"):
        browser.post(page_url(page), typed(page))
    assert browser.get(f"{HOME}specimen.pdf").content.startswith(b"%PDF")
    picture = client_of(reader).get(f"{HOME}specimen/1.png")
    assert picture.content.startswith(b"\x89PNG")
    assert browser.get(f"{HOME}specimen/99.png").status_code == 404
    assert not Series.objects.exists()


@pytest.mark.django_db
def test_an_issued_charter_closes_the_wizard_until_it_is_set_aside(charter, client_of, focal_point):
    browser = client_of(focal_point)
    assert browser.get(page_url("signatory")).url == HOME
    assert browser.post(page_url("signatory"), typed("signatory")).url == HOME
    assert browser.post(f"{HOME}set-aside/").url == page_url("signatory")
    assert browser.get(page_url("signatory")).status_code == 200
    charter.refresh_from_db()
    assert charter.state == CharterState.SET_ASIDE
    assert f"Charter {charter.register_number} was set aside" in browser.get(HOME).content.decode()


@pytest.mark.django_db
def test_a_wrong_paper_is_told_and_can_be_removed(charter, progress, client_of, focal_point):
    browser = client_of(focal_point)
    answer = browser.post(f"{HOME}scan/", {"scans": [signing.file(b"MZ not a paper", "virus.pdf")]})
    assert answer.status_code == 422
    assert "virus.pdf: This file is not a PDF" in answer.content.decode()
    assert browser.post(f"{HOME}scan/", {}).status_code == 422
    [scan] = signing.add_scans(charter, progress, upload().read(), by=focal_point)
    assert b"Remove" in browser.get(HOME).content
    browser.post(f"{HOME}scan/{scan.pk}/remove/")
    assert not CharterScan.objects.exists()


@pytest.mark.django_db
def test_an_unreadable_page_is_explained_to_the_unit(charter, progress, client_of, focal_point):
    pages = [signing.scanned(charter, page) for page in range(1, charter.pages + 1)]
    pages[0] = signing.blank_page()
    scans = signing.add_scans(charter, progress, *pages, by=focal_point)
    browser = client_of(focal_point)
    prefix = f"s{scans[0].pk}-1"
    url = f"{HOME}scan/{scans[0].pk}/1/override/"
    answer = browser.post(url, {f"{prefix}-stands_for": "1", f"{prefix}-reason": ""})
    assert answer.status_code == 422
    wrong = browser.post(url, {f"{prefix}-stands_for": "2", f"{prefix}-reason": "Torn."})
    assert wrong.status_code == 422
    given = browser.post(url, {f"{prefix}-stands_for": "1", f"{prefix}-reason": "Torn."})
    assert given.url == f"{HOME}#scan"
    assert "Souad Methlouthi says that it is sheet 1" in browser.get(HOME).content.decode()


@pytest.mark.django_db
def test_a_page_that_reads_cannot_be_explained_away(charter, progress, client_of, focal_point):
    [scan] = signing.add_scans(charter, progress, signing.scanned(charter, 1), by=focal_point)
    answer = client_of(focal_point).post(
        f"{HOME}scan/{scan.pk}/1/override/", {f"s{scan.pk}-1-stands_for": "2", f"s{scan.pk}-1-reason": "Please."}
    )
    assert answer.status_code == 404


@pytest.mark.django_db
def test_what_is_incomplete_is_not_sent(charter, client_of, focal_point, progress):
    answer = client_of(focal_point).post(f"{HOME}submit/", {"signed_on": timezone.localdate().isoformat()})
    assert answer.status_code == 409
    assert "No scan has been uploaded yet." in answer.content.decode()
    assert not progress.submissions.exists()


@pytest.mark.django_db
def test_once_the_unit_has_it_nothing_can_be_added(progress, focal_point, client_of):
    signing.submit(progress, by=focal_point)
    browser = client_of(focal_point)
    scan = CharterScan.objects.get()
    for url, data in (
        (f"{HOME}scan/", {"scans": [upload()]}),
        (f"{HOME}scan/{scan.pk}/remove/", {}),
        (f"{HOME}set-aside/", {}),
    ):
        assert browser.post(url, data).status_code == 409
    assert CharterScan.objects.get() == scan


@pytest.mark.django_db
def test_a_reader_reads_and_changes_nothing(charter, client_of, reader):
    browser = client_of(reader)
    page = browser.get(HOME).content.decode()
    assert charter.register_number in page
    assert "Upload and check" not in page
    assert browser.get(f"{HOME}charter.pdf").content == charter.document.file.read()
    assert browser.post(f"{HOME}set-aside/").status_code == 403


@pytest.mark.django_db
def test_another_municipality_sees_none_of_it(charter, client_of, neighbour):
    for url in (HOME, f"{HOME}charter.pdf", f"{HOME}specimen.pdf"):
        assert client_of(neighbour).get(url).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_four_parallel_issues_give_one_number(progress, focal_point):
    signing.fill_charter(progress, by=focal_point)
    browsers = []
    for _time in range(4):
        browser = Client()
        browser.force_login(focal_point, backend="django.contrib.auth.backends.ModelBackend")
        browsers.append(browser)
    answers = []

    def click(browser):
        answers.append(browser.post(page_url("preview"), {"preview-confirm": "on"}))
        connection.close()

    clicks = [threading.Thread(target=click, args=[browser]) for browser in browsers]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, HOME)] * 4
    assert Charter.objects.count() == IssuedDocument.objects.count() == Series.objects.get().last_number == 1
