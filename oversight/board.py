"""The board as data: every participation of a cohort, its three steps, how late each is, and what moved last.

A page of it costs the same few queries for twelve municipalities and for 350: all rows of the cohort are read at
once, and lateness, counts, filters and order are worked out here, where the one lateness rule stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.text import fold
from municipalities.models import (
    Cohort,
    Municipality,
    Participation,
    ParticipationState,
    StepProgress,
    StepTransition,
    Submission,
)
from municipalities.steps import Move, SignatureWay, Step, StepState

PAGE_SIZE = 50


@dataclass(frozen=True)
class Movement:
    """What happened last and when; `text` is in the reader's language."""

    at: datetime
    text: str


@dataclass(frozen=True)
class Cell:
    """One step of one municipality."""

    step: Step
    state: StepState
    due_on: date | None
    days_late: int
    movement: Movement | None
    submission_pk: int | None

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
        return self.state not in (StepState.SUBMITTED, StepState.ACCEPTED)

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
        return sum(cell.state == StepState.ACCEPTED for cell in self.cells)

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


# What the filter "state" offers: a name, its words, and the cells or rows that have it.
CellTest = Callable[[Cell], bool]
RowTest = Callable[[Row], bool]


def _in_state(state: StepState) -> CellTest:
    return lambda cell: cell.state == state


CELL_STATES: dict[str, tuple[Promise | str, CellTest]] = {
    "late": (gettext_lazy("Late"), lambda cell: cell.is_late),
    **{state.value: (state.label_for_unit, _in_state(state)) for state in StepState},
}
ROW_STATES: dict[str, tuple[Promise | str, RowTest]] = {
    "completed": (gettext_lazy("All three accepted"), lambda row: row.is_completed),
    "on_hold": (ParticipationState.ON_HOLD.label, lambda row: row.participation.state == "on_hold"),
    "withdrawn": (ParticipationState.WITHDRAWN.label, lambda row: row.participation.state == "withdrawn"),
}
STATE_CHOICES = [(key, label) for key, (label, _test) in (CELL_STATES | ROW_STATES).items()]  # type: ignore[operator]

# The counts over the table; each is a filter that shows exactly the rows it counted.
COUNTS: list[tuple[str, Promise | str]] = [
    ("", gettext_lazy("all")),
    ("submitted", gettext_lazy("waiting for us")),
    ("late", gettext_lazy("late")),
    ("returned", gettext_lazy("returned, waiting for them")),
    ("in_progress", gettext_lazy("being prepared")),
    ("not_started", gettext_lazy("with a step not started")),
    ("completed", gettext_lazy("all three accepted")),
]

_STATE_ORDER = {state: position for position, state in enumerate(StepState)}


def _sort_key(name: str) -> Callable[[Row], Any]:
    if name in Step.values:
        return lambda row: (_STATE_ORDER[row.cell(name).state], -row.cell(name).days_late)
    return {
        "governorate": lambda row: fold(row.municipality.governorate.name),
        "late": lambda row: row.days_late,
        "moved": lambda row: row.movement.at.timestamp() if row.movement else 0.0,
    }[name]


SORTS = ["name", "governorate", *Step.values, "late", "moved"]


