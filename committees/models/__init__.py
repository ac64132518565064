"""In the order of what refers to what: committee, members, plans, attendance, meetings, decisions."""

from committees.models.attendance import Answer, AnswerLink, Attendance, Parity, Presence, Quorum
from committees.models.committee import Committee, CommitteeManager, CommitteeRole, FoundingAct, Side
from committees.models.decisions import Decision, TaskState
from committees.models.meetings import AgendaItem, Meeting, MeetingEvent, MeetingPaper, MeetingState
from committees.models.members import (
    CommitteeMember,
    MemberChange,
    MemberChangeKind,
    MemberManager,
    MemberQuerySet,
)
from committees.models.plans import ActionPlan, Commitment, Milestone, ProgressNote

__all__ = [
    "ActionPlan",
    "AgendaItem",
    "Answer",
    "AnswerLink",
    "Attendance",
    "Commitment",
    "Committee",
    "CommitteeManager",
    "CommitteeMember",
    "CommitteeRole",
    "Decision",
    "FoundingAct",
    "Meeting",
    "MeetingEvent",
    "MeetingPaper",
    "MeetingState",
    "MemberChange",
    "MemberChangeKind",
    "MemberManager",
    "MemberQuerySet",
    "Milestone",
    "Parity",
    "Presence",
    "ProgressNote",
    "Quorum",
    "Side",
    "TaskState",
]
