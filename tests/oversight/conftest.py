from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from documents.codes import new_code
from municipalities.models import StepProgress, StepTransition, Submission
from municipalities.steps import Move, Step
from tests import factories
from tests.oversight.story import Story
from tests.steps import submit_focal_point


@pytest.fixture
def progress(tinja):
    """The focal point step of Tinja."""
    return tinja.participations.get().progress_of(Step.FOCAL_POINT)


@pytest.fixture
def submission(progress, focal_point):
    return submit_focal_point(progress, by=focal_point)


@pytest.fixture
def _the_24th():
    """24 November 2026, eleven in the morning in Tunis."""
    with time_machine.travel("2026-11-24 10:00:00+00:00", tick=False):
        yield


@pytest.fixture
def story(db, officer, _the_24th):
    return Story(officer)


def put(
    participation, step: Step, state: str, *, by=None, move: Move = Move.START, due_on: date | None = None, at=None
) -> StepProgress:
    """Writes a state straight into the row, for tests that look at the board and not at how it came about."""
    moment = at or datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    progress = participation.progress_of(step)
    by = by or factories.UserFactory()
    if state == "submitted":
        Submission.objects.create(
            progress=progress, number=1, reference=new_code(), answers={}, submitted_at=moment, submitted_by=by
        )
    StepProgress.objects.filter(pk=progress.pk).update(
        state=state, state_changed_at=moment, due_on=due_on, clock_due_on=due_on
    )
    StepTransition.objects.create(
        progress=progress,
        move=move,
        from_state="not_started",
        to_state=state,
        at=moment,
        by=by,
        reason_kind="wrong" if move == Move.RETURN else "",
        comment="Mend it." if move == Move.RETURN else "",
    )
    progress.refresh_from_db()
    return progress
