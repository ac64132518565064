"""Free text for the public: whoever did not agree to be named gives way to a function and a body.

What of a member may be public comes from committees.publicity and nowhere else. A guest agreed to nothing. A part of
a name, a nickname or a title cannot be recognised, and stays in the care of whoever writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from committees.minutes.folding import FoldedText
from committees.minutes.phrases import PHRASES
from committees.models import Attendance, Committee, CommitteeMember, CommitteeRole, MemberChange
from committees.publicity import PublicMember, public_members

# Before a name, with what Arabic writes together with it: «والسيد», «للسيدة».
_CIVILITY = re.compile(
    r"(?P<joined>[وف]?(?:ل(?=لس)|ب(?=الس))?)(?:[اأ]?لسي\u0651?د(?:\u0651?ة)?|M\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?)\s+\Z"
)
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True)
class Withheld:
    """What is told of somebody who may not be named."""

    role: str = ""
    civility: str = ""
    body: str = ""

    def instead(self, language: str) -> str:
        phrases = PHRASES[language]
        if self.role == CommitteeRole.CHAIR:
            return phrases.chair.get(self.civility, phrases.chair["mr"])
        # Agrees with the person, as the verbs around it do: «قدّمت ممثلة المصلحة».
        words = phrases.representing
        return words.get(self.civility, words["mr"]).format(body=self.body) if self.body else phrases.somebody


class Masking:
    """For the members of `committees`, past and present, and their guests. Asks the database when it is made, the
    same number of times for any number of people."""

    def __init__(self, committees: Iterable[Committee]) -> None:
        places = list(committees)
        members = list(CommitteeMember.objects.filter(committee__in=places))
        self.members = {member.pk: member for member in members}
        self.public: dict[int, PublicMember] = public_members(members)
        self._hidden: dict[str, Withheld] = {}
        for member in members:
            for name in (member.name_ar, member.name_latin):
                self.hide(name, member.pk, _seat(member))
        # A name that was corrected since was agreed to by nobody.
        for change in MemberChange.objects.filter(member__committee__in=places):
            for name in (change.values["name_ar"], change.values["name_latin"]):
                self.hide(name, change.member_id, _seat(self.members[change.member_id]))
        others = Attendance.objects.filter(meeting__committee__in=places)
        for other in others.filter(Q(member=None) | ~Q(substitute="")):
            names = [other.substitute] if other.member_id else [other.name_ar, other.name_latin]
            for name in names:
                # Of a substitute nothing is known but the name.
                self.hide(name, None, Withheld(civility="" if other.member_id else other.civility, body=other.body))

    def may_name(self, member: int | None, name: str) -> bool:
        """Whether this person agreed to be named, and has this very name today."""
        public = self.public.get(member) if member else None
        return public is not None and bool(name) and name in (public.name_ar, public.name_latin)

    def hide(self, name: str, member: int | None, withheld: Withheld) -> None:
        """`name` gives way in every text, unless `member` agreed to it; said again, the last words count."""
        public = self.public.get(member) if member else None
        agreed = {_folded(public.name_ar), _folded(public.name_latin)} if public else set()
        if _folded(name) and _folded(name) not in agreed:
            self._hidden[name] = withheld

    @property
    def hidden(self) -> list[str]:
        return list(self._hidden)

    def text(self, text: str, language: str = "") -> str:
        """`text` as anyone may read it. Without a `language` its letters tell in which one the words instead are."""
        if not text:
            return text
        language = language or ("ar" if _ARABIC.search(text) else "fr")
        folded = FoldedText(text)
        spans: list[tuple[int, int, str | None]] = []
        for name, instead in self._by_length(language):
            for start, end in folded.spans_of(name):
                if all(end <= begin or finish <= start for begin, finish, _word in spans):
                    spans.append((start, end, instead))
        for start, end, word in sorted(spans, reverse=True):
            if word is not None:
                text = _before(text[:start]) + word + text[end:]
        return text

    def _by_length(self, language: str) -> list[tuple[str, str | None]]:
        """The longest names first, so that no part of one is taken for another; one that somebody agreed to stays
        (None), unless somebody else of the same name did not."""
        names: list[tuple[str, str | None]] = [
            (name, withheld.instead(language)) for name, withheld in self._hidden.items()
        ]
        names += [(name, None) for one in self.public.values() for name in (one.name_ar, one.name_latin) if name]
        return sorted(names, key=lambda one: (-len(_folded(one[0])), one[1] is None))


def _seat(member: CommitteeMember) -> Withheld:
    return Withheld(member.role, member.civility, member.body)


def _folded(name: str) -> str:
    return FoldedText(name).folded.strip()


def _before(text: str) -> str:
    """What stands before a name, without the civility."""
    civility = _CIVILITY.search(text)
    return text[: civility.start()] + civility["joined"] if civility else text
