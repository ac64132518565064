"""A cohort in the past: its rows at the end of a day, and what moved between two days. From the logs alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from municipalities.models import (
    Cohort,
    DueDateChange,
    Municipality,
    Participation,
    ParticipationState,
    ParticipationTransition,
    StepTransition,
)
from municipalities.steps import Move, Step, StepState
from oversight.replay import end_of, replay
from oversight.rows import Cell, Row, move_label

__all__ = ["Difference", "Entry", "Event", "StepDifference", "difference", "end_of", "replay", "rows_on"]

# Kinds of an event beside the moves of a step and the states of a participation.
ADMITTED, DUE_DATE = "admitted", "due_date"
KINDS: list[tuple[str, Promise | str]] = [
    (ADMITTED, gettext_lazy("admitted")),
    *((move.value, move.label) for move in Move),
    (DUE_DATE, gettext_lazy("due date moved")),
    # Steps are accepted and taken back too: whose state it is must be said.
    *((state.value, format_lazy("{}: {}", gettext_lazy("participation"), state.label)) for state in ParticipationState),
]


@dataclass(frozen=True)
class Event:
    """One row of a log. `kind` is a Move, a ParticipationState, ADMITTED or DUE_DATE; `text` is for the reader."""

    at: datetime
    by: User | None
    kind: str
    text: str
    comment: str


@dataclass(frozen=True)
class StepDifference:
    """One step in which something happened, as the board showed it on both days; None when it did not stand there."""

    step: Step
    before: Cell | None
    after: Cell
    moves: tuple[Event, ...]

    @property
    def has_changed(self) -> bool:
        """It ends in another state than it began: a step can move and come back."""
        return self.before is None or self.before.state != self.after.state

    @property
    def state_before(self) -> StepState | None:
        return self.before.state if self.before else None

    @property
    def state_after(self) -> StepState:
        return self.after.state


@dataclass(frozen=True)
class Entry:
    """One municipality for which something happened: its participation's own events, and its steps that moved."""

    participation: Participation
    before: ParticipationState | None
    after: ParticipationState
    moves: tuple[Event, ...]
    steps: tuple[StepDifference, ...]

    @property
    def municipality(self) -> Municipality:
        return self.participation.municipality

    @property
    def events(self) -> list[Event]:
        """Of participation and steps, the oldest first."""
        return sorted(
            [*self.moves, *(event for step in self.steps for event in step.moves)], key=lambda event: event.at
        )


@dataclass(frozen=True)
class Difference:
    """From the end of `since` to the end of `until`; the entries by name of the municipality."""

    cohort: Cohort
    since: date
    until: date
    entries: list[Entry]

    @property
    def kinds(self) -> Counter[str]:
        """How often each kind of event happened."""
        return Counter(event.kind for entry in self.entries for event in entry.events)

    def counts(self) -> list[tuple[str, int]]:
        """The events that happened at all, with their words and how often, in the order of a step's life."""
        kinds = self.kinds
        return [(str(label), kinds[kind]) for kind, label in KINDS if kinds[kind]]


def rows_on(cohort: Cohort, day: date) -> list[Row]:
    """The rows that the board of `cohort` showed at the end of `day` in Africa/Tunis, by name.

    Municipalities admitted later are not among them.
    """
    return replay(Participation.objects.filter(cohort=cohort), day)


def difference(cohort: Cohort, since: date, until: date) -> Difference:
    """What the logs of `cohort` hold after the end of `since` and before the end of `until`, in Africa/Tunis.

    States and dates before and after are those which the board showed on these days. A draft that was saved is no
    event. `since` must lie before `until`, else nothing is found.
    """
    after, before = end_of(since), end_of(until)
    own: dict[int, list[Event]] = defaultdict(list)
    steps: dict[tuple[int, str], list[Event]] = defaultdict(list)
    for change in ParticipationTransition.objects.filter(
        participation__cohort=cohort, at__gte=after, at__lt=before
    ).select_related("by"):
        own[change.participation_id].append(_of_participation(change))
    logs = {"progress__participation__cohort": cohort, "at__gte": after, "at__lt": before}
    for move in StepTransition.objects.filter(**logs).select_related("by", "progress", "submission__signed_copy"):
        steps[move.progress.participation_id, move.progress.step].append(_of_move(move))
    for moved in DueDateChange.objects.filter(**logs).select_related("by", "progress"):
        steps[moved.progress.participation_id, moved.progress.step].append(_of_date(moved))
    touched = Participation.objects.filter(pk__in={*own, *(participation for participation, _step in steps)})
    past = {row.participation.pk: row for row in replay(touched, since)}
    entries = [
        _entry(row, past.get(row.participation.pk), tuple(own[row.participation.pk]), steps)
        for row in replay(touched, until)
    ]
    return Difference(cohort, since, until, entries)


def _entry(row: Row, past: Row | None, own: tuple[Event, ...], steps: dict[tuple[int, str], list[Event]]) -> Entry:
    moved = []
    for cell in row.cells:
        if events := steps.get((row.participation.pk, cell.step)):
            before = past.cell(cell.step) if past else None
            moved.append(StepDifference(cell.step, before, cell, tuple(sorted(events, key=lambda event: event.at))))
    return Entry(
        participation=row.participation,
        before=ParticipationState(past.participation.state) if past else None,
        after=ParticipationState(row.participation.state),
        moves=own,
        steps=tuple(moved),
    )


def _of_participation(change: ParticipationTransition) -> Event:
    if not change.from_state:
        return Event(change.at, change.by, ADMITTED, _("admitted"), change.reason)
    return Event(change.at, change.by, change.to_state, change.get_to_state_display(), change.reason)


def _of_move(move: StepTransition) -> Event:
    copy = getattr(move.submission, "signed_copy", None)
    text = move_label(Move(move.move), copy.way if copy else None)
    if move.reason_kind:
        text = _("%(move)s (%(reason)s)") % {"move": text, "reason": move.get_reason_kind_display()}
    return Event(move.at, move.by, move.move, text, move.comment)


def _of_date(change: DueDateChange) -> Event:
    after = date_format(change.to_due_on, "DATE_FORMAT") if change.to_due_on else _("none")
    if change.from_due_on is None:
        text = _("due date set to %(after)s") % {"after": after}
    else:
        before = date_format(change.from_due_on, "DATE_FORMAT")
        text = _("due date moved from %(before)s to %(after)s") % {"before": before, "after": after}
    return Event(change.at, change.by, DUE_DATE, text, change.reason)
