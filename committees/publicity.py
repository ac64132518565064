"""What of a member the public may read: nothing personal before that person said yes to that very field.

The one place that decides it (DESIGN §5.7). Pages, feeds, files and minutes for the public take a member from here
and from nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from committees.models import CommitteeMember, CommitteeRole, ConsentField, Side
from committees.models.consents import standing_answers
from municipalities.models import Civility


@dataclass(frozen=True)
class PublicMember:
    """Each field is empty where it may not be shown. `body`, `side` and `role` are of the seat, not the person; so is
    the `function` of somebody of the administration. `side`, `role` and `civility` are codes with a label each; `phone`
    is as people read it, with its country."""

    side: str
    role: str
    body: str
    civility: str = ""
    name_ar: str = ""
    name_latin: str = ""
    function: str = ""
    email: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        """In the reader's script where both are known."""
        return self.name_ar if get_language() == "ar" else self.name_latin or self.name_ar

    @property
    def civility_label(self) -> str:
        return str(Civility(self.civility).label) if self.civility else ""

    @property
    def role_label(self) -> str:
        return str(CommitteeRole(self.role).label)

    @property
    def side_label(self) -> str:
        return str(Side(self.side).label)


def public_members(members: Iterable[CommitteeMember]) -> dict[int, PublicMember]:
    """By the key of the member, as many queries for a hundred as for one."""
    seats = list(members)
    answers = standing_answers(seats)
    shown = {
        member.pk: {
            field
            for field in ConsentField
            if (answer := answers.get(member.pk, {}).get(field.value)) and answer.covers(member)
        }
        for member in seats
    }
    return {member.pk: public_member(member, shown[member.pk]) for member in seats}


def public_member(member: CommitteeMember, agreed: Iterable[ConsentField]) -> PublicMember:
    """`member` as the public would read the seat if these fields were agreed to."""
    shown = set(agreed)
    if member.side == Side.ADMINISTRATION:
        shown.add(ConsentField.FUNCTION)
    with_name = ConsentField.NAME in shown
    return PublicMember(
        side=member.side,
        role=member.role,
        body=member.body,
        civility=member.civility if with_name else "",
        name_ar=member.name_ar if with_name else "",
        name_latin=member.name_latin if with_name else "",
        function=ConsentField.FUNCTION.value_of(member) if ConsentField.FUNCTION in shown else "",
        email=member.email if ConsentField.EMAIL in shown else "",
        phone=member.phone.as_international if ConsentField.PHONE in shown and member.phone else "",
    )
