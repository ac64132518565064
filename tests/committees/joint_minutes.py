"""Minutes in every state, for the tests that go over every address. The people are invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from committees.minutes import approving
from committees.minutes.approving import DOCX, KIND
from committees.models import (
    AgendaItem,
    Attendance,
    Committee,
    CommitteeMember,
    CommitteeRole,
    Meeting,
    MeetingState,
    Minutes,
    MinutesState,
    MinutesVersion,
    Presence,
    Side,
)
from documents.models import IssuedDocument, StoredFile
from documents.pdf import RenderedDocument
from municipalities.models import Municipality, Participation
from municipalities.steps import StepState
from tests.charters.signing import blank_page

MET_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
# Far from the numbers that the meetings of the other tests have.
FIRST_NUMBER = 91


@contextmanager
def set_up(committee: Committee) -> Iterator[None]:
    """While this lasts the step of the committee counts as accepted, without the submission behind it."""
    participations = Participation.objects.filter(committee=committee)
    before = participations.get().committee_state
    participations.update(committee_state=StepState.ACCEPTED)
    yield
    participations.update(committee_state=before)


def hold_meeting(committee: Committee, number: int, *, by: User, at: datetime = MET_AT, **values: Any) -> Meeting:
    """A held meeting at which every member was present."""
    meeting: Meeting = Meeting.objects.create(
        committee=committee,
        number=number,
        state=MeetingState.HELD,
        starts_at=at,
        created_at=at - timedelta(days=20),
        created_by=by,
        **{"subject": "اجتماع لجنة القيادة المشتركة", "venue": "قاعة الاجتماعات بقصر البلدية", **values},
    )
    for member in CommitteeMember.objects.filter(committee=committee, removed_at__isnull=True):
        attend(meeting, member)
    return meeting


def attend(meeting: Meeting, member: CommitteeMember, presence: str = Presence.PRESENT) -> Attendance:
    attendance = Attendance(meeting=meeting, member=member, presence=presence)
    attendance.copy(member)
    attendance.save()
    return attendance


def minutes_of(meeting: Meeting, *, by: User, language: str = "ar") -> Minutes:
    """A draft with one decision, about which the checks find nothing."""
    entry = meeting.agenda.create(position=1, title="برنامج العمل")
    minutes = Minutes.begin(meeting, language=language, by=by)
    [item] = minutes.current.items.filter(kind="item")
    item.write({"text": "تم تقديم برنامج العمل."}, edition=1, by=by)
    decide(meeting, entry)
    return minutes


def decide(meeting: Meeting, entry: AgendaItem | None, **values: Any) -> Any:
    values = {"text": "إعداد برنامج العمل", "owner_words": "الكتابة العامة", **values}
    values.setdefault("due_on", (meeting.starts_at + timedelta(days=30)).date())
    return meeting.decisions.create(number=meeting.decisions.count() + 1, item=entry, **values)


def reasons_for(version: MinutesVersion) -> dict[str, str]:
    """A reason for everything that the checks found and that may be confirmed."""
    found = approving.findings_of(version)
    return {finding.key: "على هذا النحو" for finding in found if not finding.must_be_mended}


def send(version: MinutesVersion, *, by: User) -> dict[str, str]:
    """Sent for approval by a committee at work; the tokens of the links by role."""
    links = approving.send(version, reasons=reasons_for(version), by=by)
    return {link.approval.role: link.url.rstrip("/").rsplit("/", 1)[-1] for link in links}


def issue(version: MinutesVersion, *, by: User, at: datetime) -> None:
    """Approved, with a blank page for a paper: making the real one takes seconds."""
    paper = RenderedDocument(html="", pdf=blank_page(), pages=1)
    document, _rendered = IssuedDocument.objects.issue(KIND, by=by, render=lambda number, code: paper, at=at)
    for approval in version.approvals.all():
        names = {name: getattr(approval.member, name) for name in approval.NAMED}
        version.approvals.filter(pk=approval.pk).update(outcome="approved", closed_at=at, **names)
    version.move(
        MinutesState.SUBMITTED,
        MinutesState.APPROVED,
        document=document,
        docx=StoredFile.objects.store(b"PK", media_type=DOCX, by=by, at=at),
        approved_at=at,
    )


def add(municipality: Municipality, *, by: User) -> dict[str, Any]:
    participation = municipality.participations.open().get()
    committee, _created = Committee.objects.get_or_create(participation=participation)
    with set_up(committee):
        return _minutes(committee, by=by)


def add_national(*, by: User) -> dict[str, Any]:
    committee = Committee.objects.national()
    seats = ((CommitteeRole.CHAIR, "نجيب الماطري", "ms"), (CommitteeRole.SECRETARY, "هالة الزواغي", "ms"))
    for role, name, civility in seats:
        if not committee.members.filter(role=role).exists():
            committee.members.create(
                role=role,
                name_ar=name,
                civility=civility,
                side=Side.ADMINISTRATION,
                body="وحدة الإدارة الإلكترونية",
                email=f"{role.value}@unit.example",
            )
    return _minutes(committee, by=by)


def _minutes(committee: Committee, *, by: User) -> dict[str, Any]:
    meetings = [
        hold_meeting(committee, FIRST_NUMBER + count, by=by, at=MET_AT + timedelta(hours=count)) for count in range(5)
    ]
    draft, sent, approved, published = [minutes_of(meeting, by=by) for meeting in meetings[:4]]
    tokens = send(sent.current, by=by)
    approval = sent.current.approvals.get(role=CommitteeRole.CHAIR)
    approving.open_link(approval)
    for minutes in (approved, published):
        send(minutes.current, by=by)
        issue(minutes.current, by=by, at=MET_AT + timedelta(days=7))
    approving.publish(published.current, by=by, at=MET_AT + timedelta(days=8))
    return {
        "minutes_draft": draft,
        "minutes_part": draft.current.items.get(kind="item"),
        "minutes_decision": draft.meeting.decisions.get(),
        "minutes_sent": sent,
        "minutes_approval": approval,
        "minutes_token": tokens[CommitteeRole.CHAIR],
        "minutes_approved": approved,
        "minutes_published": published,
        "minutes_meeting": meetings[4],
    }
