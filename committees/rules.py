"""The rules a cohort sets for its committees, as pure functions over a list of members.

Each verdict says whether the rule is met, by how much it is missed, and what would mend it. The defaults (six to
twenty members, as many from civil society as from the administration) follow the national committees of 2014 and
2020; no text fixes them at local level, so a cohort can change them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.balance import least_mend
from committees.mends import Mend, Seat, names
from committees.models import CommitteeRole, Side
from documents.text import fold
from municipalities.models import Civility, CommitteeConsent

if TYPE_CHECKING:
    from committees.models import Committee
    from municipalities.models import Cohort

__all__ = ["NATIONAL", "Mend", "Rules", "Seat", "Verdict", "judge", "missed", "standing_rules", "stands_against"]


@dataclass(frozen=True)
class Rules:
    """Least shares are percent of all members. `bodies` must sit, each with the side that it sits for.
    `shared_lead`: one of chair and co-chair is from the administration, the other from civil society. `consent` is
    judged by the step, which knows who was asked; the list alone does not tell it."""

    min_size: int
    max_size: int = 20
    parity: bool = False
    min_administration: int = 0
    min_civil_society: int = 0
    min_women: int = 0
    min_youth: int = 0
    bodies: tuple[tuple[Side, str], ...] = ()
    shared_lead: bool = False
    focal_point: bool = True
    secretary: bool = True
    meets_every_months: int = 3
    consent: str = CommitteeConsent.NONE

    @classmethod
    def of(cls, cohort: Cohort) -> Rules:
        return cls(
            min_size=cohort.committee_min_size,
            max_size=cohort.committee_max_size,
            parity=cohort.committee_parity,
            min_administration=cohort.committee_min_administration,
            min_civil_society=cohort.committee_min_civil_society,
            min_women=cohort.committee_min_women,
            min_youth=cohort.committee_min_youth,
            bodies=bodies_of(cohort.committee_bodies_administration, cohort.committee_bodies_civil_society),
            shared_lead=cohort.committee_shared_lead,
            focal_point=cohort.committee_focal_point,
            meets_every_months=cohort.committee_meets_every_months,
            consent=cohort.committee_consent,
        )

    @classmethod
    def of_committee(cls, committee: Committee) -> Rules:
        """A municipality's committee has those of its cohort."""
        return cls.of(committee.participation.cohort) if committee.participation else NATIONAL

    @property
    def asks_for_sides(self) -> bool:
        """Whether it matters for which side a new member sits."""
        return self.parity or self.shared_lead or bool(self.min_administration or self.min_civil_society)


# Ten public bodies and ten of civil society, as the decision on the committee of the fourth plan says (decision of
# the minister, 2020; ogptunisie.gov.tn/?p=4588, alhadathplus.tn/?p=12386). The Unit is its secretariat, and the head
# of the Unit its point of contact, so that neither is asked for among the members.
NATIONAL = Rules(min_size=20, max_size=20, parity=True, focal_point=False, secretary=False)


def bodies_of(administration: Sequence[str], civil_society: Sequence[str]) -> tuple[tuple[Side, str], ...]:
    """The bodies that must sit; one that is named twice, in whatever spelling, once."""
    named = [(Side.ADMINISTRATION, name) for name in administration]
    named += [(Side.CIVIL_SOCIETY, name) for name in civil_society]
    once: dict[str, tuple[Side, str]] = {}
    for side, name in named:
        once.setdefault(fold(name), (side, name))
    return tuple(once.values())


@dataclass(frozen=True)
class Verdict:
    """`text` states the rule and where the list stands; `plan` is what to do, and `mend` the same in words, in the
    language of the moment (both empty when the rule is met). `gap` counts what is missing, or too much."""

    key: str
    text: str
    gap: int
    members: tuple[Seat, ...]
    rules: Rules
    held: frozenset[str] = frozenset()

    @property
    def met(self) -> bool:
        return self.gap == 0

    @cached_property
    def plan(self) -> Mend:
        """Keeps every rule that is met."""
        if self.met:
            return Mend()
        found = least_mend(self.members, self.rules, self.held | {self.key})
        # Rules that contradict each other are refused when a cohort is given them (`stands_against`).
        return found if found is not None else Mend()

    @property
    def mend(self) -> str:
        if self.met:
            return ""
        if not self.members and self.key in _ON_AN_EMPTY_LIST:
            return _ON_AN_EMPTY_LIST[self.key]()
        if self.key == "chair" and len(chairs := _with_role(self.members, CommitteeRole.CHAIR)) > 1:
            words = _("Only one can chair. Give another role to all but one of: %(names)s.")
            return words % {"names": names(chairs)}
        return self.plan.in_words(sides_of_lead=self.rules.shared_lead)


