"""Signing by a link: whom it is for, what happened to it, the code that proves the mailbox, the signed edition."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models.charters import Charter, CharterState
from documents.models import StoredFile
from municipalities.models import Evidence, StepProgress
from municipalities.models.links import PersonalLink
from municipalities.steps import SignatureWay, Step

if TYPE_CHECKING:
    from charters.models.certificates import CertificateSignature

EVIDENCE_KIND = "signed_edition"


class SigningOutcome(models.TextChoices):
    """How a link came to its end; open ones have none."""

    SIGNED = "signed", _("Signed")
    REFUSED = "refused", _("Refused")
    DELEGATED = "delegated", _("Handed over to a delegate")
    REVOKED = "revoked", _("Revoked")


class SigningInvitationQuerySet(models.QuerySet["SigningInvitation"]):
    def pending(self) -> SigningInvitationQuerySet:
        """Without an outcome; expired ones too, they can be renewed."""
        return self.filter(outcome="")

    def by_token(self, token: str) -> SigningInvitationQuerySet:
        return self.filter(token_hash=SigningInvitation.hash(token))

    def expired_untold(self, at: datetime) -> SigningInvitationQuerySet:
        """Past their end, and nobody has been told."""
        return (
            self.pending()
            .filter(expires_at__lte=at, charter__state=CharterState.ISSUED)
            .exclude(events__kind=EventKind.EXPIRED, events__at__gte=F("sent_at"))
        )


class SigningInvitation(PersonalLink, models.Model):
    """A link by which the one person named on one charter reads it and signs, refuses, asks or hands over.

    The token stands only in the link (its hash is kept). Whoever has the link can read; signing takes a code that
    goes to the address of the invited person.
    """

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="signing_invitations")
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ar")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("last sent"))
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("expires"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=SigningOutcome.choices, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects: ClassVar[models.Manager[SigningInvitation]] = SigningInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for signing")
        verbose_name_plural = _("links for signing")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["charter"],
                condition=Q(outcome=""),
                name="signing_invitation_one_open",
                violation_error_message=_("This charter already has a link for signing: renew it instead."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="signing_invitation_closed_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charter} · {self.email}"

    @property
    def progress(self) -> StepProgress:
        return self.charter.participation.progress_of(Step.CHARTER)

    @property
    def state(self) -> str:
        """open, expired, closed (the charter waits for no signature any more), or the outcome."""
        if self.outcome:
            return self.outcome
        if self.charter.state != CharterState.ISSUED or not self.progress.is_open:
            return "closed"
        if self.charter.certificate_signatures.filter(given_up_at__isnull=True).exists():
            return "closed"
        return "expired" if self.has_expired else "open"

    @property
    def given_signature(self) -> SignedEdition | CertificateSignature:
        """What was signed through this link, by whichever way; the outcome is "signed"."""
        found: SignedEdition | CertificateSignature = getattr(self, "edition", None) or self.certificate_signature
        return found

    @property
    def has_expired(self) -> bool:
        return timezone.now() >= self.expires_at

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    def close(self, outcome: SigningOutcome, *, at: datetime) -> bool:
        """One compare-and-set; False when it has an outcome already, or had expired (a revocation always goes)."""
        rows = SigningInvitation.objects.filter(pk=self.pk, outcome="")
        if outcome != SigningOutcome.REVOKED:
            rows = rows.filter(expires_at__gt=at)
        if not rows.update(outcome=outcome, closed_at=at):
            return False
        self.outcome, self.closed_at = outcome, at
        return True


class EventKind(models.TextChoices):
    """The labels stand in the charter's history."""

    SENT = "sent", _("link for signing sent")
    RENEWED = "renewed", _("link for signing renewed")
    REVOKED = "revoked", _("link for signing revoked")
    OPENED = "opened", _("opened the link")
    CODE = "code", _("asked for a code")
    PAPER = "paper", _("will sign on paper")
    CERTIFICATE = "certificate", _("will sign with a certificate")
    QUESTION = "question", _("asked a question")
    REFUSED = "refused", _("refused to sign")
    DELEGATED = "delegated", _("handed over to a delegate")
    SIGNED = "signed", _("signed on screen")
    CERTIFIED = "certified", _("signed by certificate")
    EXPIRED = "expired", _("link for signing expired")


