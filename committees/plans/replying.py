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
    """Who answers for civil society on that day: its co-chair, else whoever leads of its side; before others those
    who can be written to. None where nobody does."""
    members = CommitteeMember.objects.filter(committee=committee, side=Side.CIVIL_SOCIETY, removed_at=None)
    leading = [
        member
        for member in members
        if member.role in LEADING
        and (member.until_on is None or member.until_on >= on)
        and (member.from_on is None or member.from_on <= on)
    ]
    return min(leading, key=lambda member: (not member.email, LEADING.index(member.role)), default=None)


def link_of(token: str) -> str:
    return absolute(reverse("replies:reply", args=[token]))


@transaction.atomic
def ask(note: ProgressNote, member: CommitteeMember, *, by: User, at: datetime | None = None) -> str:
    """Makes a link for `member` to reply by, and returns it: it is kept nowhere else, and for that person's eyes.

    StateConflict when somebody was asked already: that link works on.
    """
    moment = at or timezone.now()
    asked = ReplyRequest.objects.filter(note=note).first()
    if asked is not None:
        raise StateConflict(asked)
    return _sent(ReplyRequest(note=note, times_sent=0), member, by=by, at=moment)


@transaction.atomic
def renew(note: ProgressNote, member: CommitteeMember, *, by: User, at: datetime | None = None) -> str:
    """A fresh link in the place of the one before, which stops working. StateConflict when the note has its reply, or
    nobody was asked."""
    moment = at or timezone.now()
    asked = ReplyRequest.objects.select_for_update().filter(note=note).first()
    if asked is None or asked.first_reply is not None:
        raise StateConflict(asked or note)
    return _sent(asked, member, by=by, at=moment)


def _sent(request: ReplyRequest, member: CommitteeMember, *, by: User, at: datetime) -> str:
    """By e-mail; of somebody without an address it is kept that the link is handed over by `by`."""
    request.member, request.email, request.language = member, member.email, settings.LANGUAGE_CODE
    request.handed_by = None if member.email else by
    token = request.renew(at=at)
    request.times_sent += 1
    request.save()
    request.note.commitment.log("asked" if member.email else "handed", by=by, at=at)
    if member.email:
        emails.reply_request(request, link_of(token), is_reminder=False, at=at)
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
