"""The edition of minutes for the public: only those are named who agreed to it, others by function and body.

What was frozen is shown as far as it is what the person agreed to: an earlier name or function, that the row of the
member says no more, is withheld. How names in the free text give way: committees/masking.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from committees.masking import Masking, Withheld
from committees.minutes.content import Approved, Decided, Item, MinutesContent, Present
from committees.minutes.phrases import PHRASES
from committees.models import Committee, CommitteeRole


class PublicEdition:
    """What may be told of the people of `content`; asks the database once, when it is made."""

    def __init__(self, content: MinutesContent, committee: Committee) -> None:
        self.content = content
        self.masking = Masking([committee])
        for person in self._everybody():
            self.masking.hide(person.name, person.member, self._withheld(person))
        for item in content.items:
            for decision in item.decisions:
                if decision.owner_member:
                    owner = self.masking.members.get(decision.owner_member)
                    instead = Withheld(civility=owner.civility if owner else "", body=decision.owner_body)
                    self.masking.hide(decision.owner, decision.owner_member, instead)

    def _everybody(self) -> Iterator[Present | Approved]:
        content = self.content
        for people in (content.present, content.excused, content.absent, content.approvals):
            yield from people
        yield from (item.speaker for item in content.items if item.speaker)

    def may_name(self, person: Present | Approved) -> bool:
        return self.masking.may_name(person.member, person.name)

    def _withheld(self, person: Present | Approved) -> Withheld:
        member = self.masking.members.get(person.member) if person.member else None
        body = person.body if isinstance(person, Present) else member.body if member else ""
        return Withheld(person.role, person.civility, body)

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
                one if self.may_name(one) else replace(one, civility="", name=self._word(one), member=None)
                for one in content.approvals
            ),
        )

    def _person(self, person: Present) -> Present:
        public = self.masking.public.get(person.member) if person.member else None
        function = person.function if public and person.function == public.function else ""
        if public and self.may_name(person):
            return replace(person, civility=public.civility, function=function, member=None)
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
        if decision.owner_member and not self.masking.may_name(decision.owner_member, owner):
            owner = decision.owner_body
        return replace(decision, text=self._text(decision.text), owner=self._text(owner), owner_member=None)

    def _text(self, text: str) -> str:
        return self.masking.text(text, self.content.language)


def for_public(content: MinutesContent, committee: Committee) -> MinutesContent:
    """What anyone may read, by what each person agrees to today."""
    return PublicEdition(content, committee).made()


def withheld_names(content: MinutesContent, committee: Committee) -> list[str]:
    """The names that the edition for the public leaves out, for the check of the free text."""
    return PublicEdition(content, committee).masking.hidden
