"""Everything that happened to a participation, in one list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from municipalities.models import (
    DueDateChange,
    Participation,
    StepProgress,
    StepTransition,
    arrival_text,
    with_arrival,
)
from municipalities.steps import Move
from oversight.rows import move_label


def _log() -> list[Any]:
    """What happened to steps, with who did it: two questions for however many steps."""
    moves = with_arrival(StepTransition.objects.select_related("by", "submission__signed_copy"))
    return [Prefetch("transitions", moves), Prefetch("due_date_changes", DueDateChange.objects.select_related("by"))]


class Entry(TypedDict):
    """As includes/_history.html reads it."""

    at: datetime
    who: str
    text: str
    comment: str


def history_of(participation: Participation) -> list[Entry]:
    """Moves of the steps, changes of due dates and of the participation; the latest first."""
    entries = [
        _entry(change.at, change.by, change.get_to_state_display(), change.reason)
        for change in participation.transitions.select_related("by")
    ]
    steps = list(participation.progress.all())
    prefetch_related_objects(steps, *_log())
    for progress in steps:
        entries += step_history(progress)
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def step_history(progress: StepProgress, checked: Mapping[int, tuple[int, int]] | None = None) -> list[Entry]:
    """Of one step; the latest first. `checked` says how many points of the checklist were answered yes and no, by key
    of the submission: it is told with the decision."""
    prefetch_related_objects([progress], *_log())  # asks nothing where they are there already
    step = progress.get_step_display()
    moves = progress.transitions.all()
    entries = [_entry(move.at, move.by, _told(step, move, checked or {}), move.comment) for move in moves]
    for change in progress.due_date_changes.all():
        text = _("%(step)s: due date moved to %(day)s") % {
            "step": step,
            "day": date_format(change.to_due_on, "DATE_FORMAT"),
        }
        entries.append(_entry(change.at, change.by, text, change.reason))
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def _told(step: str, move: StepTransition, checked: Mapping[int, tuple[int, int]]) -> str:
    """The move, how what was submitted came to the Unit, and what became of the checklist."""
    parts = [_move_text(step, move), arrival_text(move)]
    counted = checked.get(move.submission_id or 0)
    if counted and move.move in (Move.ACCEPT, Move.RETURN):
        parts.append(_("checklist: %(yes)s yes, %(no)s no") % {"yes": counted[0], "no": counted[1]})
    return " · ".join(part for part in parts if part)


def _move_text(step: str, move: StepTransition) -> str:
    if move.reason_kind:
        return _("%(step)s: %(move)s (%(reason)s)") % {
            "step": step,
            "move": move.get_move_display(),
            "reason": move.get_reason_kind_display(),
        }
    copy = getattr(move.submission, "signed_copy", None)
    return _("%(step)s: %(move)s") % {"step": step, "move": move_label(Move(move.move), copy.way if copy else None)}


def _entry(at: datetime, by: User | None, text: str, comment: str) -> Entry:
    return {"at": at, "who": by.display_name if by else "", "text": text, "comment": comment}
