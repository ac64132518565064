"""What would mend a rule: whom to add, whom to let go, which roles to change; and the same in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.models import CommitteeRole, Side

NAMES_SHOWN = 3


class Seat(Protocol):
    """What the rules ask of a member."""

    @property
    def civility(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def side(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> Any: ...
    @property
    def is_focal_point(self) -> bool: ...
    @property
    def under_35(self) -> bool: ...


@dataclass(frozen=True)
class Addition:
    """A member to add, who can be reached. Where a field says nothing (`side` None), anybody will do."""

    side: Side | None = None
    woman: bool = False
    young: bool = False
    body: str = ""
    focal_point: bool = False
    role: CommitteeRole = CommitteeRole.MEMBER


@dataclass(frozen=True)
class Mend:
    """Done as a whole it meets the rule, and breaks none that was met. `roles` holds members with the role that each
    takes; `silent` are members to give an address or a phone number."""

    drop: tuple[Seat, ...] = ()
    add: tuple[Addition, ...] = ()
    roles: tuple[tuple[Seat, CommitteeRole], ...] = ()
    silent: tuple[Seat, ...] = ()

    def in_words(self, *, sides_of_lead: bool = False) -> str:
        """A sentence for each thing to do; `sides_of_lead`: it matters from which side the chair comes."""
        return " ".join([*self._dropping(), *self._adding(), *self._roles(sides_of_lead), *self._contacts()])

    def _dropping(self) -> Iterator[str]:
        if self.drop:
            sentence = ngettext(
                "Take %(count)d member off the list: for example %(names)s.",
                "Take %(count)d members off the list: for example %(names)s.",
                len(self.drop),
            )
            yield sentence % {"count": len(self.drop), "names": names(self.drop)}

    def _adding(self) -> Iterator[str]:
        if any(each.focal_point for each in self.add):
            yield _("Add the focal point; or, if already on the list, open that member and tick “is the focal point”.")
        sent = [each for each in self.add if each.body]
        if sent:
            bodies = pgettext("between names", ", ").join(each.body for each in sent)
            yield _among(_("Add a member for each of these: %(bodies)s.") % {"bodies": bodies}, sent)
        for side in (Side.ADMINISTRATION, Side.CIVIL_SOCIETY, None):
            plain = [each for each in self.add if each.side == side and not each.body and not each.focal_point]
            if plain:
                yield _plainly(side, plain)

    def _roles(self, sides_of_lead: bool) -> Iterator[str]:
        given = [(member.side, role) for member, role in self.roles]
        given += [(str(each.side or ""), each.role) for each in self.add]
        for side, role in given:
            if role == CommitteeRole.SECRETARY:
                yield _("Give one member the role of secretary.")
            elif role != CommitteeRole.MEMBER:
                yield _giving(role, side if sides_of_lead else "")
        freed = [member for member, role in self.roles if role == CommitteeRole.MEMBER]
        if freed:
            yield _("Give another role to: %(names)s.") % {"names": names(freed)}

    def _contacts(self) -> Iterator[str]:
        if self.silent:
            yield _("Give an e-mail address or a phone number for: %(names)s.") % {"names": names(self.silent)}


def names(members: Sequence[Seat]) -> str:
    """The first few by name, the others by number."""
    shown = pgettext("between names", ", ").join(member.name for member in members[:NAMES_SHOWN])
    more = len(members) - NAMES_SHOWN
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", more) % {
        "names": shown,
        "count": more,
    }


def _plainly(side: Side | None, added: Sequence[Addition]) -> str:
    number = len(added)
    if side is None and all(each.woman and not each.young for each in added):
        return ngettext("Add %(count)d woman.", "Add %(count)d women.", number) % {"count": number}
    if side == Side.ADMINISTRATION:
        sentence = ngettext(
            "Add %(count)d member from the administration.", "Add %(count)d members from the administration.", number
        )
    elif side == Side.CIVIL_SOCIETY:
        sentence = ngettext(
            "Add %(count)d member from civil society.", "Add %(count)d members from civil society.", number
        )
    else:
        sentence = ngettext("Add %(count)d member.", "Add %(count)d members.", number)
    return _among(sentence % {"count": number}, added)


def _among(sentence: str, added: Iterable[Addition]) -> str:
    """The sentence, and how many of those to add must be women, or young."""
    women = sum(each.woman for each in added)
    young = sum(each.young for each in added)
    if women and young:
        about = _("%(sentence)s Women among them: %(women)d; under 35: %(young)d.")
    elif women:
        about = _("%(sentence)s Women among them: %(women)d.")
    elif young:
        about = _("%(sentence)s Under 35 among them: %(young)d.")
    else:
        return sentence
    return about % {"sentence": sentence, "women": women, "young": young}


def _giving(role: CommitteeRole, side: str) -> str:
    sentences: dict[tuple[str, str], str] = {
        (CommitteeRole.CHAIR, Side.ADMINISTRATION): _("Give the role of chair to a member from the administration."),
        (CommitteeRole.CHAIR, Side.CIVIL_SOCIETY): _("Give the role of chair to a member from civil society."),
        (CommitteeRole.CO_CHAIR, Side.ADMINISTRATION): _(
            "Give the role of co-chair to a member from the administration."
        ),
        (CommitteeRole.CO_CHAIR, Side.CIVIL_SOCIETY): _("Give the role of co-chair to a member from civil society."),
        (CommitteeRole.CHAIR, ""): _("Give one member the role of chair."),
        (CommitteeRole.CO_CHAIR, ""): _("Give one member the role of co-chair."),
    }
    return sentences.get((role, side)) or sentences[role, ""]
