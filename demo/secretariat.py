"""What a committee's secretariat and its members do, each by the product's own functions at a moment of the past."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from committees.consents import asking
from committees.meetings import attending, inviting
from committees.minutes import approving
from committees.minutes.checks import FindingKind
from committees.models import (
    Answer,
    Attendance,
    Commitment,
    Committee,
    CommitteeMember,
    ConsentField,
    ConsentLink,
    Decision,
    Meeting,
    MeetingEvent,
    Minutes,
    MinutesVersion,
    PartKind,
    Presence,
)
from demo.links import consent_url

NAMED = "النسخة العمومية تعوّض الاسم، وقد تثبّتنا من بقية الفقرة."
AS_IT_STANDS = "تثبّتنا منه مع المتدخّل في الجلسة: هو صحيح كما ورد."


@dataclass(frozen=True)
class Point:
    """An item of the agenda, with what the minutes say of it and what was decided: (what, who, until when)."""

    title: str
    speaker: CommitteeMember | None = None
    commitment: Commitment | None = None
    text: str = ""
    steps: tuple[str, ...] = ()
    decisions: tuple[tuple[str, CommitteeMember, date], ...] = ()


class Secretariat:
    """Works on `committee` as `by`."""

    def __init__(self, committee: Committee, by: User) -> None:
        self.committee, self.by = committee, by

    # What may be shown -----------------------------------------------------------------------------------

    def ask(self, members: Iterable[CommitteeMember], at: datetime) -> None:
        for member in members:
            asking.ask(member, language="ar", by=self.by, at=at)

    def say(self, member: CommitteeMember, agreed: Iterable[ConsentField], at: datetime) -> None:
        """`member` opens the link of the last e-mail, and says yes to `agreed` and no to the rest."""
        shown = set(agreed)
        url = consent_url(member.consents.live().get())  # type: ignore[attr-defined]
        if url is None:
            raise ValueError(f"Nobody wrote to {member}.")
        link = ConsentLink.objects.select_related("consent__member").get(
            token_hash=ConsentLink.hash(url.rstrip("/").rsplit("/", 1)[1])
        )
        asking.open_link(link, at=at)
        answers = {field: field in shown for field in ConsentField.asked_of(link.consent.member)}
        asking.answer(link, answers, url=url, at=at)

    # Meetings --------------------------------------------------------------------------------------------

    def plan(self, subject: str, starts_at: datetime, venue: str, points: Sequence[Point], at: datetime) -> Meeting:
        values = {"subject": subject, "starts_at": starts_at, "venue": venue}
        meeting: Meeting = Meeting.objects.plan(self.committee, values, by=self.by, at=at)  # type: ignore[attr-defined]
        with transaction.atomic():
            for position, point in enumerate(points, 1):
                meeting.agenda.create(
                    position=position, title=point.title, commitment=point.commitment, speaker=point.speaker
                )
                meeting.log(MeetingEvent.AGENDA, by=self.by, at=at)
        return meeting

    def invite(self, meeting: Meeting, at: datetime) -> None:
        inviting.invite(meeting, by=self.by, at=at)

    def answer(self, meeting: Meeting, member: CommitteeMember, at: datetime, *, refusal: str = "") -> None:
        """Comes, unless there is a `refusal`."""
        person = Attendance.objects.select_related("meeting__committee").get(meeting=meeting, member=member)
        inviting.answer(person, Answer.NO if refusal else Answer.YES, reason=refusal, at=at)

    def hold(self, meeting: Meeting, at: datetime, presences: Mapping[int, Presence] | None = None) -> None:
        """Everybody came, but those whom `presences` tells otherwise of, by the key of the member."""
        told, unsaid = presences or {}, {"presence": "", "substitute": ""}
        rows = [
            (person, unsaid, unsaid | {"presence": str(told.get(person.member_id or 0, Presence.PRESENT))})
            for person in meeting.attendances.all()
        ]
        attending.record(meeting, rows, by=self.by, at=at)

    def decide(self, meeting: Meeting, points: Sequence[Point], at: datetime) -> list[Decision]:
        written = []
        for item, point in zip(meeting.agenda.all(), points, strict=True):
            for text, owner, due_on in point.decisions:
                values = {"item": item, "text": text, "owner": owner, "due_on": due_on}
                written.append(Decision.objects.write(meeting, values, by=self.by, at=at))  # type: ignore[attr-defined]
        return written

    # Minutes ---------------------------------------------------------------------------------------------

    def write(self, meeting: Meeting, points: Sequence[Point], at: datetime, *, recalled: str = "") -> MinutesVersion:
        """The draft that the product begins with, with the words of `points` in their paragraphs."""
        version = Minutes.begin(meeting, language="ar", by=self.by, at=at).current
        if recalled:
            version.items.get(kind=PartKind.RECALLED).write({"text": recalled}, edition=1, by=self.by, at=at)
        paragraphs = version.items.filter(kind=PartKind.ITEM).order_by("position")
        for paragraph, point in zip(paragraphs, points, strict=True):
            values: dict[str, Any] = {"text": point.text, "steps": "\n".join(point.steps)}
            paragraph.write(values, edition=1, by=self.by, at=at)
        return version

    def send(self, version: MinutesVersion, at: datetime) -> list[approving.Link]:
        """To the chair and the co-chair, once every finding is confirmed."""
        reasons = {
            finding.key: NAMED if finding.kind == FindingKind.NAMED else AS_IT_STANDS
            for finding in approving.findings_of(version)
        }
        return approving.send(version, reasons=reasons, by=self.by, at=at)

    def publish(self, version: MinutesVersion, at: datetime) -> None:
        approving.publish(MinutesVersion.objects.get(pk=version.pk), by=self.by, at=at)


def approve(link: approving.Link, at: datetime) -> None:
    """Whoever was asked opens the link, reads and approves."""
    approving.open_link(link.approval, at=at)
    approving.approve(link.approval, at=at)
