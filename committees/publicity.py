"""What of a member the public may read: nothing personal before that person said yes to that very field.

The one place that decides it (DESIGN §5.7). Pages, feeds, files and minutes for the public take a member from here
and from nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from committees.models import CommitteeMember


@dataclass(frozen=True)
class PublicMember:
    """Each field is empty where it may not be shown. `body`, `side` and `role` are of the office, not the person."""

    side: str
    role: str
    body: str
    civility: str = ""
    name_ar: str = ""
    name_latin: str = ""
    email: str = ""
    phone: str = ""


def public_members(members: Iterable[CommitteeMember]) -> dict[int, PublicMember]:
    """By the key of the member, as many queries for a hundred as for one."""
    return {member.pk: PublicMember(member.side, member.role, member.body) for member in members}
