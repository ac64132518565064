"""Meetings in the world of the tests that go over every address, and the ones that the tests of meetings begin with."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.utils import timezone
from icalendar import Calendar

from accounts.models import OutboxMessage, User
from committees.meetings import attending, inviting
from committees.models import AgendaItem, Attendance, Committee, CommitteeMember, Decision, Meeting, Side
from documents.models import StoredFile
from municipalities.models import Municipality

TUNIS = ZoneInfo("Africa/Tunis")
VALUES: dict[str, Any] = {
    "subject": "Follow-up of the action plan",
    "minutes_long": 120,
    "venue": "Town hall, room 2",
    "words": "",
}


def plan(committee: Committee, *, by: User, starts_at: datetime | None = None, **values: Any) -> Meeting:
    moment = starts_at or (timezone.now() + timedelta(days=10)).replace(minute=0, second=0, microsecond=0)
    return Meeting.objects.plan(committee, {**VALUES, "starts_at": moment, **values}, by=by)


def record(meeting: Meeting, *, by: User, present: int | None = None) -> Meeting:
    """Held, with as many members present as `present` says, in the order of the list; all of them at first."""
    members = list(meeting.attendances.filter(member__isnull=False).order_by("pk"))
    was = {"presence": "", "substitute": ""}
    rows = [
        (person, was, {**was, "presence": "present" if present is None or place < present else "absent"})
        for place, person in enumerate(members)
    ]
    attending.record(meeting, rows, by=by)
    return meeting


def guest_of(meeting: Meeting, **values: Any) -> Attendance:
    return meeting.attendances.create(
        **{
            "civility": "ms",
            "name_ar": "إيناس الفخفاخ",
            "name_latin": "Ines Fakhfakh",
            "body": "Agence de coopération",
            "side": Side.OTHER,
            "email": "ines@donor.example",
            "language": "fr",
            **values,
        }
    )


def event_of(data: bytes) -> tuple[Any, Any]:
    calendar = Calendar.from_ical(data)
    [event] = calendar.walk("VEVENT")
    return calendar, event


def attached(kind: str, to: str) -> tuple[Any, Any]:
    """The calendar file that went out with the last e-mail of the kind."""
    message = OutboxMessage.objects.filter(kind=kind, to=to).latest("pk")
    with default_storage.open(message.attachment_path) as file:
        return event_of(file.read())


def link_in(message: OutboxMessage) -> str:
    return next(line for line in message.text.splitlines() if "/answers/" in line)


def mail_contexts(
    person: str, comment: str, committee_name: str, *, at: datetime, site: str
) -> dict[str, dict[str, Any]]:
    """What the templates of the e-mails around a meeting get, by kind; no row is written."""
    meeting = Meeting(subject=comment, starts_at=at, venue=comment, words=comment)
    context = {
        "meeting": meeting,
        "committee_name": committee_name,
        "items": [AgendaItem(title=comment)],
        "person_name": person,
        "url": f"{site}/answers/zM3yqk2TQw9Yw2mG/",
    }
    return {
        "meeting-invitation": context,
        "meeting-changed": {**context, "moved": True},
        "meeting-cancelled": {**context, "reason": comment},
        "meeting-reminder": context,
        "task-reminder": {
            **context,
            "decision": Decision(text=comment, due_on=at.date()),
            "days_late": 2,
            "url": f"{site}/municipalities/tinja/meetings/",
        },
    }


def token_of(url: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[-1]


def _with_parts(committee: Committee, *, by: User) -> dict[str, Any]:
    """One meeting to come with each thing that an address names, and one that was held."""
    meeting = plan(committee, by=by)
    item = meeting.agenda.create(position=1, title="The state of the commitments")
    meeting.agenda.create(position=2, title="Any other business")
    guest = guest_of(meeting)
    inviting.invite(meeting, by=by)
    stored = StoredFile.objects.store(b"%PDF-1.7 nothing", media_type="application/pdf", pages=1, by=by)
    paper = meeting.papers.create(file=stored, original_name="note.pdf", uploaded_at=timezone.now(), uploaded_by=by)
    decision = Decision.objects.write(meeting, {"text": "To publish the plan", "due_on": date(2026, 1, 5)}, by=by)
    held = record(plan(committee, by=by, starts_at=timezone.now() - timedelta(days=3), subject="The first one"), by=by)
    return {
        "meeting": meeting,
        "held": held,
        "item": item,
        "guest": guest,
        "paper_of_meeting": paper,
        "decision": decision,
        "answer_token": token_of(inviting.new_link(guest, by=by)),
    }


def add(municipality: Municipality, *, by: User) -> dict[str, Any]:
    return _with_parts(Committee.objects.get(participation__municipality=municipality), by=by)


def add_national(*, by: User) -> dict[str, Any]:
    committee = Committee.objects.national()
    if not committee.members.exists():
        CommitteeMember.objects.create(
            committee=committee,
            civility="mr",
            name_ar="نبيل العموري",
            name_latin="Nabil Amouri",
            side=Side.ADMINISTRATION,
            body="وحدة الإدارة الإلكترونية",
            email="nabil@unit.example",
        )
    return _with_parts(committee, by=by)
