from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import OutboxMessage
from municipalities.models import StepProgress, StepTransition
from municipalities.steps import Step
from tests import factories
from tests.papers import pdf_bytes
from tests.steps import FOCAL_POINT, attach, save_page, submit_focal_point


def url(name: str, submission) -> str:
    return reverse(f"oversight:{name}", args=[submission.pk])


# Points of the checklist that are open are asked about once; this says that they were.
SURE = {"accept-sure": "yes"}
RETURN = {"return-reason_kind": "wrong", "return-comment": "The act names another person."}


def test_the_queue_shows_the_longest_waiting_first_and_leaves_out_what_stands_still(
    client_of, officer, tinja, zriba, submission, neighbour
):
    other = zriba.participations.get().progress_of(Step.FOCAL_POINT)
    submit_focal_point(other, by=neighbour)
    third = factories.MunicipalityFactory(slug="sayada")
    on_hold = factories.admit(third).progress_of(Step.FOCAL_POINT)
    submit_focal_point(on_hold, by=factories.member(third))
    on_hold.participation.refresh_from_db()
    on_hold.participation.change_state("on_hold", by=officer)
    queue = client_of(officer).get("/oversight/review/").context["waiting"]
    assert [progress.municipality.slug for progress, _days in queue] == ["tinja", "zriba"]


def test_the_page_shows_answers_papers_and_both_decisions(client_of, officer, submission):
    page = client_of(officer).get(url("review", submission)).content.decode()
    assert "Head of citizen relations" in page
    assert submission.reference in page
    paper = submission.files.get().evidence
    assert reverse("oversight:evidence", args=["tinja", paper.pk]) in page
    assert reverse("oversight:evidence_page", args=["tinja", paper.pk, 1]) in page
    assert url("accept", submission) in page
    assert url("return", submission) in page


def test_the_unit_gets_the_original_bytes_and_the_pages_as_pictures(
    client_of, officer, observer, neighbour, submission
):
    paper = submission.files.get().evidence
    original = reverse("oversight:evidence", args=["tinja", paper.pk])
    picture = reverse("oversight:evidence_page", args=["tinja", paper.pk, 1])
    browser = client_of(officer)
    assert browser.get(original).content == pdf_bytes()
    assert browser.get(picture)["Content-Type"] == "image/png"
    assert browser.get(reverse("oversight:evidence", args=["zriba", paper.pk])).status_code == 404
    assert browser.get(reverse("oversight:evidence_page", args=["tinja", paper.pk, 2])).status_code == 404
    assert client_of(observer).get(original).status_code == 403
    assert client_of(neighbour).get(original).status_code == 404


def test_accepting_moves_the_step_and_tells_the_municipality(client_of, officer, progress, submission, focal_point):
    response = client_of(officer).post(url("accept", submission), {**SURE, "accept-comment": "Thank you."})
    assert response.status_code == 302
    progress.refresh_from_db()
    assert progress.state == "accepted"
    assert progress.last_transition.comment == "Thank you."
    assert OutboxMessage.objects.filter(kind="accepted", to=focal_point.email).count() == 1


def test_returning_needs_a_reason_and_a_comment(client_of, officer, progress, submission):
    browser = client_of(officer)
    for lacking in ("return-reason_kind", "return-comment"):
        answers = {key: value for key, value in RETURN.items() if key != lacking}
        response = browser.post(url("return", submission), answers)
        assert response.status_code == 422
        assert "error-summary" in response.content.decode()
    progress.refresh_from_db()
    assert progress.state == "submitted"
    assert browser.post(url("return", submission), RETURN).status_code == 302
    progress.refresh_from_db()
    assert progress.state == "returned"
    assert progress.last_return.comment == RETURN["return-comment"]
    assert OutboxMessage.objects.filter(kind="returned").count() == 1


def test_a_reason_that_asks_for_a_scan_belongs_to_charters(client_of, officer, submission):
    response = client_of(officer).post(url("return", submission), {**RETURN, "return-reason_kind": "scan"})
    assert response.status_code == 422


