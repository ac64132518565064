"""In the order of what refers to what: committee, members, consents, plans, meetings."""

from committees.models.committee import Committee, CommitteeManager, CommitteeRole, FoundingAct, Side
from committees.models.consents import (
    Consent,
    ConsentAnswer,
    ConsentField,
    ConsentLink,
    ConsentReply,
    ConsentState,
    ReplyKind,
)
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
from committees.models.plans import ActionPlan, Commitment, Milestone, ProgressNote

__all__ = [
    "ActionPlan",
    "AgendaItem",
    "Answer",
    "Attendance",
    "Commitment",
    "Committee",
    "CommitteeManager",
    "CommitteeMember",
    "CommitteeRole",
    "Consent",
    "ConsentAnswer",
    "ConsentField",
    "ConsentLink",
    "ConsentReply",
    "ConsentState",
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
    "ReplyKind",
    "Side",
]
