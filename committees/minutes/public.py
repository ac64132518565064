"""The edition of minutes for the public: only those are named who agreed to it, others by function and body.

What of a member may be public comes from committees.publicity and nowhere else. A guest agreed to nothing, so only
the body is left. Names of the withheld that stand in the free text are replaced too; a part of a name, a nickname or
a title cannot be recognised, and stays in the care of whoever writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from committees.minutes.content import Approved, Decided, Item, MinutesContent, Present
from committees.minutes.folding import FoldedText
from committees.minutes.phrases import PHRASES
from committees.models import Committee, CommitteeMember, CommitteeRole
from committees.publicity import PublicMember, public_members

# Before a name, with what Arabic writes together with it: «والسيد», «للسيدة».
_CIVILITY = re.compile(
    r"(?P<joined>[وف]?(?:ل(?=لس)|ب(?=الس))?)(?:[اأ]?لسي\u0651?د(?:\u0651?ة)?|M\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?)\s+\Z"
)


@dataclass(frozen=True)
class Withheld:
    """Somebody who may not be named: every form of the name that is known, and what stands instead."""

    names: tuple[str, ...]
    instead: str


class PublicEdition:
    """What may be told of the people of `content`; asks the database once, when it is made."""

    def __init__(self, content: MinutesContent, committee: Committee) -> None:
        self.content = content
        owners = [decision.owner_member for item in content.items for decision in item.decisions]
        keys = {key for key in [*owners, *(person.member for person in self._everybody())] if key}
        members = list(committee.members.filter(pk__in=keys))
        self._members = {member.pk: member for member in members}
        self._public: dict[int, PublicMember] = public_members(members)

    def _everybody(self) -> Iterator[Present | Approved]:
        content = self.content
        for people in (content.present, content.excused, content.absent, content.approvals):
            yield from people
        yield from (item.speaker for item in content.items if item.speaker)

    def may_name(self, member: int | None) -> bool:
        public = self._public.get(member) if member else None
        if public is None:
            return False
        return bool(public.name_ar if self.content.language == "ar" else public.name_latin or public.name_ar)

    @cached_property
    def withheld(self) -> list[Withheld]:
        """Those of the meeting who may not be named, the longest names first."""
        found: dict[str, Withheld] = {}
        for person in self._everybody():
            if self.may_name(person.member) or not person.name:
                continue
            member = self._members.get(person.member) if person.member else None
            names = {person.name} | ({member.name_ar, member.name_latin} - {""} if member else set())
            found.setdefault(person.name, Withheld(tuple(sorted(names)), self._instead(person, member)))
        for item in self.content.items:
            for decision in item.decisions:
                owner = self._members.get(decision.owner_member) if decision.owner_member else None
                if owner and not self.may_name(owner.pk):
                    instead = self._representing(owner.body, owner.civility)
                    known = tuple(name for name in (owner.name_ar, owner.name_latin) if name)
                    found.setdefault(decision.owner, Withheld(known, instead))
        return sorted(found.values(), key=lambda one: -max(map(len, one.names)))

    def _instead(self, person: Present | Approved, member: CommitteeMember | None) -> str:
        phrases = PHRASES[self.content.language]
        if person.role == CommitteeRole.CHAIR:
            return phrases.chair.get(person.civility, phrases.chair["mr"])
        body = person.body if isinstance(person, Present) else member.body if member else ""
        return self._representing(body, person.civility) if body else phrases.somebody

    def _representing(self, body: str, civility: str) -> str:
        """Agrees with the person, as the verbs around it do: «قدّمت ممثلة المصلحة»."""
        words = PHRASES[self.content.language].representing
        return words.get(civility, words["mr"]).format(body=body)

    def made(self) -> MinutesContent:
        """The content for the public."""
        content = self.content
        return replace(
            content,
            for_public=True,
            present=tuple(map(self._person, content.present)),
            excused=tuple(map(self._person, content.excused)),
            absent=tuple(map(self._person, content.absent)),
            subject=self._text(content.subject),
            opening=self._text(content.opening),
            agenda=tuple(map(self._text, content.agenda)),
            recalled=self._text(content.recalled),
            link=self._text(content.link),
            items=tuple(map(self._item, content.items)),
            closing=self._text(content.closing),
            drafter="",
            correction_reason=self._text(content.correction_reason),
            approvals=tuple(
                one if self.may_name(one.member) else replace(one, civility="", name=self._word(one), member=None)
                for one in content.approvals
            ),
        )

    def _person(self, person: Present) -> Present:
        if self.may_name(person.member):
            public = self._public[person.member] if person.member else None
            return replace(person, civility=public.civility if public else "", member=None)
        function = person.function if person.member else ""
        return replace(person, civility="", name=self._word(person), function=function, member=None)

    def _word(self, person: Present | Approved) -> str:
        """What stands where a name would."""
        phrases = PHRASES[self.content.language]
        if person.role == CommitteeRole.CHAIR:
            return phrases.chair.get(person.civility, phrases.chair["mr"])
        return phrases.member if person.member else phrases.guest

    def _item(self, item: Item) -> Item:
        return replace(
            item,
            title=self._text(item.title),
            text=self._text(item.text),
            speaker=self._person(item.speaker) if item.speaker else None,
            steps=tuple(map(self._text, item.steps)),
            decisions=tuple(map(self._decided, item.decisions)),
        )

    def _decided(self, decision: Decided) -> Decided:
        owner = decision.owner
        if decision.owner_member and not self.may_name(decision.owner_member):
            owner = decision.owner_body
        return replace(decision, text=self._text(decision.text), owner=self._text(owner), owner_member=None)

    def _text(self, text: str) -> str:
        for somebody in self.withheld:
            for name in somebody.names:
                text = without(text, name, somebody.instead)
        return text


def without(text: str, name: str, instead: str) -> str:
    """`text` with `instead` wherever `name` stands, with or without a civility."""
    for start, end in reversed(list(FoldedText(text).spans_of(name))):
        before = text[:start]
        civility = _CIVILITY.search(before)
        if civility:
            before = before[: civility.start()] + civility["joined"]
        text = before + instead + text[end:]
    return text


def for_public(content: MinutesContent, committee: Committee) -> MinutesContent:
    """What anyone may read, by what each person agrees to today."""
    return PublicEdition(content, committee).made()


def withheld_names(content: MinutesContent, committee: Committee) -> list[str]:
    """The names that the edition for the public leaves out, for the check of the free text."""
    return [name for somebody in PublicEdition(content, committee).withheld for name in somebody.names]
