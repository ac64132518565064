"""Many municipalities at once: first it is shown who is reached and who not, then exactly that is done, once."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutboxMessage
from municipalities.models import Activity, DueDateChange, Notice, StepProgress
from municipalities.permissions import Role
from municipalities.steps import Step
from oversight.bulk import LATE, OPEN, reach_of_extension, reach_of_message, reach_of_reminder
from oversight.models import Job
from tests import factories
from tests.oversight.conftest import put

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 9, 0, tzinfo=ZoneInfo("Africa/Tunis"))
DUE = date(2026, 11, 5)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def places(db):
    """Late; with the Unit; accepted; on hold; late with nobody to write to; and one that is not late."""
    found = {}
    for name, state, due_on, has_people in [
        ("late", "in_progress", DUE, True),
        ("waits", "submitted", DUE, True),
        ("accepted", "accepted", DUE, True),
        ("held", "in_progress", DUE, True),
        ("alone", "in_progress", DUE, False),
        ("early", "in_progress", date(2026, 12, 5), True),
    ]:
        participation = factories.admit(factories.MunicipalityFactory(slug=name, name_en=name.title()))
        if has_people:
            factories.member(participation.municipality, Role.FOCAL_POINT, email=f"{name}@commune.example")
        for step in Step:
            put(participation, step, state, due_on=due_on)
        found[name] = participation
    found["held"].change_state("on_hold", by=None, reason="Elections")
    return found


def told(reach) -> tuple[list[str], dict[str, str]]:
    left_out = {participation.municipality.slug: str(reason) for participation, reason in reach.left_out}
    return [each.participation.municipality.slug for each in reach.reached], left_out


def test_who_is_left_out_and_why(places):
    chosen = [participation.pk for participation in places.values()]
    why = {"waits": "waits for us", "accepted": "accepted", "held": "On hold", "alone": "nobody to write to"}
    assert told(reach_of_reminder(chosen, about=LATE)) == (["late"], {**why, "early": "not late"})
    assert told(reach_of_reminder(chosen, about=OPEN)) == (["early", "late"], why)
    assert told(reach_of_message(chosen)) == (
        ["accepted", "early", "late", "waits"],
        {"held": "On hold", "alone": "nobody to write to"},
    )
    extension = reach_of_extension(chosen, step="charter", due_on=date(2026, 12, 1))
    assert told(extension) == (["late"], {**why, "early": "due later already"})


def test_a_municipality_is_reminded_of_its_own_steps_and_not_of_those_the_unit_has(places):
    put(places["late"], Step.COMMITTEE, "submitted", due_on=DUE)
    [reached] = reach_of_reminder([places["late"].pk], about=LATE).reached
    assert {progress.step for progress in reached.steps} == {"focal_point", "charter"}


@pytest.fixture
def act(client_of, officer, django_capture_on_commit_callbacks):
    """Posts as the officer, and lets the background do its work."""

    def posted(action: str, **data):
        with django_capture_on_commit_callbacks(execute=True):
            return client_of(officer).post(reverse(f"oversight:bulk_{action}"), data)

    return posted


def test_the_filters_of_the_board_choose_and_so_do_ticked_rows(client_of, officer, places):
    browser, path = client_of(officer), reverse("oversight:bulk_remind")
    late = {str(places[name].pk) for name in ("late", "alone")}
    page = browser.get(path, {"state": "late"})
    assert set(page.context["form"]["selection"].value().split(",")) == late
    ticked = browser.get(path, {"chosen": [places["late"].pk, places["waits"].pk], "state": "late"})
    assert ticked.context["form"]["selection"].value() == f"{places['late'].pk},{places['waits'].pk}"


def test_nothing_is_sent_before_it_was_shown(act, places):
    selection = ",".join(str(participation.pk) for participation in places.values())
    page = act("remind", selection=selection, about=LATE)
    assert "1 municipality is reached" in page.text
    assert "waits for us" in page.text
    assert not Job.objects.exists()
    assert not Notice.objects.exists()


def test_reminding_by_hand_is_told_once_a_day_and_carried_by_the_mail_of_the_day(act, places, officer):
    asked = {"selection": str(places["late"].pk), "about": LATE, "confirmed": "1"}
    answer = act("remind", **asked)
    work = Job.objects.get()
    assert answer.url == work.get_absolute_url()
    assert (work.state, work.done, work.total) == ("done", 1, 1)
    assert work.result["lines"][:2] == ["1 municipality reached.", "1 person told."]
    assert Notice.objects.count() == 3
    assert not OutboxMessage.objects.exists()
    act("remind", **asked)
    assert Notice.objects.count() == 3
    assert Job.objects.latest("pk").result["lines"][2] == "Left out: was told today already: 1"
    call_command("send_due", verbosity=0)
    assert OutboxMessage.objects.filter(to="late@commune.example", kind="digest").count() == 1
    kinds = list(Activity.objects.values_list("kind", "municipality__slug").order_by("pk"))
    assert kinds.count(("reminded", "late")) == 3
    assert kinds.count(("bulk_action", None)) == 2


def test_reminding_after_the_mail_of_the_day_leaves_at_once(act, places):
    person = places["late"].municipality.memberships.get().user
    Notice.objects.tell("announcement", [person], key="earlier", words="Good morning")
    call_command("send_due", verbosity=0)
    act("remind", selection=str(places["late"].pk), about=LATE, confirmed="1")
    mails = OutboxMessage.objects.filter(to=person.email, kind="digest").order_by("pk")
    assert [mail.subject for mail in mails] == [
        "A message of the Unit to several municipalities",
        "5 days late: Focal point, Late, and 2 more",
    ]
    call_command("send_due", verbosity=0)
    assert mails.count() == 2


def test_what_came_in_between_showing_and_doing_is_left_out(act, places):
    work = {"selection": f"{places['late'].pk},{places['early'].pk}", "about": OPEN, "confirmed": "1"}
    StepProgress.objects.filter(participation=places["early"]).update(state="submitted")
    act("remind", **work)
    assert set(Notice.objects.values_list("municipality__slug", flat=True)) == {"late"}


def test_a_message_is_told_word_for_word_and_the_same_words_once_a_day(act, places, officer):
    chosen = ",".join(str(places[name].pk) for name in ("late", "waits", "alone"))
    for _time in range(2):
        act("message", selection=chosen, text="Meeting on Monday.\nBring the charter.", confirmed="1")
    notices = Notice.objects.filter(kind="announcement")
    assert {notice.user.email for notice in notices} == {"late@commune.example", "waits@commune.example"}
    assert {notice.words for notice in notices} == {"Meeting on Monday.\nBring the charter."}
    assert notices.count() == 2


def test_an_extension_of_many_keeps_the_reason_with_each(act, places, officer):
    answer = {
        "selection": ",".join(str(participation.pk) for participation in places.values()),
        "step": "charter",
        "due_on": "2026-12-01",
        "reason": "Floods",
        "confirmed": "1",
    }
    act("extend", **answer)
    act("extend", **answer)
    changes = DueDateChange.objects.filter(reason="Floods")
    assert [change.progress.municipality.slug for change in changes] == ["late"]
    assert changes.get().by == officer
    assert Notice.objects.filter(kind="due_date", words="Floods").count() == 1


@pytest.mark.parametrize(("action", "wrong"), [("remind", {}), ("message", {}), ("extend", {"due_on": "2026-11-01"})])
def test_what_is_missing_is_said_and_what_was_typed_kept(act, places, action, wrong):
    page = act(action, selection=str(places["late"].pk), text="", reason="Floods", **wrong)
    assert page.status_code == 422
    assert f'value="{places["late"].pk}"' in page.text
    assert action != "extend" or "Floods" in page.text
