from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from itertools import product

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from documents.tables import safe_cell
from municipalities.lateness import days_late
from municipalities.models import (
    Municipality,
    MunicipalityAlias,
    Participation,
    ParticipationTransition,
    StepProgress,
)
from municipalities.steps import Move, Step, StepState
from oversight.board import COUNTS, ORDERS, STATE_CHOICES, Board
from oversight.cells import RowWriter
from oversight.rows import Movement, Row
from tests import factories
from tests.oversight.conftest import put

BOARD = "/oversight/"


@pytest.fixture
def _november():
    with time_machine.travel("2026-11-10 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def cohort(db, officer, _november):
    """Six municipalities, each in another situation."""
    situations = {
        "tinja": ("تينجة", "Tinja", Step.FOCAL_POINT, "submitted", Move.SUBMIT, date(2026, 12, 1)),
        "beja": ("باجة", "Béja", Step.FOCAL_POINT, "in_progress", Move.START, date(2026, 11, 3)),
        "ariana": ("أريانة", "Ariana", Step.CHARTER, "returned", Move.RETURN, date(2026, 12, 1)),
        "kasserine": ("القصرين", "Kasserine", Step.COMMITTEE, "accepted", Move.ACCEPT, date(2026, 10, 1)),
        "nefza": ("نفزة", "Nefza", Step.FOCAL_POINT, "submitted", Move.SUBMIT, date(2026, 10, 1)),
        "sayada": ("صيادة", "Sayada", Step.FOCAL_POINT, "in_progress", Move.START, date(2026, 10, 1)),
    }
    cohort = factories.CohortFactory()
    for slug, (arabic, latin, step, state, move, due_on) in situations.items():
        municipality = factories.MunicipalityFactory(
            slug=slug,
            name_ar=arabic,
            name_fr=latin,
            name_en=latin,
            region="south" if slug == "kasserine" else "north",
            governorate=factories.GovernorateFactory(
                iso=f"TN-{slug[:2]}", name_ar=arabic, name_fr=latin, name_en=f"Governorate {latin}"
            ),
        )
        put(factories.admit(municipality, cohort), step, state, by=officer, move=move, due_on=due_on)
    Participation.objects.get(municipality__slug="sayada").change_state("withdrawn", by=officer)
    return cohort


def slugs(board: Board) -> list[str]:
    return [row.municipality.slug for row in board.rows]


@pytest.fixture
def officer_page(client_of, officer):
    return client_of(officer)


def queries_of(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert browser.get(url).status_code == 200
    return len(captured)


def fill(cohort, count: int) -> None:
    """Municipalities by the hundred, none of whose steps has begun."""
    place, at = factories.GovernorateFactory(), timezone.now()
    names = [{"name_ar": f"بلدية {n}", "name_fr": f"Commune {n}", "name_en": f"Place {n}"} for n in range(count)]
    places = Municipality.objects.bulk_create(
        Municipality(slug=f"place-{n}", governorate=place, region="north", search_key="a", **named)
        for n, named in enumerate(names)
    )
    admitted = Participation.objects.bulk_create(
        Participation(municipality=place, cohort=cohort, state_changed_at=at) for place in places
    )
    ParticipationTransition.objects.bulk_create(
        ParticipationTransition(participation=each, to_state="selected", at=at) for each in admitted
    )
    StepProgress.objects.bulk_create(
        StepProgress(participation=each, step=step, due_on=cohort.opened_on, state_changed_at=at)
        for each in admitted
        for step in Step
    )


def test_a_page_costs_the_same_queries_at_12_and_at_350_municipalities(officer, officer_page):
    with time_machine.travel("2026-11-10 10:00:00+00:00", tick=False):
        cohort = factories.CohortFactory(due_on=date(2026, 11, 1))
        for _n in range(12):
            put(factories.admit(factories.MunicipalityFactory(), cohort), Step.CHARTER, "in_progress", by=officer)
    filtered = BOARD + "?q=a&state=late&region=north&step=charter&sort=charter"
    pages = [BOARD, filtered, BOARD + "?per_page=all", BOARD + "?on=2026-11-12", "/oversight/board.csv", "/"]
    pages += ["/oversight/board/progress/"]
    with time_machine.travel("2026-11-14 10:00:00+00:00", tick=False):
        officer_page.force_login(officer)
        at_twelve = {url: queries_of(officer_page, url) for url in pages}
        fill(cohort, 338)
        assert Board(cohort).page(1).paginator.count == 350
        assert {url: queries_of(officer_page, url) for url in pages} == at_twelve
        assert len(officer_page.get(BOARD + "?per_page=all").context["page_obj"]) == 350
        assert len(officer_page.get(BOARD).context["page_obj"]) == 50
    assert max(at_twelve.values()) <= 12


@pytest.mark.parametrize("turn", ["", "-"])
@pytest.mark.parametrize("name", ORDERS)
def test_the_database_orders_the_rows_as_their_own_values_do(cohort, name, turn):
    found = Board(cohort, {"sort": turn + name}).rows
    by_name = sorted(found, key=lambda row: getattr(row.municipality, row.municipality.sort_field()))
    assert found == sorted(by_name, key=ORDERS[name].of, reverse=bool(turn))


@pytest.mark.parametrize("step", ["", *Step])
def test_the_database_finds_late_what_the_one_rule_counts_late(cohort, step):
    # Every combination of what the rule reads; some stand still.
    for number, (state, days) in enumerate(product(StepState, (-3, 0, 1, 9, None))):
        participation = factories.admit(factories.MunicipalityFactory(), cohort)
        clock = None if days is None else date(2026, 11, 10) - timedelta(days=days)
        progress = StepProgress.objects.filter(participation=participation, step=list(Step)[number % 3])
        progress.update(state=state, clock_due_on=clock, due_on=clock)
        if number % 11 == 8:
            participation.change_state("on_hold", by=None)
    rows = Board(cohort).rows
    late = [
        row.municipality.slug
        for row in rows
        if any(
            not row.participation.is_frozen
            and each.state in ("not_started", "in_progress", "returned")
            and days_late(each.clock_due_on, each.state, each.state_changed_at, today=date(2026, 11, 10)) > 0
            for each in row.participation.progress.all()
            if not step or each.step == step
        )
    ]
    assert late
    board = Board(cohort, {"state": "late", "step": step})
    assert slugs(board) == late
    assert board.number == len(late)
    if not step:
        worst = {slug: row.days_late for row in rows if (slug := row.municipality.slug) in late}
        assert [row.days_late for row in Board(cohort, {"state": "late", "sort": "-late"}).rows] == sorted(
            worst.values(), reverse=True
        )


def test_queue_and_file_cost_the_same_queries_however_much_waits(officer, officer_page):
    cohort = factories.CohortFactory(due_on=date(2026, 11, 1))
    first = factories.MunicipalityFactory()
    put(factories.admit(first, cohort), Step.CHARTER, "submitted", by=officer, move=Move.SUBMIT)
    file = f"/oversight/municipalities/{first.slug}/"
    before = queries_of(officer_page, "/oversight/review/"), queries_of(officer_page, file)
    for _n in range(20):
        put(factories.admit(factories.MunicipalityFactory(), cohort), Step.CHARTER, "submitted", by=officer)
    assert (queries_of(officer_page, "/oversight/review/"), queries_of(officer_page, file)) == before


def test_each_count_is_the_number_of_rows_that_its_link_shows(cohort, officer_page):
    response = officer_page.get(BOARD)
    assert [count["state"] for count in response.context["counts"]] == [state for state, _label in COUNTS]
    for count in response.context["counts"]:
        shown = officer_page.get(BOARD + count["url"])
        assert shown.context["page_obj"].paginator.count == count["count"], count["state"]


def test_counts_follow_the_search_but_not_the_state(cohort):
    counts = {count["state"]: count["count"] for count in Board(cohort, {"region": "north", "state": "late"}).counts()}
    assert counts == {
        "": 5,
        "submitted": 2,
        "late": 1,
        "returned": 1,
        "in_progress": 1,
        "not_started": 4,
        "completed": 0,
    }


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "submitted"}, ["nefza", "tinja"]),
        ({"state": "late"}, ["beja"]),
        ({"state": "returned", "step": "charter"}, ["ariana"]),
        ({"state": "returned", "step": "committee"}, []),
        ({"state": "accepted"}, ["kasserine"]),
        ({"state": "withdrawn"}, ["sayada"]),
        ({"region": "south"}, ["kasserine"]),
        ({"q": "beja"}, ["beja"]),
        ({"q": "اريانه"}, ["ariana"]),
        ({"q": "أرْيانـة"}, ["ariana"]),
        ({"q": "nothing of the kind"}, []),
    ],
)
def test_filters_leave_what_they_say(cohort, filters, found):
    assert slugs(Board(cohort, filters)) == found


