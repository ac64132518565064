from __future__ import annotations

from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from municipalities.models import Submission
from municipalities.steps import Move, Step
from oversight.board import STATE_CHOICES, Board
from oversight.curve import curve_of, evenly, round_numbers, table_of
from oversight.pace import Spread, pace_of
from oversight.past import difference, rows_on
from tests import factories
from tests.oversight.conftest import put

pytestmark = pytest.mark.django_db
BOARD, DIFFERENCE, PROGRESS = "/oversight/", "/oversight/board/difference/", "/oversight/board/progress/"


def at(day: str, hour: str = "10:00"):
    """The clock in Tunis."""
    return time_machine.travel(timezone.make_aware(datetime.fromisoformat(f"2026-{day} {hour}")), tick=False)


def move(participation, step: Step, *moves: Move, by) -> None:
    """By the moves themselves, without the papers that the steps ask for."""
    progress = participation.progress_of(step)
    for each in moves:
        more = {"reason_kind": "wrong", "comment": "Page 2 is cut off."} if each == Move.RETURN else {}
        if each in (Move.SUBMIT, Move.RESUBMIT):
            more = {"submissions_count": progress.submissions_count + 1}
        progress._move(each, by=by, at=None, **more)
        if each in (Move.SUBMIT, Move.RESUBMIT):
            Submission.objects.create(
                progress=progress,
                number=progress.submissions_count,
                reference=f"REF{progress.pk}{progress.submissions_count}",
                answers={},
                submitted_at=timezone.now(),
                submitted_by=by,
            )


@pytest.fixture
def clerk():
    return factories.UserFactory(name_latin="Nadia Trabelsi")


@pytest.fixture
def cohort(clerk):
    """Beja goes through the charter with a return and a new date; Nefza comes later and leaves."""
    with at("09-01"):
        cohort = factories.CohortFactory(due_on=date(2026, 9, 20))
        beja = factories.admit(factories.MunicipalityFactory(slug="beja", name_en="Beja"), cohort)
        move(beja, Step.CHARTER, Move.START, by=clerk)
    with at("09-10"):
        move(beja, Step.CHARTER, Move.SUBMIT, by=clerk)
    with at("09-15"):
        move(beja, Step.CHARTER, Move.RETURN, by=clerk)
        nefza = factories.admit(factories.MunicipalityFactory(slug="nefza", name_en="Nefza"), cohort)
    with at("09-16"):
        beja.progress_of(Step.CHARTER).extend(date(2026, 9, 25), by=clerk, reason="Elections.")
    with at("10-05"):
        move(beja, Step.CHARTER, Move.RESUBMIT, by=clerk)
    with at("10-08"):
        move(beja, Step.CHARTER, Move.ACCEPT, by=clerk)
        nefza.change_state("withdrawn", by=clerk, reason="A new council.")
    return cohort


def test_a_day_ends_in_tunis(clerk):
    with at("09-10", "23:59"):
        cohort = factories.CohortFactory()
        participation = factories.admit(factories.MunicipalityFactory(), cohort)
    with at("09-12", "00:30"):
        move(participation, Step.CHARTER, Move.START, by=clerk)
    assert not rows_on(cohort, date(2026, 9, 9))
    states = [rows_on(cohort, date(2026, 9, day))[0].cell(Step.CHARTER).state for day in (10, 11, 12)]
    assert states == ["not_started", "not_started", "in_progress"]


@pytest.mark.parametrize(
    ("day", "state", "due_on", "days_late"),
    [
        (date(2026, 9, 12), "submitted", date(2026, 9, 20), 0),
        (date(2026, 9, 30), "returned", date(2026, 9, 25), 0),  # the five days with the Unit do not count
        (date(2026, 10, 4), "returned", date(2026, 9, 25), 4),
        (date(2026, 10, 6), "submitted", date(2026, 9, 25), 5),
        (date(2026, 10, 9), "accepted", date(2026, 9, 25), 5),
    ],
)
def test_the_clock_stood_on_a_past_day_where_it_stood(cohort, day, state, due_on, days_late):
    cell = next(row for row in rows_on(cohort, day) if row.municipality.slug == "beja").cell(Step.CHARTER)
    assert (cell.state, cell.due_on, cell.days_late) == (state, due_on, days_late)


