"""The addresses under which a municipality is written to, and those that e-mails do not reach."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AddressTrouble
from municipalities.models import FocalPoint, Municipality


@dataclass(frozen=True)
class Address:
    """`who` says in words whose it is; `trouble` is None as long as nothing came back."""

    email: str
    who: str
    trouble: AddressTrouble | None


def _in_office(municipality: Municipality) -> QuerySet[FocalPoint]:
    found = FocalPoint.objects.filter(participation__municipality=municipality)
    in_office: QuerySet[FocalPoint] = found.in_office(timezone.localdate())  # type: ignore[attr-defined]
    return in_office


def troubles_of(municipality: Municipality) -> list[AddressTrouble]:
    """In one question: the addresses of members, invited people and focal points in office that are not reached."""
    members = municipality.memberships.open().values("user__email")  # type: ignore[attr-defined]
    invited = municipality.invitations.pending().values("email")  # type: ignore[attr-defined]
    in_office = _in_office(municipality)
    found = Q(email__in=members) | Q(email__in=invited) | Q(email__in=in_office.values(lower=Lower("email")))
    return list(AddressTrouble.objects.filter(found).order_by("since"))


def addresses_of(municipality: Municipality) -> list[Address]:
    """Of members, of people with an open invitation, and of the focal points in office; each address once."""
    found: dict[str, str] = {}
    for membership in municipality.memberships.open().select_related("user"):
        found.setdefault(membership.user.email.lower(), membership.user.display_name)
    for person in _in_office(municipality):
        found.setdefault(person.email.lower(), person.name)
    for invitation in municipality.invitations.pending():
        found.setdefault(invitation.email.lower(), invitation.name or _("invited"))
    troubles = {trouble.email: trouble for trouble in AddressTrouble.objects.filter(email__in=found)}
    return [Address(email, who, troubles.get(email)) for email, who in found.items()]
