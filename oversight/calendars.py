"""The Unit's calendar: the due dates of all cohorts, and since when each submission waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from municipalities.calendars import Event
from municipalities.emails import absolute, unit_people
from municipalities.lateness import day_of
from municipalities.models import StepProgress
from municipalities.models.reminders import MOVING
from municipalities.steps import Step, StepState


def dates_of_the_unit(user: User) -> Iterable[Event]:
    """None for whoever does not work at the Unit."""
    if not unit_people().filter(pk=user.pk).exists():
        return
    moving = StepProgress.objects.filter(participation__state__in=MOVING)
    yield from _due(moving)
    yield from _waiting(moving)


def _due(moving: QuerySet[StepProgress]) -> Iterable[Event]:
    """One event for each cohort, step and date, however many municipalities it concerns."""
    steps = moving.filter(due_on__isnull=False).exclude(state=StepState.ACCEPTED)
    steps = steps.select_related("participation__cohort", "participation__municipality")
    days: dict[tuple[int, str, Any], list[Any]] = defaultdict(list)
    for progress in steps.annotate(changed_at=Max("due_date_changes__at")).order_by("due_on", "pk"):
        days[progress.participation.cohort_id, progress.step, progress.due_on].append(progress)
    for (cohort, step, day), group in days.items():
        names = {
            "step": Step(step).label,
            "count": len(group),
            "cohort": group[0].participation.cohort.name,
            "municipality": group[0].municipality.name,
        }
        words = _("Due: %(step)s, %(municipality)s")
        if len(group) > 1:
            words = ngettext(
                "Due: %(step)s, %(count)s municipality (%(cohort)s)",
                "Due: %(step)s, %(count)s municipalities (%(cohort)s)",
                len(group),
            )
        modified = max(max(each.state_changed_at, each.changed_at or each.state_changed_at) for each in group)
        yield Event(
            key=f"cohort-{cohort}-{step}-{day.isoformat()}",
            day=day,
            summary=words % names,
            url=absolute(reverse("oversight:board")),
            # It only has to grow with each change, and the moment of the last one does.
            sequence=int(modified.timestamp()) - 1_700_000_000,
            modified=modified,
        )


def _waiting(moving: QuerySet[StepProgress]) -> Iterable[Event]:
    steps = moving.awaiting_review()  # type: ignore[attr-defined]
    for progress in steps.select_related("participation__municipality"):
        names = {"step": progress.get_step_display(), "municipality": progress.municipality.name}
        yield Event(
            key=f"waiting-{progress.pk}-{progress.submissions_count}",
            day=day_of(progress.state_changed_at),
            summary=_("Waiting for us since this day: %(step)s, %(municipality)s") % names,
            url=absolute(reverse("oversight:review_queue")),
            sequence=0,
            modified=progress.state_changed_at,
        )
