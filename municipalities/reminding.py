"""Reminding the people of a municipality of one step: by the plan of its cohort, or by hand."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from municipalities import emails
from municipalities.lateness import day_of
from municipalities.models import Notice, NoticeKind, StepProgress
from municipalities.models.reminders import MOVING, WITH_THEM


def may_be_reminded(progress: StepProgress) -> bool:
    """The next move is the municipality's: nobody is reminded of what the Unit has, or of what stands still."""
    return progress.state in WITH_THEM and progress.participation.state in MOVING


def remind(progress: StepProgress, *, at: datetime, by: User | None = None) -> list[Notice]:
    """Writes the notice of the day for everyone who fills in the steps; whoever has one of today gets no second.

    The digest carries it. Empty as well when there is nobody to tell.
    """
    return Notice.objects.tell(
        NoticeKind.REMINDER,
        emails.team(progress.municipality),
        key=f"reminder:{progress.pk}:{day_of(at).isoformat()}",
        municipality=progress.municipality,
        step=progress.step,
        by=by,
        url=progress.definition.overview_url(progress),
        at=at,
    )
