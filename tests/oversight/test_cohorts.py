"""Cohorts without code: opened, cloned, changed after a look at what it would do, archived."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from charters.models import CharterText
from committees.models import CommitteeMember
from municipalities.models import (
    Activity,
    Cohort,
    CohortStep,
    DueDateChange,
    Notice,
    Participation,
    StepProgress,
)
from municipalities.steps import Step
from oversight.cohorts import free_slug, open_cohort
from tests import factories
from tests.committees.factories import fill_committee
from tests.oversight.conftest import put

NAMES = {"name_ar": "الفوج الثاني", "name_fr": "Deuxième cohorte", "name_en": "Second cohort"}
SEEN = re.compile(r'name="seen" value="([0-9a-f]+)"')


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-10 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def browser(client_of, manager):
    return client_of(manager)


@pytest.fixture
def pilot(db):
    """Due on 1 December; smallest committee of eight."""
    cohort = factories.CohortFactory(due_on=date(2026, 12, 1), committee_min_size=8, accepts_screen=False)
    cohort.steps.filter(step=Step.CHARTER).update(guidance_ar="اقرؤوا الميثاق", guidance_fr="Lisez la charte")
    return cohort


def at(name: str, cohort: Cohort) -> str:
    return reverse(f"oversight:{name}", args=[cohort.slug])


class TestOpening:
    def test_a_clone_has_the_rules_of_the_other_and_its_own_dates_and_no_municipality(self, browser, pilot, tinja):
        pilot.reminder_rules.create(days=9, rung="head")
        shown = browser.get(at("cohort_clone", pilot)).content.decode()
        # Opened 70 days after the pilot: so are its dates.
        assert 'value="2027-02-09"' in shown
        days = {"opened_on": "2026-11-10", "charter": "2027-03-01", "committee": "2027-04-01"}
        answer = browser.post(at("cohort_clone", pilot), NAMES | days)
        assert answer.url == "/oversight/cohorts/deuxieme-cohorte/"
        clone = Cohort.objects.get(slug="deuxieme-cohorte")
        assert clone.rules == pilot.rules
        assert (clone.committee_min_size, clone.accepts_screen) == (8, False)
        assert clone.participations.count() == 0
        assert dict(clone.steps.values_list("step", "due_on")) == {
            "focal_point": None,
            "charter": date(2027, 3, 1),
            "committee": date(2027, 4, 1),
        }
        assert clone.steps.get(step="charter").guidance_fr == "Lisez la charte"
        assert list(clone.reminder_rules.values_list("days", "rung")) == [(9, "head")]

    def test_the_charter_text_of_the_other_becomes_a_draft(self, manager, pilot, charter_text):
        charter_text(pilot)
        clone = open_cohort(NAMES, opened_on=date(2026, 11, 10), dates={}, by=manager, like=pilot)
        draft = CharterText.objects.get(cohort=clone)
        assert (draft.is_draft, draft.version, draft.title_fr) == (True, 1, "Charte")
        assert [article.heading_ar for article in draft.articles.all()] == ["الفصل"]

    def test_bad_input_is_told_and_nothing_typed_is_lost(self, browser, pilot):
        answer = browser.post(at("cohort_clone", pilot), NAMES | {"opened_on": "2026-11-10", "charter": "2026-01-01"})
        assert answer.status_code == 422
        assert "before the opening" in answer.content.decode()
        assert "Deuxième cohorte" in answer.content.decode()
        assert Cohort.objects.count() == 1

    def test_a_slug_is_neither_taken_nor_a_word_of_the_addresses(self):
        assert free_slug({"beja"}, "Béja") == "beja-2"
        assert free_slug(set(), "New") == "new-2"
        assert free_slug(set(), "؟") == "n"


@pytest.fixture
def charter_text(manager):
    def begun(cohort: Cohort) -> CharterText:
        text = CharterText.objects.begin(cohort, by=manager)
        CharterText.objects.filter(pk=text.pk).update(title_fr="Charte")
        text.articles.create(number=1, heading_ar="الفصل")
        return text

    return begun


def preview(browser, cohort: Cohort, name: str, values: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The answer to the first POST, and the data of the second."""
    answer = browser.post(at(name, cohort), values)
    assert answer.status_code == 200, answer.content.decode()
    page = answer.content.decode()
    return page, values | {"seen": SEEN.search(page)[1]}


