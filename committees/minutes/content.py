"""What minutes say, as plain values: between the rows that are edited and the papers that are made of them.

The order of the fields is the official order (FACTS §7): subject, date and hour, place, present, apologies, opening,
agenda, what was recalled, one paragraph per item with its speaker, decisions, closing formula.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Present:
    """One of those present, or of those who sent apologies. `civility` is the code of Civility, `name` in the
    language of the minutes, `side` and `role` codes of Side and CommitteeRole ("" for a guest). `member` is the key of
    the member, None for a guest. In the edition for the public `name` is a word ("a member of the committee"), and
    `civility` "", for those who did not agree to be named."""

    civility: str
    name: str
    function: str
    body: str
    side: str = ""
    role: str = ""
    member: int | None = None


@dataclass(frozen=True)
class Decided:
    """`owner` is a name, or words for who is no member; `owner_member` and `owner_body` tell which member it is."""

    number: int
    text: str
    owner: str = ""
    due_on: date | None = None
    owner_member: int | None = None
    owner_body: str = ""


@dataclass(frozen=True)
class Item:
    """One paragraph: an item of the agenda or a commitment. `steps` are the bullets under it."""

    title: str
    text: str
    speaker: Present | None = None
    commitment: int | None = None
    steps: tuple[str, ...] = ()
    decisions: tuple[Decided, ...] = ()


@dataclass(frozen=True)
class Approved:
    """Who approved this version, in what role, when; `name` as in Present."""

    civility: str
    name: str
    role: str
    at: datetime
    member: int | None = None


@dataclass(frozen=True)
class MinutesContent:
    """`place_name` is the municipality's name, "" for the national committee. `present` is in the order of the paper:
    chair first, then public bodies, associations, others. `version` counts from 1; a later one says why in
    `correction_reason`. `draft` marks a paper that nobody has approved; `number` and `code` are the register's, ""
    before the paper is issued. `for_public` marks the edition in which only those who agreed are named. `link` is the
    sentence between what was recalled and the paragraphs."""

    language: str
    committee: str
    place_name: str
    meeting_number: int
    version: int
    draft: bool
    subject: str
    starts_at: datetime
    venue: str
    present: tuple[Present, ...]
    excused: tuple[Present, ...]
    absent: tuple[Present, ...]
    opening: str
    agenda: tuple[str, ...]
    recalled: str
    items: tuple[Item, ...]
    closing: str
    next_meeting: datetime | None = None
    drafter: str = ""
    approvals: tuple[Approved, ...] = ()
    correction_reason: str = ""
    number: str = ""
    code: str = ""
    for_public: bool = False
    link: str = ""