class SigningEvent(models.Model):
    """Append-only: what happened to a link. `by` is None for what the signatory did, or time."""

    invitation = models.ForeignKey(SigningInvitation, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("event of a signing")
        verbose_name_plural = _("events of signings")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["question", "refused"]) | ~Q(comment=""), name="signing_event_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitation}: {self.get_kind_display()}"

    @property
    def who(self) -> str:
        """The member of the team, else the signatory; nobody for what time did."""
        if self.by is not None:
            return self.by.display_name
        return "" if self.kind == EventKind.EXPIRED else self.invitation.charter.signatory_name


class SigningCode(models.Model):
    """Six digits sent to the invited address: for ten minutes, five tries, one use. The last one asked for counts."""

    LASTS = timedelta(minutes=10)
    TRIES = 5
    # A link gives so many codes an hour, and in its life; guessing stays hopeless, and no mailbox is flooded.
    PER_HOUR = 5
    PER_LINK = 20

    invitation = models.ForeignKey(SigningInvitation, on_delete=models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("code for signing")
        verbose_name_plural = _("codes for signing")
        ordering = ["created_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(tries__lte=5), name="signing_code_five_tries")]

    def __str__(self) -> str:
        return f"{self.invitation} {self.created_at}"

    @staticmethod
    def hash(invitation: SigningInvitation, code: str) -> str:
        return salted_hmac("charters.signing-code", f"{invitation.pk}:{code}", algorithm="sha256").hexdigest()

    @classmethod
    def current_of(cls, invitation: SigningInvitation, *, at: datetime) -> SigningCode | None:
        """The code that can still be given; None when one has to be asked for."""
        last = cls.objects.filter(invitation=invitation).order_by("-pk").first()
        alive = last is not None and last.used_at is None and last.tries < cls.TRIES and at < last.expires_at
        return last if alive else None

    def try_once(self, typed: str, *, at: datetime) -> bool:
        """Counts the try, whatever comes of it, then compares."""
        rows = SigningCode.objects.filter(pk=self.pk, used_at__isnull=True, tries__lt=self.TRIES, expires_at__gt=at)
        if not rows.update(tries=F("tries") + 1):
            return False
        return constant_time_compare(self.hash(self.invitation, typed), self.code_hash)

    def use(self, *, at: datetime) -> bool:
        """Spends it; False when it was spent."""
        return bool(SigningCode.objects.filter(pk=self.pk, used_at__isnull=True).update(used_at=at))


class SigningMethod(models.TextChoices):
    DRAWN = "drawn", _("drawn on the screen")
    TYPED = "typed", _("typed")


class SignedEditionQuerySet(models.QuerySet["SignedEdition"]):
    def standing(self, charter: Charter) -> SignedEdition | None:
        """The one that counts for `charter`; None when it has to be signed."""
        editions = self.filter(invitation__charter=charter, given_up_at__isnull=True)
        return editions.select_related("evidence__file", "evidence__municipality", "invitation__created_by").first()


class SignedEdition(models.Model):
    """The charter with the signature given on screen, its record, and the platform's seal over both.

    A simple electronic signature, sealed by the platform: never called more.
    """

    way = SignatureWay.SCREEN

    invitation = models.OneToOneField(SigningInvitation, on_delete=models.PROTECT, related_name="edition")
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="signed_edition")
    method = models.CharField(_("method"), max_length=8, choices=SigningMethod.choices)
    signed_at = models.DateTimeField(_("signed"))
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects: ClassVar[models.Manager[SignedEdition]] = SignedEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("signed edition")
        verbose_name_plural = _("signed editions")
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return f"{self.invitation.charter} · {self.signed_at:%Y-%m-%d}"

    @property
    def file(self) -> StoredFile:
        return self.evidence.file

    @property
    def signed_on(self) -> date:
        return timezone.localtime(self.signed_at).date()

    def give_up(self, *, at: datetime) -> None:
        """It counts no longer; the bytes are kept."""
        SignedEdition.objects.filter(pk=self.pk, given_up_at__isnull=True).update(given_up_at=at)
