"""Reminding, writing to and extending many municipalities at once: who is reached, who is left out and why, the work.

Each municipality is a transaction of its own, and done again it changes nothing: a reminder is told once a day, the
same words once a day, and a date that stands already is not moved.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from municipalities.digests import send_digest
from municipalities.lateness import day_of
from municipalities.models import (
    Activity,
    ActivityKind,
    Membership,
    Notice,
    NoticeKind,
    Participation,
    StepProgress,
)
from municipalities.permissions import Role
from municipalities.reminding import may_be_reminded, remind
from municipalities.steps import StepState, Text
from municipalities.workdays import is_working_day
from oversight.jobs import job
from oversight.models import Job

LATE, OPEN = "late", "open"


@dataclass(frozen=True)
class Reached:
    """One municipality, the steps it is about (none for a message) and the people who are told."""

    participation: Participation
    steps: list[StepProgress]
    people: list[User]


@dataclass
class Reach:
    """Who is reached, and who of those chosen is left out, with the reason."""

    reached: list[Reached] = field(default_factory=list)
    left_out: list[tuple[Participation, Text]] = field(default_factory=list)

    @property
    def people(self) -> int:
        return len({person.pk for each in self.reached for person in each.people})

    @property
    def keys(self) -> list[int]:
        return [each.participation.pk for each in self.reached]


Choose = Callable[[list[StepProgress]], tuple[list[StepProgress], Text]]
"""Of the steps of a participation those that are meant, and why none is when there is none."""


def _reach(chosen: Iterable[int], choose: Choose | None) -> Reach:
    participations = Participation.objects.filter(pk__in=list(chosen)).select_related("municipality", "cohort")
    people = defaultdict(list)
    for membership in Membership.objects.filter(
        municipality__in=participations.values("municipality"),
        role__in=[Role.FOCAL_POINT, Role.DEPUTY],
        ended_at__isnull=True,
        user__is_active=True,
    ).select_related("user"):
        people[membership.municipality_id].append(membership.user)
    reach = Reach()
    for participation in participations.prefetch_related("progress").order_by("municipality__slug"):
        steps = list(participation.progress.all())
        for progress in steps:
            progress.participation = participation
        meant, reason = choose(steps) if choose else ([], "")
        if participation.is_frozen:
            reach.left_out.append((participation, participation.get_state_display()))
        elif choose and not meant:
            reach.left_out.append((participation, reason))
        elif not people[participation.municipality_id]:
            reach.left_out.append((participation, gettext_lazy("nobody to write to")))
        else:
            reach.reached.append(Reached(participation, meant, people[participation.municipality_id]))
    return reach


def _why_not(steps: list[StepProgress]) -> Text:
    if any(progress.state == StepState.SUBMITTED for progress in steps):
        return gettext_lazy("waits for us")
    if all(progress.state == StepState.ACCEPTED for progress in steps):
        return gettext_lazy("accepted")
    return gettext_lazy("not late")


def reach_of_reminder(chosen: Iterable[int], *, about: str) -> Reach:
    """`about` is a step, LATE or OPEN: only steps whose next move is the municipality's, whatever it is."""

    def choose(steps: list[StepProgress]) -> tuple[list[StepProgress], Text]:
        asked = [progress for progress in steps if about in (LATE, OPEN, progress.step)]
        meant = [progress for progress in asked if may_be_reminded(progress)]
        if about == LATE:
            meant = [progress for progress in meant if progress.days_late]
        return meant, _why_not(asked)

    return _reach(chosen, choose)


def reach_of_message(chosen: Iterable[int]) -> Reach:
    return _reach(chosen, None)


def reach_of_extension(chosen: Iterable[int], *, step: str, due_on: date) -> Reach:
    """Those whose `step` is not accepted, not with the Unit, and due earlier than `due_on` or without a date."""

    def choose(steps: list[StepProgress]) -> tuple[list[StepProgress], Text]:
        asked = [progress for progress in steps if progress.step == step]
        meant = [progress for progress in asked if may_be_reminded(progress)]
        if not meant:
            return [], _why_not(asked)
        return [each for each in meant if not each.due_on or each.due_on < due_on], gettext_lazy("due later already")

    return _reach(chosen, choose)


