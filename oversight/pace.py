"""How fast a cohort goes: accepted steps day by day, and how long steps take and wait. From the log of moves alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from math import floor
from statistics import median

from django.utils import timezone

from municipalities.lateness import day_of
from municipalities.models import Cohort, Participation, StepProgress, StepTransition
from municipalities.querysets import FROZEN
from municipalities.steps import OPEN_STATES, Step, StepState


@dataclass(frozen=True)
class Spread:
    """Whole days of several steps: how many, the one in the middle (half a day counts as one), the longest."""

    number: int
    median: int
    longest: int

    @classmethod
    def of(cls, days: list[int]) -> Spread:
        return cls(len(days), floor(median(days) + 0.5), max(days)) if days else cls(0, 0, 0)


@dataclass(frozen=True)
class StepPace:
    """Of the steps accepted today: days from the first start to the last acceptance, and how many of these days the
    municipality and the Unit had it. Of the others: the days for which they wait, for the one or the other.

    Days on hold are counted; what stands still today waits for nobody.
    """

    step: Step
    whole: Spread
    with_them: Spread
    with_us: Spread
    waiting_for_them: Spread
    waiting_for_us: Spread


@dataclass(frozen=True)
class Pace:
    """`number` municipalities since the day `begin`, and the due date of the cohort for each step."""

    number: int
    begin: date
    today: date
    steps: list[StepPace]
    due: dict[str, date | None]
    _changes: dict[Step, dict[date, int]]

    def turns(self, step: Step) -> list[tuple[date, int]]:
        """The days on which another number of municipalities had `step` accepted, with the number at their end."""
        days = sorted(self._changes[step].items())
        counts = accumulate(change for _day, change in days)
        return [(day, count) for (day, change), count in zip(days, counts, strict=True) if change]

    def accepted(self, step: Step, day: date) -> int:
        """At the end of `day`."""
        return sum(change for moved, change in self._changes[step].items() if moved <= day)


Moves = list[tuple[date, StepState]]


def pace_of(cohort: Cohort) -> Pace | None:
    """None while no municipality takes part."""
    number = Participation.objects.filter(cohort=cohort).count()
    if not number:
        return None
    moves: dict[int, Moves] = defaultdict(list)
    changes: dict[Step, dict[date, int]] = {step: defaultdict(int) for step in Step}
    for progress, step, at, before, after in (
        StepTransition.objects.filter(progress__participation__cohort=cohort)
        .order_by("at", "pk")
        .values_list("progress", "progress__step", "at", "from_state", "to_state")
    ):
        day = day_of(at)
        moves[progress].append((day, StepState(after)))
        if StepState.ACCEPTED in (before, after):
            changes[Step(step)][day] += 1 if after == StepState.ACCEPTED else -1
    today = timezone.localdate()
    first = min((told[0][0] for told in moves.values()), default=today)
    return Pace(
        number=number,
        begin=min(first, cohort.opened_on),
        today=today,
        steps=_paces(cohort, moves, today),
        due=dict(cohort.steps.values_list("step", "due_on")),
        _changes=changes,
    )


def _paces(cohort: Cohort, moves: dict[int, Moves], today: date) -> list[StepPace]:
    finished: dict[str, list[Moves]] = {step: [] for step in Step}
    waiting: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for pk, step, state, since, participation in StepProgress.objects.filter(participation__cohort=cohort).values_list(
        "pk", "step", "state", "state_changed_at", "participation__state"
    ):
        if state == StepState.ACCEPTED:
            finished[step].append(moves[pk])
        elif participation not in FROZEN:
            waiting[step, state == StepState.SUBMITTED].append((today - day_of(since)).days)
    return [
        StepPace(
            step=step,
            whole=Spread.of([(told[-1][0] - told[0][0]).days for told in finished[step]]),
            with_them=Spread.of([_days_in(told, OPEN_STATES) for told in finished[step]]),
            with_us=Spread.of([_days_in(told, frozenset({StepState.SUBMITTED})) for told in finished[step]]),
            waiting_for_them=Spread.of(waiting[step, False]),
            waiting_for_us=Spread.of(waiting[step, True]),
        )
        for step in Step
    ]


def _days_in(told: Moves, states: frozenset[StepState]) -> int:
    """Between each move into one of `states` and the move that follows it."""
    return sum((until - since).days for (since, state), (until, _state) in pairwise(told) if state in states)
