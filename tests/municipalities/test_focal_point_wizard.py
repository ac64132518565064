"""The focal point step as a person goes through it."""

import pytest
from django.urls import reverse

from accounts.models import OutboxMessage
from municipalities.models import DraftPage, Evidence, FocalPoint
from municipalities.steps import Step
from tests.papers import upload
from tests.steps import FOCAL_POINT, fill_focal_point, submit_focal_point

pytestmark = pytest.mark.django_db


def page_url(page: str, slug: str = "tinja") -> str:
    return reverse("focal_point:page", args=[slug, page])


def typed(page: str, **changes: str) -> dict[str, str]:
    return {f"{page}-{field}": value for field, value in {**FOCAL_POINT[page], **changes}.items()}


@pytest.fixture
def progress(tinja):
    return tinja.participations.get().progress_of(Step.FOCAL_POINT)


@pytest.fixture
def browser(client_of, focal_point, progress):
    progress.start(by=focal_point)
    return client_of(focal_point)


def test_the_whole_wizard_ends_in_a_submission_with_receipt_and_two_emails(
    client_of, focal_point, progress, django_capture_on_commit_callbacks
):
    browser = client_of(focal_point)
    assert b"What you need before you start" in browser.get("/m/tinja/focal-point/").content
    assert browser.post("/m/tinja/focal-point/start/").url == page_url("person")
    assert browser.post(page_url("person"), typed("person")).url == page_url("deputy")
    assert browser.post(page_url("deputy"), typed("deputy")).url == page_url("act")
    assert browser.post(page_url("act"), {**typed("act"), "act-act_scan": upload()}).url == page_url("publication")
    assert browser.post(page_url("publication"), typed("publication")).url == page_url("check")
    check = browser.get(page_url("check")).content.decode()
    assert "Souad Methlouthi" in check
    assert "5 October 2026" in check
    assert "act.pdf" in check
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(page_url("check"), {"check-confirm": "on"})
    assert answer.url == "/m/tinja/focal-point/receipt/"
    submission = progress.submissions.get()
    receipt = browser.get(answer.url).content.decode()
    assert submission.reference in receipt
    assert set(OutboxMessage.objects.values_list("kind", "to")) == {
        ("submission-received", "unit@ogp.example"),
        ("submission-receipt", "focal@tinja.example"),
    }


def test_the_receipt_offers_to_invite_the_person_named_unless_known(browser, focal_point, progress):
    submit_focal_point(progress, by=focal_point, email="other@tinja.example")
    assert b"email=other%40tinja.example" in browser.get("/m/tinja/focal-point/receipt/").content


def test_back_keeps_what_was_typed_even_if_it_is_not_complete(browser):
    browser.post(page_url("person"), typed("person"))
    answer = browser.post(page_url("deputy"), {"deputy-has_deputy": "yes", "deputy-name_ar": "منى", "go": "back"})
    assert answer.url == page_url("person")
    page = browser.get(page_url("deputy")).content.decode()
    assert "منى" in page
    assert "error-summary" not in page


