"""A charter signed by a delegate rests on an act that ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from charters.models import Charter
from municipalities.models import Participation, SignatoryCapacity
from municipalities.risks import Risk, RiskKind


def lapsed_delegations(participations: Sequence[Participation], on: date) -> Iterator[Risk]:
    """Charters in force or waiting for their signature whose delegate's last day is before `on`."""
    asked = {each.pk: each for each in participations}
    charters = Charter.objects.filter(
        participation__in=asked,
        capacity=SignatoryCapacity.DELEGATE,
        state__in=[Charter.State.ISSUED, Charter.State.IN_FORCE],
        until_on__lt=on,
    )
    for charter in charters.select_related("document"):
        participation = asked[charter.participation_id]
        yield Risk(RiskKind.DELEGATION_LAPSED, participation, day=charter.until_on, subject=charter.register_number)
