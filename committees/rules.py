"""The rules a cohort sets for its committees, as pure functions over a list of members.

Each verdict says whether the rule is met, by how much it is missed, and what would mend it. The defaults (six
members, as many from civil society as from the administration) follow the national committees of 2014 and 2020;
no text fixes them at local level, so a cohort can change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.models import CommitteeRole, Side
from municipalities.models import Civility, CommitteeConsent

if TYPE_CHECKING:
    from municipalities.models import Cohort

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
    def role(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> Any: ...
    @property
    def is_focal_point(self) -> bool: ...


@dataclass(frozen=True)
class Rules:
    """`shared_lead`: the chair or the secretary comes from civil society. `consent` is judged by the step, which
    knows who was asked; the list alone does not tell it."""

    min_size: int
    parity: bool
    min_women: int = 0
    shared_lead: bool = False
    consent: str = CommitteeConsent.NONE

    @classmethod
    def of(cls, cohort: Cohort) -> Rules:
        return cls(
            min_size=cohort.committee_min_size,
            parity=cohort.committee_parity,
            min_women=cohort.committee_min_women,
            shared_lead=cohort.committee_shared_lead,
            consent=cohort.committee_consent,
        )


@dataclass(frozen=True)
class Verdict:
    """`text` states the rule and where the list stands, `mend` what to do (empty when met); both in the language of
    the moment. `additions` are the members to add, by side (None: any side); `concerned` are those to change."""

    key: str
    text: str
    gap: int = 0
    mend: str = ""
    additions: tuple[tuple[Side | None, int], ...] = ()
    concerned: tuple[Seat, ...] = ()

    @property
    def met(self) -> bool:
        return self.gap == 0


def judge(members: Sequence[Seat], rules: Rules) -> list[Verdict]:
    """Every rule in the order in which a list is made."""
    verdicts = [size(members, rules)]
    if rules.parity:
        verdicts.append(parity(members))
    if rules.min_women:
        verdicts.append(women(members, rules))
    verdicts += [focal_point(members), chair(members), secretary(members)]
    if rules.shared_lead:
        verdicts.append(shared_lead(members))
    return [*verdicts, contact(members)]


def standing_rules(rules: Rules) -> list[str]:
    """What a cohort asks beyond what every committee needs, a phrase each."""
    phrases = [
        ngettext("at least %(count)d member", "at least %(count)d members", rules.min_size) % {"count": rules.min_size}
    ]
    if rules.parity:
        phrases.append(_("as many from civil society as from the administration"))
    if rules.min_women:
        women_needed = ngettext("at least %(count)d woman", "at least %(count)d women", rules.min_women)
        phrases.append(women_needed % {"count": rules.min_women})
    if rules.shared_lead:
        phrases.append(_("the chair or the secretary from civil society"))
    if rules.consent == CommitteeConsent.ASKED:
        phrases.append(_("each member from civil society asked what may be shown"))
    if rules.consent == CommitteeConsent.ANSWERED:
        phrases.append(_("an answer of each member from civil society about what may be shown"))
    return phrases


def size(members: Sequence[Seat], rules: Rules) -> Verdict:
    """The mend keeps parity where it is asked for, or following it would break the next rule."""
    text = _("Number of members: %(count)d, at least %(least)d are needed") % {
        "count": len(members),
        "least": rules.min_size,
    }
    gap = max(0, rules.min_size - len(members))
    additions: tuple[tuple[Side | None, int], ...] = ((None, gap),)
    if rules.parity:
        administration, civil_society = count(members, Side.ADMINISTRATION), count(members, Side.CIVIL_SOCIETY)
        others = len(members) - administration - civil_society
        each = max(administration, civil_society, -(-(rules.min_size - others) // 2))
        additions = (
            (Side.ADMINISTRATION, each - administration),
            (Side.CIVIL_SOCIETY, each - civil_society),
        )
    return _by_adding("size", text, gap, additions)


def parity(members: Sequence[Seat]) -> Verdict:
    """Both sides present, in equal number; members of neither side are left out of the count."""
    administration, civil_society = count(members, Side.ADMINISTRATION), count(members, Side.CIVIL_SOCIETY)
    text = _("As many from civil society (%(civil_society)d) as from the administration (%(administration)d)") % {
        "civil_society": civil_society,
        "administration": administration,
    }
    each = max(administration, civil_society, 1)
    additions = ((Side.ADMINISTRATION, each - administration), (Side.CIVIL_SOCIETY, each - civil_society))
    return _by_adding("parity", text, sum(number for _side, number in additions), additions)


def women(members: Sequence[Seat], rules: Rules) -> Verdict:
    """By the civility of the members: nothing else about them is asked."""
    number = sum(member.civility == Civility.MS for member in members)
    text = _("Women on the committee: %(count)d, at least %(least)d are needed") % {
        "count": number,
        "least": rules.min_women,
    }
    gap = max(0, rules.min_women - number)
    if not gap:
        return Verdict("women", text)
    mend = ngettext("Add %(count)d woman.", "Add %(count)d women.", gap) % {"count": gap}
    return Verdict("women", text, gap, mend)


def shared_lead(members: Sequence[Seat]) -> Verdict:
    text = _("The chair or the secretary comes from civil society")
    leading = [member for member in members if member.role in (CommitteeRole.CHAIR, CommitteeRole.SECRETARY)]
    if any(member.side == Side.CIVIL_SOCIETY for member in leading):
        return Verdict("shared_lead", text)
    mend = _("Give the role of chair or of secretary to a member from civil society.")
    return Verdict("shared_lead", text, 1, mend, concerned=tuple(leading))


def focal_point(members: Sequence[Seat]) -> Verdict:
    text = _("The focal point sits on the committee")
    if any(member.is_focal_point for member in members):
        return Verdict("focal_point", text)
    mend = _("Add the focal point; or, if already on the list, open that member and tick “is the focal point”.")
    return Verdict("focal_point", text, 1, mend)


def chair(members: Sequence[Seat]) -> Verdict:
    text = _("Exactly one chair")
    chairs = [member for member in members if member.role == CommitteeRole.CHAIR]
    if len(chairs) == 1:
        return Verdict("chair", text)
    if not chairs:
        return Verdict("chair", text, 1, _("Give one member the role of chair."))
    mend = _("Only one can chair. Give another role to all but one of: %(names)s.") % {"names": names(chairs)}
    return Verdict("chair", text, len(chairs) - 1, mend, concerned=tuple(chairs))


def secretary(members: Sequence[Seat]) -> Verdict:
    text = _("A secretary is named")
    if any(member.role == CommitteeRole.SECRETARY for member in members):
        return Verdict("secretary", text)
    return Verdict("secretary", text, 1, _("Give one member the role of secretary."))


def contact(members: Sequence[Seat]) -> Verdict:
    """Evaluators write to the members themselves: one who cannot be reached counts as absent."""
    text = _("Each member can be reached, by e-mail or by phone")
    if not members:
        mend = _("Add a first member, with an e-mail address or a phone number.")
        return Verdict("contact", text, 1, mend, additions=((None, 1),))
    silent = tuple(member for member in members if not member.email and not member.phone)
    if not silent:
        return Verdict("contact", text)
    mend = _("Give an e-mail address or a phone number for: %(names)s.") % {"names": names(silent)}
    return Verdict("contact", text, len(silent), mend, concerned=silent)


def count(members: Sequence[Seat], side: Side) -> int:
    return sum(member.side == side for member in members)


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


def _by_adding(key: str, text: str, gap: int, additions: tuple[tuple[Side | None, int], ...]) -> Verdict:
    if not gap:
        return Verdict(key, text)
    needed = tuple((side, number) for side, number in additions if number)
    return Verdict(key, text, gap, " ".join(_add(side, number) for side, number in needed), additions=needed)


def _add(side: Side | None, number: int) -> str:
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
    return sentence % {"count": number}