def seen(board: Board) -> tuple[list[str], list[dict]]:
    return [row.municipality.slug for row in board.rows], board.counts()


def test_filters_counts_and_orders_of_a_past_day_are_those_of_that_day(client_of, officer):
    with at("09-03"):
        cohort = factories.CohortFactory(due_on=date(2026, 9, 1))
        for number, (state, step) in enumerate([("submitted", Step.CHARTER), ("returned", Step.COMMITTEE)] * 2):
            admitted = factories.admit(factories.MunicipalityFactory(), cohort)
            put(admitted, step, state, by=officer, due_on=date(2026, 8, 20 + number), at=timezone.now())
        asked = [{"state": state, "step": step} for state, _label in STATE_CHOICES for step in ("", *Step)]
        asked += [{"sort": sort} for sort in ("-name", "governorate", "charter", "-committee", "-late", "moved")]
        asked += [{"q": "1"}, {"region": "south"}]
    with at("09-03", "23:59"):
        shown = [seen(Board(cohort, filters)) for filters in asked]
    with at("09-20"):
        assert [seen(Board(cohort, filters, on=date(2026, 9, 3))) for filters in asked] == shown


def test_the_page_of_a_past_day_says_so_and_leads_back(cohort, client_of, officer):
    with at("10-20"):
        browser = client_of(officer)
        page = browser.get(BOARD + "?on=2026-09-12&state=submitted&lang=en")
        content = page.content.decode()
        assert "as it stood at the end of 12 September 2026" in content
        assert 'href="?state=submitted"' in content
        assert [row.municipality.slug for row in page.context["page_obj"]] == ["beja"]
        assert not [line for line in page.context["lines"] if "/oversight/review/" in line]
        file = browser.get("/oversight/board.csv?on=2026-09-12&lang=en")
        assert "2026-09-12" in file["Content-Disposition"]
        assert "Waiting for us" in file.content.decode()
        assert "Nefza" not in file.content.decode()


@pytest.mark.parametrize(
    ("day", "words"), [("2026-12-01", "has not come yet"), ("31-31-2026", "not a date"), ("0000", "not a date")]
)
def test_a_day_that_cannot_be_shown_is_named_and_today_stands_there(cohort, client_of, officer, day, words):
    with at("10-20"):
        page = client_of(officer).get(f"{BOARD}?on={day}&lang=en")
    assert page.status_code == 200
    content = page.content.decode()
    assert words in content
    assert "that of today" in content
    assert page.context["page_obj"].paginator.count == 2


def test_the_difference_tells_who_moved_what_and_the_states_of_both_days(cohort, clerk):
    found = difference(cohort, date(2026, 9, 12), date(2026, 9, 16))
    assert [entry.municipality.slug for entry in found.entries] == ["beja", "nefza"]
    beja, nefza = found.entries
    (charter,) = beja.steps
    assert (charter.step, charter.state_before, charter.state_after) == (Step.CHARTER, "submitted", "returned")
    assert (charter.before.due_on, charter.after.due_on) == (date(2026, 9, 20), date(2026, 9, 25))
    assert [(event.kind, event.by, event.comment) for event in charter.moves] == [
        ("return_for_changes", clerk, "Page 2 is cut off."),
        ("due_date", clerk, "Elections."),
    ]
    assert (nefza.before, nefza.after, [event.kind for event in nefza.moves]) == (None, "selected", ["admitted"])
    assert found.kinds == {"return_for_changes": 1, "due_date": 1, "admitted": 1}
    left = difference(cohort, date(2026, 10, 7), date(2026, 10, 8)).entries[1]
    assert (left.before, left.after, left.moves[0].comment) == ("selected", "withdrawn", "A new council.")
    assert not difference(cohort, date(2026, 10, 8), date(2026, 10, 9)).entries
    assert not difference(cohort, date(2026, 9, 16), date(2026, 9, 12)).entries


