"""From a draft to the public: sent for approval, approved or sent back by link, issued, published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from committees.minutes import emails
from committees.minutes.building import content_of, from_rows, frozen
from committees.minutes.checks import Finding, check
from committees.minutes.content import MinutesContent
from committees.minutes.people import approvers_of
from committees.minutes.public import withheld_names
from committees.minutes.rendering import docx_of, pdf_of
from committees.models import (
    ApprovalOutcome,
    CommitteeMember,
    CommitteeRole,
    MinutesApproval,
    MinutesState,
    MinutesVersion,
)
from documents.gate import check_stored, passed
from documents.models import IssuedDocument, StoredFile
from municipalities.emails import absolute
from municipalities.exceptions import StateConflict

KIND = "minutes"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class NotReady(Exception):
    """The draft cannot be sent: `findings` are those that must be mended, or that nobody has confirmed."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} findings")
        self.findings = findings


class NobodyApproves(Exception):
    """The committee has no chair, or nobody beside the chair who approves."""


class LinkClosed(Exception):
    """The link has come to its end meanwhile, or its minutes wait for no approval any more."""


@dataclass(frozen=True)
class Link:
    """A link that was just made: `url` is kept nowhere else, and is for the eyes of its person."""

    approval: MinutesApproval
    url: str


def findings_of(version: MinutesVersion, content: MinutesContent | None = None) -> list[Finding]:
    """What the checks find; `content` where what the version says was read already."""
    content = content or content_of(version)
    return check(content, withheld=withheld_names(content, version.meeting.committee))


# The side of whoever writes -------------------------------------------------------------------------------


@transaction.atomic
def send(version: MinutesVersion, *, reasons: Mapping[str, str], by: User, at: datetime | None = None) -> list[Link]:
    """Freezes the draft and asks the chair and the second person for approval, each by a link.

    `reasons` are the reasons of the findings that were confirmed, by their key. NotReady, NobodyApproves, or
    StateConflict when it is no draft any more or the committee is not at work: then nothing was sent.
    """
    moment = at or timezone.now()
    version.meeting.committee.lock_at_work()
    version.hold()
    content = from_rows(version)
    findings = check(content, withheld=withheld_names(content, version.meeting.committee))
    refused = [one for one in findings if one.must_be_mended or not reasons.get(one.key, "").strip()]
    if refused:
        raise NotReady(refused)
    approvers = approvers_of(version.meeting.committee)
    if len(approvers) < 2 or approvers[0].role != CommitteeRole.CHAIR:
        raise NobodyApproves
    confirmed = [
        {
            "kind": one.kind.value,
            "where": one.where,
            "words": one.words,
            "reason": reasons[one.key].strip(),
            "by": by.pk,
            "at": moment.isoformat(),
        }
        for one in findings
    ]
    version.move(
        MinutesState.DRAFT,
        MinutesState.SUBMITTED,
        content=frozen(content),
        findings=confirmed,
        submitted_at=moment,
        submitted_by=by,
    )
    links = [_ask(version, member, by=by, at=moment) for member in approvers]
    version.minutes.log("sent", by=by, at=moment)
    return links


def _ask(version: MinutesVersion, member: CommitteeMember, *, by: User, at: datetime) -> Link:
    approval = MinutesApproval(
        version=version,
        member=member,
        role=member.role,
        email=member.email.lower(),
        handed_by=None if member.email else by,
        language=version.minutes.language,
        created_at=at,
        created_by=by,
    )
    token = approval.renew(at=at)
    approval.save()
    return _mailed(approval, token, at=at)


def _mailed(approval: MinutesApproval, token: str, *, at: datetime) -> Link:
    url = absolute(reverse("approval:page", args=[token]))
    if approval.email:
        emails.approval_request(approval, url, at=at)
    else:
        approval.version.minutes.log("handed", by=approval.handed_by, at=at)
    return Link(approval, url)


@transaction.atomic
def renew(approval: MinutesApproval, *, by: User, at: datetime | None = None) -> Link:
    """A fresh link, to the address that the member has today; the old one stops working. StateConflict when there is
    nothing to approve any more, the seat came to its end or the committee is not at work."""
    moment = at or timezone.now()
    approval.version.meeting.committee.lock_at_work()
    if not approval.has_seat:
        raise StateConflict(approval.version)
    approval.email = approval.member.email.lower()
    approval.handed_by = None if approval.email else by
    token = approval.renew(at=moment)
    rows = approval.version.approvals.filter(pk=approval.pk, outcome="", version__state=MinutesState.SUBMITTED)
    renewed = rows.update(
        token_hash=approval.token_hash,
        sent_at=moment,
        expires_at=approval.expires_at,
        email=approval.email,
        handed_by=approval.handed_by,
        times_sent=approval.times_sent + 1,
    )
    if not renewed:
        raise StateConflict(approval.version)
    approval.times_sent += 1
    approval.version.minutes.log("link", by=by, at=moment)
    return _mailed(approval, token, at=moment)


