"""A municipality's home: where it stands in one sentence, and the one thing to do next."""

from __future__ import annotations

import pytest

from municipalities.steps import ReasonKind, Step, StepState
from municipalities.views.home import next_action
from tests.steps import submit_focal_point

pytestmark = pytest.mark.django_db


@pytest.fixture
def participation(tinja):
    return tinja.participations.get()


def put(participation, **states: str) -> None:
    for step, state in states.items():
        participation.progress.filter(step=step).update(state=state)


def page_of(client_of, person) -> str:
    return client_of(person).get("/m/tinja/").content.decode()


@pytest.mark.parametrize(
    ("states", "words", "url"),
    [
        ({}, "Begin with “Focal point”.", "/m/tinja/focal-point/"),
        ({"focal_point": "in_progress"}, "Go on with “Focal point”.", "/m/tinja/focal-point/"),
        ({"focal_point": "submitted"}, "Begin with “Charter”.", "/m/tinja/charter/"),
        ({"focal_point": "in_progress", "committee": "returned"}, "returned", "/m/tinja/committee/"),
        ({"focal_point": "accepted", "charter": "accepted", "committee": "submitted"}, "Nothing to do now", ""),
        ({"focal_point": "accepted", "charter": "accepted", "committee": "accepted"}, "Nothing to do:", ""),
    ],
)
def test_there_is_one_next_thing(participation, states, words, url):
    put(participation, **states)
    steps = sorted(participation.progress.all(), key=lambda progress: list(Step).index(Step(progress.step)))
    action = next_action(steps)
    assert words in action.text
    assert action.url == url
    assert bool(action.label) is bool(url)


def test_the_page_of_a_new_municipality_says_none_is_accepted_and_where_to_begin(client_of, focal_point):
    page = page_of(client_of, focal_point)
    assert "None of the three steps is accepted yet." in page
    assert "Begin with “Focal point”." in page
    for place in ("focal-point", "charter", "committee"):
        assert f'href="/m/tinja/{place}/"' in page


def test_a_submission_shows_its_paper_and_whose_turn_it_is(client_of, focal_point, participation):
    submission = submit_focal_point(participation.progress_of(Step.FOCAL_POINT), by=focal_point)
    page = page_of(client_of, focal_point)
    assert "has been with the Unit since today" in page
    assert submission.files.get().evidence.get_absolute_url() in page


def test_a_return_comes_first(client_of, focal_point, officer, participation):
    progress = participation.progress_of(Step.FOCAL_POINT)
    submission = submit_focal_point(progress, by=focal_point)
    progress.return_for_changes(submission, by=officer, reason_kind=ReasonKind.WRONG, comment="Another name.")
    page = page_of(client_of, focal_point)
    assert "The Unit returned “Focal point”" in page
    assert "See what must change" in page


def test_a_reader_reads_it(client_of, reader):
    assert "None of the three steps is accepted yet." in page_of(client_of, reader)


@pytest.mark.parametrize("state", ["on_hold", "withdrawn"])
def test_what_stands_still_can_be_read_and_not_be_written(client_of, focal_point, officer, participation, state):
    progress = participation.progress_of(Step.FOCAL_POINT)
    progress.start(by=focal_point)
    participation.refresh_from_db()
    participation.change_state(state, by=officer, reason="The council was dissolved.")
    browser = client_of(focal_point)
    assert browser.get("/m/tinja/").status_code == 200
    assert browser.get("/m/tinja/focal-point/").status_code == 200
    answer = browser.post("/m/tinja/focal-point/wizard/person/", {"person-function": "x", "go": "save"})
    assert answer.status_code == 409
    assert browser.post("/m/tinja/charter/start/").status_code == 409
    progress.refresh_from_db()
    assert progress.state == StepState.IN_PROGRESS
    assert not progress.draft_pages.exists()


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_history(
    client_of, focal_point, participation, django_assert_max_num_queries
):
    progress = participation.progress_of(Step.FOCAL_POINT)
    submit_focal_point(progress, by=focal_point)
    for _round in range(3):
        progress.withdraw(by=focal_point)
        progress.submit(by=focal_point)
    browser = client_of(focal_point)
    with django_assert_max_num_queries(25):
        browser.get("/m/tinja/")
