"""What a reminder plan would send in the coming days, as things stand now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from municipalities.models import Cohort, Municipality, Reminder, Rung, StepProgress
from municipalities.models.reminders import MOVING, WITH_THEM
from municipalities.steps import Step
from municipalities.workdays import next_working_day
from oversight.sending import due_reminders

HORIZON = 30
NAMED = 5


@dataclass(frozen=True)
class Coming:
    """On that day that rung is reminded of that step by these municipalities."""

    day: date
    rung: Rung
    step: Step
    municipalities: list[Municipality]

    @property
    def named(self) -> list[Municipality]:
        return self.municipalities[:NAMED]

    @property
    def more(self) -> int:
        return len(self.municipalities) - NAMED


def forecast(cohort: Cohort, today: date) -> list[Coming]:
    """By day, then from the lowest rung up. What is overdue already comes on the next working day."""
    found: dict[tuple[date, int, str], list[Municipality]] = defaultdict(list)
    first = next_working_day(today)
    for due in due_reminders(first, cohorts=[cohort]):
        key = (first, Rung(due.rule.rung).height, due.progress.step)
        found[key].append(due.progress.municipality)
    steps = StepProgress.objects.filter(
        participation__cohort=cohort,
        participation__state__in=MOVING,
        state__in=WITH_THEM,
        due_on__isnull=False,
        clock_due_on__isnull=False,
    ).select_related("participation__municipality")
    done = set(
        Reminder.objects.filter(progress__participation__cohort=cohort).values_list(
            "progress", "rung", "days", "due_on"
        )
    )
    rules = list(cohort.reminder_rules.all())
    for progress in steps.order_by("participation__municipality__slug", "pk"):
        for rule in rules:
            day = rule.falls_on(progress.clock_due_on)
            if (progress.pk, rule.rung, rule.days, progress.due_on) in done:
                continue
            if first < day <= today + timedelta(days=HORIZON):
                found[day, Rung(rule.rung).height, progress.step].append(progress.municipality)
    ladder, order = list(Rung), list(Step)
    keys = sorted(found, key=lambda key: (key[0], key[1], order.index(Step(key[2]))))
    return [Coming(key[0], ladder[key[1]], Step(key[2]), found[key]) for key in keys]
