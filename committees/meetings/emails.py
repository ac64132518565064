"""The e-mails around a meeting: to one person each, in that person's language, with the calendar file beside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation

from accounts import outbox
from accounts.outbox import Attachable
from committees.meetings.calendar import MEDIA_TYPE, file_name, invitation_ics
from committees.meetings.words import name_of
from committees.models import AnswerLink, Attendance, Decision, Meeting
from committees.models.attendance import language_of
from committees.places import place_of
from documents.models import StoredFile
from municipalities.emails import absolute


def answer_url(token: str) -> str:
    return absolute(reverse("answers:page", args=[token]))


class Mailing:
    """What goes out about a meeting at one moment. The calendar file is made once for each language."""

    def __init__(self, meeting: Meeting, *, at: datetime) -> None:
        self.meeting, self.at = meeting, at
        self.items = list(meeting.agenda.all())
        self._files: dict[str, Attachable] = {}

    def invitation(self, person: Attendance) -> None:
        self._write("meeting-invitation", person, key="invitation")

    def changed(self, person: Attendance, *, moved: bool) -> None:
        self._write("meeting-changed", person, key=f"changed:{self.meeting.sequence}", moved=moved)

    def cancelled(self, person: Attendance) -> None:
        self._write("meeting-cancelled", person, key="cancelled", reason=self.meeting.cancel_reason)

    def reminder(self, person: Attendance) -> None:
        self._write("meeting-reminder", person, key=f"reminder:{self.meeting.sequence}", with_calendar=False)

    def _write(self, kind: str, person: Attendance, *, key: str, with_calendar: bool = True, **more: Any) -> None:
        with translation.override(person.language):
            context = {
                "meeting": self.meeting,
                "committee_name": name_of(self.meeting.committee),
                "items": self.items,
                "person_name": person.name,
                "url": answer_url(AnswerLink.make(person, at=self.at)),
                **more,
            }
        outbox.write(
            kind,
            to=person.email,
            language=person.language,
            context=context,
            # The version too: who follows at the same place is told as well.
            key=f"meeting:{self.meeting.pk}:{key}:{person.pk}:{person.member.version if person.member else 0}",
            attachment=(self._calendar(person.language), file_name(self.meeting)) if with_calendar else None,
            at=self.at,
        )

    def _calendar(self, language: str) -> Attachable:
        if language not in self._files:
            data = invitation_ics(self.meeting, language=language)
            self._files[language] = StoredFile.objects.store(data, media_type=MEDIA_TYPE, at=self.at)
        return self._files[language]


def task_reminder(decision: Decision, *, on: date, at: datetime) -> None:
    """To the member who carries a decision out: its day comes near, or is over."""
    meeting, owner = decision.meeting, decision.owner
    if owner is None or decision.due_on is None:
        return
    days_late = max(0, (on - decision.due_on).days)
    language = language_of(owner.email)
    with translation.override(language):
        committee_name, person_name = name_of(meeting.committee), owner.name
    place = place_of(meeting.committee)
    outbox.write(
        "task-reminder",
        to=owner.email,
        language=language,
        context={
            "decision": decision,
            "meeting": meeting,
            "committee_name": committee_name,
            "person_name": person_name,
            "days_late": days_late,
            "url": absolute(
                reverse("public:meetings", args=[place.municipality.slug])
                if place.municipality
                else reverse("public:national_meetings")
            ),
        },
        key=f"task:{decision.pk}:{decision.due_on}:{'late' if days_late else 'soon'}",
        at=at,
    )
