"""The record of a cohort until the end of a day: every move of its steps, and what each acceptance established.

Where a step stands and how late it is comes from the board; here is what the board does not keep: when, on which
submission, with which papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from charters.models import SignedCopy
from committees.models import Side
from municipalities.lateness import day_of
from municipalities.models import Cohort, FocalPoint, FocalPointKind, Participation, StepTransition
from municipalities.steps import Move, Step, StepState
from oversight.past import end_of


@dataclass(frozen=True)
class Accepted:
    """A standing acceptance. `act_on` is the day of the act that names or founds; of a charter, of its signature."""

    at: datetime
    came_at: datetime
    reference: str
    act_on: date | None
    copy: SignedCopy | None
    members: tuple[dict[str, Any], ...]

    @property
    def on(self) -> date:
        return day_of(self.at)

    @property
    def came_on(self) -> date:
        return day_of(self.came_at)

    @property
    def register_number(self) -> str:
        return self.copy.charter.register_number if self.copy else ""

    def on_side(self, side: Side) -> int:
        return sum(member["side"] == side for member in self.members)


def _typed_day(text: str) -> date | None:
    """What was accepted as a day when it was submitted."""
    try:
        return forms.DateField(required=False).clean(text)
    except ValidationError:
        return None


class Record:
    """Of `cohort` until the end of `on`; of the participation `only`, where one is enough.

    Two queries, whatever the number of municipalities.
    """

    def __init__(self, cohort: Cohort | None, on: date, *, only: Participation | None = None) -> None:
        self.cohort, self.on = cohort, on
        self._participations = Participation.objects.filter(cohort=cohort)
        if only is not None:
            self._participations = self._participations.filter(pk=only.pk)

    @cached_property
    def _moves(self) -> dict[tuple[int, str], list[StepTransition]]:
        found: dict[tuple[int, str], list[StepTransition]] = {}
        rows = (
            StepTransition.objects.filter(progress__participation__in=self._participations, at__lt=end_of(self.on))
            .select_related("progress", "submission__signed_copy__charter__document")
            .order_by("at", "pk")
        )
        for move in rows:
            found.setdefault((move.progress.participation_id, move.progress.step), []).append(move)
        return found

    def moves(self, participation: int, step: str, *, after: date | None = None) -> list[StepTransition]:
        """In their order; those of `after` and before it are left out."""
        moves = self._moves.get((participation, step), [])
        return [move for move in moves if move.at >= end_of(after)] if after else moves

    def last(self, participation: int, step: str) -> StepTransition | None:
        moves = self.moves(participation, step)
        return moves[-1] if moves else None

    def came(self, participation: int, step: str) -> StepTransition | None:
        """The last submit of the municipality."""
        moves = self.moves(participation, step)
        return next((move for move in reversed(moves) if move.move in (Move.SUBMIT, Move.RESUBMIT)), None)

    def accepted(self, participation: int, step: str) -> Accepted | None:
        """None unless the step stands accepted."""
        last, came = self.last(participation, step), self.came(participation, step)
        if last is None or last.to_state != StepState.ACCEPTED:
            return None
        submission = last.submission
        answers = submission.answers if submission else {}
        copy = getattr(submission, "signed_copy", None)
        act = answers.get("act", {}).get("act_date") or [""]
        return Accepted(
            at=last.at,
            came_at=came.at if came else last.at,
            reference=submission.reference if submission else "",
            act_on=copy.signed_on if copy else _typed_day(act[0]),
            copy=copy,
            members=tuple(answers.get("members") or ()),
        )

    @cached_property
    def focal_points(self) -> dict[int, FocalPoint]:
        """Who is in office on that day, by participation."""
        found = FocalPoint.objects.filter(participation__in=self._participations, kind=FocalPointKind.PERMANENT)
        return {each.participation_id: each for each in found.in_office(self.on).order_by("from_on", "pk")}

    def focal_point(self, participation: int) -> FocalPoint | None:
        """Nobody is named before an acceptance."""
        moves = self.moves(participation, Step.FOCAL_POINT)
        was_accepted = any(move.move == Move.ACCEPT for move in moves)
        return self.focal_points.get(participation) if was_accepted else None
