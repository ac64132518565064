"""The due date of a step for a whole cohort: what moving it would do, and the move itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from municipalities.lateness import clock_after_new_date, days_late
from municipalities.models import (
    Activity,
    ActivityKind,
    Cohort,
    CohortStep,
    DueDateChange,
    Membership,
    Municipality,
    Notice,
    NoticeKind,
    Participation,
    StepProgress,
)
from municipalities.permissions import Role
from municipalities.steps import Step, StepState

DueDates = Mapping[Step, date | None]


@dataclass(frozen=True)
class Shift:
    """What a new date for the cohort does to one step of one municipality. Days late are those shown on the board."""

    progress: StepProgress
    due_on: date
    clock_due_on: date
    late_before: int
    late_after: int

    @property
    def municipality(self) -> Municipality:
        return self.progress.participation.municipality

    @property
    def moves(self) -> bool:
        return self.due_on != self.progress.due_on

    @property
    def turns_late(self) -> bool:
        return self.late_after > 0 and not self.late_before

    @property
    def is_late_no_longer(self) -> bool:
        return self.late_before > 0 and not self.late_after


def due_dates_of(cohort: Cohort) -> dict[Step, date | None]:
    """By step, in order; None where there is none."""
    kept = dict(cohort.steps.values_list("step", "due_on"))
    return {step: kept.get(step.value) for step in Step}


def shifts(cohort: Cohort, dates: DueDates, *, today: date) -> list[Shift]:
    """Every open step that is not accepted, of the steps whose date differs from the cohort's, as it would stand.

    An extension that was given to one municipality alone holds as long as it is later than the cohort's date.
    """
    present = due_dates_of(cohort)
    changed = {step: day for step, day in dates.items() if day and day != present[step]}
    return [
        _shift(progress, changed[Step(progress.step)], today)
        for progress in _open_steps(cohort).filter(step__in=[step.value for step in changed])
    ]


def _open_steps(cohort: Cohort) -> QuerySet[StepProgress]:
    own = DueDateChange.objects.filter(progress=OuterRef("pk"), for_cohort=False).order_by("-at", "-pk")
    return (
        StepProgress.objects.filter(participation__cohort=cohort, participation__state__in=Participation.OPEN_STATES)
        .exclude(state=StepState.ACCEPTED)
        .annotate(own_due_on=Subquery(own.values("to_due_on")[:1]))
        .select_related("participation__municipality")
        .order_by("participation__municipality__slug", "step")
    )


def _shift(progress: StepProgress, day: date, today: date) -> Shift:
    own = progress.own_due_on  # type: ignore[attr-defined]
    due_on = max(day, own) if own else day
    clock = clock_after_new_date(progress.due_on, progress.clock_due_on, due_on) or due_on
    return Shift(progress, due_on, clock, _late(progress, progress.clock_due_on, today), _late(progress, clock, today))


def _late(progress: StepProgress, clock: date | None, today: date) -> int:
    """As the board counts: what is with the Unit, or stands still, is not late."""
    if progress.state == StepState.SUBMITTED or progress.participation.is_frozen:
        return 0
    return days_late(clock, progress.state, progress.state_changed_at, today=today)


@transaction.atomic
def move_due_dates(
    cohort: Cohort, dates: DueDates, *, by: User, reason: str, at: datetime | None = None
) -> list[Shift]:
    """Sets the cohort's dates and moves every open step along, each with its log row; tells the municipalities.

    Accepted steps, and extensions later than the new date, stay as they are. Returns what moved.
    """
    moment = at or timezone.now()
    moved = [shift for shift in shifts(cohort, dates, today=timezone.localdate(moment)) if shift.moves]
    before = due_dates_of(cohort)
    for step, day in dates.items():
        if day and day != before[step]:
            CohortStep.objects.update_or_create(cohort=cohort, step=step, defaults={"due_on": day})
            Activity.objects.record(
                ActivityKind.COHORT_CHANGED,
                by=by,
                step=step,
                subject=f"{cohort.slug}: {before[step] or '–'} → {day}",
                at=moment,
            )
    changes = []
    for shift in moved:
        progress = shift.progress
        changes.append(
            DueDateChange(
                progress=progress,
                from_due_on=progress.due_on,
                to_due_on=shift.due_on,
                at=moment,
                by=by,
                reason=reason,
                for_cohort=True,
            )
        )
        before_this = progress.due_on
        progress.due_on, progress.clock_due_on = shift.due_on, shift.clock_due_on
        Activity.objects.record(
            ActivityKind.DUE_DATE_MOVED,
            by=by,
            municipality=shift.municipality,
            step=progress.step,
            subject=f"{before_this or '-'} {shift.due_on}",
            at=moment,
        )
    StepProgress.objects.bulk_update([shift.progress for shift in moved], ["due_on", "clock_due_on"], batch_size=200)
    DueDateChange.objects.bulk_create(changes, batch_size=200)
    _tell(moved, by=by, reason=reason, at=moment)
    return moved


def _tell(moved: list[Shift], *, by: User, reason: str, at: datetime) -> None:
    """One notice for each municipality, whichever of its steps moved."""
    by_place: dict[int, list[Shift]] = defaultdict(list)
    for shift in moved:
        by_place[shift.municipality.pk].append(shift)
    teams = _teams(by_place)
    for place, of_place in by_place.items():
        municipality = of_place[0].municipality
        Notice.objects.tell(
            NoticeKind.DUE_DATE,
            teams.get(place, []),
            key=f"due-date:{place}:{at.isoformat()}",
            municipality=municipality,
            step=of_place[0].progress.step if len(of_place) == 1 else "",
            by=by,
            words=reason,
            url=reverse("municipalities:home", args=[municipality.slug]),
            at=at,
        )


def _teams(municipalities: Iterable[int]) -> dict[int, list[User]]:
    """Everyone who fills in the steps, by the key of the municipality; one query for all."""
    members = Membership.objects.open().filter(  # type: ignore[attr-defined]
        municipality__in=list(municipalities), role__in=[Role.FOCAL_POINT, Role.DEPUTY], user__is_active=True
    )
    found: dict[int, list[User]] = defaultdict(list)
    for membership in members.select_related("user"):
        found[membership.municipality_id].append(membership.user)
    return found
