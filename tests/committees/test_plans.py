"""The plan in the workspace: from nothing to a commitment at 100 %, and what is refused on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from committees.models import ActionPlan, Commitment, Milestone, PlanImport, ProgressNote, Standing, progress_seen
from municipalities.exceptions import StateConflict
from municipalities.models import Activity, ActivityKind, ParticipationState
from tests.committees.joint_plans import PLAN, make_commitment, make_plan
from tests.papers import upload

BASE = "/m/tinja/plan/"
TYPED_PLAN = {**{name: str(value) for name, value in PLAN.items()}, "languages": "ar"}
TYPED_COMMITMENT = {"number": "1", "title_ar": "نشر الميزانية"}
TYPED_MILESTONE = {"title": "Publish", "deliverable": "A page", "weight": "1"}


@pytest.fixture
def plan(tinja, focal_point):
    return make_plan(tinja, by=focal_point)


@pytest.fixture
def commitment(plan, focal_point):
    return make_commitment(plan, by=focal_point)


def told() -> list[str]:
    """What the log says, the first word of each row."""
    rows = Activity.objects.filter(kind=ActivityKind.PLAN_CHANGED).order_by("pk")
    return [row.subject.split(" ")[0] for row in rows]


def note(browser, commitment, *percents, text="Done.", **more):
    fields = zip(commitment.milestones.all(), percents, strict=True)
    typed = {f"percent_{milestone.pk}": percent for milestone, percent in fields}
    today = timezone.localdate().isoformat()
    data = {"on": today, "text": text, "seen": progress_seen(commitment), **typed, **more}
    return browser.post(f"{BASE}commitments/{commitment.pk}/progress/", data)


def test_from_an_empty_page_to_a_commitment_at_100_percent(browser, tinja):
    assert f'href="{BASE}begin/"' in browser.get(BASE).content.decode()
    assert browser.post(f"{BASE}begin/", TYPED_PLAN).url == BASE
    commitment_url = browser.post(f"{BASE}commitments/add/", TYPED_COMMITMENT).url
    commitment = Commitment.objects.get()
    assert commitment_url == f"{BASE}commitments/{commitment.pk}/"
    for weight in ("1", "3"):
        assert (
            browser.post(f"{commitment_url}milestones/add/", {**TYPED_MILESTONE, "weight": weight}).status_code == 302
        )
    assert note(browser, commitment, 100, 0).url == commitment_url
    assert Commitment.objects.get().percent == 25
    assert note(browser, Commitment.objects.get(), 100, 100, text="All of it.").status_code == 302
    finished = Commitment.objects.get()
    assert (finished.percent, finished.status) == (100, "completed")
    assert all(milestone.done_on == timezone.localdate() for milestone in finished.milestones.all())
    assert [each.percent for each in finished.notes.all()] == [100, 25]
    page = browser.get(BASE).content.decode()
    assert "Completed" in page
    assert '<progress value="100" max="100"' in page
    assert told() == ["begun", "commitment_added", "milestone_added", "milestone_added", "progress", "progress"]
    assert browser.get("/m/tinja/activity/").status_code == 200


def test_one_plan_is_worked_on_at_a_time(browser, plan, tinja, focal_point):
    assert browser.get(f"{BASE}begin/").url == BASE
    assert browser.post(f"{BASE}begin/", TYPED_PLAN).status_code == 409
    with pytest.raises(StateConflict):
        make_plan(tinja, by=focal_point)
    assert ActionPlan.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "typed", "field"),
    [
        ("edit/", {"ends_on": "2025-06-30"}, "ends_on"),
        ("edit/", {"title_ar": ""}, "title_ar"),
        # A commitment runs until the end of June 2027: the plan cannot end before.
        ("edit/", {"ends_on": "2027-03-31"}, "ends_on"),
        ("commitments/add/", {"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "ends_on"),
        ("commitments/add/", {"ends_on": "2030-06-30"}, "ends_on"),
        ("commitments/add/", {"starts_on": "2025-12-31"}, "starts_on"),
        ("commitments/add/", {"number": "1"}, "number"),
        ("commitments/add/", {"number": "0"}, "number"),
        ("commitments/add/", {"title_ar": "a\u202eb"}, "title_ar"),
        ("milestones/add/", {"ends_on": "2027-07-01"}, "ends_on"),
        ("milestones/add/", {"weight": "0"}, "weight"),
        ("milestones/add/", {"evidence_url": "javascript:alert(1)"}, "evidence_url"),
        ("milestones/add/", {"deliverable": ""}, "deliverable"),
    ],
)
def test_dates_that_contradict_and_other_faults_are_refused_at_their_field(
    browser, plan, focal_point, address, typed, field
):
    commitment = make_commitment(plan, by=focal_point, starts_on=date(2026, 3, 1), ends_on=date(2027, 6, 30))
    blank = {"edit/": TYPED_PLAN, "commitments/add/": {**TYPED_COMMITMENT, "number": "2"}}
    url = f"{BASE}{address}" if address in blank else f"{BASE}commitments/{commitment.pk}/{address}"
    response = browser.post(url, {**blank.get(address, TYPED_MILESTONE), "version": "1", **typed})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_a_commitment_keeps_its_bodies_by_side_each_once(browser, commitment):
    typed = {
        **TYPED_COMMITMENT,
        "version": "1",
        "ogp_values": ["transparency", "accountability"],
        "supporting_civil_society": "جمعية أولى\r\n\r\nجمعية  ثانية; جمعية أولى",
        "supporting_private": "Chamber of commerce",
    }
    assert browser.post(f"{BASE}commitments/{commitment.pk}/edit/", typed).status_code == 302
    found = Commitment.objects.get()
    assert found.bodies_by_side()["civil_society"] == ["جمعية أولى", "جمعية ثانية"]
    assert found.bodies_by_side()["private"] == ["Chamber of commerce"]
    assert found.values == ["Transparency", "Accountability"]
    page = browser.get(f"{BASE}commitments/{commitment.pk}/edit/").content.decode()
    assert "جمعية أولى\nجمعية ثانية" in page


@pytest.mark.parametrize("kind", ["plan", "commitment", "milestone"])
def test_a_stale_save_shows_both_texts_and_writes_nothing(browser, plan, commitment, focal_point, kind):
    milestone = commitment.milestones.first()
    urls = {"plan": "edit/", "commitment": f"commitments/{commitment.pk}/edit/"}
    url = BASE + urls.get(kind, f"milestones/{milestone.pk}/edit/")
    typed = {"plan": TYPED_PLAN, "commitment": TYPED_COMMITMENT}.get(kind, TYPED_MILESTONE)
    name = "title" if kind == "milestone" else "title_ar"
    assert browser.post(url, {**typed, name: "نصّ أوّل", "version": "1"}).status_code == 302
    response = browser.post(url, {**typed, name: "نصّ ثان", "version": "1"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "نصّ أوّل" in page
    assert "نصّ ثان" in page
    row = {"plan": plan, "commitment": commitment}.get(kind, milestone)
    row.refresh_from_db()
    assert getattr(row, name) == "نصّ أوّل"
    # Saving again is then a choice; the same words twice are no conflict.
    version = response.context["version"]
    assert browser.post(url, {**typed, name: "نصّ ثان", "version": version}).status_code == 302
    assert browser.post(url, {**typed, name: "نصّ ثان", "version": "1"}).status_code == 302


def test_two_notes_upon_the_same_state_are_a_conflict_and_the_words_are_kept(browser, commitment):
    seen = progress_seen(commitment)
    assert note(browser, commitment, 10, 0, seen=seen).status_code == 302
    late = note(browser, commitment, 0, 40, seen=seen, text="My own words.")
    assert late.status_code == 409
    assert "My own words." in late.content.decode()
    assert ProgressNote.objects.count() == 1
    assert [each.percent for each in commitment.milestones.all()] == [10, 0]
    again = late.context["form"].data["seen"]
    assert note(browser, commitment, 10, 40, seen=again, text="My own words.").status_code == 302


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"text": " "}, "text"), ({"on": "2099-01-01"}, "on"), ({"on": "2025-01-01"}, "on"), ({"percent": "101"}, "")],
)
def test_a_note_has_words_a_day_of_the_plan_and_percentages(browser, commitment, typed, field):
    milestone = commitment.milestones.first()
    if "percent" in typed:
        typed, field = {f"percent_{milestone.pk}": typed["percent"]}, f"percent_{milestone.pk}"
    response = note(browser, commitment, 0, 0, **typed)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not ProgressNote.objects.exists()


def test_milestones_move_go_and_leave_what_notes_said_of_them(browser, commitment, focal_point):
    first, second = commitment.milestones.all()
    note(browser, commitment, 100, 0)
    browser.post(f"{BASE}milestones/{second.pk}/move/", {"to": "up"})
    browser.post(f"{BASE}milestones/{second.pk}/move/", {"to": "up"})
    assert list(commitment.milestones.all()) == [second, first]
    assert browser.post(f"{BASE}milestones/{first.pk}/remove/").status_code == 302
    assert commitment.milestones.get() == second
    page = browser.get(f"{BASE}commitments/{commitment.pk}/").content.decode()
    assert first.title in page
    assert Commitment.objects.get().percent == 0


def test_a_paper_is_kept_as_evidence_and_read_by_those_who_may(browser, client_of, commitment, reader, neighbour):
    milestone = commitment.milestones.first()
    typed = {"title": milestone.title, "deliverable": "x", "weight": "1", "version": "1", "paper": upload()}
    assert browser.post(f"{BASE}milestones/{milestone.pk}/edit/", typed).status_code == 302
    paper = milestone.papers.get()
    url = f"{BASE}papers/{paper.pk}/"
    assert url in browser.get(f"{BASE}commitments/{commitment.pk}/").content.decode()
    assert client_of(reader).get(url).content == paper.file.read()
    assert client_of(neighbour).get(url).status_code == 404
    assert client_of(neighbour).get(f"/m/zriba/plan/papers/{paper.pk}/").status_code == 404


def test_what_is_suspended_takes_no_note_until_it_goes_on(browser, commitment):
    url = f"{BASE}commitments/{commitment.pk}/"
    assert browser.post(f"{url}standing/", {"standing": "suspended", "reason": ""}).status_code == 422
    assert browser.post(f"{url}standing/", {"standing": "suspended", "reason": "No budget."}).status_code == 302
    assert "No budget." in browser.get(url).content.decode()
    assert note(browser, commitment, 1, 1).status_code == 409
    assert browser.post(f"{url}standing/", {"standing": "", "reason": ""}).status_code == 302
    assert note(browser, commitment, 1, 1).status_code == 302
    assert [word for word in told() if word in ("suspended", "resumed")] == ["suspended", "resumed"]


def test_a_closed_plan_is_read_and_changes_no_more(browser, plan, commitment, focal_point):
    draft = PlanImport.objects.keep(plan, file_name="a", rows=[], ignored=[], by=focal_point)
    assert browser.post(f"{BASE}close/").url == f"{BASE}begin/"
    assert browser.post(f"{BASE}close/").status_code == 404
    milestone = commitment.milestones.first()
    for address in (
        "edit/",
        "publish/",
        f"commitments/{commitment.pk}/edit/",
        f"commitments/{commitment.pk}/progress/",
        f"milestones/{milestone.pk}/remove/",
        f"import/{draft.pk}/",
    ):
        assert browser.post(BASE + address).status_code == 404, address
    assert browser.get(f"{BASE}former/{plan.pk}/").status_code == 200
    page = browser.get(f"{BASE}commitments/{commitment.pk}/").content.decode()
    assert "Write a progress note" not in page
    plan.refresh_from_db()
    with pytest.raises(StateConflict):
        commitment.decide(Standing.SUSPENDED, "Late.", by=focal_point)
    assert browser.post(f"{BASE}begin/", TYPED_PLAN).status_code == 302


def test_nothing_changes_while_the_participation_stands_still(browser, plan, tinja, manager):
    tinja.participations.get().change_state(ParticipationState.ON_HOLD, by=manager, reason="A new head comes.")
    assert browser.get(BASE).status_code == 200
    response = browser.post(f"{BASE}edit/", {**TYPED_PLAN, "title_ar": "عنوان آخر", "version": "1"})
    assert response.status_code == 409
    plan.refresh_from_db()
    assert plan.title_ar == PLAN["title_ar"]


def test_a_reader_looks_and_changes_nothing(client_of, reader, commitment):
    page = client_of(reader).get(f"{BASE}commitments/{commitment.pk}/")
    assert page.status_code == 200
    assert "Write a progress note" not in page.content.decode()
    assert client_of(reader).post(f"{BASE}edit/", TYPED_PLAN).status_code == 403


def test_four_months_of_silence_are_told_in_the_workspace(browser, plan, commitment):
    words = "for more than four months"
    assert words not in browser.get(BASE).content.decode()
    ActionPlan.objects.update(changed_at=timezone.now() - timedelta(days=123))
    assert words in browser.get(BASE).content.decode()
    assert note(browser, commitment, 0, 0).status_code == 302
    assert words not in browser.get(BASE).content.decode()


def test_a_long_plan_asks_the_database_no_more_than_a_short_one(browser, plan, commitment, focal_point):
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            assert browser.get(BASE).status_code == 200
        return len(questions)

    short = asked()
    for number in range(2, 9):
        make_commitment(plan, by=focal_point, number=number)
    assert asked() == short


def test_the_national_plan_is_kept_by_the_unit(client_of, officer, observer):
    browser = client_of(officer)
    assert browser.post("/oversight/national/plan/begin/", TYPED_PLAN).status_code == 302
    plan = ActionPlan.objects.get(municipality=None)
    assert plan.place_name == "National action plan"
    url = browser.post("/oversight/national/plan/commitments/add/", TYPED_COMMITMENT).url
    assert browser.get(url).status_code == 200
    assert client_of(observer).get("/oversight/national/plan/").status_code == 403
    assert Milestone.objects.count() == 0