def test_search_knows_other_spellings(cohort):
    municipality = Participation.objects.get(municipality__slug="kasserine").municipality
    municipality.add_alias("Al Qasrayn")
    assert MunicipalityAlias.objects.count() == 1
    assert slugs(Board(cohort, {"q": "qasrayn"})) == ["kasserine"]


def test_what_stands_still_is_neither_late_nor_waiting(cohort):
    row = next(row for row in Board(cohort).rows if row.municipality.slug == "sayada")
    assert row.days_late == 0
    assert row.movement.text == "Withdrawn"
    for state, _label in STATE_CHOICES:
        assert ("sayada" in slugs(Board(cohort, {"state": state}))) == (state == "withdrawn")


def test_days_late_stand_still_while_the_unit_has_it(cohort):
    rows = {row.municipality.slug: row for row in Board(cohort).rows}
    assert rows["beja"].days_late == 7
    assert rows["nefza"].days_late == 0
    assert rows["nefza"].cell(Step.FOCAL_POINT).days_late == 0


def test_sorting_by_lateness_puts_the_latest_first_and_keeps_names_in_order(cohort):
    assert slugs(Board(cohort, {"sort": "-late"})) == ["beja", "ariana", "kasserine", "nefza", "sayada", "tinja"]
    assert slugs(Board(cohort, {"sort": "-name"}))[0] == "tinja"
    assert slugs(Board(cohort, {"sort": "focal_point"}))[-1] == "tinja"


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense&step=x&region=%00&governorate=%00&sort=drop&page=zzz",
        "?page=99",
        "?q=%00",
        "?cohort=none",
        "?q=" + "x" * 300,
    ],
)
def test_an_address_with_nonsense_shows_the_board(cohort, officer_page, query):
    response = officer_page.get(BOARD + query)
    assert response.status_code == 200
    assert response.context["page_obj"].paginator.count == 6


