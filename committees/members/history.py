"""The history of a seat: who held it, one after the other, and what was done to each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.models import CommitteeMember, MemberChange, MemberChangeKind


@dataclass(frozen=True)
class Entry:
    """As includes/_history.html shows it."""

    at: datetime
    text: str
    who: str
    comment: str = ""


def holders_of(member: CommitteeMember, everybody: Sequence[CommitteeMember]) -> list[CommitteeMember]:
    """Those before `member` in the seat, `member`, and those after; from the first to the last."""
    by_key = {each.pk: each for each in everybody}
    first = member
    while first.succeeds_id in by_key:
        first = by_key[first.succeeds_id]
    holders, waiting = [], [first]
    while waiting:
        holder = waiting.pop(0)
        holders.append(holder)
        waiting += [each for each in everybody if each.succeeds_id == holder.pk]
    return holders


def history_of(holders: Sequence[CommitteeMember]) -> list[Entry]:
    """The latest first."""
    named = {holder.pk: holder for holder in holders}
    changes = MemberChange.objects.filter(member__in=named, member__committee=holders[0].committee_id)
    entries, values = [], dict[int, dict[str, Any]]()
    for change in changes.select_related("by").order_by("at", "pk"):
        before = values.get(change.member_id, {})
        values[change.member_id] = change.values
        text = f"{named[change.member_id].name} · {change.get_kind_display()}"
        if change.kind == MemberChangeKind.CHANGED:
            text = _("%(what)s: %(fields)s") % {"what": text, "fields": _differing(before, change.values)}
        entries.append(Entry(change.at, text, change.by.display_name, change.reason))
    return entries[::-1]


def _differing(before: dict[str, Any], after: dict[str, Any]) -> str:
    labels = [
        str(CommitteeMember._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in CommitteeMember.VALUES
        if before.get(name) != after.get(name)
    ]
    return pgettext("between names", ", ").join(labels)
