"""The moves of a step, and what they leave behind."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from municipalities.exceptions import DraftClosed, OwnWork, StaleDraft, StateConflict, StepIncomplete
from municipalities.lateness import days_late
from municipalities.models import DraftPage, StepProgress, StepTransition
from municipalities.steps import ReasonKind, Step, StepState

pytestmark = pytest.mark.django_db


@pytest.fixture
def progress(tinja):
    return tinja.participations.get().progress_of(Step.FOCAL_POINT)


def test_starting_makes_the_participation_active_and_logs_both(progress, focal_point):
    progress.start(by=focal_point)
    assert progress.state == StepState.IN_PROGRESS
    assert progress.participation.state == "active"
    assert [row.move for row in progress.transitions.all()] == ["start"]
    assert list(progress.participation.transitions.values_list("to_state", flat=True)) == ["selected", "active"]


def test_a_move_from_a_state_that_is_gone_loses(progress, focal_point, deputy):
    other = StepProgress.objects.get(pk=progress.pk)
    progress.start(by=focal_point)
    with pytest.raises(StateConflict):
        other.start(by=deputy)
    assert progress.transitions.count() == 1


def test_an_incomplete_step_is_not_submitted_and_nothing_changes(progress, focal_point):
    progress.start(by=focal_point)
    with pytest.raises(StepIncomplete) as refusal:
        progress.submit(by=focal_point)
    progress.refresh_from_db()
    assert len(refusal.value.missing) == 4
    assert (progress.state, progress.submissions_count) == (StepState.IN_PROGRESS, 0)


def test_a_return_without_a_comment_is_refused_by_the_database(progress, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        StepTransition.objects.create(
            progress=progress,
            move="return_for_changes",
            from_state="submitted",
            to_state="returned",
            at=datetime(2026, 11, 1, tzinfo=UTC),
            by=officer,
            reason_kind=ReasonKind.WRONG,
        )


def test_a_page_saved_meanwhile_is_not_overwritten(progress, focal_point, deputy):
    progress.start(by=focal_point)
    first = DraftPage.objects.save_page(progress, "person", {"function": ["a"]}, version=0, by=focal_point)
    DraftPage.objects.save_page(progress, "person", {"function": ["b"]}, version=first.version, by=deputy)
    with pytest.raises(StaleDraft) as stale:
        DraftPage.objects.save_page(progress, "person", {"function": ["c"]}, version=first.version, by=focal_point)
    assert stale.value.current.answers == {"function": ["b"]}
    assert set(DraftPage.objects.get().editors.all()) == {focal_point, deputy}


def test_saving_the_same_words_again_changes_nothing(progress, focal_point):
    progress.start(by=focal_point)
    first = DraftPage.objects.save_page(progress, "person", {"function": ["a"]}, version=0, by=focal_point)
    again = DraftPage.objects.save_page(progress, "person", {"function": ["a"]}, version=0, by=focal_point)
    assert again.version == first.version


def test_a_draft_that_was_not_started_cannot_be_written(progress, focal_point):
    with pytest.raises(DraftClosed):
        DraftPage.objects.save_page(progress, "person", {"function": ["a"]}, version=0, by=focal_point)


def test_an_extension_is_logged_and_keeps_the_pauses_of_the_clock(progress, officer):
    progress.due_on, progress.clock_due_on = date(2026, 11, 10), date(2026, 11, 13)
    progress.save()
    progress.extend(date(2026, 12, 1), by=officer, reason="Council meets late")
    assert progress.clock_due_on == date(2026, 12, 4)
    change = progress.due_date_changes.get()
    assert (change.from_due_on, change.to_due_on, change.reason) == (
        date(2026, 11, 10),
        date(2026, 12, 1),
        "Council meets late",
    )


@pytest.mark.parametrize(
    ("due", "state", "changed", "today", "late"),
    [
        (None, "in_progress", datetime(2026, 11, 1, tzinfo=UTC), date(2026, 12, 1), 0),
        (date(2026, 11, 10), "in_progress", datetime(2026, 11, 1, tzinfo=UTC), date(2026, 11, 10), 0),
        (date(2026, 11, 10), "in_progress", datetime(2026, 11, 1, tzinfo=UTC), date(2026, 11, 11), 1),
        # With the Unit since the evening of the due date: 23:30 in Tunis is still that day, whatever the month.
        (date(2026, 11, 10), "submitted", datetime(2026, 11, 10, 22, 30, tzinfo=UTC), date(2026, 12, 1), 0),
        (date(2026, 11, 10), "submitted", datetime(2026, 11, 10, 23, 30, tzinfo=UTC), date(2026, 12, 1), 1),
        (date(2026, 11, 10), "accepted", datetime(2026, 11, 12, 9, 0, tzinfo=UTC), date(2026, 12, 1), 2),
    ],
)
def test_days_late_end_with_the_day_in_tunis_and_stand_still_with_the_unit(due, state, changed, today, late):
    assert days_late(due, state, changed, today=today) == late


def test_nobody_accepts_what_they_worked_on(progress, focal_point, officer):
    from tests.steps import submit_focal_point

    submission = submit_focal_point(progress, by=focal_point)
    submission.contributors.add(officer)
    with pytest.raises(OwnWork):
        progress.accept(submission, by=officer)
