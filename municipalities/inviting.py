"""Inviting somebody: the account, the row, the link and the e-mail, in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from municipalities import emails
from municipalities.models import ActivityKind, Invitation, Municipality


def _url(token: str) -> str:
    return emails.absolute(reverse("invitations:invitation", args=[token]))


@transaction.atomic
def invite(
    email: str,
    *,
    role: str,
    municipality: Municipality | None = None,
    name: str = "",
    language: str = "ar",
    by: User | None,
    at: datetime | None = None,
) -> tuple[Invitation, str]:
    """Invites `email` and returns the invitation with its link, which is kept nowhere else.

    The account is made now, without a password, so that the invited person can sign in by an e-mailed code;
    it gives no access before the invitation is accepted. IntegrityError when an open invitation exists.
    """
    moment = at or timezone.now()
    address = User.objects.normalize_email(email)
    User.objects.get_or_create(email=address, defaults={"language": language, "password": "!", "date_joined": moment})
    invitation = Invitation(
        email=address,
        role=role,
        municipality=municipality,
        name=name,
        language=language,
        created_at=moment,
        created_by=by,
    )
    token = invitation.renew(at=moment)
    invitation.save()
    invitation.log(ActivityKind.INVITED, by=by, at=moment)
    url = _url(token)
    emails.invitation(invitation, url, at=moment)
    return invitation, url


@transaction.atomic
def resend(invitation: Invitation, *, by: User, at: datetime | None = None) -> str:
    """A fresh link by e-mail; the old one stops working. Returns the new link."""
    moment = at or timezone.now()
    token = invitation.renew(at=moment)
    invitation.times_sent += 1
    invitation.save(update_fields=["token_hash", "sent_at", "expires_at", "times_sent"])
    invitation.log(ActivityKind.INVITED_AGAIN, by=by, at=moment)
    url = _url(token)
    emails.invitation(invitation, url, at=moment)
    return url
