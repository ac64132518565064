"""In the order of what refers to what: committee, members with their changes, consents, plans, meetings, minutes."""

from committees.models.action_plans import (
    ActionPlan,
    PlanLanguages,
    weighted_percent,
)
from committees.models.approvals import (
    ApprovalOutcome,
    MinutesApproval,
)
from committees.models.attendance import (
    Answer,
    AnswerLink,
    Attendance,
    Parity,
    Presence,
    Quorum,
)
from committees.models.changes import (
    MemberChange,
    MemberChangeKind,
)
from committees.models.committee import (
    ChosenBy,
    Committee,
    CommitteeManager,
    CommitteeRole,
    FoundingAct,
    Side,
)
from committees.models.consents import (
    Consent,
    ConsentAnswer,
    ConsentField,
    ConsentLink,
    ConsentReply,
    ConsentState,
    ReplyKind,
)
from committees.models.decisions import (
    Decision,
    TaskState,
)
from committees.models.meetings import (
    AgendaItem,
    Meeting,
    MeetingEvent,
    MeetingPaper,
    MeetingState,
)
from committees.models.members import (
    CommitteeMember,
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
from committees.models.papers import (
    AlreadyIssued,
    CommitteePaper,
    DecisionOverride,
    DecisionScan,
    PaperKind,
    PaperState,
    SubmittedDecision,
)
from committees.models.plan_imports import (
    PlanImport,
)
from committees.models.plans import (
    BodySide,
    Commitment,
    CommitmentStatus,
    Milestone,
    MilestonePaper,
    Standing,
    SupportingBody,
)
from committees.models.progress_notes import (
    NoteReply,
    ProgressNote,
    ReplyRequest,
    Stance,
    progress_seen,
)

__all__ = [
    "MINUTES_CODES",
    "ActionPlan",
    "AgendaItem",
    "AlreadyIssued",
    "Answer",
    "AnswerLink",
    "ApprovalOutcome",
    "Attendance",
    "BodySide",
    "ChosenBy",
    "Commitment",
    "CommitmentStatus",
    "Committee",
    "CommitteeManager",
    "CommitteeMember",
    "CommitteePaper",
    "CommitteeRole",
    "Consent",
    "ConsentAnswer",
    "ConsentField",
    "ConsentLink",
    "ConsentReply",
    "ConsentState",
    "Decision",
    "DecisionOverride",
    "DecisionScan",
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
    "MilestonePaper",
    "Minutes",
    "MinutesApproval",
    "MinutesItem",
    "MinutesState",
    "MinutesVersion",
    "NoteReply",
    "PaperKind",
    "PaperState",
    "Parity",
    "PartKind",
    "PlanImport",
    "PlanLanguages",
    "Presence",
    "ProgressNote",
    "Quorum",
    "ReplyKind",
    "ReplyRequest",
    "Side",
    "Stance",
    "Standing",
    "SubmittedDecision",
    "SupportingBody",
    "TaskState",
    "progress_seen",
    "weighted_percent",
]
