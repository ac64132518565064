"""Who was at a meeting, as the paper lists them, and who approves its minutes."""

from __future__ import annotations

from functools import cached_property

from committees.minutes.content import Present
from committees.models import Attendance, Committee, CommitteeMember, CommitteeRole, Meeting, Presence, Side

# The chair first, then public bodies, associations, others; in each group whoever presides it.
_SIDES: dict[str, int] = {Side.ADMINISTRATION: 1, Side.CIVIL_SOCIETY: 2}
_ROLES: dict[str, int] = {CommitteeRole.CO_CHAIR: 0, CommitteeRole.SECRETARY: 1}


def present_of(attendance: Attendance, language: str) -> Present:
    name = attendance.name_ar if language == "ar" else attendance.name_latin or attendance.name_ar
    return Present(
        civility=attendance.civility,
        name=name,
        function=attendance.function,
        body=attendance.body,
        side=attendance.side,
        role=attendance.role,
        member=attendance.member_id,
    )


def _place(attendance: Attendance) -> tuple[int, int, int]:
    if attendance.role == CommitteeRole.CHAIR:
        return (0, 0, attendance.pk)
    return (_SIDES.get(attendance.side, 3), _ROLES.get(attendance.role, 2), attendance.pk)


class PeopleOf:
    """Those of a meeting by presence, read in one query."""

    def __init__(self, meeting: Meeting, language: str) -> None:
        self.meeting = meeting
        self.language = language

    @cached_property
    def attendances(self) -> list[Attendance]:
        return sorted(self.meeting.attendances.all(), key=_place)

    def with_presence(self, presence: Presence) -> tuple[Present, ...]:
        """In the order of the paper."""
        return tuple(
            present_of(attendance, self.language) for attendance in self.attendances if attendance.presence == presence
        )

    @property
    def chair(self) -> Present | None:
        """The chair of the committee if present, else the co-chair: whoever opened the meeting."""
        present = self.with_presence(Presence.PRESENT)
        by_role = {person.role: person for person in reversed(present)}
        return by_role.get(CommitteeRole.CHAIR) or by_role.get(CommitteeRole.CO_CHAIR)


def approvers_of(committee: Committee) -> list[CommitteeMember]:
    """In office today: the chair, and the co-chair or, where there is none, the secretary. Empty or one alone where a
    seat is vacant."""
    seated = committee.members.in_office()
    by_role: dict[str, CommitteeMember] = {}
    for member in seated:
        by_role.setdefault(member.role, member)
    second = by_role.get(CommitteeRole.CO_CHAIR) or by_role.get(CommitteeRole.SECRETARY)
    return [member for member in (by_role.get(CommitteeRole.CHAIR), second) if member is not None]
