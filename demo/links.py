"""The links for one person, read out of the e-mails of the demonstration: their tokens are kept nowhere else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import OutboxMessage
from charters.models import SigningInvitation
from committees.models import Answer, Attendance, Committee, CommitteeMember, Consent, ConsentState, MinutesApproval
from committees.models.meetings import MeetingState
from municipalities.models import Invitation


@dataclass(frozen=True)
class Entry:
    """A page of the product that opens as `name`, without an account."""

    label: str | Promise
    name: str
    path: str


def invitation_path(invitation: Invitation) -> str | None:
    """Where the link of the last e-mail leads. None without such an e-mail."""
    return _path(_url_in(_mails(f"invitation:{invitation.pk}:"), "invitations"))


def signing_path(invitation: SigningInvitation) -> str | None:
    """Where the link of the last e-mail to the head leads. None without such an e-mail."""
    return _path(_url_in(_mails(f"signing-request:{invitation.pk}:"), "sign"))


def consent_url(consent: Consent) -> str | None:
    """The link of the last question or reminder. None where nobody was written to."""
    kinds = ("consent-request", "consent-reminder")
    keys = [f"{kind}:{link.pk}" for link in consent.links.all() for kind in kinds]
    return _url_in(OutboxMessage.objects.filter(dedupe_key__in=keys), "consent")


def answer_url(person: Attendance) -> str | None:
    """The link of the last e-mail about the meeting. None where nothing was sent."""
    mails = _mails(f"meeting:{person.meeting_id}:").filter(dedupe_key__regex=rf":{person.pk}:\d+$")
    return _url_in(mails, "answers")


def approval_url(approval: MinutesApproval) -> str | None:
    """The link of the last request. None where nobody was written to."""
    return _url_in(_mails(f"minutes-approval:{approval.pk}:"), "approval")


def entries_of(committee: Committee) -> list[Entry]:
    """The first of each kind that waits for somebody: what may be shown, an invitation, minutes."""
    sitting = CommitteeMember.objects.filter(committee=committee).in_term()
    consents = Consent.objects.filter(member__in=sitting, state=ConsentState.ASKED).order_by("pk")
    invited = Attendance.objects.filter(
        meeting__committee=committee,
        meeting__state=MeetingState.PLANNED,
        invited_at__isnull=False,
        answer=Answer.NONE,
    ).select_related("meeting")
    pending = MinutesApproval.objects.pending().filter(version__minutes__meeting__committee=committee)  # type: ignore[attr-defined]
    found = [
        *(
            (_("Say what may be shown, as"), consent.member.name, consent_url(consent))
            for consent in consents.select_related("member")
            if not consent.has_expired
        ),
        *(
            (_("Answer the invitation, as"), person.name, answer_url(person))
            for person in invited.order_by("pk")
            if person.meeting.takes_answers
        ),
        *(
            (_("Approve the minutes, as"), approval.member.name, approval_url(approval))
            for approval in pending.select_related("member", "version")
            if approval.is_open
        ),
    ]
    first: dict[str, Entry] = {}
    for label, name, url in found:
        if path := _path(url):
            first.setdefault(str(label), Entry(label, name, path))
    return list(first.values())


def _mails(key: str) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(dedupe_key__startswith=key)


def _url_in(mails: QuerySet[OutboxMessage], place: str) -> str | None:
    """The link to `place` in the newest of `mails`."""
    mail = mails.order_by("-created_at", "-pk").first()
    link = re.search(rf"https?://\S+?/{place}/[\w-]+/", mail.text) if mail else None
    return link[0] if link else None


def _path(url: str | None) -> str | None:
    return urlsplit(url).path if url else None
