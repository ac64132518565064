"""A committee that does not meet follows no plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from committees.meetings.rhythm import rhythms_of
from committees.models import Committee
from municipalities.models import Participation
from municipalities.risks import Risk, RiskKind


def meetings_late(committees: Sequence[Committee], participations: Sequence[Participation], on: date) -> Iterator[Risk]:
    """Committees that are set up, whose time to meet is over, and that have planned nothing."""
    asked = {each.pk: each for each in participations}
    set_up = [committee for committee in committees if committee.established_at]
    for committee, rhythm in rhythms_of(set_up, on).items():
        if rhythm.lapsed_since and committee.participation_id:
            yield Risk(RiskKind.MEETING_LATE, asked[committee.participation_id], day=rhythm.lapsed_since)
