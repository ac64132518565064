"""In the order of what refers to what: committee, members, plans, meetings, minutes."""

from committees.models.approvals import ApprovalOutcome, MinutesApproval
from committees.models.committee import Committee, CommitteeManager, CommitteeRole, FoundingAct, Side
from committees.models.meetings import (
    AgendaItem,
    Answer,
    Attendance,
    Decision,
    Meeting,
    MeetingState,
    Presence,
)
from committees.models.members import (
    CommitteeMember,
    MemberChange,
    MemberChangeKind,
    MemberManager,
    MemberQuerySet,
)
from committees.models.minutes import (
    MINUTES_CODES,
    Minutes,
    MinutesItem,
    MinutesState,
    MinutesVersion,
    PartKind,
)
from committees.models.plans import ActionPlan, Commitment, Milestone, ProgressNote

__all__ = [
    "MINUTES_CODES",
    "ActionPlan",
    "AgendaItem",
    "Answer",
    "ApprovalOutcome",
    "Attendance",
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
    "Minutes",
    "MinutesApproval",
    "MinutesItem",
    "MinutesState",
    "MinutesVersion",
    "PartKind",
    "Presence",
    "ProgressNote",
    "Side",
]
