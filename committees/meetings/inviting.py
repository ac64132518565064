"""Who is told what of a meeting, and what they answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from committees.meetings.emails import Mailing, answer_url
from committees.models import Answer, AnswerLink, Attendance, Meeting, MeetingEvent
from municipalities.exceptions import StateConflict


@transaction.atomic
def invite(meeting: Meeting, *, by: User, at: datetime | None = None) -> int:
    """Sends the invitation to everybody who has an e-mail address and did not get it yet; how many there were.

    StateConflict when it is planned no longer, or has begun.
    """
    moment = at or timezone.now()
    meeting.announce(at=moment)
    meeting.seat_members()
    mailing = Mailing(meeting, at=moment)
    people = list(meeting.attendances.filter(invited_at__isnull=True).exclude(email="").select_related("member"))
    for person in people:
        mailing.invitation(person)
    meeting.attendances.filter(pk__in=[person.pk for person in people]).update(invited_at=moment)
    meeting.log(MeetingEvent.INVITED, by=by, about=f"{len(people)} · {meeting.subject}", at=moment)
    return len(people)


@transaction.atomic
def change(meeting: Meeting, values: dict[str, Any], *, version: int, by: User, at: datetime | None = None) -> int:
    """Changes the meeting and tells those invited where it concerns them; how many were told. See `Meeting.change`."""
    moment = at or timezone.now()
    told = meeting.change(values, version=version, by=by, at=moment)
    people = _invited(meeting) if told and moment < meeting.starts_at else []
    mailing = Mailing(meeting, at=moment)
    for person in people:
        mailing.changed(person, moved="starts_at" in told)
    return len(people)


@transaction.atomic
def cancel(meeting: Meeting, reason: str, *, by: User, at: datetime | None = None) -> int:
    """Cancels it, and tells those invited; how many were told. See `Meeting.cancel`."""
    moment = at or timezone.now()
    meeting.cancel(reason, by=by, at=moment)
    people = _invited(meeting)
    mailing = Mailing(meeting, at=moment)
    for person in people:
        mailing.cancelled(person)
    return len(people)


def _invited(meeting: Meeting) -> list[Attendance]:
    people = meeting.attendances.filter(invited_at__isnull=False).exclude(email="").select_related("member")
    return [person for person in people if person.holds_seat]


@transaction.atomic
def remind(person: Attendance, *, at: datetime) -> bool:
    """Once for each date of the meeting; False when somebody else's run was faster, an answer came, or the member
    sits no longer."""
    if not person.holds_seat:
        return False
    rows = person.meeting.attendances.filter(pk=person.pk, answer=Answer.NONE, reminded_at__isnull=True)
    if not rows.update(reminded_at=at):
        return False
    Mailing(person.meeting, at=at).reminder(person)
    return True


@transaction.atomic
def new_link(person: Attendance, *, by: User, at: datetime | None = None) -> str:
    """A link to hand over by phone or message. Every earlier link of this person ends. StateConflict when the meeting
    is planned no longer, or the member sits no longer."""
    moment = at or timezone.now()
    person.meeting.require_planned()
    if not person.holds_seat:
        raise StateConflict(person.meeting)
    person.links.all().delete()
    person.meeting.log(MeetingEvent.LINK, by=by, about=f"{person.name_ar} · {person.meeting.subject}", at=moment)
    return answer_url(AnswerLink.make(person, at=moment))


@transaction.atomic
def answer(person: Attendance, said: Answer, *, reason: str = "", at: datetime | None = None) -> None:
    """What somebody says by their link; it can be changed until the meeting begins. StateConflict after that, and
    while the participation stands still."""
    moment = at or timezone.now()
    person.meeting.require_answers(at=moment)
    rows = person.meeting.attendances.filter(pk=person.pk)
    rows.update(answer=said, answered_at=moment, reason=reason if said == Answer.NO else "")
    about = f"{said.value} {person.name_ar} · {person.meeting.subject}"
    person.meeting.log(MeetingEvent.ANSWERED, by=None, about=about, at=moment)
