"""A plan with one commitment, its milestones, a note that waits for its reply, and all that hangs on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from accounts.models import User
from committees.models import (
    ActionPlan,
    Commitment,
    Committee,
    CommitteeMember,
    Milestone,
    NoteReply,
    PlanImport,
    ProgressNote,
    ReplyRequest,
    Side,
    Stance,
)
from committees.plans import replying
from documents.fields import PaperField
from municipalities.models import Municipality
from tests.papers import upload

PLAN = {
    "title_ar": "خطة العمل المحلية للحكومة المفتوحة",
    "title_latin": "Local action plan for open government",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2027, 12, 31),
}
COMMITMENT = {
    "number": 1,
    "title_ar": "نشر ميزانية البلدية",
    "title_latin": "Publish the budget of the municipality",
    "lead_body": "بلدية تينجة",
    "responsible_name": "Ons Kefi",
    "responsible_function": "Head of the finance department",
    "responsible_contact": "ons.kefi@private.example",
}
MILESTONES = [
    {"title": "نشر ميزانية 2026", "deliverable": "صفحة على موقع البلدية", "weight": 1},
    {"title": "نشر التنفيذ كل ثلاثة أشهر", "deliverable": "أربعة جداول", "weight": 3},
]


def make_plan(municipality: Municipality | None, *, by: User, **changes: Any) -> ActionPlan:
    return ActionPlan.objects.begin(municipality, PLAN | changes, by=by)


def make_commitment(plan: ActionPlan, *, by: User, **changes: Any) -> Commitment:
    """With its two milestones, at 0 percent."""
    commitment: Commitment = Commitment.objects.add(plan, COMMITMENT | changes, {}, by=by)  # type: ignore[attr-defined]
    for values in MILESTONES:
        Milestone.objects.add(commitment, values, by=by)  # type: ignore[attr-defined]
    return commitment


def lead_for_civil_society(committee: Committee) -> CommitteeMember:
    """One of its members of civil society speaks for that side."""
    member = committee.members.filter(side=Side.CIVIL_SOCIETY, removed_at=None).earliest("pk")
    CommitteeMember.objects.filter(pk=member.pk).update(role="co_chair")
    member.refresh_from_db()
    return member


def _add(municipality: Municipality | None, committee: Committee, *, by: User) -> dict[str, Any]:
    former = make_plan(municipality, by=by, starts_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    former.close(by=by)
    plan = make_plan(municipality, by=by)
    commitment = make_commitment(plan, by=by)
    milestone = commitment.milestones.first()
    assert milestone is not None
    paper = milestone.prove(PaperField().clean(upload()), by=by)
    note = ProgressNote.objects.write(  # type: ignore[attr-defined]
        commitment, on=date(2026, 11, 2), text="The budget is on the site.", percents={milestone.pk: 100}, by=by
    )
    url = replying.ask(note, lead_for_civil_society(committee), by=by)
    plan.publish(by=by)
    rows = [(2, {"number": "2", "title_ar": "تعهد جديد"})]
    draft = PlanImport.objects.keep(plan, file_name="plan.xlsx", rows=rows, ignored=[], by=by)
    return {
        "former_plan": former,
        "plan": plan,
        "commitment": commitment,
        "milestone": milestone,
        "milestone_paper": paper,
        "progress_note": note,
        "plan_import": draft,
        "reply_token": url.rstrip("/").rsplit("/", 1)[-1],
    }


def add(municipality: Municipality, *, by: User) -> dict[str, Any]:
    return _add(municipality, Committee.objects.get(participation__municipality=municipality), by=by)


def add_national(*, by: User) -> dict[str, Any]:
    committee = Committee.objects.national()
    CommitteeMember.objects.get_or_create(
        committee=committee,
        name_ar="مريم الفرشيشي",
        defaults={
            "civility": "ms",
            "name_latin": "Mariem Ferchichi",
            "side": Side.CIVIL_SOCIETY,
            "body": "تحالف الشفافية",
            "email": "mariem@alliance.example",
        },
    )
    return _add(None, committee, by=by)


def mail_contexts(
    person: str, comment: str, municipality: Any, *, at: datetime, site: str
) -> dict[str, dict[str, Any]]:
    """What the templates of the e-mails around a reply get, by kind; no row is written."""
    plan = ActionPlan(municipality=municipality, **PLAN)
    commitment = Commitment(plan=plan, number=3, title_ar=person, title_latin=person)
    note = ProgressNote(commitment=commitment, on=at.date(), text=comment, percent=40)
    reply = NoteReply(request=ReplyRequest(note=note), stance=Stance.DISAGREES, text=comment, at=at)
    common = {"place": municipality.name, "commitment": commitment}
    return {
        "reply-request": {
            **common,
            "note": note,
            "is_reminder": False,
            "expires_at": at,
            "url": f"{site}/replies/zM3yqk2TQw9Yw2mG/",
        },
        "reply-received": {**common, "reply": reply, "url": f"{site}/m/tinja/plan/commitments/3/"},
    }
