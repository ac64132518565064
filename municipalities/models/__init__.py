"""Activity → tenancy → programme → progress → evidence → submissions → focal point → handover, reminders.

Each file may import those before it.
"""

from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.evidence import Evidence
from municipalities.models.focal_point import (
    Civility,
    DesignationAct,
    FocalPoint,
    FocalPointKind,
    SignatoryCapacity,
)
from municipalities.models.handover import Handover, HandoverState
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.preferences import CalendarAddress, Digest, Muted
from municipalities.models.programme import (
    Cohort,
    CohortStep,
    Participation,
    ParticipationState,
    ParticipationTransition,
)
from municipalities.models.progress import DueDateChange, StepProgress, StepTransition
from municipalities.models.reminders import Letter, LetterMeans, Reminder, ReminderRule, Rung
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

__all__ = [
    "Activity",
    "ActivityKind",
    "CalendarAddress",
    "Civility",
    "Cohort",
    "CohortStep",
    "DesignationAct",
    "Digest",
    "DraftDay",
    "DraftFile",
    "DraftPage",
    "DueDateChange",
    "Evidence",
    "FocalPoint",
    "FocalPointKind",
    "Governorate",
    "Handover",
    "HandoverState",
    "Invitation",
    "Letter",
    "LetterMeans",
    "Membership",
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
    "Region",
    "Reminder",
    "ReminderRule",
    "Rung",
    "SignatoryCapacity",
    "StepProgress",
    "StepTransition",
    "Submission",
    "SubmissionFile",
]
