"""The risks of municipalities as the Unit sees them: each with the way out that the reader may take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality, Participation
from municipalities.permissions import Perm, UnitPerm
from municipalities.risks import Risk, RiskKind, WayOut, risks_of
from municipalities.steps import Text

__all__ = ["UnitRisk", "unit_risks"]

_WAYS: dict[RiskKind, tuple[UnitPerm, Text, str]] = {
    RiskKind.NOBODY: (UnitPerm.INVITE, _("Begin a handover"), "oversight:handover"),
    RiskKind.TERM_ENDING: (UnitPerm.INVITE, _("Begin a handover"), "oversight:handover"),
    RiskKind.BOUNCED: (UnitPerm.REMIND, _("See the addresses"), "oversight:addresses"),
    RiskKind.NO_VISIT: (UnitPerm.INVITE, _("Begin a handover"), "oversight:handover"),
    RiskKind.ONE_PERSON: (UnitPerm.INVITE, _("Invite a deputy"), "oversight:invite"),
    RiskKind.MEETING_LATE: (UnitPerm.READ, _("See its meetings"), "public:meetings"),
    RiskKind.DELEGATION_LAPSED: (UnitPerm.MANAGE, _("Have it signed again"), "oversight:sign_again"),
}


@dataclass(frozen=True)
class UnitRisk:
    """`way_out` is the Unit's own; `may_tell` that the municipality can act and may be told of it by e-mail."""

    risk: Risk
    way_out: WayOut | None
    may_tell: bool

    @property
    def municipality(self) -> Municipality:
        return self.risk.participation.municipality


def unit_risks(participations: Iterable[Participation], on: date, *, held: frozenset[str]) -> list[UnitRisk]:
    """Municipality by municipality, the heaviest risk of each first; `held` are permissions of the Unit."""
    found = risks_of(participations, on)
    return [_for_unit(risk, held) for risks in found.values() for risk in risks]


def _for_unit(risk: Risk, held: frozenset[str]) -> UnitRisk:
    can_act = risk.kind == RiskKind.NO_VISIT or risk.own_way_out(Perm) is not None
    may_tell = UnitPerm.REMIND in held and can_act
    permission, label, url_name = _WAYS.get(risk.kind, (None, "", ""))
    if permission is None or permission not in held:
        return UnitRisk(risk, None, may_tell)
    url = reverse(url_name, args=[risk.participation.municipality.slug])
    return UnitRisk(risk, WayOut(str(label), url), may_tell)
