"""In the order of what refers to what: committee, members with their changes, plans, meetings."""

from committees.models.changes import MemberChange, MemberChangeKind
from committees.models.committee import ChosenBy, Committee, CommitteeManager, CommitteeRole, FoundingAct, Side
from committees.models.meetings import (
    AgendaItem,
    Answer,
    Attendance,
    Decision,
    Meeting,
    MeetingState,
    Presence,
)
from committees.models.members import CommitteeMember, MemberManager, MemberQuerySet
from committees.models.plans import ActionPlan, Commitment, Milestone, ProgressNote

__all__ = [
    "ActionPlan",
    "AgendaItem",
    "Answer",
    "Attendance",
    "ChosenBy",
    "Commitment",
    "Committee",
    "CommitteeManager",
    "CommitteeMember",
    "CommitteeRole",
    "Decision",
    "FoundingAct",
    "Meeting",
    "MeetingState",
    "MemberChange",
    "MemberChangeKind",
    "MemberManager",
    "MemberQuerySet",
    "Milestone",
    "Presence",
    "ProgressNote",
    "Side",
]