def test_next_with_errors_keeps_what_was_typed_and_says_what_is_wrong(browser):
    answer = browser.post(page_url("person"), typed("person", name_ar="Souad", phone="123"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write this name in Arabic letters" in page
    assert "This is not a Tunisian phone number" in page
    assert DraftPage.objects.get(page="person").answers["function"] == ["Head of citizen relations"]


def test_a_file_survives_an_error_beside_it_and_is_not_asked_again(browser, progress):
    for page in ("person", "deputy"):
        browser.post(page_url(page), typed(page))
    answer = browser.post(page_url("act"), {**typed("act", act_date="2126-01-01"), "act-act_scan": upload("act.pdf")})
    assert answer.status_code == 422
    assert "act.pdf" in answer.content.decode()
    assert browser.post(page_url("act"), {**typed("act"), "version": "1"}).url == page_url("publication")
    assert Evidence.objects.count() == 1


def test_a_new_file_replaces_the_old_one_and_names_it(browser, progress):
    for page in ("person", "deputy"):
        browser.post(page_url(page), typed(page))
    browser.post(page_url("act"), {**typed("act"), "act-act_scan": upload("first.pdf")})
    browser.post(page_url("act"), {**typed("act"), "act-act_scan": upload("second.pdf"), "version": "1"})
    first, second = Evidence.objects.order_by("pk")
    assert second.replaces == first
    assert first.released_at
    assert not second.released_at
    assert [row.evidence for row in progress.draft_files.all()] == [second]


def test_a_later_page_leads_to_the_first_unanswered_one_and_saves_nothing(browser, progress):
    assert browser.get(page_url("publication")).url == page_url("person")
    assert browser.post(page_url("publication"), typed("publication")).url == page_url("person")
    assert browser.post(page_url("check"), {"check-confirm": "on"}).url == page_url("person")
    assert not DraftPage.objects.exists()


@pytest.mark.parametrize("page", ["unknown", "charter", "x" * 300, "done", "0"])
def test_an_unknown_page_is_not_found(browser, page):
    assert browser.get(page_url(page)).status_code == 404
    assert browser.post(page_url(page), {}).status_code == 404


@pytest.mark.parametrize(
    "extra",
    [
        {"wizard_goto_step": "check"},
        {"focal_point_wizard-current_step": "check"},
        {"focal_point_wizard-current_step": "x" * 5000},
        {"focal_point_wizard-current_step": ""},
        {"version": "abc"},
        {"version": "-4"},
        {"go": "fly"},
        {"person-municipality": "zriba", "person-state": "accepted", "person-progress": "1", "deputy-has_deputy": "no"},
    ],
)
def test_foreign_fields_and_tampered_names_are_ignored(browser, extra):
    answer = browser.post(page_url("person"), {**typed("person"), **extra})
    assert answer.status_code == 302
    assert answer.url == page_url("deputy")
    saved = DraftPage.objects.get()
    assert set(saved.answers) == set(FOCAL_POINT["person"])


def test_an_empty_post_is_a_page_of_errors(browser):
    assert browser.post(page_url("person"), {}).status_code == 422


def test_a_stale_save_shows_both_texts_and_the_next_one_wins_knowingly(browser, client_of, deputy):
    colleague = client_of(deputy)
    browser.post(page_url("person"), typed("person"))
    colleague.post(page_url("person"), {**typed("person", function="Secretary"), "version": "1"})
    stale = browser.post(page_url("person"), {**typed("person", function="Archivist"), "version": "1"})
    assert stale.status_code == 409
    page = stale.content.decode()
    assert "Secretary" in page
    assert "Archivist" in page
    assert 'name="version" value="2"' in page
    answer = browser.post(page_url("person"), {**typed("person", function="Archivist"), "version": "2"})
    assert answer.status_code == 302
    assert DraftPage.objects.get().answers["function"] == ["Archivist"]


def test_a_submitted_draft_is_read_only(browser, focal_point, progress):
    submit_focal_point(progress, by=focal_point)
    assert browser.get(page_url("person")).url == "/m/tinja/focal-point/"
    assert browser.post(page_url("person"), typed("person", function="Changed")).status_code == 409
    assert DraftPage.objects.get(page="person").answers["function"] == ["Head of citizen relations"]


def test_autosave_saves_text_and_answers_with_the_new_version(browser):
    answer = browser.post(page_url("person"), {**typed("person", phone=""), "go": "autosave"})
    assert answer.status_code == 200
    assert b'name="version" value="1"' in answer.content
    assert b"<html" not in answer.content
    assert DraftPage.objects.get().answers["phone"] == [""]


def test_taking_back_and_submitting_again_makes_a_second_submission(browser, focal_point, progress):
    submit_focal_point(progress, by=focal_point)
    assert browser.post("/m/tinja/focal-point/withdraw/").status_code == 302
    browser.post(page_url("check"), {"check-confirm": "on", "version": "0"})
    assert [submission.number for submission in progress.submissions.all()] == [1, 2]


def test_acceptance_records_the_focal_point_in_office(focal_point, officer, progress):
    submission = submit_focal_point(progress, by=focal_point)
    progress.accept(submission, by=officer)
    record = FocalPoint.objects.get()
    assert (record.name_latin, str(record.from_on), record.publish_name) == ("Souad Methlouthi", "2026-10-05", True)


def test_a_new_focal_point_ends_the_old_one_and_keeps_the_history(focal_point, officer, progress):
    progress.accept(submit_focal_point(progress, by=focal_point), by=officer)
    progress.reopen(by=officer, comment="New person")
    fill_focal_point(progress, by=focal_point, email="new@tinja.example", name_latin="Hedi Jlassi")
    progress.accept(progress.submit(by=focal_point), by=officer)
    assert list(FocalPoint.objects.order_by("pk").values_list("name_latin", flat=True)) == [
        "Souad Methlouthi",
        "Hedi Jlassi",
    ]
    assert FocalPoint.objects.filter(until_on__isnull=True).get().name_latin == "Hedi Jlassi"


def test_a_hostile_file_is_refused_with_a_reason_and_the_text_is_kept(browser):
    for page in ("person", "deputy"):
        browser.post(page_url(page), typed(page))
    html = upload("act.pdf", b"<html><script>alert(1)</script></html>")
    answer = browser.post(page_url("act"), {**typed("act"), "act-act_scan": html})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert DraftPage.objects.get(page="act").answers["act_number"] == ["2026/14"]
    assert not Evidence.objects.exists()


def test_the_ready_letter_is_a_pdf_filled_in_from_the_draft(browser):
    assert browser.get("/m/tinja/focal-point/letter.pdf").url == page_url("person")
    browser.post(page_url("person"), typed("person"))
    answer = browser.get("/m/tinja/focal-point/letter.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
