"""A committee that does not meet follows no plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from committees.meetings.rhythm import rhythms_of
from committees.models import Committee
from municipalities.models import Participation
from municipalities.risks import Risk, RiskKind


def meetings_late(participations: Sequence[Participation], on: date) -> Iterator[Risk]:
    """Committees that are set up, whose time to meet is over, and that have planned nothing."""
    asked = {each.pk: each for each in participations}
    committees = Committee.objects.filter(participation__in=asked, established_at__isnull=False)
    for committee, rhythm in rhythms_of(committees.select_related("participation__cohort"), on).items():
        if rhythm.lapsed_since and committee.participation_id:
            yield Risk(RiskKind.MEETING_LATE, asked[committee.participation_id], day=rhythm.lapsed_since)
