"""Links are given to persons: what ends when the row of a member says another name or address."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from committees.models.attendance import AnswerLink
from committees.models.consents import Consent
from committees.models.members import CommitteeMember
from committees.models.progress_notes import ReplyRequest


def end_links(member: CommitteeMember, *, by: User, at: datetime) -> None:
    """In the caller's transaction. Whoever holds a link opens nothing with it; the member has to be asked anew, and is
    invited anew to the meetings that are to come."""
    for consent in Consent.objects.filter(member=member, revoked_at=None):
        consent.revoke(by=by, at=at)
    for request in ReplyRequest.objects.filter(member=member):
        request.end(at=at)
        request.save(update_fields=["token_hash", "expires_at"])
    AnswerLink.objects.filter(attendance__member=member).delete()
    for meeting in member.committee.meetings.planned().filter(starts_at__gt=at):  # type: ignore[attr-defined]
        meeting.seat_members()
