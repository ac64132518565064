"""What may make a municipality fall silent: too few people, people gone, addresses that do not reach them.

A risk is told, never held against anybody: nothing is blocked by one. Apps above add finders of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.db import models
from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AddressTrouble
from municipalities.lateness import day_of
from municipalities.models import Activity, FocalPoint, FocalPointKind, Membership, Participation, ParticipationState
from municipalities.permissions import Perm, Role

SILENT_AFTER = timedelta(days=30)
ENDS_SOON = timedelta(days=60)
PRIVATE_MAILBOXES = Path(__file__).parent / "data" / "private_mailboxes.txt"


class RiskKind(models.TextChoices):
    """The heaviest first."""

    NOBODY = "nobody", gettext_lazy("Nobody has access")
    TERM_ENDING = "term_ending", gettext_lazy("The focal point's term ends")
    BOUNCED = "bounced", gettext_lazy("E-mail does not arrive")
    NO_VISIT = "no_visit", gettext_lazy("No visit for 30 days")
    ONE_PERSON = "one_person", gettext_lazy("Only one person has access")
    DELEGATION_LAPSED = "delegation_lapsed", gettext_lazy("A delegation has lapsed")
    COMMITTEE_RULES = "committee_rules", gettext_lazy("The committee does not meet its rules")
    NOT_CONFIRMED = "not_confirmed", gettext_lazy("The focal point is not confirmed any more")
    MEETING_LATE = "meeting_late", gettext_lazy("The committee does not meet")
    PRIVATE_MAILBOX = "private_mailbox", gettext_lazy("A private mailbox as office address")


@dataclass(frozen=True)
class WayOut:
    """What to do about a risk: the word on the link, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class Risk:
    """`day`: since when, or by when; `subject`: a name, an address or a number, for the sentence."""

    kind: RiskKind
    participation: Participation
    day: date | None = None
    subject: str = ""

    @property
    def sentence(self) -> str:
        """What is known, with its day; foreign words stand in isolates."""
        words = {
            "subject": f"\u2068{self.subject}\u2069",
            "day": date_format(self.day, "DATE_FORMAT") if self.day else "",
        }
        return _SENTENCES[self.kind](self) % words

    def own_way_out(self, permissions: Iterable[str]) -> WayOut | None:
        """What a member with `permissions` can do about it; None when that is another's task."""
        if self.kind not in _OWN_WAYS:
            return None
        permission, label, url_name = _OWN_WAYS[self.kind]
        if permission not in permissions:
            return None
        return WayOut(str(label), reverse(url_name, args=[self.participation.municipality.slug]))


def _term(risk: Risk) -> str:
    if risk.day is not None and risk.day < timezone.localdate():
        return _("The term of %(subject)s ended on %(day)s, and nobody is recorded since.")
    return _("The term of %(subject)s ends on %(day)s, and no successor is recorded.")


_SENTENCES: dict[RiskKind, Callable[[Risk], str]] = {
    RiskKind.NOBODY: lambda risk: _("No active person can fill in the steps."),
    RiskKind.TERM_ENDING: _term,
    RiskKind.BOUNCED: lambda risk: _("E-mail to %(subject)s does not arrive since %(day)s."),
    RiskKind.NO_VISIT: lambda risk: _("Nobody of the municipality was here since %(day)s."),
    RiskKind.ONE_PERSON: lambda risk: _("Only %(subject)s has access: nobody can act when this person is away."),
    RiskKind.DELEGATION_LAPSED: lambda risk: _("The delegation of the signatory of %(subject)s ended on %(day)s."),
    RiskKind.COMMITTEE_RULES: lambda risk: _("The committee does not meet these rules any more: %(subject)s"),
    RiskKind.NOT_CONFIRMED: lambda risk: _("%(subject)s was to be confirmed as focal point by %(day)s."),
    RiskKind.MEETING_LATE: lambda risk: _("The committee was to meet by %(day)s, and no meeting is planned."),
    RiskKind.PRIVATE_MAILBOX: lambda risk: _("%(subject)s is a private mailbox: it leaves with the person."),
}

_OWN_WAYS: dict[RiskKind, tuple[Perm, object, str]] = {
    RiskKind.TERM_ENDING: (Perm.INVITE, gettext_lazy("Hand the work over"), "municipalities:handover"),
    RiskKind.BOUNCED: (Perm.INVITE, gettext_lazy("See the people"), "municipalities:people"),
    RiskKind.ONE_PERSON: (Perm.INVITE, gettext_lazy("Invite a deputy"), "municipalities:invite"),
    RiskKind.DELEGATION_LAPSED: (Perm.EDIT, gettext_lazy("See the charter"), "charters:detail"),
    RiskKind.COMMITTEE_RULES: (Perm.EDIT, gettext_lazy("See the members"), "members:list"),
    RiskKind.NOT_CONFIRMED: (Perm.EDIT, gettext_lazy("Confirm, or name another"), "focal_point:overview"),
    RiskKind.MEETING_LATE: (Perm.EDIT, gettext_lazy("Plan a meeting"), "meetings:new"),
    RiskKind.PRIVATE_MAILBOX: (Perm.EDIT, gettext_lazy("See the focal point"), "focal_point:overview"),
}

