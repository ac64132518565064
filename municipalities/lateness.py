"""The one function that counts days late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from municipalities.steps import StepState


def day_of(moment: datetime) -> date:
    """The calendar day of `moment` in Africa/Tunis; a due date ends with its day there."""
    return moment.astimezone(timezone.get_default_timezone()).date()


def days_late(clock_due_on: date | None, state: str, state_changed_at: datetime, *, today: date) -> int:
    """Whole days past the due date, 0 when in time or without a date.

    `clock_due_on` is the due date moved by the days the Unit has held submissions. While a submission is with
    the Unit, and after its acceptance, the count stands at what it was on the day it came in.
    """
    if clock_due_on is None:
        return 0
    if state in (StepState.SUBMITTED, StepState.ACCEPTED):
        # Of an accepted step the days under review are in clock_due_on already: the two cancel out.
        today = day_of(state_changed_at)
    return max(0, (today - clock_due_on).days)


def held_days(since: datetime, until: datetime) -> timedelta:
    """The days the Unit held a submission, by calendar days in Tunis."""
    return timedelta(days=max(0, (day_of(until) - day_of(since)).days))


def clock_after_hold(clock_due_on: date | None, since: datetime, until: datetime) -> date | None:
    """`clock_due_on` when the Unit has held a submission from `since` to `until`."""
    return clock_due_on + held_days(since, until) if clock_due_on else None


def clock_after_new_date(before: date | None, clock_due_on: date | None, due_on: date | None) -> date | None:
    """`clock_due_on` when the due date moves from `before` to `due_on`: the days with the Unit are kept."""
    if due_on and before and clock_due_on:
        return due_on + (clock_due_on - before)
    return due_on
