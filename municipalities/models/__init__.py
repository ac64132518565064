"""Activity → tenancy → programme → progress → evidence → submissions → focal point → handover, reminders.

Each file may import those before it.
"""

from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.behalf import ActingOnBehalf, ArrivedBy, arrival_text, with_arrival
from municipalities.models.evidence import Evidence
from municipalities.models.extensions import ExtensionRequest, ExtensionState, may_ask, with_last_request
from municipalities.models.focal_point import (
    Civility,
    DesignationAct,
    FocalPoint,
    FocalPointKind,
    SignatoryCapacity,
    capacity_label,
)
from municipalities.models.handover import Handover, HandoverState
from municipalities.models.looks import BoxInk, EmptyBoxStatement, SheetLook
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.preferences import CalendarAddress, Digest, Muted
from municipalities.models.programme import (
    Cohort,
    CohortStep,
    CommitteeConsent,
    Participation,
    ParticipationState,
    ParticipationTransition,
)
from municipalities.models.progress import DueDateChange, StepProgress, StepTransition
from municipalities.models.reminders import Letter, LetterMeans, Reminder, ReminderRule, Rung
from municipalities.models.review import ChecklistAnswer, ChecklistItem, ReadyText, ReviewComment
from municipalities.models.reviewers import Assignment, PrivateNote
from municipalities.models.submissions import DraftDay, DraftFile, DraftPage, Submission, SubmissionFile
from municipalities.models.tenancy import (
    Governorate,
    Invitation,
    Membership,
    Municipality,
    MunicipalityAlias,
    MunicipalityGroupPermission,
    MunicipalityUserPermission,
    NamedInThree,
    Region,
)
from municipalities.models.threads import Message, MessageSide, ThreadReading, with_unread

__all__ = [
    "ActingOnBehalf",
    "Activity",
    "ActivityKind",
    "ArrivedBy",
    "Assignment",
    "BoxInk",
    "CalendarAddress",
    "ChecklistAnswer",
    "ChecklistItem",
    "Civility",
    "Cohort",
    "CohortStep",
    "CommitteeConsent",
    "DesignationAct",
    "Digest",
    "DraftDay",
    "DraftFile",
    "DraftPage",
    "DueDateChange",
    "EmptyBoxStatement",
    "Evidence",
    "ExtensionRequest",
    "ExtensionState",
    "FocalPoint",
    "FocalPointKind",
    "Governorate",
    "Handover",
    "HandoverState",
    "Invitation",
    "Letter",
    "LetterMeans",
    "Membership",
    "Message",
    "MessageSide",
    "Municipality",
    "MunicipalityAlias",
    "MunicipalityGroupPermission",
    "MunicipalityUserPermission",
    "Muted",
    "NamedInThree",
    "Notice",
    "NoticeKind",
    "Participation",
    "ParticipationState",
    "ParticipationTransition",
    "PrivateNote",
    "ReadyText",
    "Region",
    "Reminder",
    "ReminderRule",
    "ReviewComment",
    "Rung",
    "SheetLook",
    "SignatoryCapacity",
    "StepProgress",
    "StepTransition",
    "Submission",
    "SubmissionFile",
    "ThreadReading",
    "arrival_text",
    "capacity_label",
    "may_ask",
    "with_arrival",
    "with_last_request",
    "with_unread",
]
