"""The addresses under which a municipality is written to, and those that e-mails do not reach."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import AddressTrouble
from municipalities.models import Municipality


@dataclass(frozen=True)
class Address:
    """`who` says in words whose it is; `trouble` is None as long as nothing came back."""

    email: str
    who: str
    trouble: AddressTrouble | None


def addresses_of(municipality: Municipality) -> list[Address]:
    """Of members, of people with an open invitation, and of the focal points in office; each address once."""
    found: dict[str, str] = {}
    for membership in municipality.memberships.open().select_related("user"):
        found.setdefault(membership.user.email.lower(), membership.user.display_name)
    for participation in municipality.participations.prefetch_related("focal_points"):
        for person in participation.focal_points.all():
            if person.until_on is None:
                found.setdefault(person.email.lower(), person.name)
    for invitation in municipality.invitations.pending():
        found.setdefault(invitation.email.lower(), invitation.name or _("invited"))
    troubles = {trouble.email: trouble for trouble in AddressTrouble.objects.filter(email__in=found)}
    return [Address(email, who, troubles.get(email)) for email, who in found.items()]