def test_the_file_holds_the_rows_of_the_filter_in_the_readers_language(cohort, officer_page):
    response = officer_page.get("/oversight/board.csv?state=submitted&lang=ar")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["تينجة", "نفزة"]
    assert len({len(row) for row in rows}) == 1


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_no_cell_of_the_file_begins_a_formula(cohort, officer_page, start):
    municipality = Participation.objects.get(municipality__slug="tinja").municipality
    municipality.name_en = f"{start}HYPERLINK(1)"
    if start == "\0":
        assert safe_cell(municipality.name_en).startswith("'\0")
        return
    municipality.save()
    content = officer_page.get("/oversight/board.csv").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))]


def test_nothing_of_a_row_is_read_as_markup(cohort):
    hostile = '<script>alert("1")</script>&\''
    participation = Participation.objects.get(municipality__slug="beja")
    municipality = participation.municipality
    municipality.name_en = municipality.name_ar = municipality.governorate.name_en = hostile
    municipality.save()
    municipality.governorate.save()
    row = next(row for row in Board(cohort).rows if row.municipality.slug == "beja")
    cell = row.cells[0]._replace(movement=Movement(timezone.now(), hostile))
    written = RowWriter(may_read=True, may_review=True).row(Row(row.participation, (cell, *row.cells[1:])))
    assert "<script" not in written
    assert written.count(escape(hostile)) == 4  # the name, its governorate, and the movement in its cell and at the end


def test_an_observer_reads_the_board_and_nothing_behind_it(cohort, client_of, observer, officer):
    browser = client_of(observer)
    page = browser.get(BOARD)
    assert page.status_code == 200
    assert b"/oversight/municipalities/" not in page.content
    assert b"/oversight/review/" not in page.content.replace(b'href="/oversight/review/"', b"")
    for url in (
        "/oversight/review/",
        "/oversight/board.csv",
        "/oversight/municipalities/tinja/",
        "/oversight/invitations/",
    ):
        assert browser.get(url).status_code == 403, url


def test_without_a_role_in_the_unit_oversight_does_not_exist(cohort, client, client_of, stranger):
    member = factories.member(Participation.objects.first().municipality)
    for person in (member, stranger):
        for url in (BOARD, "/oversight/review/", "/oversight/board.csv", "/oversight/municipalities/tinja/"):
            assert client_of(person).get(url).status_code == 404, url
    assert client.get(BOARD).status_code == 302
    assert client.get(BOARD)["Location"].startswith(reverse("account_login"))


def test_a_board_without_cohort_says_what_will_stand_here(db, officer_page):
    assert "No municipality takes part yet" in officer_page.get(BOARD).content.decode()


def test_the_rows_speak_to_each_reader_in_their_language_whoever_looked_before(cohort, officer_page):
    pages = {language: officer_page.get(f"/oversight/?lang={language}") for language in ("fr", "ar", "fr")}
    for language, page in pages.items():
        with translation.override(language):
            label = str(StepState.NOT_STARTED.label_for_unit)
        assert label in "".join(page.context["lines"]), language
