"""Who was asked, who has answered, who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from committees.models import Committee, CommitteeMember, Consent, ConsentAnswer, ConsentField, Side
from committees.models.consents import live_consent, prefetch_consents, standing_answers


@dataclass(frozen=True)
class Said:
    """One field of a member: the answer that stands. None: not asked, or there was nothing to show then."""

    field: ConsentField
    answer: ConsentAnswer | None
    is_shown: bool

    @property
    def has_lapsed(self) -> bool:
        """A yes to what has changed since."""
        return self.answer is not None and self.answer.agreed and not self.is_shown


@dataclass(frozen=True)
class Standing:
    """Where one member stands. `consent` is None for somebody who was never asked."""

    member: CommitteeMember
    consent: Consent | None
    fields: list[Said]

    @property
    def to_ask(self) -> bool:
        """Nothing is on its way: never asked, or the link has run out."""
        return self.consent is None or self.consent.has_expired


def standings(members: Iterable[CommitteeMember]) -> list[Standing]:
    """As many queries for a hundred members as for one."""
    seats = list(members)
    prefetch_consents(seats)
    answers = standing_answers(seats)
    return [_standing(member, answers.get(member.pk, {})) for member in seats]


def standing_of(member: CommitteeMember) -> Standing:
    [standing] = standings([member])
    return standing


def _standing(member: CommitteeMember, answers: dict[str, ConsentAnswer]) -> Standing:
    fields = []
    for field in ConsentField.asked_of(member):
        answer = answers.get(field.value)
        fields.append(Said(field, answer, answer is not None and answer.covers(member)))
    return Standing(member, live_consent(member), fields)


def asked_for(committee: Committee) -> list[CommitteeMember]:
    """The members from civil society, for whose consent the step may wait."""
    seats = list(committee.members.in_term().filter(side=Side.CIVIL_SOCIETY).order_by("pk"))  # type: ignore[attr-defined]
    prefetch_consents(seats)
    return seats


def missing(committee: Committee) -> list[CommitteeMember]:
    """Members from civil society who have not answered, neither yes nor no."""
    return [member for member in asked_for(committee) if not _has(member, answered=True)]


def unasked(committee: Committee) -> list[CommitteeMember]:
    """Members from civil society whom nobody has asked."""
    return [member for member in asked_for(committee) if not _has(member, answered=False)]


def _has(member: CommitteeMember, *, answered: bool) -> bool:
    consent = live_consent(member)
    return consent is not None and (consent.is_answered or not answered)
