"""The ladder: letters to those above the focal point, one rung after the other, sent by the Unit and noted."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.text import fold
from municipalities.models import Activity, Letter, Reminder, ReminderRule, StepProgress
from municipalities.steps import Step
from oversight.letters import ReminderLetter
from oversight.sending import write_reminders
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Africa/Tunis"))


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def late(tinja):
    """Tinja is 50 days late with all three steps, and the plan begins only now."""
    StepProgress.objects.update(due_on=date(2026, 10, 5), clock_due_on=date(2026, 10, 5))
    ReminderRule.objects.give_defaults(factories.CohortFactory())
    return tinja


def rungs() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("rung", flat=True))


def test_a_late_start_climbs_the_ladder_from_below_and_one_letter_speaks_of_all_steps(late, officer):
    assert write_reminders(NOW) == (0, 3)  # nobody is there to get an e-mail
    assert rungs() == ["secretary_general"]
    assert write_reminders(NOW) == (0, 0)
    letter = Letter.objects.get()
    [about] = ReminderLetter.of_all([letter])
    assert {progress.step for progress in about.steps} == set(Step)
    assert not about.was_reminded
    letter.close(on=NOW.date(), by=officer, means="post")
    write_reminders(NOW)
    assert rungs() == ["secretary_general", "head"]
    Letter.objects.last().close(on=NOW.date(), by=officer, means="", note="The head was called.")
    write_reminders(NOW)
    assert rungs() == ["secretary_general", "head", "governorate"]
    Letter.objects.last().close(on=NOW.date(), by=officer, means="hand")
    assert write_reminders(NOW) == (0, 0)


def test_a_letter_falls_away_when_its_steps_came_in_and_grows_no_more(late, client_of, officer):
    write_reminders(NOW)
    browser, path = client_of(officer), reverse("oversight:reminders")
    assert "50 days late" in browser.get(path).text
    StepProgress.objects.filter(step="charter").update(due_on=date(2026, 12, 31), clock_due_on=date(2026, 12, 31))
    [letter] = Letter.objects.all().to_send()
    [about] = ReminderLetter.of_all([letter])
    assert [progress.step for progress in about.steps] == ["focal_point", "committee"]
    StepProgress.objects.exclude(step="charter").update(state="submitted")
    assert not Letter.objects.all().to_send().exists()
    assert "Letters to send (0)" in " ".join(browser.get(path).text.split())


def test_that_it_left_is_noted_once_with_day_and_means(late, client_of, officer, second_officer):
    write_reminders(NOW)
    letter = Letter.objects.get()
    path = reverse("oversight:letter_sent", args=[letter.pk])
    tomorrow = {"on": "2026-11-25", "means": "post"}
    assert client_of(officer).post(path, tomorrow).status_code == 422
    sent = {"on": "2026-11-23", "means": "fax", "note": "2026/88"}
    assert client_of(officer).post(path, sent).status_code == 302
    assert client_of(second_officer).post(path, sent).status_code == 409
    letter.refresh_from_db()
    assert (letter.closed_on, letter.means, letter.closed_by) == (date(2026, 11, 23), "fax", officer)
    # Its facts would be those of another day.
    assert client_of(officer).get(reverse("oversight:reminder_letter", args=[letter.pk])).status_code == 404
    assert "2026/88" in Activity.objects.filter(kind="reminded", by=officer).get().subject


@pytest.mark.parametrize(("language", "words"), [("ar", "تينجة"), ("fr", "Secrétaire général de la commune de Tinja")])
def test_the_letter_and_its_text_say_what_is_missing_since_when(late, language, words):
    write_reminders(NOW)
    [letter] = ReminderLetter.of_all(Letter.objects.all())
    document = letter.render(language)
    assert document.pages == 1
    assert words in document.html
    for part in (document.html, letter.text(language)):
        assert "2026" in part
        assert "50" in part
        assert "unit@ogp.example" in part
        assert fold("تينجة" if language == "ar" else "Tinja") in fold(part)


def test_rules_are_added_and_removed_by_a_manager_and_a_letter_never_precedes_the_due_date(client_of, manager, late):
    cohort = factories.CohortFactory()
    path, browser = reverse("oversight:cohort_reminders", args=[cohort.slug]), client_of(manager)
    before = cohort.reminder_rules.count()
    refused = browser.post(path, {"days": "3", "when": "before", "rung": "head"})
    assert refused.status_code == 422
    assert "only after the due date" in refused.text
    assert browser.post(path, {"days": "14", "when": "before", "rung": "focal_point"}).status_code == 422
    assert browser.post(path, {"days": "21", "when": "after", "rung": "focal_point"}).status_code == 302
    assert cohort.reminder_rules.count() == before + 1
    rule = cohort.reminder_rules.get(days=21)
    browser.post(reverse("oversight:rule_remove", args=[cohort.slug, rule.pk]))
    assert cohort.reminder_rules.count() == before
    kinds = Activity.objects.filter(kind="cohort_changed").values_list("subject", flat=True)
    assert [subject.split("reminders ")[1] for subject in kinds] == ["- +21 focal_point", "+ +21 focal_point"]


def test_the_plan_shows_what_it_would_send_and_nothing_of_what_was_said(client_of, manager, late):
    factories.member(late)
    path = reverse("oversight:cohort_reminders", args=["pilot"])
    page = client_of(manager).get(path)
    assert [(coming.day, coming.rung.value, len(coming.municipalities)) for coming in page.context["days"]] == [
        (NOW.date(), rung, 1) for rung in ("focal_point", "secretary_general") for _step in Step
    ]
    assert not Reminder.objects.exists()
    write_reminders(NOW)
    page = client_of(manager).get(path)
    assert page.context["days"] == []


def test_a_cohort_without_rules_reminds_nobody_and_offers_the_usual_plan(client_of, manager, tinja):
    StepProgress.objects.update(due_on=date(2026, 10, 5), clock_due_on=date(2026, 10, 5))
    assert write_reminders(NOW) == (0, 0)
    client_of(manager).post(reverse("oversight:reminders_usual", args=["pilot"]))
    assert tinja.participations.get().cohort.reminder_rules.count() == 7
    assert write_reminders(NOW) == (0, 3)


def test_the_page_of_letters_asks_as_often_for_many_as_for_one(late, client_of, officer, django_assert_num_queries):
    write_reminders(NOW)
    browser, path = client_of(officer), reverse("oversight:reminders")
    with CaptureQueriesContext(connection) as one:
        browser.get(path)
    for _number in range(4):
        factories.admit(factories.MunicipalityFactory())
    StepProgress.objects.update(due_on=date(2026, 10, 5), clock_due_on=date(2026, 10, 5))
    write_reminders(NOW)
    assert Letter.objects.count() == 5
    with django_assert_num_queries(len(one)):
        browser.get(path)


def test_why_a_letter_is_set_aside_stays_with_the_unit(client_of, late, reader, officer):
    write_reminders(NOW)
    reason = "The mayor resigns soon."
    Letter.objects.get().close(on=NOW.date(), by=officer, means="", note=reason)
    assert reason in client_of(officer).get("/oversight/activity/").text
    assert reason not in client_of(reader).get("/m/tinja/activity/").text
