"""Everything that happened to a participation, in one list."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from municipalities.models import Participation, StepProgress, StepTransition
from municipalities.steps import Move
from oversight.rows import move_label


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
    for progress in participation.progress.all():
        entries += step_history(progress)
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def step_history(progress: StepProgress) -> list[Entry]:
    """Of one step; the latest first."""
    step = progress.get_step_display()
    entries = [
        _entry(move.at, move.by, _move_text(step, move), move.comment)
        for move in progress.transitions.select_related("by", "submission__signed_copy")
    ]
    for change in progress.due_date_changes.select_related("by"):
        text = _("%(step)s: due date moved to %(day)s") % {
            "step": step,
            "day": date_format(change.to_due_on, "DATE_FORMAT"),
        }
        entries.append(_entry(change.at, change.by, text, change.reason))
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


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
