"""Who takes the chair, the place beside it and the pen, where the rules ask for them: the fewest roles change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from committees.mends import Seat
from committees.models import CommitteeRole, Side

CHAIR, CO_CHAIR, SECRETARY = CommitteeRole.CHAIR, CommitteeRole.CO_CHAIR, CommitteeRole.SECRETARY
# With three roles at most, no more than three of a side can be in each other's way.
ENOUGH = 3


def roles_for(
    kept: Sequence[Seat], coming: Sequence[Side | None], keys: frozenset[str]
) -> tuple[tuple[tuple[Seat, CommitteeRole], ...], dict[int, CommitteeRole]]:
    """The roles to change among those who stay, and those that newcomers take, by their place in `coming`.

    Enough members of the sides that are needed must be there.
    """
    asked = _asked(keys)
    holding = [member.role for member in kept] + [CommitteeRole.MEMBER.value] * len(coming)
    sides = [member.side for member in kept] + [str(side or "") for side in coming]
    chosen = min(_choices(asked, holding, sides, len(kept)), key=lambda choice: choice[0])[1]
    taken = dict(zip(chosen, asked, strict=True))
    single = {role for role in asked if role != SECRETARY}
    changed = []
    for place, member in enumerate(kept):
        role = taken.get(place, CommitteeRole.MEMBER if member.role in single else member.role)
        if role != member.role:
            changed.append((member, CommitteeRole(role)))
    given = {place - len(kept): role for place, role in taken.items() if place >= len(kept)}
    return tuple(changed), given


def _asked(keys: frozenset[str]) -> list[CommitteeRole]:
    asked = [CHAIR] if keys & {"chair", "shared_lead"} else []
    if "shared_lead" in keys:
        asked.append(CO_CHAIR)
    if "secretary" in keys:
        asked.append(SECRETARY)
    return asked


def _choices(
    asked: Sequence[CommitteeRole], holding: Sequence[str], sides: Sequence[str], kept: int
) -> list[tuple[int, tuple[int, ...]]]:
    """Each way to give the roles to different members, with its cost."""

    def cost(place: int, role: CommitteeRole) -> int:
        """A holder stays; then those without a role, those already there first; then whoever would give one up."""
        if holding[place] == role:
            return 0
        if holding[place] in asked:
            return 8
        return 4 if holding[place] != CommitteeRole.MEMBER else 2 + (place >= kept)

    def willing(role: CommitteeRole) -> list[int]:
        found: list[int] = []
        for side in dict.fromkeys(sides):
            of_side = [place for place in range(len(sides)) if sides[place] == side]
            found += sorted(of_side, key=lambda place: cost(place, role))[:ENOUGH]
        return found

    shared = CO_CHAIR in asked
    return [
        (sum(cost(place, role) for place, role in zip(places, asked, strict=True)), places)
        for places in product(*(willing(role) for role in asked))
        if len({*places}) == len(places)
        and (not shared or {sides[places[0]], sides[places[1]]} == {Side.ADMINISTRATION, Side.CIVIL_SOCIETY})
    ]
