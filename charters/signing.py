"""What can happen to a link for signing. Each is one event in the charter's history, told to the team at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from charters import editions, emails
from charters.models import (
    CertificateSignature,
    Charter,
    EventKind,
    SignedEdition,
    SigningCode,
    SigningEvent,
    SigningInvitation,
)
from charters.models.certificates import standing_signature
from charters.models.signing import EVIDENCE_KIND, SigningOutcome
from documents.fields import Paper
from documents.models import StoredFile
from municipalities.drafts import Draft
from municipalities.emails import absolute, team
from municipalities.exceptions import DraftClosed
from municipalities.models import ActivityKind, DraftFile, DraftPage, Evidence, Participation, StepProgress
from municipalities.models.submissions import lock_draft
from municipalities.steps import SignatureWay, Step


class LinkClosed(Exception):
    """The link has come to its end meanwhile, or its charter waits for no signature any more."""


class TooManyCodes(Exception):
    """No further code is sent for now."""


class CodeRefused(Exception):
    """The code is not the one that was sent. `left` tries remain; none: another has to be asked for."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class OutsideDelegation(Exception):
    """The delegate's authority has not begun, or has ended."""


def link_of(token: str) -> str:
    return absolute(reverse("sign:page", args=[token]))


def record(
    invitation: SigningInvitation, kind: EventKind, *, at: datetime, by: User | None = None, comment: str = ""
) -> SigningEvent:
    event: SigningEvent = invitation.events.create(kind=kind, at=at, by=by, comment=comment)
    if kind not in (EventKind.SIGNED, EventKind.CERTIFIED):  # the signature itself has its own row in the log
        invitation.charter.log(ActivityKind.SIGNING_LINK, kind, by=by, at=at)
    emails.signing_event(event)
    return event


# The municipality's side ----------------------------------------------------------------------------------


@transaction.atomic
def invite(
    charter: Charter, *, email: str, language: str, by: User, at: datetime | None = None
) -> tuple[SigningInvitation, str]:
    """Sends the signatory a link, and returns it: it is kept nowhere else. A link before it is revoked.

    DraftClosed when the charter waits for no signature.
    """
    moment = at or timezone.now()
    hold_unsigned(charter, moment)
    for before in SigningInvitation.objects.filter(charter=charter, outcome=""):
        revoke(before, by=by, at=moment)
    invitation = SigningInvitation(
        charter=charter, email=email.lower(), language=language, created_at=moment, created_by=by
    )
    token = invitation.renew(at=moment)
    invitation.save()
    record(invitation, EventKind.SENT, by=by, at=moment)
    emails.signing_request(invitation, link_of(token), at=moment)
    return invitation, link_of(token)


@transaction.atomic
def renew(invitation: SigningInvitation, *, by: User, at: datetime | None = None) -> str:
    """A fresh link by e-mail, valid for another two weeks; the old one stops working."""
    moment = at or timezone.now()
    hold_unsigned(invitation.charter, moment)
    token = invitation.renew(at=moment)
    renewed = SigningInvitation.objects.filter(pk=invitation.pk, charter=invitation.charter, outcome="").update(
        token_hash=invitation.token_hash,
        sent_at=moment,
        expires_at=invitation.expires_at,
        times_sent=invitation.times_sent + 1,
    )
    if not renewed:
        raise LinkClosed
    invitation.times_sent += 1
    record(invitation, EventKind.RENEWED, by=by, at=moment)
    emails.signing_request(invitation, link_of(token), at=moment)
    return link_of(token)


@transaction.atomic
def revoke(invitation: SigningInvitation, *, by: User, at: datetime | None = None) -> bool:
    """False when it had come to an end before."""
    moment = at or timezone.now()
    if not invitation.close(SigningOutcome.REVOKED, at=moment):
        return False
    record(invitation, EventKind.REVOKED, by=by, at=moment)
    return True


@transaction.atomic
def give_up(edition: SignedEdition, charter: Charter, *, at: datetime | None = None) -> None:
    """The municipality wants another signature: the edition counts no longer, its bytes are kept."""
    moment = at or timezone.now()
    hold(charter, moment)
    edition.give_up(at=moment)