# The work -------------------------------------------------------------------------------------------------


def _each(work: Job, reach: Callable[[list[int]], Reach], act: Callable[[Reached, datetime], int]) -> list[str]:
    """Acts on one municipality after the other, each looked at anew; the lines for the page of the job."""
    chosen: list[int] = work.params["chosen"]
    done = people = 0
    left_out: dict[str, int] = defaultdict(int)
    for number, pk in enumerate(chosen, start=1):
        with transaction.atomic():
            now = reach([pk])
            for reached in now.reached:
                told = act(reached, timezone.now())
                done += bool(told)
                people += told
                if not told:
                    left_out[_("was told today already")] += 1
            for _participation, reason in now.left_out:
                left_out[str(reason)] += 1
        work.advance(number, len(chosen))
    Activity.objects.record(ActivityKind.BULK_ACTION, by=work.started_by, subject=f"{work.kind} {done}/{len(chosen)}")
    lines = [
        ngettext("%(count)s municipality reached.", "%(count)s municipalities reached.", done) % {"count": done},
        ngettext("%(count)s person told.", "%(count)s people told.", people) % {"count": people},
    ]
    lines += [_("Left out: %(reason)s: %(count)s") % {"reason": why, "count": count} for why, count in left_out.items()]
    return lines


@job("bulk-remind", gettext_lazy("Reminding municipalities"))
def _remind(work: Job) -> None:
    """Whoever's e-mail of the day has left gets another at once; for all others today's still carries it."""
    told: dict[User, list[Notice]] = defaultdict(list)

    def act(reached: Reached, at: datetime) -> int:
        people = set()
        for progress in reached.steps:
            notices = remind(progress, at=at, by=work.started_by)
            for notice in notices:
                told[notice.user].append(notice)
                people.add(notice.user_id)
            if notices:
                Activity.objects.record(
                    ActivityKind.REMINDED,
                    by=work.started_by,
                    municipality=progress.municipality,
                    step=progress.step,
                    subject=f"job {work.pk}",
                )
        return len(people)

    about = work.params["about"]
    lines = _each(work, lambda chosen: reach_of_reminder(chosen, about=about), act)
    at = timezone.now()
    for person, notices in told.items():
        if is_working_day(day_of(at)) and person.digests.filter(day=day_of(at), occasion="").exists():
            send_digest(person, at=at, occasion=f"job:{work.pk}", notices=notices)
    work.result = {"lines": lines}


@job("bulk-message", gettext_lazy("Writing to municipalities"))
def _message(work: Job) -> None:
    words: str = work.params["text"]
    same = hashlib.sha256(words.encode()).hexdigest()[:20]

    def act(reached: Reached, at: datetime) -> int:
        municipality = reached.participation.municipality
        notices = Notice.objects.tell(
            NoticeKind.ANNOUNCEMENT,
            reached.people,
            key=f"announcement:{same}:{day_of(at)}:{municipality.pk}",
            municipality=municipality,
            by=work.started_by,
            words=words,
            url=municipality.get_absolute_url(),
            at=at,
        )
        if notices:
            Activity.objects.record(
                ActivityKind.MESSAGE_WRITTEN,
                by=work.started_by,
                municipality=municipality,
                subject=f"job {work.pk}",
            )
        return len(notices)

    work.result = {"lines": _each(work, reach_of_message, act)}


@job("bulk-extend", gettext_lazy("Moving due dates"))
def _extend(work: Job) -> None:
    params: dict[str, Any] = work.params
    due_on = date.fromisoformat(params["due_on"])

    def act(reached: Reached, at: datetime) -> int:
        [progress] = reached.steps
        progress.extend(due_on, by=work.started_by, reason=params["reason"], at=at, quietly=True)
        return len(
            Notice.objects.tell(
                NoticeKind.DUE_DATE,
                reached.people,
                key=f"due-date:{progress.pk}:{due_on}:{work.pk}",
                municipality=progress.municipality,
                step=progress.step,
                by=work.started_by,
                words=params["reason"],
                url=progress.definition.overview_url(progress),
                at=at,
            )
        )

    step = params["step"]
    work.result = {"lines": _each(work, lambda chosen: reach_of_extension(chosen, step=step, due_on=due_on), act)}
