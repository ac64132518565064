"""What anyone may know of a committee: its composition by side, what founds it, its rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from committees.models import Committee, CommitteeMember, CommitteeRole, FoundingAct, Side
from committees.publicity import PublicMember, public_members
from documents.tables import Value
from municipalities.models import Municipality
from municipalities.steps import Step, StepState

COLUMNS = (
    ("side", _("side")),
    ("role", _("role in the committee")),
    ("body", _("department or association")),
    ("function", _("function")),
    ("name_ar", _("name in Arabic letters")),
    ("name_latin", _("name in Latin letters")),
    ("email", _("e-mail")),
    ("phone", _("phone")),
)


@dataclass(frozen=True)
class PublicSide:
    side: Side
    members: list[PublicMember]


@dataclass(frozen=True)
class PublicCommittee:
    """`municipality` is None for the national committee."""

    municipality: Municipality | None
    committee: Committee
    sides: list[PublicSide]

    @property
    def members(self) -> list[PublicMember]:
        return [member for side in self.sides for member in side.members]

    @property
    def act_label(self) -> str:
        """What the founding act is called; empty where none was recorded."""
        if self.committee.act_kind == FoundingAct.OTHER:
            return self.committee.act_title
        return self.committee.get_act_kind_display() if self.committee.act_kind else ""

    @property
    def rows(self) -> list[list[Value]]:
        """By COLUMNS, in words."""
        return [
            [getattr(member, f"{name}_label" if name in ("side", "role") else name) for name, _label in COLUMNS]
            for member in self.members
        ]

    def data(self) -> dict[str, Any]:
        """For programs: codes where there are codes, and no key for what is not public."""
        committee = self.committee
        return {
            "municipality": self.municipality.slug if self.municipality else None,
            "act": {
                "kind": committee.act_kind,
                "number": committee.act_number,
                "date": committee.act_date.isoformat() if committee.act_date else None,
            },
            "meets_every_months": committee.meets_every_months,
            "members": [
                {name: value for name, _label in COLUMNS if (value := getattr(member, name))} for member in self.members
            ],
        }


def committee_of(municipality: Municipality) -> PublicCommittee | None:
    """None until the committee step is accepted, and while it is open again."""
    participations = municipality.participations.all()
    participation = participations.open().first() or participations.order_by("-pk").first()
    if participation is None or participation.progress_of(Step.COMMITTEE).state != StepState.ACCEPTED:
        return None
    committee = Committee.objects.filter(participation=participation, established_at__isnull=False).first()
    return _read(municipality, committee) if committee else None


def national_committee() -> PublicCommittee | None:
    """None as long as nobody sits on it."""
    committee = Committee.objects.filter(participation=None).first()
    found = _read(None, committee) if committee else None
    return found if found and found.sides else None


def _read(municipality: Municipality | None, committee: Committee) -> PublicCommittee:
    seats = list(committee.members.in_office().order_by("pk"))  # type: ignore[attr-defined]
    shown = public_members(seats)
    sides = [PublicSide(side, [shown[seat.pk] for seat in _in_order(seats, side)]) for side in Side]
    return PublicCommittee(municipality, committee, [side for side in sides if side.members])


def _in_order(seats: Sequence[CommitteeMember], side: Side) -> list[CommitteeMember]:
    """Of one side: by role as the roles are listed, then as they came to the list."""
    roles = list(CommitteeRole.values)
    return sorted((seat for seat in seats if seat.side == side), key=lambda seat: roles.index(seat.role))