def history_of(participation: Participation) -> list[dict[str, Any]]:
    """What happened around the signing of the participation's charters, as the history list shows it."""
    events = SigningEvent.objects.filter(invitation__charter__participation=participation)
    entries = [
        {"at": event.at, "who": event.who, "text": event.get_kind_display(), "comment": event.comment}
        for event in events.select_related("by", "invitation__charter").order_by("-at", "-pk")
    ]
    signatures = CertificateSignature.objects.filter(charter__participation=participation)
    for signature in signatures.select_related("evidence__uploaded_by", "override__by"):
        verdict = signature.get_verdict_display()
        if signature.invitation_id is None:
            who, text = signature.evidence.uploaded_by.display_name, _("uploaded the charter signed by certificate")
            entries.append({"at": signature.checked_at, "who": who, "text": text, "comment": verdict})
        override = getattr(signature, "override", None)
        if override is not None:
            who, text = override.by.display_name, _("answered for the signer")
            entries.append({"at": override.at, "who": who, "text": text, "comment": override.reason})
    return entries


def tell_expired(expired: Iterable[SigningInvitation], *, at: datetime) -> int:
    """Records that each of these links has run out; how many there were."""
    count = 0
    for invitation in expired:
        with transaction.atomic():
            record(invitation, EventKind.EXPIRED, at=at)
        count += 1
    return count


# The signatory's side -------------------------------------------------------------------------------------


@transaction.atomic
def open_link(invitation: SigningInvitation, *, at: datetime | None = None) -> None:
    """The first button was pressed. Pressed again it changes nothing."""
    moment = at or timezone.now()
    rows = SigningInvitation.objects.filter(pk=invitation.pk, charter=invitation.charter, opened_at__isnull=True)
    if rows.update(opened_at=moment):
        invitation.opened_at = moment
        record(invitation, EventKind.OPENED, at=moment)


@transaction.atomic
def send_code(invitation: SigningInvitation, *, at: datetime | None = None) -> SigningCode:
    """Six digits to the invited address; the code before it counts no longer. TooManyCodes tells to wait."""
    moment = at or timezone.now()
    invitation.charter.require(SignatureWay.SCREEN)
    codes = invitation.codes
    if (
        codes.filter(created_at__gt=moment - timedelta(hours=1)).count() >= SigningCode.PER_HOUR
        or codes.filter(created_at__gte=invitation.sent_at).count() >= SigningCode.PER_LINK
    ):
        raise TooManyCodes
    digits = f"{secrets.randbelow(10**6):06d}"
    code: SigningCode = codes.create(
        code_hash=SigningCode.hash(invitation, digits), created_at=moment, expires_at=moment + SigningCode.LASTS
    )
    emails.signing_code(code, digits, at=moment)
    record(invitation, EventKind.CODE, at=moment)
    return code


@transaction.atomic
def tell(invitation: SigningInvitation, kind: EventKind, *, comment: str = "", at: datetime | None = None) -> None:
    """A question, or another way of signing that was chosen: the link stays open."""
    record(invitation, kind, comment=comment, at=at or timezone.now())


@transaction.atomic
def refuse(invitation: SigningInvitation, *, reason: str, at: datetime | None = None) -> None:
    moment = at or timezone.now()
    if not invitation.close(SigningOutcome.REFUSED, at=moment):
        raise LinkClosed
    record(invitation, EventKind.REFUSED, comment=reason, at=moment)


