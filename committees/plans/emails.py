"""The e-mails around a progress note: the request for a reply, and the reply."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import translation

from accounts import outbox
from municipalities.emails import absolute

if TYPE_CHECKING:
    from committees.models import NoteReply, ReplyRequest


def reply_request(request: ReplyRequest, url: str, *, is_reminder: bool, at: datetime) -> None:
    """To the co-chair of civil society, with the note and the link."""
    commitment = request.note.commitment
    with translation.override(request.language):
        place = commitment.plan.place_name
    outbox.write(
        "reply-request",
        to=request.email,
        language=request.language,
        context={
            "place": place,
            "commitment": commitment,
            "note": request.note,
            "is_reminder": is_reminder,
            "expires_at": request.expires_at,
            "url": url,
        },
        key=f"reply-request:{request.pk}:{request.times_sent}",
        at=at,
    )


def reply_received(reply: NoteReply, *, at: datetime) -> None:
    """To whoever wrote the note."""
    from committees.places import MunicipalPlace, NationalPlace

    note = reply.request.note
    plan, writer = note.commitment.plan, note.by
    participation = plan.municipality.participations.order_by("-pk").first() if plan.municipality else None
    place = MunicipalPlace(participation) if participation else NationalPlace()
    with translation.override(writer.language):
        name = plan.place_name
    outbox.write(
        "reply-received",
        to=writer.email,
        language=writer.language,
        context={
            "place": name,
            "commitment": note.commitment,
            "reply": reply,
            "url": absolute(place.url("plan:commitment", note.commitment.pk)),
        },
        key=f"reply-received:{reply.pk}",
        at=at,
    )
