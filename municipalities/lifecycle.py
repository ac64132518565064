"""Putting a participation on hold, taking it up again, ending it, and beginning again; each with its reason."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from municipalities import emails
from municipalities.exceptions import CohortArchived, StateConflict
from municipalities.lateness import day_of
from municipalities.models import (
    Cohort,
    Municipality,
    Notice,
    NoticeKind,
    Participation,
    ParticipationState,
)
from municipalities.steps import StepState

RUNNING = (ParticipationState.SELECTED, ParticipationState.ACTIVE)


def hold(
    participation: Participation, *, by: User, reason: str, until: date | None = None, at: datetime | None = None
) -> None:
    """Nothing moves until it is taken up again, by hand or by itself on the day `until`. StateConflict when it does
    not run."""
    _change(participation, RUNNING, ParticipationState.ON_HOLD, by=by, reason=reason, until=until, at=at)


def resume(participation: Participation, *, by: User | None, reason: str = "", at: datetime | None = None) -> None:
    """From hold to where it was. StateConflict when it is not on hold."""
    _change(participation, (ParticipationState.ON_HOLD,), _running_state(participation), by=by, reason=reason, at=at)


def withdraw(participation: Participation, *, by: User, reason: str, at: datetime | None = None) -> None:
    """It takes part no longer; its file stays and can be read. StateConflict when it was over already."""
    _change(participation, Participation.OPEN_STATES, ParticipationState.WITHDRAWN, by=by, reason=reason, at=at)


def take_back_withdrawal(participation: Participation, *, by: User, reason: str, at: datetime | None = None) -> None:
    """It goes on in the same cohort where it stood. StateConflict when it did not withdraw, or takes part again
    already; CohortArchived when its cohort takes nobody any more."""
    if participation.cohort.is_archived:
        raise CohortArchived(participation.cohort)
    if participation.municipality.participations.open().exists():
        raise StateConflict(participation)
    _change(participation, (ParticipationState.WITHDRAWN,), _running_state(participation), by=by, reason=reason, at=at)


@transaction.atomic
def admit(municipality: Municipality, cohort: Cohort, *, by: User, at: datetime | None = None) -> Participation:
    """A participation that begins anew. StateConflict when one is open, or was in this cohort before: that one goes
    on by `take_back_withdrawal`. CohortArchived when the cohort takes nobody any more."""
    moment = at or timezone.now()
    for other in municipality.participations.all():
        if other.state in Participation.OPEN_STATES or other.cohort_id == cohort.pk:
            raise StateConflict(other)
    return cohort.admit(municipality, by=by, at=moment)


def lift_holds(at: datetime) -> list[Participation]:
    """Takes up every participation whose hold ends on the day of `at` or before, and returns them.

    Safe to call twice, late, or beside a person who does the same: each is taken up once.
    """
    due = Participation.objects.filter(state=ParticipationState.ON_HOLD, on_hold_until__lte=day_of(at))
    lifted = []
    for participation in due.select_related("municipality", "cohort"):
        try:
            resume(participation, by=None, at=at)
        except StateConflict:
            continue
        lifted.append(participation)
    return lifted


def _running_state(participation: Participation) -> ParticipationState:
    """Selected as long as no step was begun."""
    begun = participation.progress.exclude(state=StepState.NOT_STARTED).exists()
    return ParticipationState.ACTIVE if begun else ParticipationState.SELECTED


@transaction.atomic
def _change(
    participation: Participation,
    from_states: tuple[ParticipationState, ...],
    to_state: ParticipationState,
    *,
    by: User | None,
    reason: str,
    until: date | None = None,
    at: datetime | None = None,
) -> None:
    moment = at or timezone.now()
    if participation.state not in from_states:
        raise StateConflict(participation)
    transition = participation.change_state(to_state, by=by, at=moment, reason=reason, until=until)
    municipality = participation.municipality
    Notice.objects.tell(
        NoticeKind.PARTICIPATION,
        emails.team(municipality),
        key=f"participation:{transition.pk}",
        municipality=municipality,
        by=by,
        words=reason,
        url=reverse("municipalities:home", args=[municipality.slug]),
        at=moment,
    )
