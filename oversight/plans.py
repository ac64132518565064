"""Action plans as the Unit and the public see them: measured in few queries, and as open data."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from committees.models import ActionPlan, BodySide, Commitment, Milestone, ProgressNote
from committees.models.plans import plan_percent_in_database
from municipalities.models import Municipality


def measured(plans: QuerySet[ActionPlan], on: date) -> QuerySet[Any]:
    """Each with its percentage, `last_note_on`, `promised` (how many commitments) and `late` (how many milestones are
    late on that day), all in the one question."""
    commitments = Commitment.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    notes = ProgressNote.objects.filter(commitment__plan=OuterRef("pk")).order_by().values("commitment__plan")
    late = (
        Milestone.objects.filter(commitment__plan=OuterRef("pk"), ends_on__lt=on, percent__lt=100)
        .filter(commitment__standing="")
        .order_by()
        .values("commitment__plan")
    )
    return plans.annotate(
        measured_percent=plan_percent_in_database(),
        last_note_on=Subquery(notes.annotate(last=Max("on")).values("last")),
        promised=_count(commitments),
        late=_count(late),
    )


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(count=Count("pk")).values("count")), 0, output_field=IntegerField())


def with_plan(municipalities: QuerySet[Municipality], on: date) -> QuerySet[Municipality]:
    """Each with how its current plan stands: `plan_percent` (None without one), `plan_last_note_on`, `plan_late` and
    `plan_published_at`."""
    plan = measured(ActionPlan.objects.filter(municipality=OuterRef("pk"), closed_at=None), on).order_by()
    return municipalities.annotate(
        plan_percent=Subquery(plan.values("measured_percent")),
        plan_last_note_on=Subquery(plan.values("last_note_on")),
        plan_late=Subquery(plan.values("late")),
        plan_published_at=Subquery(plan.values("published_at")),
    )


def with_everything_public(plans: QuerySet[ActionPlan]) -> QuerySet[ActionPlan]:
    """What the public pages and the open data read."""
    return plans.select_related("municipality").prefetch_related(
        "commitments__milestones", "commitments__supporting", "commitments__notes__asked__replies"
    )


def open_plan(plan: ActionPlan) -> dict[str, Any]:
    """The plan for machines. What is not named here is not public: no person stands in it, only functions."""
    return {
        "municipality": plan.municipality.slug if plan.municipality else None,
        "title_ar": plan.title_ar,
        "title_latin": plan.title_latin,
        "starts_on": plan.starts_on.isoformat(),
        "ends_on": plan.ends_on.isoformat(),
        "lead": plan.lead,
        "vision": plan.vision,
        "challenges": plan.challenges,
        "updated_at": plan.changed_at.isoformat(timespec="seconds"),
        "percent": plan.percent,
        "commitments": [_commitment(each) for each in plan.commitments.all()],
    }


def _commitment(commitment: Commitment) -> dict[str, Any]:
    bodies = commitment.bodies_by_side()
    return {
        "number": commitment.number,
        "title_ar": commitment.title_ar,
        "title_latin": commitment.title_latin,
        "theme": commitment.theme,
        "policy_areas": commitment.policy_areas,
        "problem": commitment.problem,
        "description": commitment.description,
        "how_it_helps": commitment.how_it_helps,
        "ogp_values": [name for name in Commitment.VALUES if getattr(commitment, name)],
        "expected_results": commitment.expected_results,
        "lead_body": commitment.lead_body,
        "responsible_function": commitment.responsible_function,
        "supporting_bodies": {side: bodies[side] for side in BodySide.values},
        "starts_on": _day(commitment.starts_on),
        "ends_on": _day(commitment.ends_on),
        "resources": commitment.resources,
        "status": commitment.status.value,
        "status_reason": commitment.standing_reason if commitment.standing else "",
        "percent": commitment.percent,
        "milestones": [
            {
                "title": each.title,
                "deliverable": each.deliverable,
                "starts_on": _day(each.starts_on),
                "ends_on": _day(each.ends_on),
                "weight": each.weight,
                "percent": each.percent,
                "done_on": _day(each.done_on),
                "evidence_url": each.evidence_url,
            }
            for each in commitment.milestones.all()
        ],
        "notes": [_note(each) for each in commitment.notes.all()],
    }


def _note(note: ProgressNote) -> dict[str, Any]:
    reply = note.reply
    return {
        "on": note.on.isoformat(),
        "text": note.text,
        "percent": note.percent,
        "reply": {"by": "civil_society", "stance": reply.stance, "text": reply.text, "at": reply.at.date().isoformat()}
        if reply
        else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
