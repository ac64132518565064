"""What a meeting decided is a task until it is done, and a committee that does not meet is told of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OutboxMessage
from committees.meetings.rhythm import rhythms_of
from committees.models import Committee, Decision, Meeting
from municipalities.models import Notice, Participation
from municipalities.risks import RiskKind, risks_of
from oversight.meetings_due import remind_of_tasks, tell_of_lapses
from tests.committees.factories import seat_everyone, submit_committee
from tests.committees.joint_meetings import TUNIS, plan, record

# A Tuesday.
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
LATER = datetime(2026, 12, 10, 10, 0, tzinfo=TUNIS)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def committee(progress, focal_point) -> Committee:
    seat_everyone(progress, by=focal_point)
    return Committee.objects.get()


@pytest.fixture
def established(progress, focal_point, officer) -> Committee:
    """Accepted today."""
    progress.accept(submit_committee(progress, by=focal_point), by=officer)
    OutboxMessage.objects.all().delete()
    return Committee.objects.get()


# Tasks ----------------------------------------------------------------------------------------------------


@pytest.fixture
def decided(committee, focal_point) -> Meeting:
    """Three decisions: late, to come, without a day."""
    held = record(plan(committee, by=focal_point, starts_at=NOW - timedelta(days=9)), by=focal_point)
    for text, due_on in [("Later", date(2026, 12, 24)), ("Late", date(2026, 11, 20)), ("Some day", None)]:
        Decision.objects.write(held, {"text": text, "due_on": due_on}, by=focal_point)
    return held


def test_decisions_are_numbered_changed_and_carried_out_with_what_came_of_it(browser, tinja, decided):
    assert list(decided.decisions.values_list("number", flat=True)) == [1, 2, 3]
    late = decided.decisions.get(text="Late")
    url = reverse("meetings:decision_done", args=[tinja.slug, decided.pk, late.pk])
    assert browser.post(url, {"done_on": "2026-11-24", "outcome": ""}).status_code == 422
    assert browser.post(url, {"done_on": "2026-11-25", "outcome": "Done"}).status_code == 422
    assert browser.post(url, {"done_on": "2026-11-24", "outcome": "Done"}).status_code == 302
    assert browser.post(url, {"done_on": "2026-11-24", "outcome": "Again"}).status_code == 409
    late.refresh_from_db()
    assert (late.done_on, late.outcome) == (TODAY, "Done")


def test_tasks_are_listed_by_state_and_press_on_the_home_page(browser, tinja, decided):
    def shown(state: str) -> list[str]:
        page = browser.get(reverse("meetings:tasks", args=[tinja.slug]), {"state": state})
        return [task.text for task in page.context["page_obj"]]

    assert shown("open") == ["Late", "Later", "Some day"]
    assert shown("late") == ["Late"]
    assert shown("done") == []
    home = browser.get(reverse("municipalities:home", args=[tinja.slug])).content.decode()
    assert home.index("Late") < home.index("Some day")


def test_the_unit_sees_the_tasks_of_all_late_ones_first_by_a_bounded_number_of_questions(
    client_of, officer, observer, decided, focal_point
):
    national = plan(Committee.objects.national(), by=officer)
    Decision.objects.write(national, {"text": "Earliest", "due_on": date(2026, 11, 2)}, by=officer)
    browser = client_of(officer)
    counted = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/oversight/tasks/")
        counted.append(len(asked))
        for number in range(20):
            Decision.objects.write(national, {"text": f"More {number}", "due_on": date(2027, 1, 2)}, by=officer)
    assert [task.text for task in page.context["page_obj"]][:3] == ["Earliest", "Late", "Later"]
    assert counted[0] == counted[1]
    assert counted[0] <= 12
    of_one = browser.get("/oversight/tasks/", {"q": "tinja", "state": "late"})
    assert [task.text for task in of_one.context["page_obj"]] == ["Late"]
    assert client_of(observer).get("/oversight/tasks/").status_code == 403


def test_the_page_of_a_municipality_at_the_unit_counts_its_tasks(client_of, officer, tinja, decided):
    page = client_of(officer).get(f"/oversight/municipalities/{tinja.slug}/").content.decode()
    assert f"/oversight/tasks/?municipality={tinja.slug}" in page
    assert "3 open" in page


def test_the_board_counts_the_tasks_for_whoever_may_open_them(client_of, officer, observer, decided):
    page = client_of(officer).get("/oversight/").content.decode()
    assert '<a href="/oversight/tasks/">' in page
    assert "3 open" in page
    assert "/oversight/tasks/" not in client_of(observer).get("/oversight/").content.decode()


def test_an_owner_is_reminded_before_the_day_and_after_it_each_once(committee, focal_point):
    held = record(plan(committee, by=focal_point, starts_at=NOW - timedelta(hours=3)), by=focal_point)
    owner = committee.members.first()
    task = Decision.objects.write(
        held, {"text": "To publish the plan", "owner": owner, "due_on": date(2026, 12, 4)}, by=focal_point
    )
    Decision.objects.write(held, {"text": "To think", "owner_words": "Everybody"}, by=focal_point)
    days = [24, 27, 28, 30]
    sent = [remind_of_tasks(datetime(2026, 11, day, 9, tzinfo=UTC)) for day in days]
    assert sent == [0, 1, 0, 0]
    assert [remind_of_tasks(datetime(2026, 12, day, 9, tzinfo=UTC)) for day in (4, 5, 6)] == [0, 1, 0]
    task.change({"due_on": date(2026, 12, 20)}, version=task.version, by=focal_point)
    assert remind_of_tasks(datetime(2026, 12, 14, 9, tzinfo=UTC)) == 1
    task.finish("It is online.", on=TODAY, by=focal_point)
    assert remind_of_tasks(datetime(2026, 12, 30, 9, tzinfo=UTC)) == 0
    assert set(OutboxMessage.objects.filter(kind="task-reminder").values_list("to", flat=True)) == {owner.email}


# The rhythm -----------------------------------------------------------------------------------------------


def test_the_committee_meets_again_three_months_after_it_was_set_up_or_met(established, focal_point):
    def rhythm(on: date):
        return rhythms_of([Committee.objects.get()], on)[established]

    assert rhythm(TODAY).due_by == date(2027, 2, 24)
    assert rhythm(date(2027, 2, 24)).late_since is None
    assert rhythm(date(2027, 2, 25)).late_since == date(2027, 2, 24)
    assert rhythm(date(2027, 2, 25)).floor_by == date(2027, 5, 24)
    assert rhythm(date(2027, 5, 25)).is_below_floor
    plan(established, by=focal_point, starts_at=datetime(2027, 3, 10, 10, tzinfo=TUNIS))
    assert rhythm(date(2027, 2, 25)).lapsed_since is None
    assert rhythm(date(2027, 3, 11)).lapsed_since == date(2027, 2, 24)
    Committee.objects.update(meets_every_months=1)
    assert rhythm(TODAY).due_by == date(2026, 12, 24)
    Committee.objects.update(meets_every_months=12)
    assert rhythm(TODAY).due_by == date(2027, 2, 24)


def test_a_lapse_is_a_risk_for_the_unit_and_told_to_the_team_once(established, tinja, focal_point, deputy):
    participation = Participation.objects.select_related("municipality").get()
    late = date(2027, 3, 1)
    kinds = [risk.kind for risk in risks_of([participation], late)[participation]]
    assert RiskKind.MEETING_LATE in kinds
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert tell_of_lapses(at) == 2
    assert tell_of_lapses(at + timedelta(days=1)) == 0
    assert set(Notice.objects.values_list("user", flat=True)) == {focal_point.pk, deputy.pk}
    with time_machine.travel(at, tick=False):
        record(plan(established, by=focal_point, starts_at=at - timedelta(hours=1)), by=focal_point)
    assert tell_of_lapses(at) == 0
    assert RiskKind.MEETING_LATE not in [risk.kind for risk in risks_of([participation], late)[participation]]
