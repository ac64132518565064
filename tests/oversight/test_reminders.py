"""Three months under a clock moved day by day: who is reminded of what, when, and never twice."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from accounts.models import OutboxMessage
from municipalities.models import Letter, Muted, Notice, NoticeKind, Participation, Reminder, ReminderRule, StepProgress
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


@pytest.mark.parametrize(
    ("moment", "sends"),
    [
        (morning(date(2026, 10, 19), hour=6), False),
        (morning(date(2026, 10, 19), hour=7), True),
        (morning(date(2026, 10, 19), hour=23), True),
        (morning(date(2026, 10, 18), hour=9), False),  # a Sunday
        (morning(date(2026, 10, 15), hour=9), False),  # a holiday
    ],
)
def test_nothing_leaves_before_seven_or_on_a_rest_day(cohort, officer, moment, sends):
    with time_machine.travel(moment, tick=False):
        said = send_due()
    assert OutboxMessage.objects.exists() is sends
    assert ("1 digests sent" in said) is sends


def test_after_a_missed_month_one_mail_says_how_it_stands_now(cohort, officer):
    with time_machine.travel(morning(date(2026, 10, 1)), tick=False):
        progress, address = place("late")
    with time_machine.travel(morning(date(2026, 11, 13)), tick=False):
        send_due()
        assert OutboxMessage.objects.get(to=address).subject.startswith("13 days late: ")
        assert progress.reminders.get().days == 7


def test_the_overview_of_the_week_says_what_waits_what_is_late_and_what_moved(cohort, officer, manager, observer):
    with time_machine.travel(morning(date(2026, 11, 6)), tick=False):
        late, _address = place("late")
        waiting, _address = place("waiting")
        person = waiting.municipality.memberships.get().user
        submit_focal_point(waiting, by=person)
        OutboxMessage.objects.all().delete()
    with time_machine.travel(morning(date(2026, 11, 9)), tick=False):
        Notice.objects.tell(NoticeKind.ASSIGNED, [officer], key="1", municipality=waiting.municipality)
        send_due()
    mails = OutboxMessage.objects.filter(kind="unit-digest")
    assert {mail.to for mail in mails} == {officer.email, manager.email}
    mail = mails.get(to=officer.email)
    assert mail.subject == "The week: 1 waiting for us, 1 late"
    for part in (mail.text, mail.html):
        assert f"Focal point, {waiting.municipality.name}: 3 days" in part
        assert f"Focal point, {late.municipality.name}: 9 days late" in part
        assert f"Focal point, {waiting.municipality.name} · submitted" in part
        assert "A submission was assigned to you." in part
    assert "unsubscribe" in mail.headers["List-Unsubscribe"]


def test_whoever_wants_no_overview_gets_only_what_was_told(cohort, officer):
    Muted.objects.mute(officer, {"weekly"})
    with time_machine.travel(morning(date(2026, 11, 9)), tick=False):
        send_due()
        assert not OutboxMessage.objects.exists()
        Notice.objects.tell(NoticeKind.ASSIGNED, [officer], key="1")
        send_due()
        assert OutboxMessage.objects.get().kind == "digest"


@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_time_send_each_mail_once(transactional_db, officer):
    cohort = factories.CohortFactory(due_on=date(2026, 10, 31))
    ReminderRule.objects.give_defaults(cohort)
    addresses = [place(name)[1] for name in ("one", "two", "three")]
    start = threading.Barrier(3)

    def run() -> None:
        try:
            start.wait(10)
            send_due()
        finally:
            connection.close()

    with time_machine.travel(morning(date(2026, 11, 9)), tick=False):
        runs = [threading.Thread(target=run) for _number in range(3)]
        for each in runs:
            each.start()
        for each in runs:
            each.join(60)
        send_due()
    assert {address: len(sent_on(address)) for address in addresses} == dict.fromkeys(addresses, 1)
    assert OutboxMessage.objects.filter(kind="unit-digest").count() == 1


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
        if day == date(2026, 11, 7):  # a Saturday: it waits for Monday, and comes with the reminder of that day
            Notice.objects.tell(NoticeKind.MESSAGE, [person["late"]], key="a message", words="Good day")
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
        # Told of the new date on 30 October; the plan begins anew for 30 November, a Monday.
        "extended": [
            *late[:2],
            date(2026, 10, 30),
            date(2026, 11, 16),
            date(2026, 11, 27),
            date(2026, 11, 30),
            date(2026, 12, 7),
        ],
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
