"""What can happen to a consent. Each is one row or one compared UPDATE, with its line in the log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from committees.consents import emails
from committees.consents.standing import Standing, standings
from committees.consents.wording import sentence
from committees.models import (
    Committee,
    CommitteeMember,
    Consent,
    ConsentField,
    ConsentLink,
    ConsentReply,
    ConsentState,
    ReplyKind,
)
from committees.models.consents import PAPER_KIND
from documents.fields import Paper
from municipalities.emails import absolute
from municipalities.exceptions import StateConflict
from municipalities.models import Evidence


class LinkClosed(Exception):
    """The link takes no answer any more, or was revoked meanwhile."""


def link_of(token: str) -> str:
    return absolute(reverse("consent:page", args=[token]))


# The side of the municipality, or of the Unit ---------------------------------------------------------------


@transaction.atomic
def ask(
    member: CommitteeMember, *, language: str, by: User, by_email: bool = True, at: datetime | None = None
) -> tuple[Consent, str]:
    """A link for `member`, by e-mail where there is an address; returns it: it is kept nowhere else.

    The first one opens the consent, later ones belong to it: the links before go on working.
    """
    moment = at or timezone.now()
    consent, is_first = _live(member, language=language, by=by, at=moment)
    consent.language = language
    address = member.email if by_email else ""
    link, token = _fresh_link(consent, address, at=moment)
    if address and (is_first or consent.state != ConsentState.ASKED):
        emails.consent_request(link, link_of(token), asked_by=by, at=moment)
    elif address:
        emails.consent_reminder(link, link_of(token), at=moment)
    consent.log(("asked" if is_first else "reminded") if address else "link", by=by, at=moment)
    return consent, link_of(token)


def ask_all(committee: Committee, *, language: str, by: User, at: datetime | None = None) -> tuple[int, list[str]]:
    """Asks by e-mail everyone who was not asked or whose link has run out: how many, and the names of those who have
    no address."""
    waiting = [standing.member for standing in to_ask(standings(committee.members.in_term().order_by("pk")))]
    asked = [member for member in waiting if member.email]
    with transaction.atomic():
        for member in asked:
            ask(member, language=language, by=by, at=at)
    return len(asked), [member.name for member in waiting if not member.email]


def to_ask(found: Iterable[Standing]) -> list[Standing]:
    return [standing for standing in found if standing.to_ask]


@transaction.atomic
def record_paper(
    member: CommitteeMember,
    answers: Mapping[ConsentField, bool],
    *,
    on: date,
    by: User,
    paper: Paper | None = None,
    note: str = "",
    at: datetime | None = None,
) -> ConsentReply:
    """An answer that came signed on paper, or that a note tells of. Opens the consent where nobody was asked."""
    moment = at or timezone.now()
    consent, _is_first = _live(member, language=get_language() or "ar", by=by, at=moment)
    municipality = member.committee.municipality
    evidence = None
    if paper is not None and municipality is not None:
        evidence = Evidence.objects.keep(paper, municipality, kind=PAPER_KIND, by=by, paper_date=on, at=moment)
    reply = ConsentReply(consent=consent, kind=ReplyKind.PAPER, by=by, paper_on=on, paper=evidence, note=note)
    _keep(reply, answers, ConsentState.ANSWERED, at=moment)
    consent.log("paper", by=by, at=moment)
    return reply


def send_reminders(at: datetime) -> int:
    """How many were reminded by e-mail. Each once, whoever runs it; nobody more than twice."""
    waiting = Consent.objects.all().to_remind(at)  # type: ignore[attr-defined]
    waiting = waiting.select_related("member__committee__participation__municipality", "asked_by")
    return sum(_remind(consent, at) for consent in waiting)


@transaction.atomic
def _remind(consent: Consent, at: datetime) -> bool:
    if not consent.count_reminder():
        return False
    link, token = _fresh_link(consent, consent.member.email, at=at)
    emails.consent_reminder(link, link_of(token), at=at)
    consent.log("reminded", by=None, at=at)
    return True


def _live(member: CommitteeMember, *, language: str, by: User, at: datetime) -> tuple[Consent, bool]:
    """The consent that is not revoked, made where there is none."""
    made = {"language": language, "asked_at": at, "asked_by": by, "sent_at": at, "expires_at": at}
    consent, is_first = member.consents.live().get_or_create(member=member, defaults=made)  # type: ignore[attr-defined]
    consent.member = member
    return consent, is_first


def _fresh_link(consent: Consent, address: str, *, at: datetime) -> tuple[ConsentLink, str]:
    link = ConsentLink(consent=consent, email=address)
    token = link.renew(at=at)
    link.save()
    consent.sent_at, consent.expires_at = at, link.expires_at
    consent.save(update_fields=["sent_at", "expires_at", "language"])
    return link, token


# The side of the member -------------------------------------------------------------------------------------


@transaction.atomic
def open_link(link: ConsentLink, *, at: datetime | None = None) -> None:
    """The first button was pressed. Pressed again it changes nothing."""
    moment = at or timezone.now()
    rows = link.consent.links.filter(pk=link.pk, opened_at__isnull=True)
    if rows.update(opened_at=moment):
        link.opened_at = moment
        link.consent.log("opened", by=None, at=moment)


@transaction.atomic
def answer(
    link: ConsentLink, answers: Mapping[ConsentField, bool], *, url: str, at: datetime | None = None
) -> ConsentReply | None:
    """Keeps what the member said, and sends the receipt with `url`, the link itself. None when it says nothing new.

    LinkClosed, or StateConflict when another reply came first.
    """
    moment = at or timezone.now()
    consent = link.consent
    if not link.can_answer:
        raise LinkClosed
    if _says_the_same(consent, answers):
        return None
    reply = ConsentReply(consent=consent, kind=ReplyKind.LINK)
    _keep(reply, answers, ConsentState.ANSWERED, at=moment)
    consent.log("answered", by=None, at=moment)
    emails.consent_receipt(reply, link.receipt_to, url, at=moment)
    return reply


@transaction.atomic
def withdraw(link: ConsentLink, *, url: str, at: datetime | None = None) -> ConsentReply | None:
    """From now on nothing of the member's own is shown. None when nothing was agreed to."""
    moment = at or timezone.now()
    consent = link.consent
    if consent.state == ConsentState.REVOKED:
        raise LinkClosed
    last = consent.last_reply
    if consent.state != ConsentState.ANSWERED or last is None:
        return None
    fields = [ConsentField(each.field) for each in last.answers.all()]
    reply = ConsentReply(consent=consent, kind=ReplyKind.WITHDRAWAL)
    _keep(reply, dict.fromkeys(fields, False), ConsentState.WITHDRAWN, at=moment)
    consent.log("withdrawn", by=None, at=moment)
    emails.consent_receipt(reply, link.receipt_to, url, at=moment)
    return reply


def _says_the_same(consent: Consent, answers: Mapping[ConsentField, bool]) -> bool:
    last = consent.last_reply
    if consent.state != ConsentState.ANSWERED or last is None:
        return False
    said = {(each.field, each.agreed, each.value) for each in last.answers.all()}
    return said == {(field.value, agreed, field.value_of(consent.member)) for field, agreed in answers.items()}


def _keep(reply: ConsentReply, answers: Mapping[ConsentField, bool], state: ConsentState, *, at: datetime) -> None:
    """The move of the consent, its reply, and the answers with the sentences as they read in this language."""
    consent = reply.consent
    if not consent.take(state, at=at):
        raise StateConflict(consent)
    reply.at, reply.language, reply.name_ar = at, get_language() or "ar", consent.member.name_ar
    reply.save()
    for field, agreed in answers.items():
        reply.answers.create(
            field=field,
            agreed=agreed,
            sentence=sentence(consent.member, field),
            value=field.value_of(consent.member),
        )
