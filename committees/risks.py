"""A committee at work that its rules no longer fit: somebody left, or the rules changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from committees.meetings.risks import meetings_late
from committees.models import Committee, CommitteeMember
from committees.rules import Rules, judge, missed
from municipalities.models import Participation
from municipalities.risks import Risk, RiskKind


def risks_of_committees(participations: Sequence[Participation], on: date) -> Iterator[Risk]:
    """What threatens the committees of `participations`; these are asked for once."""
    committees = list(
        Committee.objects.filter(participation__in=participations).select_related("participation__cohort")
    )
    yield from broken_rules(committees, participations, on)
    yield from meetings_late(committees, participations, on)


def broken_rules(committees: Sequence[Committee], participations: Sequence[Participation], on: date) -> Iterator[Risk]:
    """Of each committee whose members of the day `on` miss a rule, one risk that names all that they miss."""
    asked = {each.pk: each for each in participations}
    at_work = [committee for committee in committees if committee.is_at_work]
    if not at_work:
        return
    found: dict[int, list[CommitteeMember]] = defaultdict(list)
    for member in CommitteeMember.objects.in_office(on).filter(committee__participation__in=asked):
        found[member.committee_id].append(member)
    for committee in at_work:
        words = missed(judge(found[committee.pk], Rules.of_committee(committee)))
        if words:
            yield Risk(RiskKind.COMMITTEE_RULES, asked[committee.participation_id or 0], subject=words)