def test_of_two_reviewers_one_wins_and_the_other_learns_who(client_of, officer, second_officer, progress, submission):
    assert client_of(officer).post(url("accept", submission), SURE).status_code == 302
    for attempt in (("accept", {}), ("return", RETURN)):
        lost = client_of(second_officer).post(url(attempt[0], submission), attempt[1])
        assert lost.status_code == 409
        assert officer.display_name in lost.content.decode()
    progress.refresh_from_db()
    assert progress.state == "accepted"
    assert StepTransition.objects.filter(progress=progress, move__in=["accept", "return_for_changes"]).count() == 1


def test_a_decision_on_a_submission_that_was_replaced_is_a_conflict(
    client_of, officer, progress, submission, focal_point
):
    progress.withdraw(by=focal_point)
    newer = progress.submit(by=focal_point)
    assert client_of(officer).post(url("accept", submission)).status_code == 409
    assert client_of(officer).get(url("review", submission)).context["may_decide"] is False
    assert client_of(officer).post(url("accept", newer), SURE).status_code == 302


def test_nobody_decides_on_their_own_work(client_of, officer, progress, focal_point):
    progress.start(by=focal_point)
    submission = submit_focal_point(progress, by=focal_point)
    submission.contributors.add(officer)
    browser = client_of(officer)
    page = browser.get(url("review", submission))
    assert page.context["may_decide"] is False
    assert url("accept", submission) not in page.content.decode()
    response = browser.post(url("accept", submission))
    assert response.status_code == 403
    assert "A colleague must decide" in response.content.decode()
    progress.refresh_from_db()
    assert progress.state == "submitted"


def test_the_second_submission_is_compared_with_the_first(client_of, officer, progress, submission, focal_point):
    progress.return_for_changes(submission, by=officer, reason_kind="wrong", comment="Another function.")
    save_page(progress, "person", {**FOCAL_POINT["person"], "function": "Director"}, by=focal_point)
    attach(progress, "act", "act_scan", by=focal_point, kind="designation_act", data=pdf_bytes(2))
    second = progress.submit(by=focal_point)
    changes = client_of(officer).get(url("review", second)).context["changes"]
    assert [(change.old, change.new) for change in changes.answers] == [("Head of citizen relations", "Director")]
    assert [(change.old.file.pages, change.new.file.pages) for change in changes.papers] == [(1, 2)]


def test_a_submission_that_changes_nothing_says_so(client_of, officer, progress, submission, focal_point):
    progress.withdraw(by=focal_point)
    again = progress.submit(by=focal_point)
    page = client_of(officer).get(url("review", again))
    assert not page.context["changes"]
    assert "the same as before" in page.content.decode()


def test_a_file_that_another_municipality_submitted_is_pointed_out(client_of, officer, submission, zriba, neighbour):
    other = zriba.participations.get().progress_of(Step.FOCAL_POINT)
    copied = submit_focal_point(other, by=neighbour)
    findings = client_of(officer).get(url("review", copied)).context["findings"]
    assert not findings[0].is_fine
    assert "Tinja" in findings[0].text


@pytest.mark.parametrize("name", ["review", "accept", "return"])
def test_reviewing_is_for_reviewers(client_of, observer, focal_point, stranger, submission, name):
    address = url(name, submission)
    method = "get" if name == "review" else "post"
    assert getattr(client_of(observer), method)(address).status_code == 403
    for person in (focal_point, stranger):
        assert getattr(client_of(person), method)(address).status_code == 404


def test_looking_decides_nothing(client_of, officer, progress, submission):
    browser = client_of(officer)
    assert browser.get(url("accept", submission)).status_code == 405
    assert browser.get(url("return", submission)).status_code == 405
    assert browser.post(url("review", submission)).status_code == 405
    assert StepProgress.objects.get(pk=progress.pk).state == "submitted"