_ON_AN_EMPTY_LIST = {
    "chair": lambda: _("Give one member the role of chair."),
    "secretary": lambda: _("Give one member the role of secretary."),
    "contact": lambda: _("Add a first member, with an e-mail address or a phone number."),
}


def judge(members: Sequence[Seat], rules: Rules) -> list[Verdict]:
    """Every rule in the order in which a list is made."""
    seated = tuple(members)
    found = _measured(seated, rules)
    held = frozenset(key for key, _text, gap in found if not gap)
    return [Verdict(key, text, gap, seated, rules, held) for key, text, gap in found]


Measure = tuple[str, str, int]


def _measured(members: Sequence[Seat], rules: Rules) -> list[Measure]:
    measures = [_size(members, rules)]
    if rules.parity:
        measures.append(_parity(members))
    if rules.min_administration:
        text = _("From the administration: %(count)d of %(all)d members, at least %(percent)d percent are needed")
        measures.append(_share("administration_share", members, Side.ADMINISTRATION, rules.min_administration, text))
    if rules.min_civil_society:
        text = _("From civil society: %(count)d of %(all)d members, at least %(percent)d percent are needed")
        measures.append(_share("civil_society_share", members, Side.CIVIL_SOCIETY, rules.min_civil_society, text))
    if rules.min_women:
        measures.append(_women(members, rules.min_women))
    if rules.min_youth:
        measures.append(_youth(members, rules.min_youth))
    if rules.bodies:
        measures.append(_bodies(members, rules))
    if rules.focal_point:
        present = any(member.is_focal_point for member in members)
        measures.append(("focal_point", _("The focal point sits on the committee"), int(not present)))
    chairs = len(_with_role(members, CommitteeRole.CHAIR))
    measures.append(("chair", _("Exactly one chair"), abs(chairs - 1)))
    if rules.secretary:
        named = _with_role(members, CommitteeRole.SECRETARY)
        measures.append(("secretary", _("A secretary is named"), int(not named)))
    if rules.shared_lead:
        measures.append(_shared_lead(members))
    return [*measures, _contact(members)]


def missed(verdicts: Sequence[Verdict]) -> str:
    """Where the list stands with each rule that is not met, in one line; empty when all are."""
    return pgettext("between sentences", "; ").join(verdict.text for verdict in verdicts if not verdict.met)


def standing_rules(rules: Rules) -> list[str]:
    """What a cohort asks beyond what every committee needs, a phrase each."""
    phrases = [_("%(least)d to %(most)d members") % {"least": rules.min_size, "most": rules.max_size}]
    if rules.parity:
        phrases.append(_("as many from civil society as from the administration"))
    if rules.min_administration:
        phrases.append(
            _("at least %(percent)d percent from the administration") % {"percent": rules.min_administration}
        )
    if rules.min_civil_society:
        phrases.append(_("at least %(percent)d percent from civil society") % {"percent": rules.min_civil_society})
    if rules.min_women:
        women_needed = ngettext("at least %(count)d woman", "at least %(count)d women", rules.min_women)
        phrases.append(women_needed % {"count": rules.min_women})
    if rules.min_youth:
        young = ngettext("at least %(count)d member under 35", "at least %(count)d members under 35", rules.min_youth)
        phrases.append(young % {"count": rules.min_youth})
    if rules.bodies:
        bodies = pgettext("between names", ", ").join(name for _side, name in rules.bodies)
        phrases.append(_("somebody from each of these: %(bodies)s") % {"bodies": bodies})
    if rules.shared_lead:
        phrases.append(_("chair and co-chair from different sides"))
    if rules.focal_point:
        phrases.append(_("the focal point among the members"))
    if rules.consent == CommitteeConsent.ASKED:
        phrases.append(_("each member from civil society asked what may be shown"))
    if rules.consent == CommitteeConsent.ANSWERED:
        phrases.append(_("an answer of each member from civil society about what may be shown"))
    meetings = ngettext("a meeting every month", "a meeting every %(count)d months at least", rules.meets_every_months)
    return [*phrases, meetings % {"count": rules.meets_every_months}]


