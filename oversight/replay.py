"""The board as it stood at the end of a past day, told from the logs alone.

What is replayed: changes of participations, moves of steps, changes of due dates, the days on which drafts were saved
and submissions. Names of municipalities, their governorates and regions are those of today, for no log keeps them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from municipalities.lateness import clock_after_hold, clock_after_new_date
from municipalities.models import (
    DraftDay,
    DueDateChange,
    Municipality,
    Participation,
    ParticipationTransition,
    StepProgress,
    StepTransition,
    Submission,
)
from municipalities.steps import Step, StepState
from oversight.rows import Row, RowMaker, Standing


def end_of(day: date) -> datetime:
    """The first moment after `day` in Africa/Tunis."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def replay(participations: QuerySet[Participation], day: date) -> list[Row]:
    """The rows of `participations` at the end of `day`, by name, in four queries.

    The participations in them are for reading: their state is that of the day, and to save one would bring it back.
    """
    standings = defaultdict(list)
    for owner, standing in _standings(participations, day):
        standings[owner].append(standing)
    maker = RowMaker(day)
    rows = []
    for participation in _admitted(participations, end_of(day)):
        participation.state, participation.state_changed_at = participation.past_state, participation.past_since  # type: ignore[attr-defined]
        rows.append(maker.row(participation, standings[participation.pk]))
    return rows


def _admitted(participations: QuerySet[Participation], until: datetime) -> QuerySet[Participation]:
    """Those admitted before `until`, by name, with past_state and past_since."""
    changes = ParticipationTransition.objects.filter(participation=OuterRef("pk"), at__lt=until)
    last = changes.order_by("-at", "-pk")
    return (
        participations.filter(Exists(changes))
        .annotate(past_state=Subquery(last.values("to_state")[:1]), past_since=Subquery(last.values("at")[:1]))
        .select_related("municipality__governorate")
        .order_by(f"municipality__{Municipality.sort_field()}", "pk")
    )


@dataclass
class Told:
    """One step as its logs tell it, row by row: the same arithmetic as the moves of StepProgress."""

    since: datetime
    due_on: date | None
    clock_due_on: date | None
    state: str = StepState.NOT_STARTED
    last_move: str | None = None

    def move(self, at: datetime, move: str, to_state: str) -> None:
        if self.state == StepState.SUBMITTED:
            self.clock_due_on = clock_after_hold(self.clock_due_on, self.since, at)
        self.state, self.since, self.last_move = to_state, at, move

    def new_date(self, due_on: date | None) -> None:
        self.clock_due_on = clock_after_new_date(self.due_on, self.clock_due_on, due_on)
        self.due_on = due_on


def _standings(participations: QuerySet[Participation], day: date) -> Iterator[tuple[int, Standing]]:
    """Each step at the end of `day`, with the key of its participation."""
    until = end_of(day)
    moves, dates = defaultdict(list), defaultdict(list)
    for progress, *move in (
        StepTransition.objects.filter(progress__participation__in=participations, at__lt=until)
        .order_by("at", "pk")
        .values_list("progress", "at", "move", "to_state")
    ):
        moves[progress].append(move)
    # The later ones too: the first change of all tells the date that stood before it.
    for progress, *change in (
        DueDateChange.objects.filter(progress__participation__in=participations)
        .order_by("at", "pk")
        .values_list("progress", "at", "from_due_on", "to_due_on")
    ):
        dates[progress].append(change)
    for progress, owner, step, admitted_at, due_on, drafted_at, drafted_then, submission, way in _steps(
        participations, day
    ):
        told = _told(moves[progress], dates[progress], Told(admitted_at, due_on, due_on), until)
        yield (
            owner,
            Standing(
                step=Step(step),
                state=StepState(told.state),
                since=told.since,
                due_on=told.due_on,
                clock_due_on=told.clock_due_on,
                drafted_at=drafted_at if drafted_at and drafted_at < until else drafted_then,
                last_move=told.last_move,
                submission_pk=submission,
                way=way,
            ),
        )


def _steps(participations: QuerySet[Participation], day: date) -> QuerySet[StepProgress, tuple[Any, ...]]:
    """What the replay needs beside the logs of moves and dates, a tuple for each step."""
    admissions = ParticipationTransition.objects.filter(participation=OuterRef("participation")).order_by("at", "pk")
    drafts = DraftDay.objects.filter(progress=OuterRef("pk"), day__lte=day).order_by("-day")
    latest = Submission.objects.filter(progress=OuterRef("pk"), submitted_at__lt=end_of(day)).order_by("-number")
    return StepProgress.objects.filter(participation__in=participations).values_list(
        "pk",
        "participation",
        "step",
        Subquery(admissions.values("at")[:1]),
        "due_on",
        "drafted_at",
        Subquery(drafts.values("last_at")[:1]),
        Subquery(latest.values("pk")[:1]),
        Subquery(latest.values("signed_copy__way")[:1]),
    )


def _told(moves: list[list[Any]], dates: list[list[Any]], told: Told, until: datetime) -> Told:
    """`told` after every row before `until`; it begins with the date that stood before the first change of all."""
    if dates:
        told.due_on = told.clock_due_on = dates[0][1]
    happened: list[tuple[datetime, Callable[..., None], tuple[Any, ...]]]
    happened = [(at, told.move, (at, move, to_state)) for at, move, to_state in moves]
    happened += [(at, told.new_date, (to_due_on,)) for at, _before, to_due_on in dates if at < until]
    if dates:
        happened.sort(key=lambda row: row[0])
    for _at, change, values in happened:
        change(*values)
    return told
