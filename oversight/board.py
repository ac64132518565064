"""The board: the rows of a cohort under filters, counted, ordered and paged.

As it stands now, the database filters, counts and orders, so that a page costs the same few queries for twelve
municipalities and for thousands. As it stood on a past day, the rows are replayed from the logs and the same filters
are asked of each. Every filter and order is therefore written down twice, side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, OrderBy, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from municipalities.models import Cohort, Municipality, Participation, ParticipationState, StepProgress
from municipalities.models.tenancy import SortedByName
from municipalities.querysets import FROZEN
from municipalities.steps import WITH_MUNICIPALITY, Step, StepState
from oversight.replay import replay
from oversight.rows import Cell, Movement, Row, move_label, row_of, rows_now

__all__ = ["Board", "Cell", "Movement", "Row", "move_label", "row_of"]

PAGE_SIZE = 50
# A page that asks for everything ends here.
LONGEST_PAGE = 500


@dataclass(frozen=True)
class Group:
    """So many municipalities that stand alike; `late` of them are late in the step asked for."""

    participation: str
    steps: dict[str, str]
    number: int
    late: int

    @classmethod
    def of(cls, row: Row, step: str) -> Group:
        late = any(cell.is_late for cell in row.cells if not step or cell.step == step)
        return cls(row.participation.state, {cell.step: cell.state for cell in row.cells}, 1, int(late))

    def stand(self, state: StepState, step: str) -> bool:
        """In `step`, in any step when it is empty."""
        states = [self.steps[step]] if step else self.steps.values()
        return state in states

    @property
    def stands_still(self) -> bool:
        return self.participation in FROZEN


@dataclass(frozen=True)
class StateFilter:
    """What the filter "state" offers under one name: how many it counts in a group for the step asked for (any step
    when it is empty), and the same condition for the database.
    """

    label: Promise | str
    count: Callable[[Group, str], int]
    where: Callable[[str, date], Q]


def _runs() -> Q:
    return ~Q(state__in=FROZEN)


def _late_where(step: str, today: date) -> Q:
    if not step:
        return _runs() & Q(next_due_on__lt=today)
    late = StepProgress.objects.filter(step=step, state__in=WITH_MUNICIPALITY, clock_due_on__lt=today)
    return _runs() & Q(pk__in=late.values("participation"))


def _in_state(state: StepState) -> StateFilter:
    def count(group: Group, step: str) -> int:
        return group.number if group.stand(state, step) and not group.stands_still else 0

    def where(step: str, today: date) -> Q:
        steps = [step] if step else Step.values
        return _runs() & Q.create([(f"{each}_state", state.value) for each in steps], connector=Q.OR)

    return StateFilter(state.label_for_unit, count, where)


def _participating(state: ParticipationState, label: Promise | str) -> StateFilter:
    def count(group: Group, step: str) -> int:
        return group.number if group.participation == state else 0

    return StateFilter(label, count, lambda step, today: Q(state=state))


STATES: dict[str, StateFilter] = {
    "late": StateFilter(gettext_lazy("Late"), lambda group, step: 0 if group.stands_still else group.late, _late_where),
    **{state.value: _in_state(state) for state in StepState},
    "completed": _participating(ParticipationState.COMPLETED, gettext_lazy("All three accepted")),
    "on_hold": _participating(ParticipationState.ON_HOLD, ParticipationState.ON_HOLD.label),
    "withdrawn": _participating(ParticipationState.WITHDRAWN, ParticipationState.WITHDRAWN.label),
}
STATE_CHOICES = [(key, state.label) for key, state in STATES.items()]

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


@dataclass(frozen=True)
class Order:
    """An order of the rows: the value of a row, and the same for the database. `up` and `down` name its directions."""

    up: Promise | str
    down: Promise | str
    of: Callable[[Row], Any]
    by: Callable[[date], list[OrderBy]]


_STATE_ORDER = {state: position for position, state in enumerate(StepState)}
_NEVER = datetime.max.replace(tzinfo=UTC)


def _by_step(step: Step) -> Order:
    """By state; with the municipality the nearest due date first, with the Unit what has waited longest."""

    def of(row: Row) -> tuple[int, date, datetime]:
        cell = row.cell(step)
        runs = cell.is_with_them and not row.stands_still
        due_on = cell.clock_due_on if runs else None
        return _STATE_ORDER[cell.state], due_on or date.max, cell.since if cell.is_waiting_for_us else _NEVER

    def by(today: date) -> list[OrderBy]:
        column = f"{step}_state"
        progress = StepProgress.objects.filter(participation=OuterRef("pk"), step=step)
        runs = ~Q(state__in=FROZEN) & Q(**{f"{column}__in": WITH_MUNICIPALITY})
        states = [When(**{column: state}, then=Value(order)) for state, order in _STATE_ORDER.items()]
        due_on = Case(When(runs, then=Subquery(progress.values("clock_due_on")[:1])))
        since = Case(When(**{column: StepState.SUBMITTED}, then=Subquery(progress.values("state_changed_at")[:1])))
        return [OrderBy(Case(*states)), OrderBy(due_on, nulls_last=True), OrderBy(since, nulls_last=True)]

    return Order(
        format_lazy("{}: {}", step.label, gettext_lazy("not started first")),
        format_lazy("{}: {}", step.label, gettext_lazy("accepted first")),
        of,
        by,
    )


def _by_lateness(today: date) -> list[OrderBy]:
    due_on = Case(When(STATES["late"].where("", today), then=F("next_due_on")))
    return [OrderBy(due_on, descending=True, nulls_first=True)]


def _by_movement(today: date) -> list[OrderBy]:
    told = [*FROZEN, ParticipationState.COMPLETED]
    change = F("state_changed_at")
    moved = Case(When(state__in=told, then=Greatest(Coalesce(F("moved_at"), change), change)), default=F("moved_at"))
    return [OrderBy(moved, nulls_first=True)]


def _by_name(of: str = "municipality") -> Callable[[date], list[OrderBy]]:
    return lambda today: [OrderBy(F(f"{of}__{Municipality.sort_field()}"))]


def _name_of(place: SortedByName) -> str:
    key: str = getattr(place, place.sort_field())
    return key


ORDERS: dict[str, Order] = {
    "name": Order(
        gettext_lazy("Name"),
        gettext_lazy("Name, from the end"),
        lambda row: _name_of(row.municipality),
        _by_name(),
    ),
    "governorate": Order(
        gettext_lazy("Governorate"),
        gettext_lazy("Governorate, from the end"),
        lambda row: _name_of(row.municipality.governorate),
        _by_name("municipality__governorate"),
    ),
    **{step.value: _by_step(step) for step in Step},
    "late": Order(
        gettext_lazy("Days late, the latest at the end"),
        gettext_lazy("Days late, the latest first"),
        lambda row: row.days_late,
        _by_lateness,
    ),
    "moved": Order(
        gettext_lazy("Last movement, the oldest first"),
        gettext_lazy("Last movement, the newest first"),
        lambda row: row.movement.at.timestamp() if row.movement else 0.0,
        _by_movement,
    ),
}
# From the top is what one wants to see of these.
DOWN_FIRST = {"late", "moved"}
SORT_CHOICES = [
    choice
    for name, order in ORDERS.items()
    for choice in sorted([(name, order.up), (f"-{name}", order.down)], reverse=name not in DOWN_FIRST)
]


class _Pages(Sequence[Row]):
    """The rows of a board as a paginator wants them: counted without reading, and read a page at a time."""

    def __init__(self, board: Board) -> None:
        self.board = board

    def __len__(self) -> int:
        return self.board.number

    def __getitem__(self, asked: Any) -> Any:
        return self.board.part(asked)


class Board:
    """The rows of `cohort` under `filters`, a dict with the keys q, step, state, region, governorate and sort.

    A missing key, or a value that is not offered, filters nothing. `sort` is a name of ORDERS, "-" before it turns it;
    equal rows stand by name. `on` shows the end of that day in Africa/Tunis; None, today and days to come mean now.
    """

    def __init__(self, cohort: Cohort | None, filters: Mapping[str, Any] | None = None, on: date | None = None) -> None:
        self.cohort = cohort
        self.filters = filters or {}
        today = timezone.localdate()
        self.on = on if on and on < today else None
        self.today = self.on or today
        self._state = self.filters.get("state") or ""
        self._step = self.filters.get("step") or ""

    @property
    def _placed(self) -> QuerySet[Participation]:
        """Those that search, region and governorate leave: what the counts count."""
        found = Participation.objects.filter(cohort=self.cohort) if self.cohort else Participation.objects.none()
        if words := self.filters.get("q"):
            found = found.filter(municipality__in=Municipality.objects.search(words))  # type: ignore[attr-defined]
        if region := self.filters.get("region"):
            found = found.filter(municipality__region=region)
        if governorate := self.filters.get("governorate"):
            found = found.filter(municipality__governorate=governorate)
        return found

    @property
    def _found(self) -> QuerySet[Participation]:
        """As it stands now: those of the state asked for, in the order asked for."""
        sort = self.filters.get("sort") or "name"
        turned, name = sort.startswith("-"), sort.removeprefix("-")
        keys = ORDERS.get(name, ORDERS["name"]).by(self.today)
        if turned:
            for key in keys:
                key.reverse_ordering()
        return self._placed.filter(self._where(self._state)).order_by(*keys, *_by_name()(self.today), "pk")

    def _where(self, state: str) -> Q:
        return STATES[state].where(self._step, self.today) if state else Q()

    @cached_property
    def _past(self) -> list[Row]:
        return replay(self._placed, self.on) if self.on else []

    @cached_property
    def rows(self) -> list[Row]:
        """All of them, in the order asked for."""
        if not self.on:
            return rows_now(self._found)
        rows = [row for row in self._past if self._counted(self._state, [Group.of(row, self._step)])]
        sort = self.filters.get("sort") or "name"
        if order := ORDERS.get(sort.removeprefix("-")):
            rows.sort(key=order.of, reverse=sort.startswith("-"))
        return rows

    @cached_property
    def _groups(self) -> list[Group]:
        """Of those that search, region and governorate leave, in one query."""
        if self.on:
            return [Group.of(row, self._step) for row in self._past]
        columns = [f"{step}_state" for step in Step]
        late = Count("pk", filter=_late_where(self._step, self.today))
        groups = self._placed.order_by().values_list("state", *columns).annotate(number=Count("pk"), late=late)
        return [Group(state, dict(zip(Step.values, told, strict=False)), *told[-2:]) for state, *told in groups]

    def _counted(self, state: str, groups: Iterable[Group]) -> int:
        if not state:
            return sum(group.number for group in groups)
        return sum(STATES[state].count(group, self._step) for group in groups)

    @property
    def number(self) -> int:
        """Of the rows on all pages."""
        return self._counted(self._state, self._groups)

    def part(self, asked: slice) -> list[Row]:
        """`rows[asked]`, and no other row is read."""
        if self.on or "rows" in self.__dict__:
            return self.rows[asked]
        return rows_now(self._found[asked])

    def counts(self) -> list[dict[str, Any]]:
        """[{state, label, count, active}]: how many municipalities the filter `state` would show."""
        return [
            {
                "state": state,
                "label": label,
                "count": self._counted(state, self._groups),
                "active": self._state == state,
            }
            for state, label in COUNTS
        ]

    def accepted(self) -> dict[Step, int]:
        """How many municipalities have each step accepted, whatever state is asked for."""
        groups = self._groups
        return {step: sum(each.number for each in groups if each.steps[step] == StepState.ACCEPTED) for step in Step}

    @property
    def completed(self) -> int:
        """How many municipalities have all three accepted, whatever state is asked for."""
        return self._counted("completed", self._groups)

    def page(self, number: Any, size: int = PAGE_SIZE) -> Page[Row]:
        """A page of the rows; a number out of range gives the nearest."""
        return Paginator(_Pages(self), min(size, LONGEST_PAGE)).get_page(number)

    def sorting(self) -> dict[str, dict[str, str]]:
        """Per column: what its heading's link asks for next, and the aria-sort it has now."""
        now = self.filters.get("sort") or "name"
        columns = {}
        for name in ORDERS:
            up, down = name, f"-{name}"
            first, second = (down, up) if name in DOWN_FIRST else (up, down)
            columns[name] = {
                "label": str(Step(name).label) if name in Step.values else "",
                "next": second if now == first else first,
                "aria": "ascending" if now == up else "descending" if now == down else "none",
            }
        return columns
