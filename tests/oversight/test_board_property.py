"""Over random histories: every number on the board is the one that the logs give when they are counted another way,
and a past day looks as the board looked at its end.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from documents.codes import new_code
from municipalities.models import (
    DueDateChange,
    Participation,
    ParticipationTransition,
    StepProgress,
    StepTransition,
    Submission,
)
from municipalities.models.submissions import lock_draft
from municipalities.steps import MOVES, Move, Step
from oversight.board import COUNTS, Board
from tests import factories

BEGINS = timezone.make_aware(datetime(2026, 9, 28, 21, 30))
DUE = date(2026, 10, 5)
# What one draw can do: which municipality, which step, which of the things possible there, and how much later.
DEEDS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(list(Step)),
        st.integers(0, 11),
        st.integers(1, 15_000),
    ),
    min_size=1,
    max_size=9,
)


@pytest.fixture
def places(db):
    return [factories.MunicipalityFactory() for _n in range(2)]


@pytest.fixture
def clerk(db):
    return factories.UserFactory()


class Teller:
    """Plays deeds by the real moves, and keeps what the board showed at the end of each day on which one was done."""

    def __init__(self, places, clerk) -> None:
        self.places, self.clerk = places, clerk
        self.cohort = factories.CohortFactory(slug="told", due_on=DUE)
        self.shown: dict[date, Any] = {}
        self.now = BEGINS

    def play(self, deeds) -> None:
        for place, step, choice, minutes in deeds:
            later = self.now + timedelta(minutes=minutes)
            if day_of(later) > day_of(self.now):
                self.look(self.now)
            self.now = later
            with time_machine.travel(later, tick=False):
                self.do(self.places[place], step, choice)
        self.look(self.now)

    def do(self, municipality, step: Step, choice: int) -> None:
        participation = Participation.objects.filter(municipality=municipality).first()
        if participation is None:
            self.cohort.admit(municipality, by=self.clerk)
        elif choice == 0 and participation.state in ("selected", "active", "on_hold"):
            turned = "active" if participation.state == "on_hold" else "on_hold"
            participation.change_state(turned, by=self.clerk, reason="Elections.")
        elif choice == 1 and participation.state in ("selected", "active", "on_hold"):
            participation.change_state("withdrawn", by=self.clerk)
        elif choice in (2, 3):
            progress = participation.progress_of(step)
            progress.extend(progress.due_on + timedelta(days=choice * 5), by=self.clerk, reason="Asked for.")
        elif not participation.is_frozen:
            self.move(participation, participation.progress_of(step), choice)

    def move(self, participation, progress, choice: int) -> None:
        progress.participation = participation
        if choice in range(4, 8) and progress.is_open:
            with transaction.atomic():
                lock_draft(progress, at=timezone.now())
            return
        possible = [move for move, (before, _after) in MOVES.items() if before == progress.state]
        move = possible[choice % len(possible)]
        more: dict[str, Any] = {}
        if move in (Move.SUBMIT, Move.RESUBMIT):
            more = {"submissions_count": progress.submissions_count + 1}
        if move == Move.RETURN:
            more = {"reason_kind": "wrong", "comment": "Page 2."}
        progress._move(move, by=self.clerk, at=None, **more)
        if move in (Move.SUBMIT, Move.RESUBMIT):
            Submission.objects.create(
                progress=progress,
                number=progress.submissions_count,
                reference=new_code(),
                answers={},
                submitted_at=timezone.now(),
                submitted_by=self.clerk,
            )
        if move in (Move.ACCEPT, Move.REOPEN):
            progress.participation.settle(by=self.clerk, at=timezone.now())

    def look(self, moment: datetime) -> None:
        with time_machine.travel(last_of(day_of(moment)), tick=False):
            self.shown[day_of(moment)] = seen(self.cohort)


def day_of(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def last_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.max.time()))


def seen(cohort, on: date | None = None) -> Any:
    """Everything the board shows."""
    board = Board(cohort, on=on)
    rows = {
        row.municipality.slug: (
            row.participation.state,
            row.participation.state_changed_at,
            row.accepted,
            row.days_late,
            row.movement,
            row.cells,
        )
        for row in board.rows
    }
    return rows, {count["state"]: count["count"] for count in board.counts()}, board.accepted()


class Recount:
    """The same numbers from the rows of the logs, read once and each counted for itself."""

    def __init__(self, cohort) -> None:
        self.steps = list(StepProgress.objects.filter(participation__cohort=cohort).select_related("participation"))
        self.slugs = dict(cohort.participations.values_list("pk", "municipality__slug"))
        self.changes = list(ParticipationTransition.objects.filter(participation__cohort=cohort))
        self.moves = list(StepTransition.objects.filter(progress__participation__cohort=cohort))
        self.dates = list(DueDateChange.objects.filter(progress__participation__cohort=cohort))

    def on(self, day: date) -> Any:
        numbers: Counter[str] = Counter()
        accepted: Counter[str] = Counter()
        late = {}
        for pk, slug in self.slugs.items():
            changes = [each for each in self.changes if each.participation_id == pk and day_of(each.at) <= day]
            if not changes:
                continue
            stands_still = changes[-1].to_state in ("on_hold", "withdrawn")
            states, worst = set(), 0
            for progress in (each for each in self.steps if each.participation_id == pk):
                moves = [each for each in self.moves if each.progress_id == progress.pk and day_of(each.at) <= day]
                state = moves[-1].to_state if moves else "not_started"
                states.add(state)
                accepted[progress.step] += state == "accepted"
                if state not in ("submitted", "accepted") and not stands_still:
                    worst = max(worst, self.overdue(progress, moves, day))
            late[slug] = worst
            numbers[""] += 1
            numbers["late"] += worst > 0
            numbers["completed"] += changes[-1].to_state == "completed"
            numbers.update(states if not stands_still else ())
        return late, {state: numbers[state] for state, _label in COUNTS}, {step: accepted[step] for step in Step}

    def overdue(self, progress: StepProgress, moves: list[StepTransition], day: date) -> int:
        """Days after the due date less every day on which the Unit had it, counted day by day."""
        dates = [each for each in self.dates if each.progress_id == progress.pk and day_of(each.at) <= day]
        due_on = dates[-1].to_due_on if dates else DUE
        with_unit = 0
        for came, went in pairwise(moves):
            each = day_of(came.at)
            while came.to_state == "submitted" and each < day_of(went.at):
                with_unit += 1
                each += timedelta(days=1)
        return max(0, (day - due_on).days - with_unit)


def by(deed: int, step: Step = Step.CHARTER, days: int = 2) -> tuple[int, Step, int, int]:
    return 0, step, deed, days * 24 * 60


# A draft saved on two days, and all three accepted and one reopened: seldom drawn.
ADMIT, START, DRAFT, EXTEND = by(11), by(8), by(4), by(2)
DONE = [by(deed, step) for step in Step for deed in (8, 8, 10)]


@example(deeds=[ADMIT, START, DRAFT, DRAFT, by(9), EXTEND])
@example(deeds=[ADMIT, *DONE, by(8)])
@given(deeds=DEEDS)
@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_board_is_what_the_logs_say_today_and_on_every_day_before(places, clerk, deeds):
    with transaction.atomic():
        teller = Teller(places, clerk)
        teller.play(deeds)
        recount = Recount(teller.cohort)
        for day, shown in teller.shown.items():
            rows, counts, accepted = shown
            assert ({slug: row[3] for slug, row in rows.items()}, counts, accepted) == recount.on(day)
            with time_machine.travel(teller.now + timedelta(days=30), tick=False):
                assert seen(teller.cohort, on=day) == shown
        transaction.set_rollback(True)
