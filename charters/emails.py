"""The e-mails of a signing by link: to the signatory, and of each event to the municipality's team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation

from accounts import outbox
from municipalities.emails import absolute, team

if TYPE_CHECKING:
    from datetime import datetime

    from charters.models import SigningCode, SigningEvent, SigningInvitation


def signing_request(invitation: SigningInvitation, url: str, *, at: datetime) -> None:
    """The link, to the person who signs."""
    with translation.override(invitation.language):
        inviter = invitation.created_by.display_name
    outbox.write(
        "signing-request",
        to=invitation.email,
        language=invitation.language,
        context={
            "charter": invitation.charter,
            "municipality": invitation.charter.municipality,
            "inviter_name": inviter,
            "expires_at": invitation.expires_at,
            "url": url,
        },
        key=f"signing-request:{invitation.pk}:{invitation.times_sent}",
        at=at,
    )


def signing_code(code: SigningCode, digits: str, *, at: datetime) -> None:
    invitation = code.invitation
    outbox.write(
        "signing-code",
        to=invitation.email,
        language=invitation.language,
        context={
            "municipality": invitation.charter.municipality,
            "charter": invitation.charter,
            "code": digits,
            "minutes": int(code.LASTS.total_seconds() // 60),
        },
        key=f"signing-code:{code.pk}",
        at=at,
    )


def signing_event(event: SigningEvent) -> None:
    """To everyone who fills in the municipality's steps, but whoever did it."""
    municipality = event.invitation.charter.municipality
    for user in team(municipality):
        if user == event.by:
            continue
        outbox.write(
            "signing-event",
            to=user.email,
            language=user.language,
            context={
                "municipality": municipality,
                "event": event,
                "url": absolute(reverse("charters:detail", args=[municipality.slug])),
            },
            key=f"signing-event:{event.pk}:{user.pk}",
            at=event.at,
        )