def stands_against(rules: Rules) -> str:
    """Why no committee can ever meet these rules, in words; empty when one can."""
    if rules.max_size < rules.min_size:
        return _("The largest committee is smaller than the smallest.")
    if rules.min_administration + rules.min_civil_society > 100:
        return _("The shares of both sides together are more than 100 percent.")
    if rules.parity and max(rules.min_administration, rules.min_civil_society) > 50:
        return _("With as many from each side, neither can have more than 50 percent.")
    if rules.parity and rules.min_size == rules.max_size and rules.min_size % 2:
        return _("With as many from each side, the number of members must be even: allow one more, or one less.")
    if max(rules.min_women, rules.min_youth, len(rules.bodies)) > rules.max_size:
        return _("More seats are asked for than the largest committee has.")
    measured = [key for key, _text, _gap in _measured((), rules)]
    if least_mend((), rules, frozenset(measured)) is None:
        return _(
            "No committee can meet all these rules at once. Allow more members, or ask for fewer women, members "
            "under 35 or bodies."
        )
    return ""


def _size(members: Sequence[Seat], rules: Rules) -> Measure:
    number = len(members)
    text = _("Number of members: %(count)d, at least %(least)d and at most %(most)d are needed") % {
        "count": number,
        "least": rules.min_size,
        "most": rules.max_size,
    }
    return "size", text, max(0, rules.min_size - number, number - rules.max_size)


def _parity(members: Sequence[Seat]) -> Measure:
    """Both sides present, in equal number; members of neither side are left out of the count."""
    administration, civil_society = count(members, Side.ADMINISTRATION), count(members, Side.CIVIL_SOCIETY)
    text = _("As many from civil society (%(civil_society)d) as from the administration (%(administration)d)") % {
        "civil_society": civil_society,
        "administration": administration,
    }
    return "parity", text, abs(administration - civil_society) or (0 if administration else 2)


def _share(key: str, members: Sequence[Seat], side: Side, percent: int, text: str) -> Measure:
    number, least = count(members, side), -(-len(members) * percent // 100)
    words = text % {"count": number, "all": len(members), "percent": percent}
    return key, words, max(0, max(least, 1) - number)


def _women(members: Sequence[Seat], least: int) -> Measure:
    """By the civility of the members: nothing else about them is asked."""
    number = sum(member.civility == Civility.MS for member in members)
    text = _("Women on the committee: %(count)d, at least %(least)d are needed")
    return "women", text % {"count": number, "least": least}, max(0, least - number)


def _youth(members: Sequence[Seat], least: int) -> Measure:
    number = sum(member.under_35 for member in members)
    text = _("Members under 35: %(count)d, at least %(least)d are needed")
    return "youth", text % {"count": number, "least": least}, max(0, least - number)


def _bodies(members: Sequence[Seat], rules: Rules) -> Measure:
    """Compared as searches compare: with or without hamza, shadda or capital letters."""
    here = {fold(member.body) for member in members}
    missing = [name for _side, name in rules.bodies if fold(name) not in here]
    if not missing:
        return "bodies", _("Every body that must sit has a member"), 0
    text = _("Bodies that must sit and have no member: %(bodies)s")
    return "bodies", text % {"bodies": pgettext("between names", ", ").join(missing)}, len(missing)


def _shared_lead(members: Sequence[Seat]) -> Measure:
    chairs = _with_role(members, CommitteeRole.CHAIR)
    beside = _with_role(members, CommitteeRole.CO_CHAIR)
    sides = {member.side for member in chairs + beside}
    met = len(chairs) == len(beside) == 1 and sides == {Side.ADMINISTRATION, Side.CIVIL_SOCIETY}
    text = _("One of chair and co-chair is from the administration, the other from civil society")
    return "shared_lead", text, int(not met)


def _contact(members: Sequence[Seat]) -> Measure:
    """Evaluators write to the members themselves: one who cannot be reached counts as absent."""
    silent = sum(not member.email and not member.phone for member in members)
    return "contact", _("Each member can be reached, by e-mail or by phone"), silent if members else 1


def _with_role(members: Sequence[Seat], role: CommitteeRole) -> list[Seat]:
    return [member for member in members if member.role == role]


def count(members: Sequence[Seat], side: Side) -> int:
    return sum(member.side == side for member in members)
