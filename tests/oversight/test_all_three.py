"""All three steps through the review page, up to what the public then reads."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import OutboxMessage
from charters.models import Charter
from municipalities.models import Participation
from municipalities.steps import Step
from tests.charters import signing
from tests.committees.factories import PEOPLE, committee_progress, submit_committee
from tests.steps import submit_focal_point


def accept(browser, submission) -> str:
    """The page as it was read before the acceptance."""
    page = browser.get(reverse("oversight:review", args=[submission.pk]))
    assert page.status_code == 200
    assert browser.post(reverse("oversight:accept", args=[submission.pk]), {"accept-sure": "yes"}).status_code == 302
    return page.content.decode()


def test_the_third_acceptance_completes_and_the_public_learns_what_was_established(
    client, client_of, officer, manager, tinja, focal_point
):
    browser = client_of(officer)
    accept(browser, submit_focal_point(tinja.participations.get().progress_of(Step.FOCAL_POINT), by=focal_point))

    charter_submission = signing.submit(signing.progress_of(tinja), by=focal_point)
    charter = Charter.objects.get()
    read = accept(browser, charter_submission)
    assert charter.register_number in read
    assert f"Page 1 of {charter.pages} is there." in read

    assert "Leila Ouerghi" in accept(browser, submit_committee(committee_progress(tinja), by=focal_point))
    assert Participation.objects.get().state == "completed"
    assert OutboxMessage.objects.filter(kind="completed", to=focal_point.email).count() == 1

    page = client.get("/municipalities/tinja/?lang=en").content.decode()
    charter.refresh_from_db()
    for shown in ("All three steps are done", charter.register_number, charter.get_absolute_url(), "3 members"):
        assert shown in page, shown
    for _arabic, latin, _side, body, _role in PEOPLE[1:]:
        assert latin not in page
        assert body not in page
    assert "Moncef Ayari" not in page

    file = browser.get("/oversight/municipalities/tinja/")
    assert charter.register_number in file.content.decode()
    assert browser.get("/oversight/?state=completed").context["page_obj"].paginator.count == 1

    client_of(manager).post("/oversight/municipalities/tinja/committee/reopen/", {"comment": "A seat is disputed."})
    assert Participation.objects.get().state == "active"
    page = client.get("/municipalities/tinja/?lang=en").content.decode()
    assert "All three steps are done" not in page
    assert "3 members" not in page


def test_a_charter_goes_back_for_its_scan_or_for_its_content_and_nothing_else(client_of, officer, tinja, focal_point):
    submission = signing.submit(signing.progress_of(tinja), by=focal_point)
    browser = client_of(officer)
    url = reverse("oversight:return", args=[submission.pk])
    vague = browser.post(url, {"return-reason_kind": "wrong", "return-comment": "Look again."})
    assert vague.status_code == 422
    answer = browser.post(url, {"return-reason_kind": "scan", "return-comment": "Page 2 is cut off."})
    assert answer.status_code == 302
    assert Charter.objects.get().state == "issued"