class TestDueDates:
    DATES = {"focal_point": "2026-11-01", "charter": "2026-12-01", "committee": "2026-12-01", "reason": "Elections."}

    @pytest.fixture
    def four(self, pilot, officer, focal_point):
        """Tinja open, one extended to 20 November, one accepted, one with the Unit; all due on 1 December."""
        names = ["extended", "accepted", "submitted"]
        taking_part = {"tinja": Participation.objects.get()}
        for name in names:
            municipality = factories.MunicipalityFactory(slug=name, name_en=name.title())
            taking_part[name] = factories.admit(municipality, pilot)
        put(taking_part["tinja"], Step.FOCAL_POINT, "in_progress", by=officer, due_on=date(2026, 12, 1))
        put(taking_part["accepted"], Step.FOCAL_POINT, "accepted", by=officer, due_on=date(2026, 12, 1))
        put(taking_part["submitted"], Step.FOCAL_POINT, "submitted", by=officer, due_on=date(2026, 12, 1))
        own = taking_part["extended"].progress_of(Step.FOCAL_POINT)
        own.extend(date(2026, 11, 20), by=officer, reason="Floods.")
        return taking_part

    def test_the_preview_names_who_turns_late_and_writes_nothing(self, browser, pilot, four):
        page, _again = preview(browser, pilot, "cohort_dates", self.DATES)
        late, kept = page.split('id="turn-late"')[1].split('id="keep-their-own"')
        assert "/municipalities/tinja/" in late
        assert "9 days late" in late
        assert "/municipalities/extended/" not in late.split('id="late-no-longer"')[0]
        assert "/municipalities/extended/" in kept
        assert "/municipalities/submitted/" not in late
        assert not DueDateChange.objects.filter(for_cohort=True).exists()
        assert CohortStep.objects.get(cohort=pilot, step="focal_point").due_on == date(2026, 12, 1)

    def test_confirmed_every_open_step_moves_but_those_extended_further(self, browser, pilot, four, manager):
        _page, again = preview(browser, pilot, "cohort_dates", self.DATES)
        assert browser.post(at("cohort_dates", pilot), again).status_code == 302
        due = dict(
            StepProgress.objects.filter(step="focal_point").values_list("participation__municipality__slug", "due_on")
        )
        assert due == {
            "tinja": date(2026, 11, 1),
            "submitted": date(2026, 11, 1),
            "extended": date(2026, 11, 20),
            "accepted": date(2026, 12, 1),
        }
        logged = DueDateChange.objects.get(progress__participation=four["tinja"])
        assert (logged.from_due_on, logged.to_due_on, logged.by, logged.reason, logged.for_cohort) == (
            date(2026, 12, 1),
            date(2026, 11, 1),
            manager,
            "Elections.",
            True,
        )
        assert Notice.objects.get().user.email == "focal@tinja.example"
        assert Activity.objects.filter(kind="due_date_moved", subject="2026-12-01 2026-11-01").count() == 2

    def test_the_pauses_of_the_clock_are_kept(self, browser, pilot, four):
        progress = four["tinja"].progress_of(Step.FOCAL_POINT)
        StepProgress.objects.filter(pk=progress.pk).update(clock_due_on=date(2026, 12, 5))
        _page, again = preview(browser, pilot, "cohort_dates", self.DATES)
        browser.post(at("cohort_dates", pilot), again)
        progress.refresh_from_db()
        assert (progress.due_on, progress.clock_due_on) == (date(2026, 11, 1), date(2026, 11, 5))

    def test_an_extension_still_counts_after_the_cohort_went_past_it_and_came_back(self, browser, pilot, four):
        for day in ("2026-12-24", "2026-11-05"):
            _page, again = preview(browser, pilot, "cohort_dates", self.DATES | {"focal_point": day})
            browser.post(at("cohort_dates", pilot), again)
        assert four["extended"].progress_of(Step.FOCAL_POINT).due_on == date(2026, 11, 20)

    def test_what_changed_meanwhile_is_shown_again_and_not_saved(self, browser, pilot, four, officer):
        _page, again = preview(browser, pilot, "cohort_dates", self.DATES)
        four["tinja"].progress_of(Step.FOCAL_POINT).extend(date(2026, 12, 9), by=officer, reason="Floods.")
        answer = browser.post(at("cohort_dates", pilot), again)
        assert answer.status_code == 409
        assert "Something changed since you looked" in answer.content.decode()
        assert not DueDateChange.objects.filter(for_cohort=True).exists()
        assert browser.post(at("cohort_dates", pilot), again | {"seen": SEEN.search(answer.content.decode())[1]}).url

    def test_a_date_can_be_moved_but_not_taken_away(self, browser, pilot):
        answer = browser.post(at("cohort_dates", pilot), self.DATES | {"charter": ""})
        assert answer.status_code == 422
        assert "moved, not taken away" in answer.content.decode()


