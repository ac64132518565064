"""What the accepted steps of a participation have established: the person, the charter, the committee."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.functional import cached_property

from charters.models import Charter, Signature
from committees.models import Committee, CommitteeMember, Side
from municipalities.models import FocalPoint, FocalPointKind, Participation
from municipalities.steps import Step
from oversight.rows import Row


@dataclass(frozen=True)
class Established:
    """`signature` is that of `charter`; `sides` holds (label, number of members), without empty sides."""

    participation: Participation
    charter: Charter | None
    signature: Signature | None
    committee: Committee | None
    sides: list[tuple[str, int]]

    @cached_property
    def focal_point(self) -> FocalPoint | None:
        """Asked for where it is shown."""
        in_office = self.participation.focal_points.in_office(timezone.localdate())
        found: FocalPoint | None = in_office.filter(kind=FocalPointKind.PERMANENT).first()
        return found


def established_by(row: Row) -> Established:
    """What stands today. A reopened charter or committee establishes nothing until it is accepted again; the focal
    point stays in office."""
    participation = row.participation
    committee = (
        Committee.objects.filter(participation=participation, established_at__isnull=False).first()
        if row.cell(Step.COMMITTEE).is_done
        else None
    )
    charters = Charter.objects.filter(participation=participation).in_force()  # type: ignore[attr-defined]
    charter = charters.select_related("document__file", "text", "participation__municipality").first()
    return Established(
        participation=participation,
        charter=charter,
        signature=Signature.objects.filter(charter=charter, withdrawn_at__isnull=True).first() if charter else None,
        committee=committee,
        sides=_sides(participation) if committee else [],
    )


def _sides(participation: Participation) -> list[tuple[str, int]]:
    members = CommitteeMember.objects.sitting(participation).values_list("side").annotate(Count("pk"))
    counts = dict(members.order_by())
    return [(str(side.label), counts[side.value]) for side in Side if counts.get(side.value)]
