"""Three months under a clock moved day by day: who is reminded of what, when, and never twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from accounts.models import OutboxMessage
from municipalities.models import Letter, Participation, Reminder, ReminderRule, StepProgress
from municipalities.permissions import Role
from municipalities.steps import ReasonKind, Step
from municipalities.workdays import add_working_days, is_working_day, next_working_day
from tests import factories
from tests.oversight.conftest import put
from tests.steps import submit_focal_point

pytestmark = pytest.mark.django_db
TUNIS = ZoneInfo("Africa/Tunis")


def morning(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), TUNIS)


def send_due() -> str:
    out = StringIO()
    call_command("send_due", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 10, 14), True),
        (date(2026, 10, 15), False),  # Evacuation Day
        (date(2026, 10, 17), False),  # a Saturday
        (date(2026, 10, 18), False),
        (date(2026, 12, 17), False),  # Day of the Revolution
        (date(2026, 5, 27), False),  # Eid al-Adha, estimated
    ],
)
def test_tunisian_working_days(day, works):
    assert is_working_day(day) is works


def test_a_rest_day_leads_to_the_next_working_day():
    assert next_working_day(date(2026, 10, 15)) == date(2026, 10, 16)
    assert next_working_day(date(2026, 10, 17)) == date(2026, 10, 19)
    assert add_working_days(date(2026, 10, 14), 2) == date(2026, 10, 19)


@pytest.fixture
def cohort(db):
    cohort = factories.CohortFactory(due_on=date(2026, 10, 31))  # a Saturday
    ReminderRule.objects.give_defaults(cohort)
    return cohort


def place(slug: str) -> tuple[StepProgress, str]:
    """A municipality with a focal point, of which only the first step is open; the two others are accepted."""
    municipality = factories.MunicipalityFactory(slug=slug)
    participation = factories.admit(municipality)
    factories.member(municipality, Role.FOCAL_POINT, email=f"{slug}@commune.example")
    for step in (Step.CHARTER, Step.COMMITTEE):
        put(participation, step, "accepted", due_on=date(2026, 10, 31))
    Participation.objects.filter(pk=participation.pk).update(state="active")
    participation.refresh_from_db()
    return participation.progress_of(Step.FOCAL_POINT), f"{slug}@commune.example"


def sent_on(address: str) -> list[date]:
    mails = OutboxMessage.objects.filter(to=address, kind="digest").order_by("created_at")
    return [mail.created_at.astimezone(TUNIS).date() for mail in mails]


def test_three_months_day_by_day(cohort, officer, django_capture_on_commit_callbacks):
    with time_machine.travel(morning(date(2026, 10, 1)), tick=False):
        places = {name: place(name) for name in ("late", "halfway", "returned", "held", "done", "extended", "prompt")}
        progress = {name: step for name, (step, _address) in places.items()}
        person = {name: step.municipality.memberships.get().user for name, step in progress.items()}
        put(progress["done"].participation, Step.FOCAL_POINT, "accepted", due_on=date(2026, 10, 31))
        progress["held"].participation.change_state("on_hold", by=officer, reason="Elections")

    def fresh(name: str) -> StepProgress:
        return StepProgress.objects.select_related("participation__municipality").get(pk=progress[name].pk)

    submissions = {}

    def events(day: date) -> None:
        if day == date(2026, 10, 26):
            submissions["halfway"] = submit_focal_point(fresh("halfway"), by=person["halfway"])
            submissions["returned"] = submit_focal_point(fresh("returned"), by=person["returned"])
        if day == date(2026, 11, 5):
            fresh("returned").return_for_changes(
                submissions["returned"], by=officer, reason_kind=ReasonKind.WRONG, comment="Mend it."
            )
        if day == date(2026, 10, 30):
            fresh("extended").extend(date(2026, 11, 30), by=officer, reason="Floods")
        if day == date(2026, 11, 20):
            fresh("late").municipality.participations.get().letters.get().close(
                on=day, by=officer, means="post", note="12/2026"
            )

    end = date(2026, 12, 31)
    day = date(2026, 10, 1)
    with django_capture_on_commit_callbacks():
        while day <= end:
            with time_machine.travel(morning(day), tick=False):
                events(day)
                before = OutboxMessage.objects.count()
                send_due()
                if not is_working_day(day):
                    assert OutboxMessage.objects.count() == before, day
                after = OutboxMessage.objects.count()
                send_due()
                assert OutboxMessage.objects.count() == after, day
            day += timedelta(days=1)

    late = [date(2026, 10, 19), date(2026, 10, 28), date(2026, 11, 2), date(2026, 11, 9)]
    assert {name: sent_on(address) for name, (_step, address) in places.items()} == {
        "late": late,
        "prompt": late,
        # With the Unit from 26 October on, and never decided.
        "halfway": [date(2026, 10, 19)],
        # Ten days with the Unit: the clock stands at 10 November.
        "returned": [date(2026, 10, 19), date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 17)],
        "held": [],
        "done": [],
        # The plan begins anew for 30 November, a Monday.
        "extended": [*late[:2], date(2026, 11, 16), date(2026, 11, 27), date(2026, 11, 30), date(2026, 12, 7)],
    }
    # The ladder: the letter to the head follows only where the one to the secretary-general left.
    letters = Letter.objects.values_list("participation__municipality__slug", "rung", "prepared_at__date")
    assert set(letters) == {
        ("late", "secretary_general", date(2026, 11, 16)),
        ("late", "head", date(2026, 11, 30)),
        ("prompt", "secretary_general", date(2026, 11, 16)),
        ("returned", "secretary_general", date(2026, 11, 24)),
        ("extended", "secretary_general", date(2026, 12, 14)),
    }
    again = Counter(Reminder.objects.values_list("progress", "rung", "days", "due_on"))
    assert set(again.values()) == {1}
    # The Unit's overview: once in each of the fourteen weeks.
    weeks = OutboxMessage.objects.filter(kind="unit-digest", to=officer.email)
    assert weeks.count() == 14
    assert {mail.created_at.astimezone(TUNIS).weekday() for mail in weeks} <= {0, 3}
