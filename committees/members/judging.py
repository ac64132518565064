"""What a change of members does to the rules, told before it is saved, and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from committees.models import Committee, CommitteeMember
from committees.rules import Rules, Verdict, judge


@dataclass(frozen=True)
class Judged:
    """Each rule before the change and after it, once everything in it has come into force."""

    before: list[Verdict]
    after: list[Verdict]

    @property
    def broken(self) -> list[Verdict]:
        """Met before, and not after."""
        held = {verdict.key for verdict in self.before if verdict.met}
        return [verdict for verdict in self.after if not verdict.met and verdict.key in held]

    @property
    def mended(self) -> list[Verdict]:
        held = {verdict.key for verdict in self.before if verdict.met}
        return [verdict for verdict in self.after if verdict.met and verdict.key not in held]


def judged(
    members: Sequence[CommitteeMember],
    rules: Rules,
    *,
    leaving: CommitteeMember | None = None,
    coming: CommitteeMember | None = None,
) -> Judged:
    """`members` are those who sit now."""
    after = [member for member in members if leaving is None or member.pk != leaving.pk]
    if coming is not None:
        after.append(coming)
    return Judged(judge(members, rules), judge(after, rules))


def rules_of(committee: Committee | None) -> Rules:
    """Of the national committee too, before it has its first member."""
    return Rules.of_committee(committee or Committee())
