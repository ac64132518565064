"""The reply of civil society to a progress note: who is asked, by which link, and the one reminder."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.models import Committee, CommitteeMember, CommitteeRole, ProgressNote, ReplyRequest, Side
from committees.plans import emails
from municipalities.emails import absolute
from municipalities.exceptions import StateConflict

# In the order in which they speak for civil society.
LEADING = (CommitteeRole.CO_CHAIR, CommitteeRole.CHAIR, CommitteeRole.SECRETARY)


def co_chair_of(committee: Committee, on: date) -> CommitteeMember | None:
    """Who answers for civil society on that day and can be written to: its co-chair, else whoever leads of its
    side. None where nobody does."""
    members = CommitteeMember.objects.filter(committee=committee, side=Side.CIVIL_SOCIETY, removed_at=None)
    leading = [
        member
        for member in members.exclude(email="")
        if member.role in LEADING
        and (member.until_on is None or member.until_on >= on)
        and (member.from_on is None or member.from_on <= on)
    ]
    return min(leading, key=lambda member: LEADING.index(member.role), default=None)


def link_of(token: str) -> str:
    return absolute(reverse("replies:reply", args=[token]))


@transaction.atomic
def ask(note: ProgressNote, member: CommitteeMember, *, by: User, at: datetime | None = None) -> str:
    """Sends `member` a link to reply by, and returns it: it is kept nowhere else. A link before it stops working.

    StateConflict when the note has its reply.
    """
    moment = at or timezone.now()
    request = ReplyRequest.objects.filter(note=note).first()
    if request is None:
        request = ReplyRequest(note=note, times_sent=0)
    elif request.first_reply is not None:
        raise StateConflict(request)
    request.member, request.email, request.language = member, member.email, settings.LANGUAGE_CODE
    token = request.renew(at=moment)
    request.times_sent += 1
    request.save()
    note.commitment.log("asked", by=by, at=moment)
    emails.reply_request(request, link_of(token), is_reminder=False, at=moment)
    return link_of(token)


def remind(at: datetime) -> int:
    """One reminder to each who has not replied within a week, with a fresh link; how many were sent."""
    count = 0
    for request in ReplyRequest.objects.all().to_remind(at).select_related("note__commitment__plan"):  # type: ignore[attr-defined]
        with transaction.atomic():
            until = request.expires_at
            token = request.renew(at=at)
            # A reminder gives no more time than the first e-mail said.
            taken = ReplyRequest.objects.filter(pk=request.pk, reminded_at=None, times_sent=request.times_sent).update(
                token_hash=request.token_hash, reminded_at=at, times_sent=F("times_sent") + 1
            )
            if taken:
                request.expires_at, request.times_sent = until, request.times_sent + 1
                emails.reply_request(request, link_of(token), is_reminder=True, at=at)
                count += 1
    return count


@transaction.atomic
def reply(request: ReplyRequest, stance: str, text: str, *, at: datetime | None = None) -> None:
    """StateConflict when it is too late. Whoever wrote the note is told."""
    moment = at or timezone.now()
    written = request.reply(stance, text, at=moment)
    emails.reply_received(written, at=moment)
