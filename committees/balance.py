"""Finds what would mend a list of members: the least that must be done so that the rules that are asked for hold.

First how many sit for each side and who is exchanged, then who holds which role. A search over small numbers, the
cheapest first: to add somebody is cheaper than to let somebody go, and whoever holds a role goes last.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from committees.leads import roles_for
from committees.mends import Addition, Mend, Seat
from committees.models import CommitteeRole, Side
from documents.text import fold
from municipalities.models import Civility

if TYPE_CHECKING:
    from committees.rules import Rules

ADD, DROP = 1, 3
ADMINISTRATION, CIVIL_SOCIETY, OTHER = Side.ADMINISTRATION, Side.CIVIL_SOCIETY, Side.OTHER
Counts = tuple[int, int, int]


def least_mend(members: Sequence[Seat], rules: Rules, keys: frozenset[str]) -> Mend | None:
    """What to do so that every rule of `keys` holds; None when no committee can meet them all."""
    return _Search(members, rules, keys).mend()


@dataclass(frozen=True)
class _Try:
    """Who stays, who goes, how many come for each side."""

    kept: tuple[Seat, ...]
    dropped: tuple[Seat, ...]
    administration: int
    civil_society: int

    @property
    def cost(self) -> int:
        pinned = sum(_is_pinned(member) for member in self.dropped)
        return DROP * len(self.dropped) + pinned + ADD * (self.administration + self.civil_society)


class _Search:
    def __init__(self, members: Sequence[Seat], rules: Rules, keys: frozenset[str]) -> None:
        self.members = tuple(members)
        self.rules = rules
        self.keys = keys
        self.by_side = {side: [member for member in members if member.side == side] for side in Side}
        self.women = rules.min_women if "women" in keys else 0
        self.young = rules.min_youth if "youth" in keys else 0
        self.bodies = rules.bodies if "bodies" in keys else ()
        self.needs_focal_point = "focal_point" in keys
        self.sided = rules.asks_for_sides

    def mend(self) -> Mend | None:
        """By cost; among equals the one that comes nearest to the rules that are not asked for."""
        heap: list[tuple[int, int, int, Counts, int]] = []
        order = count()
        for counts in self._counts():
            cost = self._cost(counts)
            heap.append((cost, self._left_over(counts), next(order), counts, 0))
        heapq.heapify(heap)
        best: _Try | None = None
        while heap:
            cost, left_over, _place, counts, exchanged = heapq.heappop(heap)
            if best is not None and cost >= best.cost:
                break
            for found in self._tries(counts, exchanged):
                if best is None or found.cost < best.cost:
                    best = found
            if exchanged < min(len(self.members), sum(counts)):
                again = cost + DROP + ADD, left_over, next(order), counts, exchanged + 1
                heapq.heappush(heap, again)
        return self._written(best) if best is not None else None

    def _counts(self) -> Iterator[Counts]:
        """How many may sit for the administration, for civil society and for neither side."""
        most = self.rules.max_size
        if "size" not in self.keys:
            most = max(most, len(self.members))
        for others in range(len(self.by_side[OTHER]) + 1):
            for administration in range(most - others + 1):
                for civil_society in range(most - others - administration + 1):
                    counts = administration, civil_society, others
                    if self._may_be(counts):
                        yield counts

    def _may_be(self, counts: Counts) -> bool:
        administration, civil_society, _others = counts
        size, leads = sum(counts), self._leads()
        if "shared_lead" in self.keys and not (administration and civil_society):
            return False
        if size < leads or ("contact" in self.keys and not size):
            return False
        return all(met for key, met in self._number_rules(counts) if key in self.keys)

    def _number_rules(self, counts: Counts) -> Iterator[tuple[str, bool]]:
        administration, civil_society, _others = counts
        size, rules = sum(counts), self.rules
        yield "size", rules.min_size <= size <= rules.max_size
        if rules.parity:
            yield "parity", 0 < administration == civil_society
        for key, number, percent in (
            ("administration_share", administration, rules.min_administration),
            ("civil_society_share", civil_society, rules.min_civil_society),
        ):
            if percent:
                yield key, bool(number) and number * 100 >= percent * size

    def _left_over(self, counts: Counts) -> int:
        """Rules about numbers that would not hold; then how far the sides are apart."""
        broken = sum(not met for _key, met in self._number_rules(counts))
        return broken * 1000 + abs(counts[0] - counts[1])

    def _leads(self) -> int:
        chairs = bool(self.keys & {"chair", "shared_lead"})
        return chairs + ("shared_lead" in self.keys) + ("secretary" in self.keys)

    def _cost(self, counts: Counts) -> int:
        here = (len(self.by_side[side]) for side in (ADMINISTRATION, CIVIL_SOCIETY, OTHER))
        return sum(ADD * max(0, n - e) + DROP * max(0, e - n) for n, e in zip(counts, here, strict=True))

    def _tries(self, counts: Counts, exchanged: int) -> Iterator[_Try]:
        """Each way of exchanging so many members that meets what is asked of persons."""
        administration, civil_society, others = counts
        here = {side: len(members) for side, members in self.by_side.items()}
        go = {
            ADMINISTRATION: max(0, here[ADMINISTRATION] - administration),
            CIVIL_SOCIETY: max(0, here[CIVIL_SOCIETY] - civil_society),
            OTHER: here[OTHER] - others,
        }
        come = exchanged + max(0, administration - here[ADMINISTRATION]) + max(0, civil_society - here[CIVIL_SOCIETY])
        if sum(_is_woman(member) for member in self.members) + come < self.women:
            return
        if sum(member.under_35 for member in self.members) + come < self.young:
            return
        for of_administration in range(exchanged + 1):
            a, c = go[ADMINISTRATION] + of_administration, go[CIVIL_SOCIETY] + exchanged - of_administration
            if a > here[ADMINISTRATION] or c > here[CIVIL_SOCIETY]:
                continue
            for by_need in (False, True):
                kept, dropped = self._parted({ADMINISTRATION: a, CIVIL_SOCIETY: c, OTHER: go[OTHER]}, by_need=by_need)
                tried = _Try(
                    kept, dropped, administration - here[ADMINISTRATION] + a, civil_society - here[CIVIL_SOCIETY] + c
                )
                if self._persons_fit(tried):
                    yield tried
                if not dropped:
                    break

    def _parted(self, go: dict[Side, int], *, by_need: bool) -> tuple[tuple[Seat, ...], tuple[Seat, ...]]:
        """Who stays and who goes: first those without a role, or first those whom no rule needs."""
        dropped: set[int] = set()
        for side, number in go.items():
            of_side = [place for place, member in enumerate(self.members) if member.side == side]

            def rank(place: int) -> tuple[int, int, int]:
                member = self.members[place]
                pinned, needed = int(_is_pinned(member) or self._is_sent(member)), self._worth(member)
                # Among equals the last on the list go first.
                return (needed, pinned, -place) if by_need else (pinned, needed, -place)

            dropped.update(sorted(of_side, key=rank)[:number])
        kept = tuple(member for place, member in enumerate(self.members) if place not in dropped)
        return kept, tuple(member for place, member in enumerate(self.members) if place in dropped)

    def _worth(self, member: Seat) -> int:
        return bool(self.women and _is_woman(member)) + bool(self.young and member.under_35) + self._is_sent(member)

    def _is_sent(self, member: Seat) -> bool:
        """By a body that must sit."""
        return any(fold(member.body) == fold(name) for _side, name in self.bodies)

    def _persons_fit(self, tried: _Try) -> bool:
        sent = self._bodies_missing(tried.kept)
        focal = self._focal_point_missing(tried.kept)
        free = tried.administration + tried.civil_society - focal
        if sum(side == ADMINISTRATION for side, _name in sent) + focal > tried.administration:
            return False
        if sum(side == CIVIL_SOCIETY for side, _name in sent) > tried.civil_society:
            return False
        women = sum(_is_woman(member) for member in tried.kept)
        young = sum(member.under_35 for member in tried.kept)
        return women + free >= self.women and young + free >= self.young

    def _bodies_missing(self, kept: Sequence[Seat]) -> list[tuple[Side, str]]:
        here = {fold(member.body) for member in kept}
        return [(side, name) for side, name in self.bodies if fold(name) not in here]

    def _focal_point_missing(self, kept: Sequence[Seat]) -> int:
        """1, or 0. Whether the focal point is a woman, or young, nobody can choose."""
        return int(self.needs_focal_point and not any(member.is_focal_point for member in kept))

    def _written(self, tried: _Try) -> Mend:
        coming = {ADMINISTRATION: tried.administration, CIVIL_SOCIETY: tried.civil_society}
        added = []
        if self._focal_point_missing(tried.kept):
            added.append(Addition(ADMINISTRATION, focal_point=True))
            coming[ADMINISTRATION] -= 1
        for side, name in self._bodies_missing(tried.kept):
            added.append(Addition(side, body=name))
            coming[side] -= 1
        for side, number in coming.items():
            added += [Addition(side if self.sided else None)] * number
        women = self.women - sum(_is_woman(member) for member in tried.kept)
        young = self.young - sum(member.under_35 for member in tried.kept)
        # Plain seats first, so that a body is free in whom it sends; women and youth from opposite ends, for the same.
        free = [place for place in reversed(range(len(added))) if not added[place].focal_point]
        free.sort(key=lambda place: bool(added[place].body))
        for place in free[: max(0, women)]:
            added[place] = replace(added[place], woman=True)
        plain = [place for place in free if not added[place].body]
        for place in [*reversed(plain), *(place for place in free if added[place].body)][: max(0, young)]:
            added[place] = replace(added[place], young=True)
        roles, given = roles_for(tried.kept, [each.side for each in added], self.keys)
        for place, role in given.items():
            added[place] = replace(added[place], role=role)
        silent = [member for member in tried.kept if not member.email and not member.phone]
        return Mend(tried.dropped, tuple(added), roles, tuple(silent) if "contact" in self.keys else ())


def _is_woman(member: Seat) -> bool:
    return member.civility == Civility.MS


def _is_pinned(member: Seat) -> bool:
    return member.role != CommitteeRole.MEMBER or member.is_focal_point