def sign(
    invitation: SigningInvitation, hand: editions.Hand, typed_code: str, *, at: datetime | None = None
) -> SignedEdition:
    """Signs on screen and submits the step in the name of whoever prepared it.

    Raises CodeRefused (the try is counted), OutsideDelegation, WayNotAccepted, LinkClosed, DraftClosed,
    editions.EditionDiffers, SealingError, or documents.gate.NotFit; in each of them nothing was signed, and in the
    last three the code can be given again.
    """
    moment = at or timezone.now()
    charter = invitation.charter
    charter.require(SignatureWay.SCREEN)
    if not is_within_delegation(charter, moment):
        raise OutsideDelegation
    code = SigningCode.current_of(invitation, at=moment)
    if code is None or not code.try_once(typed_code, at=moment):
        raise CodeRefused(SigningCode.TRIES - code.tries - 1 if code else 0)
    rendered = editions.make(invitation, hand, code, at=moment)
    with transaction.atomic():
        progress = hold_unsigned(charter, moment)
        if not code.use(at=moment) or not invitation.close(SigningOutcome.SIGNED, at=moment):
            raise LinkClosed
        submitter = submitter_of(invitation)
        keeper = keeper_of(invitation)
        stored = StoredFile.objects.store(
            rendered.pdf, media_type="application/pdf", pages=rendered.pages, by=keeper, at=moment
        )
        evidence = Evidence.objects.create(
            municipality=charter.municipality,
            file=stored,
            kind=EVIDENCE_KIND,
            original_name=charter.file_name.replace(".pdf", "-signed.pdf"),
            paper_date=timezone.localtime(moment).date(),
            uploaded_at=moment,
            uploaded_by=keeper,
        )
        edition = SignedEdition(invitation=invitation, evidence=evidence, method=hand.method, signed_at=moment)
        edition.save()
        charter.log(ActivityKind.CHARTER_SIGNED, f"{SignatureWay.SCREEN} {charter.capacity}", by=None, at=moment)
        record(invitation, EventKind.SIGNED, at=moment)
        if submitter is not None:
            progress.submit(by=submitter, at=moment)
    return edition


def is_within_delegation(charter: Charter, at: datetime) -> bool:
    """True for everyone but a delegate outside the dates of the act."""
    return charter.is_delegated_on(timezone.localtime(at).date())


def submitter_of(invitation: SigningInvitation) -> User | None:
    """Who prepared it, if still of the team; else somebody who is. None: nobody can submit today."""
    members = team(invitation.charter.municipality)
    if invitation.created_by in members:
        return invitation.created_by
    return members[0] if members else None


def keeper_of(invitation: SigningInvitation) -> User:
    """In whose name what comes through the link is stored."""
    return submitter_of(invitation) or invitation.created_by


@transaction.atomic
def hand_over(
    invitation: SigningInvitation,
    *,
    answers: dict[str, list[str]],
    signatory: dict[str, Any],
    act: Paper,
    email: str,
    at: datetime | None = None,
) -> SigningInvitation:
    """The charter is set aside; a new one names the delegate, who gets a link of their own.

    `answers` are the raw and `signatory` the cleaned answers of the wizard's first page; `act` is the scan.
    """
    moment = at or timezone.now()
    charter = invitation.charter
    progress = hold_unsigned(charter, moment)
    if not invitation.close(SigningOutcome.DELEGATED, at=moment):
        raise LinkClosed
    by = keeper_of(invitation)
    record(
        invitation,
        EventKind.DELEGATED,
        comment=_("%(name)s, act no. %(number)s") % {"name": signatory["name_ar"], "number": signatory["act_number"]},
        at=moment,
    )
    charter.give_up(at=moment)
    saved = Draft(progress).page("signatory")
    DraftPage.objects.save_page(progress, "signatory", answers, version=saved.version if saved else 0, by=by, at=moment)
    evidence = Evidence.objects.keep(
        act, charter.municipality, kind="delegation_act", by=by, paper_date=signatory["act_date"], at=moment
    )
    DraftFile.objects.attach(progress, "signatory", "act_scan", evidence, at=moment)
    following = Charter.issue(
        progress,
        signatory=signatory,
        council={"council_number": charter.council_number, "council_date": charter.council_date},
        languages=charter.languages,
        by=by,
        at=moment,
    )
    return invite(following, email=email, language=invitation.language, by=by, at=moment)[0]


def hold_unsigned(charter: Charter, at: datetime) -> StepProgress:
    """As `hold`; DraftClosed too when a signature that was given on screen or by certificate stands."""
    progress = hold(charter, at)
    if standing_signature(charter):
        raise DraftClosed
    return progress


def hold(charter: Charter, at: datetime) -> StepProgress:
    """The charter's progress, its draft held to the end of the transaction. DraftClosed when nothing can be signed."""
    progress = charter.participation.progress_of(Step.CHARTER)
    lock_draft(progress, at=at)
    if not Charter.objects.open().filter(pk=charter.pk, participation=charter.participation).exists():
        raise DraftClosed
    return progress
