"""A row of the board: one participation, its three steps, how late each is, and what moved last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from municipalities.lateness import day_of, days_late
from municipalities.models import (
    Municipality,
    Participation,
    ParticipationState,
    StepProgress,
    StepTransition,
    Submission,
)
from municipalities.steps import Move, SignatureWay, Step, StepState


class Movement(NamedTuple):
    """What happened last and when; `text` is in the reader's language."""

    at: datetime
    text: str


class Cell(NamedTuple):
    """One step of one municipality. `since` is the moment of its state, `days_in_state` whole days from it.

    `clock_due_on` is the due date moved by the days the Unit has held submissions: what lateness is counted from.
    """

    step: Step
    state: StepState
    due_on: date | None
    days_late: int
    movement: Movement | None
    submission_pk: int | None
    since: datetime
    days_in_state: int
    clock_due_on: date | None

    @property
    def label(self) -> str:
        return str(self.state.label_for_unit)

    @property
    def public_label(self) -> str:
        return str(self.state.label)

    @property
    def is_waiting_for_us(self) -> bool:
        return self.state == StepState.SUBMITTED

    @property
    def is_done(self) -> bool:
        return self.state == StepState.ACCEPTED

    @property
    def is_with_them(self) -> bool:
        """The municipality's move."""
        return self.state.is_with_municipality

    @property
    def is_late(self) -> bool:
        """Late and still with the municipality: what has come in is late no longer, it only came in late."""
        return self.days_late > 0 and self.is_with_them

    @property
    def days_late_when_it_came(self) -> int:
        return 0 if self.is_with_them else self.days_late

    @property
    def late_days(self) -> int:
        """For the badge."""
        return self.days_late if self.is_late else 0


@dataclass(frozen=True)
class Row:
    """One participation. On hold or withdrawn it `stands_still`: it is neither late nor waiting for anyone."""

    participation: Participation
    cells: tuple[Cell, ...]

    @property
    def municipality(self) -> Municipality:
        return self.participation.municipality

    @property
    def stands_still(self) -> bool:
        return self.participation.is_frozen

    @property
    def is_completed(self) -> bool:
        return self.participation.state == ParticipationState.COMPLETED

    @property
    def accepted(self) -> int:
        return sum(cell.is_done for cell in self.cells)

    @property
    def days_late(self) -> int:
        """Of the step that is the latest."""
        return max((cell.late_days for cell in self.cells), default=0)

    @cached_property
    def movement(self) -> Movement | None:
        movements = [cell.movement for cell in self.cells if cell.movement]
        if self.stands_still or self.is_completed:
            state = self.participation
            movements.append(Movement(state.state_changed_at, state.get_state_display()))
        return max(movements, key=lambda movement: movement.at, default=None)

    def cell(self, step: str) -> Cell:
        return next(cell for cell in self.cells if cell.step == step)


class Standing(NamedTuple):
    """What a cell is made of: a step as it stands now, or as the logs tell that it stood."""

    step: Step
    state: StepState
    since: datetime
    due_on: date | None
    clock_due_on: date | None
    drafted_at: datetime | None
    last_move: str | None
    submission_pk: int | None
    way: str | None


@dataclass
class RowMaker:
    """Makes the rows of one answer; words that stand in many cells are translated once."""

    today: date
    _labels: dict[tuple[str, str | None], str] = field(default_factory=dict)

    def row(self, participation: Participation, standings: Iterable[Standing]) -> Row:
        frozen = participation.is_frozen
        cells = {standing.step: self.cell(standing, frozen=frozen) for standing in standings}
        return Row(participation, tuple(cells[step] for step in Step if step in cells))

    def cell(self, standing: Standing, *, frozen: bool) -> Cell:
        late = 0 if frozen else days_late(standing.clock_due_on, standing.state, standing.since, today=self.today)
        return Cell(
            step=standing.step,
            state=standing.state,
            due_on=standing.due_on,
            days_late=late,
            movement=self.movement(standing, frozen=frozen),
            submission_pk=standing.submission_pk,
            since=standing.since,
            days_in_state=max(0, (self.today - day_of(standing.since)).days),
            clock_due_on=standing.clock_due_on,
        )

    def movement(self, standing: Standing, *, frozen: bool) -> Movement | None:
        """The last move, or the saving of a draft after it; a step that was never started has not moved."""
        drafted_at = standing.drafted_at
        if drafted_at and standing.state.is_open and not frozen and drafted_at > standing.since:
            return Movement(drafted_at, self._draft_saved)
        if standing.last_move is None:
            return None
        told = (standing.last_move, standing.way)
        if told not in self._labels:
            self._labels[told] = move_label(Move(standing.last_move), standing.way)
        return Movement(standing.since, self._labels[told])

    @cached_property
    def _draft_saved(self) -> str:
        return _("draft saved")


def move_label(move: Move, way: str | None) -> str:
    """The move, and for a charter that came in or was accepted the way in which it was signed."""
    if way and move in (Move.SUBMIT, Move.RESUBMIT, Move.ACCEPT):
        return _("%(move)s, %(way)s") % {"move": move.label, "way": SignatureWay(way).short_label}
    return str(move.label)


def rows_now(participations: QuerySet[Participation]) -> list[Row]:
    """The rows as they stand, in the order of `participations`, in two queries however many they are."""
    found = list(participations.select_related("municipality__governorate"))
    last = StepTransition.objects.filter(progress=OuterRef("pk")).order_by("-at", "-pk")
    latest = Submission.objects.filter(progress=OuterRef("pk")).order_by("-number")
    standings = defaultdict(list)
    for owner, step, state, *others in StepProgress.objects.filter(
        participation__in=[participation.pk for participation in found]
    ).values_list(
        "participation",
        "step",
        "state",
        "state_changed_at",
        "due_on",
        "clock_due_on",
        "drafted_at",
        Subquery(last.values("move")[:1]),
        Subquery(latest.values("pk")[:1]),
        Subquery(latest.values("signed_copy__way")[:1]),
    ):
        standings[owner].append(Standing(Step(step), StepState(state), *others))
    maker = RowMaker(timezone.localdate())
    return [maker.row(participation, standings[participation.pk]) for participation in found]


def row_of(participation: Participation) -> Row:
    """The row of one participation, as it stands."""
    return rows_now(Participation.objects.filter(pk=participation.pk).select_related("cohort"))[0]
