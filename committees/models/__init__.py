"""In the order of what refers to what: committee, members, plans, meetings."""

from committees.models.action_plans import ActionPlan, PlanLanguages, weighted_percent
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
from committees.models.plan_imports import PlanImport
from committees.models.plans import (
    BodySide,
    Commitment,
    CommitmentStatus,
    Milestone,
    MilestonePaper,
    Standing,
    SupportingBody,
)
from committees.models.progress_notes import NoteReply, ProgressNote, ReplyRequest, Stance, progress_seen

__all__ = [
    "ActionPlan",
    "AgendaItem",
    "Answer",
    "Attendance",
    "BodySide",
    "Commitment",
    "CommitmentStatus",
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
    "MilestonePaper",
    "NoteReply",
    "PlanImport",
    "PlanLanguages",
    "Presence",
    "ProgressNote",
    "ReplyRequest",
    "Side",
    "Stance",
    "Standing",
    "SupportingBody",
    "progress_seen",
    "weighted_percent",
]