class TestRules:
    VALUES = {
        "min_size": "8",
        "max_size": "20",
        "parity": "on",
        "min_administration": "0",
        "min_civil_society": "0",
        "min_women": "3",
        "min_youth": "0",
        "focal_point": "on",
        "meets_every_months": "3",
        "consent": "none",
    }

    def test_the_preview_names_whose_committee_falls_out_and_the_meter_asks_the_new_rule(
        self, browser, pilot, tinja, focal_point
    ):
        progress = tinja.participations.get().progress_of(Step.COMMITTEE)
        fill_committee(progress, by=focal_point)
        CommitteeMember.objects.update(civility="mr")
        page, again = preview(browser, pilot, "cohort_rules", self.VALUES)
        fallen = page.split('id="fall-out"')[1].split('id="fit-now"')[0]
        assert "Tinja" in fallen
        assert "Women on the committee: 0, at least 3 are needed" in fallen
        pilot.refresh_from_db()
        assert pilot.committee_min_women == 0
        assert browser.post(at("cohort_rules", pilot), again).status_code == 302
        progress.participation.refresh_from_db()
        asked = [str(item.text) for item in StepProgress.objects.get(pk=progress.pk).missing_items()]
        assert "Women among them: 2." in " ".join(asked)

    def test_the_confirmation_of_other_rules_is_no_confirmation(self, browser, pilot):
        _page, again = preview(browser, pilot, "cohort_rules", self.VALUES)
        assert browser.post(at("cohort_rules", pilot), again | {"min_women": "5"}).status_code == 409
        assert browser.post(at("cohort_rules", pilot), again | {"go": "edit"}).status_code == 200
        pilot.refresh_from_db()
        assert pilot.committee_min_women == 0

    def test_every_rule_is_kept_told_and_logged(self, browser, pilot):
        values = self.VALUES | {
            "parity": "",
            "min_civil_society": "40",
            "min_youth": "2",
            "bodies_civil_society": " جمعية أصدقاء البيئة \n\nرابطة المرأة",
            "shared_lead": "on",
            "meets_every_months": "2",
        }
        page, again = preview(browser, pilot, "cohort_rules", values)
        assert "somebody from each of these: جمعية أصدقاء البيئة, رابطة المرأة" in page
        assert browser.post(at("cohort_rules", pilot), again).status_code == 302
        pilot.refresh_from_db()
        assert pilot.committee_bodies_civil_society == ["جمعية أصدقاء البيئة", "رابطة المرأة"]
        assert (pilot.committee_parity, pilot.committee_min_civil_society, pilot.committee_min_youth) == (False, 40, 2)
        assert pilot.committee_meets_every_months == 2
        logged = Activity.objects.filter(kind="cohort_changed").latest("pk").subject
        assert "committee_shared_lead +" in logged
        assert "a meeting every 2 months at least" in browser.get(at("cohort", pilot)).content.decode()
        form = browser.get(at("cohort_rules", pilot)).context["form"]
        assert form["bodies_civil_society"].value() == "جمعية أصدقاء البيئة\nرابطة المرأة"

    @pytest.mark.parametrize(
        ("values", "says"),
        [
            ({"max_size": "4"}, "smaller than the smallest"),
            ({"min_civil_society": "60"}, "neither can have more than 50 percent"),
            ({"min_women": "20"}, "No committee can meet all these rules at once"),
            ({"meets_every_months": "7"}, "less than or equal to 6"),
        ],
    )
    def test_rules_that_no_committee_could_meet_are_refused(self, browser, pilot, values, says):
        answer = browser.post(at("cohort_rules", pilot), self.VALUES | values)
        assert answer.status_code == 422
        assert says in answer.content.decode()


class TestArchive:
    def test_is_refused_while_somebody_takes_part_and_says_who(self, browser, pilot, tinja):
        answer = browser.post(at("cohort_archive", pilot), {"reason": "Over."})
        assert answer.status_code == 422
        assert "Tinja" in answer.content.decode()
        pilot.refresh_from_db()
        assert not pilot.is_archived

    def test_an_archived_cohort_takes_nobody_and_can_be_read(self, browser, pilot, tinja, zriba, manager, client_of):
        for participation in Participation.objects.all():
            participation.change_state("withdrawn", by=manager)
        assert browser.post(at("cohort_archive", pilot), {"reason": "Over."}).status_code == 302
        assert "Over." in browser.get(at("cohort", pilot)).content.decode()
        assert "Tinja" in browser.get("/oversight/?cohort=pilot").content.decode()
        assert browser.post(at("cohort_unarchive", pilot)).status_code == 302


def test_guidance_is_read_on_the_step_in_the_readers_language(browser, pilot, tinja, focal_point, client_of):
    assert browser.post(at("cohort_guidance", pilot), {"charter_ar": "سطر\nآخر"}).status_code == 302
    assert pilot.steps.get(step="charter").guidance == "سطر\nآخر"
    reader = client_of(focal_point)
    assert "سطر<br>آخر" in reader.get("/m/tinja/charter/").content.decode()
    assert "سطر" not in reader.get("/m/tinja/committee/").content.decode()


def test_the_list_costs_the_same_queries_for_every_number_of_cohorts(browser, pilot, manager):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/oversight/cohorts/").status_code == 200
        return len(captured)

    before = cost()
    for number in range(4):
        names = NAMES | {"name_fr": f"Cohorte {number}"}
        open_cohort(names, opened_on=date(2026, 11, 1), dates={}, by=manager, at=datetime(2026, 11, 1, tzinfo=UTC))
    assert cost() == before
