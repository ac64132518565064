"""Recording who was there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from committees.models import Attendance, Meeting, MeetingEvent, MeetingState
from municipalities.exceptions import StateConflict

Said = dict[str, str]


class Disagreement(Exception):
    """Somebody else recorded something else of `people` meanwhile; nothing was written."""

    def __init__(self, people: list[Attendance]) -> None:
        super().__init__(len(people))
        self.people = people


@transaction.atomic
def record(
    meeting: Meeting, rows: Iterable[tuple[Attendance, Said, Said]], *, by: User, at: datetime | None = None
) -> None:
    """Writes of each person what is new over what was read, and the meeting as held when it was not yet.

    Disagreement when another record of the same person says something else by now; StateConflict when the meeting
    was cancelled or has not begun.
    """
    moment = at or timezone.now()
    if moment < meeting.starts_at or meeting.state == MeetingState.CANCELLED:
        raise StateConflict(meeting)
    disputed = [person for person, was, now in rows if not _write(meeting, person, was, now)]
    if disputed:
        raise Disagreement(disputed)
    if meeting.is_planned:
        # Whoever joined the committee since the invitations has a seat too.
        meeting.seat_members()
        meeting.hold(by=by, at=moment)
    meeting.log(MeetingEvent.ATTENDANCE, by=by, at=moment)


def _write(meeting: Meeting, person: Attendance, was: Said, now: Said) -> bool:
    mine = meeting.attendances.filter(pk=person.pk)
    return bool(mine.filter(**was).update(**now)) or mine.filter(**now).exists()
