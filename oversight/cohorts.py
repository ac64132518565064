"""Opening a cohort, anew or like another, and what a change of its rules would do to the committees."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from charters.models import CharterText
from committees.models import CommitteeMember
from committees.rules import Rules, Verdict, judge
from municipalities.models import (
    Activity,
    ActivityKind,
    Cohort,
    CohortStep,
    Municipality,
    Participation,
    ParticipationState,
    ReminderRule,
    StepProgress,
)
from municipalities.steps import Step, StepState
from oversight.due_dates import DueDates, Shift, due_dates_of, shifts

# Words that stand in addresses where a slug might.
RESERVED = frozenset({"new", "import"})
NAMES = ("name_ar", "name_fr", "name_en")


def free_slug(taken: Iterable[str], name: str) -> str:
    """A slug made of `name` that is neither reserved nor among `taken`; a number follows where needed."""
    base, used = slugify(name)[:44].strip("-") or "n", RESERVED | set(taken)
    if base not in used:
        return base
    number = 2
    while f"{base}-{number}" in used:
        number += 1
    return f"{base}-{number}"


@transaction.atomic
def open_cohort(
    names: Mapping[str, str],
    *,
    opened_on: date,
    dates: DueDates,
    by: User,
    like: Cohort | None = None,
    at: datetime | None = None,
) -> Cohort:
    """A new cohort with `names` (name_ar, name_fr, name_en) and due dates.

    `like` lends its rules, ways of signing, guidance, reminder plan, and its charter text as a draft.
    """
    moment = at or timezone.now()
    cohort = Cohort.objects.create(
        slug=free_slug(Cohort.objects.values_list("slug", flat=True), names["name_fr"]),
        opened_on=opened_on,
        **{name: names[name] for name in NAMES},
        **(like.rules if like else {}),
    )
    guidance = {row.step: row for row in like.steps.all()} if like else {}
    for step in Step:
        lent = guidance.get(step.value)
        texts = {name: getattr(lent, name) for name in CohortStep.GUIDANCE} if lent else {}
        CohortStep.objects.create(cohort=cohort, step=step, due_on=dates.get(step), **texts)
    if like is None:
        ReminderRule.objects.give_defaults(cohort)
    else:
        _copy_plan(like, cohort)
        if CharterText.objects.latest_of(like) is not None:
            CharterText.objects.begin(cohort, by=by, like=like, at=moment)
    note(cohort, "opened" if like is None else f"opened like {like.slug}", by=by, at=moment)
    return cohort


def _copy_plan(like: Cohort, cohort: Cohort) -> None:
    """The reminder plan of the other, as the cohort's own."""
    ReminderRule.objects.bulk_create(
        ReminderRule(cohort=cohort, days=rule.days, rung=rule.rung) for rule in like.reminder_rules.all()
    )


def note(cohort: Cohort, what: str, *, by: User, at: datetime | None = None) -> None:
    """A row in the log of activities, under the slug of the cohort."""
    Activity.objects.record(ActivityKind.COHORT_CHANGED, by=by, subject=f"{cohort.slug}: {what}", at=at)


def _fingerprint(rows: Iterable[Any]) -> str:
    """Equal when two looks at what a change would do saw the same."""
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class DatesOutcome:
    """What new due dates would do. `changes` holds (step, date before, date after)."""

    changes: list[tuple[Step, date | None, date]]
    shifts: list[Shift]
    accepted: int

    @classmethod
    def of(cls, cohort: Cohort, dates: DueDates, *, today: date) -> DatesOutcome:
        before = due_dates_of(cohort)
        changes = [(step, before[step], day) for step, day in dates.items() if day and day != before[step]]
        accepted = StepProgress.objects.filter(
            participation__cohort=cohort,
            participation__state__in=Participation.OPEN_STATES,
            state=StepState.ACCEPTED,
            step__in=[step for step, _before, _after in changes],
        )
        return cls(changes, shifts(cohort, dates, today=today), accepted.count())

    @property
    def turn_late(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.turns_late]

    @property
    def late_no_longer(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.is_late_no_longer]

    @property
    def keep_their_own(self) -> list[Shift]:
        """An extension of their own ends later than the new date."""
        after = {step.value: day for step, _before, day in self.changes}
        return [shift for shift in self.shifts if shift.due_on != after[shift.progress.step]]

    @property
    def moving(self) -> int:
        return sum(shift.moves for shift in self.shifts)

    @property
    def fingerprint(self) -> str:
        rows: list[Any] = [(step.value, before, after) for step, before, after in self.changes]
        rows += [
            (shift.progress.pk, shift.progress.state, shift.progress.due_on, shift.due_on, shift.late_after)
            for shift in self.shifts
        ]
        return _fingerprint([*rows, ("accepted", self.accepted)])


@dataclass(frozen=True)
class CommitteeEffect:
    """What other rules do to one committee: the verdicts that are missed anew, and those that are met now."""

    municipality: Municipality
    progress_state: StepState
    broken: list[Verdict]
    mended: list[Verdict]


@dataclass(frozen=True)
class RulesOutcome:
    """What other rules would do to the committees that have members."""

    before: Rules
    after: Rules
    effects: list[CommitteeEffect]
    judged: int

    @classmethod
    def of(cls, cohort: Cohort, before: Rules, after: Rules) -> RulesOutcome:
        effects = []
        committees = _members_of(cohort)
        steps = StepProgress.objects.filter(participation__cohort=cohort, step=Step.COMMITTEE).exclude(
            participation__state=ParticipationState.WITHDRAWN
        )
        for progress in steps.select_related("participation__municipality"):
            members = committees.get(progress.participation_id)
            if not members:
                continue
            missed = {verdict.key for verdict in judge(members, before) if not verdict.met}
            now = [verdict for verdict in judge(members, after) if not verdict.met]
            still = {verdict.key for verdict in now}
            effect = CommitteeEffect(
                progress.participation.municipality,
                progress.step_state,
                [verdict for verdict in now if verdict.key not in missed],
                [verdict for verdict in judge(members, before) if not verdict.met and verdict.key not in still],
            )
            if effect.broken or effect.mended:
                effects.append(effect)
        return cls(before, after, effects, len(committees))

    @property
    def fall_out(self) -> list[CommitteeEffect]:
        return [effect for effect in self.effects if effect.broken]

    @property
    def fit_now(self) -> list[CommitteeEffect]:
        return [effect for effect in self.effects if effect.mended and not effect.broken]

    @property
    def fingerprint(self) -> str:
        rows: list[Any] = [("before", self.before), ("after", self.after)]
        rows += [
            (
                effect.municipality.pk,
                effect.progress_state,
                [verdict.key for verdict in effect.broken],
                [verdict.key for verdict in effect.mended],
            )
            for effect in self.effects
        ]
        return _fingerprint(rows)


def _members_of(cohort: Cohort) -> dict[int, list[CommitteeMember]]:
    """The members who sit, by participation; one query for the whole cohort."""
    members = CommitteeMember.objects.sitting_in(cohort).select_related("committee")
    found: dict[int, list[CommitteeMember]] = defaultdict(list)
    for member in members:
        found[member.committee.participation_id].append(member)
    return found