class Board:
    """The rows of `cohort` under `filters`, a dict with the keys q, step, state, region, governorate and sort.

    A missing key, or a value that is not offered, filters nothing. `sort` is one of SORTS, "-" before it turns it.
    """

    def __init__(self, cohort: Cohort | None, filters: Mapping[str, Any] | None = None) -> None:
        self.cohort = cohort
        self.filters = filters or {}

    @cached_property
    def placed(self) -> list[Row]:
        """Those that search, region and governorate leave: what the counts count."""
        if self.cohort is None:
            return []
        participations = Participation.objects.filter(cohort=self.cohort)
        if words := self.filters.get("q"):
            participations = participations.filter(municipality__in=Municipality.objects.search(words))
        if region := self.filters.get("region"):
            participations = participations.filter(municipality__region=region)
        if governorate := self.filters.get("governorate"):
            participations = participations.filter(municipality__governorate=governorate)
        rows = [_row(participation) for participation in with_steps(participations)]
        return sorted(rows, key=lambda row: fold(row.municipality.name))

    @cached_property
    def rows(self) -> list[Row]:
        """In the order asked for; equal ones by name."""
        rows = [row for row in self.placed if self._has_state(row, self.filters.get("state") or "")]
        sort = self.filters.get("sort") or "name"
        name = sort.removeprefix("-")
        if name in SORTS[1:]:
            rows.sort(key=_sort_key(name), reverse=sort.startswith("-"))
        elif sort == "-name":
            rows.reverse()
        return rows

    def _has_state(self, row: Row, state: str) -> bool:
        if not state:
            return True
        if state in ROW_STATES:
            return ROW_STATES[state][1](row)
        if row.stands_still:
            return False
        step = self.filters.get("step")
        cells = [row.cell(step)] if step else row.cells
        return any(CELL_STATES[state][1](cell) for cell in cells)

    def counts(self) -> list[dict[str, Any]]:
        """[{state, label, count, active}]: how many municipalities the filter `state` would show."""
        return [
            {
                "state": state,
                "label": label,
                "count": sum(self._has_state(row, state) for row in self.placed),
                "active": (self.filters.get("state") or "") == state,
            }
            for state, label in COUNTS
        ]

    def page(self, number: Any) -> Page[Row]:
        """A page of the rows; a number out of range gives the nearest."""
        return Paginator(self.rows, PAGE_SIZE).get_page(number)

    def sorting(self) -> dict[str, dict[str, str]]:
        """Per column: what its heading's link asks for next, and the aria-sort it has now."""
        now = self.filters.get("sort") or "name"
        first_down = {"late", "moved"}
        columns = {}
        for name in SORTS:
            up, down = name, f"-{name}"
            following = (down if now == up else up) if name not in first_down else (up if now == down else down)
            columns[name] = {
                "label": str(Step(name).label) if name in Step.values else "",
                "next": following,
                "aria": "ascending" if now == up else "descending" if now == down else "none",
            }
        return columns


def with_steps(participations: QuerySet[Participation]) -> QuerySet[Participation]:
    """With municipality, governorate and the three steps, each with its last move and latest submission."""
    last = StepTransition.objects.filter(progress=OuterRef("pk")).order_by("-at", "-pk")
    latest = Submission.objects.filter(progress=OuterRef("pk")).order_by("-number")
    steps = StepProgress.objects.annotate(
        last_move=Subquery(last.values("move")[:1]),
        latest_submission=Subquery(latest.values("pk")[:1]),
        way_of_signing=Subquery(latest.values("signed_copy__way")[:1]),
    )
    return participations.select_related("municipality__governorate", "cohort").prefetch_related(
        Prefetch("progress", queryset=steps, to_attr="steps_read")
    )


def _row(participation: Participation) -> Row:
    """From a participation read by `with_steps`."""
    order = list(Step)
    steps = sorted(participation.steps_read, key=lambda progress: order.index(Step(progress.step)))  # type: ignore[attr-defined]
    return Row(participation, tuple(_cell(participation, progress) for progress in steps))


def _cell(participation: Participation, progress: Any) -> Cell:
    progress.participation = participation
    return Cell(
        step=Step(progress.step),
        state=progress.step_state,
        due_on=progress.due_on,
        days_late=progress.days_late,
        movement=_movement(progress),
        submission_pk=progress.latest_submission,
    )


def _movement(progress: Any) -> Movement | None:
    """The last move, or the saving of a draft after it; a step that was never started has not moved."""
    if progress.drafted_at and progress.is_open and progress.drafted_at > progress.state_changed_at:
        return Movement(progress.drafted_at, _("draft saved"))
    if progress.last_move is None:
        return None
    return Movement(progress.state_changed_at, move_label(Move(progress.last_move), progress.way_of_signing))


def move_label(move: Move, way: str | None) -> str:
    """The move, and for a charter that came in or was accepted the way in which it was signed."""
    if way and move in (Move.SUBMIT, Move.RESUBMIT, Move.ACCEPT):
        return _("%(move)s, %(way)s") % {"move": move.label, "way": SignatureWay(way).short_label}
    return str(move.label)


def row_of(participation: Participation) -> Row:
    """The row of one participation."""
    return _row(with_steps(Participation.objects.filter(pk=participation.pk)).get())