@transaction.atomic
def take_back(version: MinutesVersion, *, by: User, at: datetime | None = None) -> None:
    """A draft again, to be written on; what was approved so far counts no longer."""
    moment = at or timezone.now()
    version.move(MinutesState.SUBMITTED, MinutesState.DRAFT)
    _revoke_all(version, at=moment)
    version.minutes.log("taken-back", by=by, at=moment)


def _revoke_all(version: MinutesVersion, *, at: datetime) -> None:
    """Every link closes. Approvals of the text before are void too; their rows keep their moment."""
    standing = version.approvals.filter(outcome__in=["", ApprovalOutcome.APPROVED])
    standing.update(outcome=ApprovalOutcome.REVOKED, closed_at=at)


@transaction.atomic
def publish(version: MinutesVersion, *, by: User, at: datetime | None = None) -> None:
    """To be read by anyone, in the edition for the public. Published versions before it stay, marked as corrected.
    StateConflict when it is not approved, or the committee is not at work."""
    moment = at or timezone.now()
    version.meeting.committee.lock_at_work()
    version.move(MinutesState.APPROVED, MinutesState.PUBLISHED, published_at=moment)
    version.minutes.log("published", by=by, at=moment)
    emails.published(version, at=moment)


# The side of those who approve ----------------------------------------------------------------------------


@transaction.atomic
def open_link(approval: MinutesApproval, *, at: datetime | None = None) -> None:
    """The first button was pressed. Pressed again it changes nothing."""
    approval.version.approvals.filter(pk=approval.pk, opened_at__isnull=True).update(opened_at=at or timezone.now())


def approve(approval: MinutesApproval, *, at: datetime | None = None) -> bool:
    """True when this was the last approval: the papers are made and the version is approved.

    LinkClosed, StateConflict when the committee is not at work, or documents.gate.NotFit when the paper cannot be made;
    then nothing was approved.
    """
    moment = at or timezone.now()
    version = approval.version
    with transaction.atomic():
        version.meeting.committee.lock_at_work()
        # Two people at the same moment: the second waits here, and sees the approval of the first.
        held = version.minutes.versions.filter(pk=version.pk, state=MinutesState.SUBMITTED)
        if not held.update(state=MinutesState.SUBMITTED):
            raise LinkClosed
        if not approval.close(ApprovalOutcome.APPROVED, at=moment):
            raise LinkClosed
        version.minutes.log("agreed", by=None, at=moment)
        if version.approvals.pending().exists():
            return False
        _issue(version, at=moment)
    return True


def _issue(version: MinutesVersion, *, at: datetime) -> None:
    """Number, papers and state, in the transaction of the last approval; rendered as a draft first, so that a fault
    comes to light before a number is taken."""
    by = version.submitted_by or version.created_by
    content, committee = content_of(version), version.meeting.committee
    pdf_of(content, committee, at=at)
    before = version.minutes.versions.filter(document__isnull=False).order_by("-number").first()
    document, rendered = IssuedDocument.objects.issue(
        KIND,
        by=by,
        render=lambda number, code: passed(
            pdf_of(replace(content, draft=False, number=number, code=code), committee, at=at)
        ),
        languages=content.language,
        supersedes=before.document if before else None,
        at=at,
    )
    check_stored(document.file, rendered)
    issued = replace(content, draft=False, number=document.register_number, code=document.code)
    version.move(
        MinutesState.SUBMITTED,
        MinutesState.APPROVED,
        document=document,
        docx=StoredFile.objects.store(docx_of(issued, committee, at=at), media_type=DOCX, by=by, at=at),
        approved_at=at,
    )
    version.minutes.log("approved", by=None, at=at)
    emails.approved(version, at=at)


@transaction.atomic
def send_back(approval: MinutesApproval, remark: str, *, at: datetime | None = None) -> None:
    """A draft again, with the remark shown to whoever writes. LinkClosed when it cannot be any more, StateConflict when
    the committee is not at work."""
    moment = at or timezone.now()
    version = approval.version
    version.meeting.committee.lock_at_work()
    if not approval.close(ApprovalOutcome.SENT_BACK, at=moment, remark=remark):
        raise LinkClosed
    try:
        version.move(MinutesState.SUBMITTED, MinutesState.DRAFT)
    except StateConflict:
        raise LinkClosed from None
    _revoke_all(version, at=moment)
    version.minutes.log("sent-back", by=None, at=moment)
    emails.sent_back(approval, at=moment)
