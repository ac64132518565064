"""What is due to be sent today: reminders by the plans, one digest for each person, the Unit's overview of the week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from municipalities import emails
from municipalities.digests import send_digest
from municipalities.lateness import day_of
from municipalities.models import Cohort, Digest, Muted, Notice, Reminder, ReminderRule, Rung, StepProgress
from municipalities.models.preferences import WEEKLY, monday_of
from municipalities.models.reminders import MOVING, WITH_THEM
from municipalities.reminding import may_be_reminded, remind
from municipalities.workdays import is_working_day
from oversight.overview import overview

# Nothing leaves before people are at work: the command may run every hour of the night.
BEGINS_AT = 7


@dataclass(frozen=True)
class Due:
    """A rule of the plan that is to be carried out for one step."""

    progress: StepProgress
    rule: ReminderRule


def is_sending_time(at: datetime) -> bool:
    """A working day in Tunisia, from seven o'clock there."""
    return is_working_day(day_of(at)) and timezone.localtime(at).hour >= BEGINS_AT


def due_reminders(day: date, *, cohorts: Iterable[Cohort] | None = None) -> list[Due]:
    """What the plans ask for by `day` and was not carried out yet.

    Of several rules for one rung only the last that has come counts: after a missed week nobody is told five times.
    The ladder is climbed rung by rung: as long as a letter about the step waits to be sent, none is written to the
    next rung; and none to a rung below one that was reached.
    """
    rules = defaultdict(list)
    wanted = ReminderRule.objects.order_by("days")
    for rule in wanted if cohorts is None else wanted.filter(cohort__in=cohorts):
        rules[rule.cohort_id].append(rule)
    steps = StepProgress.objects.filter(
        state__in=WITH_THEM,
        participation__state__in=MOVING,
        participation__cohort__in=rules.keys(),
        due_on__isnull=False,
        clock_due_on__isnull=False,
    ).select_related("participation__municipality")
    done = defaultdict(list)
    for reminder in Reminder.objects.filter(progress__in=steps).select_related("letter"):
        done[reminder.progress_id].append(reminder)
    found = []
    for progress in steps.order_by("participation__municipality__slug", "pk"):
        written = [each for each in done[progress.pk] if each.due_on == progress.due_on]
        found += _due_of(progress, rules[progress.participation.cohort_id], written, day)
    return found


def _due_of(progress: StepProgress, rules: list[ReminderRule], written: list[Reminder], day: date) -> list[Due]:
    clock = progress.clock_due_on
    last = {Rung(rule.rung): rule for rule in rules if clock and rule.falls_on(clock) <= day}
    carried_out = {(reminder.rung, reminder.days) for reminder in written}
    due = []
    rule = last.pop(Rung.FOCAL_POINT, None)
    if rule is not None and (rule.rung, rule.days) not in carried_out:
        due.append(Due(progress, rule))
    if any(reminder.letter and reminder.letter.closed_on is None for reminder in written):
        return due
    reached = max((Rung(reminder.rung).height for reminder in written), default=0)
    for rung in sorted(last, key=lambda rung: rung.height):
        if rung.height >= reached and (rung, last[rung].days) not in carried_out:
            due.append(Due(progress, last[rung]))
            break
    return due


def write_reminders(at: datetime) -> tuple[int, int]:
    """How many steps were reminded of, and how many letters were prepared or grew. Each once, whoever runs it."""
    reminded = lettered = 0
    for due in due_reminders(day_of(at)):
        with transaction.atomic():
            fresh = StepProgress.objects.select_related("participation__municipality").get(pk=due.progress.pk)
            if not may_be_reminded(fresh) or fresh.due_on != due.progress.due_on:
                continue
            if due.rule.rung != Rung.FOCAL_POINT:
                lettered += Reminder.objects.write(fresh, due.rule, at=at) is not None
            elif emails.team(fresh.municipality) and Reminder.objects.write(fresh, due.rule, at=at):
                remind(fresh, at=at)
                reminded += 1
    return reminded, lettered


def send_digests(at: datetime) -> tuple[int, int]:
    """How many people got their e-mail of the day, and how many of these with the Unit's overview."""
    day = day_of(at)
    week = monday_of(day)
    unit = {person.pk: person for person in emails.unit_people()}
    told = set(Digest.objects.filter(week=week).values_list("user", flat=True))
    unwanted = set(Muted.objects.filter(kind=WEEKLY).values_list("user", flat=True))
    weekly = unit.keys() - told - unwanted
    waiting = Notice.objects.filter(carried_at__isnull=True, user__is_active=True).values("user")
    sent = overviews = 0
    for user in User.objects.filter(pk__in=waiting) | User.objects.filter(pk__in=weekly):
        of_week = None
        if user.pk in weekly:
            last = user.digests.exclude(week=None).order_by("-week").first()
            of_week = partial(overview, last.at if last else None, at=at)
        if send_digest(user, at=at, overview=of_week):
            sent += 1
            overviews += of_week is not None
    return sent, overviews
