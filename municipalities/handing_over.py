"""What a successor takes over: everything that is open, found and not remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from municipalities.lateness import day_of
from municipalities.models import (
    ExtensionRequest,
    ExtensionState,
    FocalPoint,
    FocalPointKind,
    Message,
    MessageSide,
    Participation,
    StepProgress,
)
from municipalities.steps import Step, StepState


@dataclass(frozen=True)
class OpenThing:
    """One thing that waits: what it is, and what is to be known about it; `due_on` where there is a day."""

    what: str
    detail: str
    due_on: date | None = None


def open_things(participation: Participation) -> list[OpenThing]:
    """Steps that are not accepted, in their order, with drafts and due dates; then what waits for an answer: messages
    of the Unit, requests for more time, invitations."""
    order = list(Step)
    steps = sorted(participation.progress.all(), key=lambda progress: order.index(Step(progress.step)))
    things = [_step(progress) for progress in steps if progress.state != StepState.ACCEPTED]
    things += [*_messages(participation), *_requests(participation)]
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


def _messages(participation: Participation) -> Iterator[OpenThing]:
    """Threads in which the Unit had the last word."""
    written = Message.objects.filter(progress__participation=participation).select_related("progress").order_by("pk")
    for message in {message.progress_id: message for message in written}.values():
        if message.side == MessageSide.UNIT:
            what = _("A message of the Unit without an answer: %(step)s") % {
                "step": message.progress.get_step_display()
            }
            yield OpenThing(what, date_format(day_of(message.at), "DATE_FORMAT"))


def _requests(participation: Participation) -> Iterator[OpenThing]:
    asked = ExtensionRequest.objects.filter(progress__participation=participation, state=ExtensionState.ASKED)
    for request in asked.select_related("progress"):
        what = _("A request for more time: %(step)s") % {"step": request.progress.get_step_display()}
        yield OpenThing(what, request.get_state_display(), request.wanted_on)


def recorded_focal_point(participation: Participation) -> FocalPoint | None:
    """The permanent focal point on record whose term has no end yet."""
    found: FocalPoint | None = participation.focal_points.filter(
        kind=FocalPointKind.PERMANENT, until_on__isnull=True
    ).first()
    return found
