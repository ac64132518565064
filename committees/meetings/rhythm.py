"""How often a committee meets: when it last did, when it has to again, since when that is late.

The months come from the rules of its cohort, or from what the committee set itself where that is stricter. Beside
them stands the floor that the Open Government Partnership asks of a forum: at least every six months.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from committees.models import Committee
from committees.models.meetings import last_and_next
from municipalities.lateness import day_of

EVERY_MONTHS = 3
FLOOR_MONTHS = 6


@dataclass(frozen=True)
class Rhythm:
    """`counted_from` is the last meeting held, or the day the committee was set up; None before either."""

    months: int
    on: date
    last_held: date | None
    next_planned: date | None
    counted_from: date | None

    @property
    def due_by(self) -> date | None:
        return self.counted_from + relativedelta(months=self.months) if self.counted_from else None

    @property
    def floor_by(self) -> date | None:
        return self.counted_from + relativedelta(months=FLOOR_MONTHS) if self.counted_from else None

    @property
    def late_since(self) -> date | None:
        """The last day in time, once it is over; None while it is not."""
        return self.due_by if self.due_by and self.due_by < self.on else None

    @property
    def is_below_floor(self) -> bool:
        return self.floor_by is not None and self.floor_by < self.on

    @property
    def lapsed_since(self) -> date | None:
        """Late, and no meeting is planned within the floor either: somebody has to act."""
        if self.floor_by and self.next_planned and self.next_planned <= max(self.floor_by, self.on):
            return None
        return self.late_since


def months_of(committee: Committee) -> int:
    """Of the cohort and of the committee's own remit, the smaller. `participation__cohort` should be loaded."""
    cohort = committee.participation.cohort if committee.participation else None
    asked = cohort.committee_meets_every_months if cohort else EVERY_MONTHS
    return min(asked, committee.meets_every_months or asked)


def rhythms_of(committees: Iterable[Committee], on: date) -> dict[Committee, Rhythm]:
    """Of each on that day; one question to the database, however many there are."""
    asked = list(committees)
    moments = last_and_next(asked, on)
    found = {}
    for committee in asked:
        last, following = moments.get(committee.pk, (None, None))
        began = committee.established_at
        last_held = day_of(last) if last else None
        found[committee] = Rhythm(
            months=months_of(committee),
            on=on,
            last_held=last_held,
            next_planned=day_of(following) if following else None,
            counted_from=last_held or (day_of(began) if began else None),
        )
    return found
