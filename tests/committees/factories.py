"""A committee that meets every rule, typed in as a person would. The people are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from committees.models import CommitteeMember, CommitteeRole, Side
from municipalities.models import Municipality, StepProgress, Submission
from municipalities.steps import Step
from tests.steps import attach, save_page

ACT = {"act_kind": "decision", "act_number": "2026/31", "act_date": "2026-10-12"}
REMIT = {
    "remit": "To prepare the municipality's action plan for open government, and to follow up its implementation.",
    "meets_every_months": "3",
    "first_meeting_on": "2026-12-01",
}
PEOPLE = [
    ("سعاد المثلوثي", "Souad Methlouthi", Side.ADMINISTRATION, "بلدية تينجة", CommitteeRole.SECRETARY),
    ("منصف العياري", "Moncef Ayari", Side.ADMINISTRATION, "الكتابة العامة", CommitteeRole.CHAIR),
    ("ليلى الورغي", "Leila Ouerghi", Side.ADMINISTRATION, "المصلحة الفنية", CommitteeRole.MEMBER),
    ("حاتم الجبالي", "Hatem Jebali", Side.CIVIL_SOCIETY, "جمعية تينجة للبيئة", CommitteeRole.MEMBER),
    ("ريم البوغانمي", "Rim Boughanmi", Side.CIVIL_SOCIETY, "جمعية شباب الغد", CommitteeRole.MEMBER),
    ("توفيق السعيدي", "Taoufik Saidi", Side.CIVIL_SOCIETY, "نادي المواطنة", CommitteeRole.MEMBER),
]
# In the order of PEOPLE. What somebody of civil society does for a living is as personal as the name.
FUNCTIONS = [
    "كاتبة خبرات أولى",
    "رئيس دائرة المتابعة",
    "مهندسة رئيسة",
    "منسق مشاريع بيئية",
    "أمينة مال",
    "مكلف بالإعلام",
]


def member_values(**changes: Any) -> dict[str, Any]:
    """What MemberForm sends for one member; pass a field to change it."""
    name_ar, name_latin, side, body, role = PEOPLE[3]
    values = {
        "side": side.value,
        "body": body,
        "civility": "mr",
        "name_ar": name_ar,
        "name_latin": name_latin,
        "role": role.value,
        "email": "hatem@jebali.example",
        "phone": "98 400 200",
    }
    return values | changes


def seat_everyone(progress: StepProgress, *, by: User) -> list[CommitteeMember]:
    return [
        CommitteeMember.objects.add(
            progress,
            {
                "civility": "ms" if number in (0, 2, 4) else "mr",
                "name_ar": name_ar,
                "name_latin": name_latin,
                "side": side,
                "function": FUNCTIONS[number],
                "body": body,
                "role": role,
                "email": f"member{number}@tinja.example",
                "is_focal_point": number == 0,
            },
            by=by,
        )
        for number, (name_ar, name_latin, side, body, role) in enumerate(PEOPLE)
    ]


def committee_progress(municipality: Municipality) -> StepProgress:
    progress = municipality.participations.get().progress_of(Step.COMMITTEE)
    return progress


def fill_committee(progress: StepProgress, *, by: User) -> None:
    """Every page and every member, ready to be submitted."""
    if progress.state == "not_started":
        progress.start(by=by, at=datetime(2026, 10, 13, 8, 0, tzinfo=UTC))
    save_page(progress, "act", ACT, by=by)
    attach(progress, "act", "scan", by=by, kind="founding_act", paper_date=date(2026, 10, 12))
    seat_everyone(progress, by=by)
    save_page(progress, "members", {}, by=by)
    save_page(progress, "remit", REMIT, by=by)


def submit_committee(progress: StepProgress, *, by: User) -> Submission:
    fill_committee(progress, by=by)
    return progress.submit(by=by)


def page_url(municipality: Municipality, page: str) -> str:
    return reverse("committees:page", args=[municipality.slug, page])