Finder = Callable[[Sequence[Participation], date], Iterable[Risk]]
_finders: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Called by the apps above: `finder` asks the database once for all participations that it gets."""
    _finders.append(finder)


def risks_of(participations: Iterable[Participation], on: date) -> dict[Participation, list[Risk]]:
    """The risks of each on the day `on`, the heaviest first; none of one that has withdrawn.

    As many questions to the database for one as for all. The municipality of each should be loaded.
    """
    asked = [each for each in participations if each.state != ParticipationState.WITHDRAWN]
    found: dict[Participation, list[Risk]] = {each: [] for each in asked}
    if asked:
        people, records = _team(asked), _records(asked)
        risks = [
            *_of_access(people),
            *_of_silence(people, on),
            *_of_mail(people, records),
            *_of_focal_points(records, on),
            *(risk for finder in _finders for risk in finder(asked, on)),
        ]
        for risk in dict.fromkeys(risks):
            found[risk.participation].append(risk)
    order = list(RiskKind)
    return {each: sorted(risks, key=lambda risk: order.index(risk.kind)) for each, risks in found.items()}


def is_private_mailbox(address: str) -> bool:
    """By its domain alone, whatever the case."""
    return address.rpartition("@")[2].strip().lower() in _private_domains()


@cache
def _private_domains() -> frozenset[str]:
    return frozenset(PRIVATE_MAILBOXES.read_text(encoding="utf-8").split())


People = dict[Participation, list[Membership]]
Records = dict[Participation, list[FocalPoint]]


def _team(participations: Sequence[Participation]) -> People:
    """The active people who fill in the steps; `acted_at` is when each of them last did anything, anywhere."""
    places = {each.municipality_id: each for each in participations}
    acts = Activity.objects.filter(by=OuterRef("user")).order_by("-at").values("at")[:1]
    members = Membership.objects.open().filter(  # type: ignore[attr-defined]
        municipality__in=places, role__in=[Role.FOCAL_POINT, Role.DEPUTY], user__is_active=True
    )
    people: People = {each: [] for each in participations}
    for member in members.select_related("user").annotate(acted_at=Subquery(acts)):
        people[places[member.municipality_id]].append(member)
    return people


def _records(participations: Sequence[Participation]) -> Records:
    """Everybody who was or is on record, the first in office first."""
    asked = {each.pk: each for each in participations}
    records: Records = {each: [] for each in participations}
    rows = FocalPoint.objects.filter(participation__in=asked).select_related("submission").order_by("from_on", "pk")
    for record in rows:
        records[asked[record.participation_id]].append(record)
    return records


def _of_access(people: People) -> Iterator[Risk]:
    for participation, members in people.items():
        if not members:
            yield Risk(RiskKind.NOBODY, participation)
        elif len(members) == 1:
            yield Risk(RiskKind.ONE_PERSON, participation, subject=members[0].user.display_name)


def _of_silence(people: People, on: date) -> Iterator[Risk]:
    """The last visit is the last sign-in or act of anybody in the team; an access just given counts as one."""
    for participation, members in people.items():
        if not members or participation.state not in (ParticipationState.SELECTED, ParticipationState.ACTIVE):
            continue
        moments = [
            moment
            for member in members
            for moment in (member.granted_at, member.user.last_login, member.acted_at)  # type: ignore[attr-defined]
            if moment
        ]
        last = day_of(max(moments))
        if on - last >= SILENT_AFTER:
            yield Risk(RiskKind.NO_VISIT, participation, day=last)


def _of_mail(people: People, records: Records) -> Iterator[Risk]:
    """Of everybody who has access, and of whoever's term has no end yet: addresses that e-mails do not reach."""
    addresses = {
        participation: {
            *(member.user.email for member in members),
            *(record.email.lower() for record in records[participation] if record.until_on is None),
        }
        for participation, members in people.items()
    }
    asked = {address for each in addresses.values() for address in each}
    troubled = dict(AddressTrouble.objects.filter(email__in=asked).values_list("email", "since"))
    for participation, known in addresses.items():
        for address in sorted(known & troubled.keys()):
            yield Risk(RiskKind.BOUNCED, participation, day=day_of(troubled[address]), subject=address)


def _of_focal_points(records: Records, on: date) -> Iterator[Risk]:
    """Their address, their term, and whether somebody said lately that they are still right."""
    for participation, people in records.items():
        for record in people:
            in_office = record.from_on <= on and (record.until_on is None or record.until_on >= on)
            if in_office and is_private_mailbox(record.email):
                yield Risk(RiskKind.PRIVATE_MAILBOX, participation, subject=record.email)
        last = next((each for each in reversed(people) if each.kind == FocalPointKind.PERMANENT), None)
        if last is None:
            continue
        if last.until_on is not None:
            if last.until_on - on <= ENDS_SOON:
                yield Risk(RiskKind.TERM_ENDING, participation, day=last.until_on, subject=last.name)
        elif last.to_confirm_on <= on:
            yield Risk(RiskKind.NOT_CONFIRMED, participation, day=last.to_confirm_on, subject=last.name)