def test_the_page_of_the_difference(cohort, client_of, officer):
    with at("10-09"):
        browser = client_of(officer)
        week = browser.get(DIFFERENCE + "?lang=en").content.decode()
        for words in (
            "2 October 2026",
            "9 October 2026",
            "Nadia Trabelsi",
            "submitted again",
            "A new council.",
            "Beja",
        ):
            assert words in week, words
        nothing = browser.get(DIFFERENCE + "?since=2026-09-17&until=2026-09-18&lang=en").content.decode()
        assert "Nothing moved between these two days" in nothing
        for query in ("?since=2026-09-18&until=2026-09-18", "?until=2026-12-01", "?since=nonsense"):
            refused = browser.get(DIFFERENCE + query)
            assert refused.status_code == 200
            assert refused.context["found"] is None, query


def test_days_of_a_step_are_the_municipalitys_and_the_units(cohort):
    with at("10-20"):
        charter = next(each for each in pace_of(cohort).steps if each.step == Step.CHARTER)
        committee = next(each for each in pace_of(cohort).steps if each.step == Step.COMMITTEE)
    assert (charter.whole, charter.with_them, charter.with_us) == (
        Spread(1, 37, 37),
        Spread(1, 29, 29),
        Spread(1, 8, 8),
    )
    # Nefza left: what stands still waits for nobody.
    assert committee.waiting_for_them == Spread(1, 49, 49)
    assert committee.waiting_for_us == Spread(0, 0, 0)
    assert Spread.of([3, 4]) == Spread(2, 4, 4)


def test_the_curve_rises_with_each_acceptance_and_runs_as_one_reads(cohort, clerk, client_of, officer):
    with at("10-12"):
        participation = cohort.participations.get(municipality__slug="beja")
        move(participation, Step.CHARTER, Move.REOPEN, by=clerk)
    with at("10-20"):
        pace = pace_of(cohort)
        assert pace.turns(Step.CHARTER) == [(date(2026, 10, 8), 1), (date(2026, 10, 12), 0)]
        assert [(day, numbers[1]) for day, numbers in table_of(pace)][-3:] == [
            (date(2026, 10, 6), 0),
            (date(2026, 10, 13), 0),
            (date(2026, 10, 20), 0),
        ]
        left, right = curve_of(pace, rtl=False), curve_of(pace, rtl=True)
        assert [x for x, _day in right.days] == [right.width - x for x, _day in left.days]
        assert left.lines[1].due_x + right.lines[1].due_x == left.width
        page = client_of(officer).get(PROGRESS + "?lang=ar").content.decode()
        assert right.lines[1].path in page
        assert 'role="img"' in page
        assert "style=" not in page


@pytest.mark.parametrize(
    ("most", "numbers"), [(1, [0, 1]), (12, [0, 5, 10]), (350, [0, 100, 200, 300]), (5000, [0, 2000, 4000])]
)
def test_numbers_beside_the_curve_are_easily_read(most, numbers):
    assert round_numbers(most) == numbers


def test_days_under_the_curve_begin_and_end_with_it():
    assert evenly(date(2026, 9, 1), date(2026, 9, 1)) == [date(2026, 9, 1), date(2026, 9, 1)]
    days = evenly(date(2026, 9, 1), date(2027, 3, 1))
    assert (len(days), days[0], days[-1]) == (5, date(2026, 9, 1), date(2027, 3, 1))


def test_without_municipalities_the_sister_pages_say_what_will_stand_there(client_of, officer):
    browser = client_of(officer)
    for url in (DIFFERENCE, PROGRESS):
        assert "No municipality takes part yet" in browser.get(url + "?lang=en").content.decode()
    factories.CohortFactory()
    assert "No municipality takes part yet" in browser.get(PROGRESS + "?lang=en").content.decode()
