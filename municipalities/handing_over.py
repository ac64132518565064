"""What a successor takes over: everything that is open, found and not remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from municipalities.lateness import day_of
from municipalities.models import FocalPoint, FocalPointKind, Participation, StepProgress
from municipalities.steps import Step, StepState


@dataclass(frozen=True)
class OpenThing:
    """One thing that waits: what it is, and what is to be known about it; `due_on` where there is a day."""

    what: str
    detail: str
    due_on: date | None = None


def open_things(participation: Participation) -> list[OpenThing]:
    """Steps that are not accepted, in their order, with drafts and due dates; then invitations nobody answered."""
    order = list(Step)
    steps = sorted(participation.progress.all(), key=lambda progress: order.index(Step(progress.step)))
    things = [_step(progress) for progress in steps if progress.state != StepState.ACCEPTED]
    for invitation in participation.municipality.invitations.pending().exclude(handovers__state="started"):
        what = _("An invitation that was not answered: %(email)s") % {"email": f"\u2068{invitation.email}\u2069"}
        things.append(OpenThing(what, invitation.get_role_display()))
    return things


def _step(progress: StepProgress) -> OpenThing:
    detail = progress.state_label
    if progress.drafted_at and progress.step_state.is_open:
        day = date_format(day_of(progress.drafted_at), "DATE_FORMAT")
        detail = _("%(state)s; a draft was saved on %(day)s") % {"state": detail, "day": day}
    return OpenThing(progress.get_step_display(), detail, progress.due_on)


def recorded_focal_point(participation: Participation) -> FocalPoint | None:
    """The permanent focal point on record whose term has no end yet."""
    found: FocalPoint | None = participation.focal_points.filter(
        kind=FocalPointKind.PERMANENT, until_on__isnull=True
    ).first()
    return found
