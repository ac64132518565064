"""A charter signed with the signer's own certificate: the file, what the check found, who answers for a doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models.charters import Charter
from charters.models.signing import SignedEdition, SigningInvitation
from charters.models.trust import TrustAnchor
from documents.models import StoredFile
from documents.signatures import Reason, SignatureReport, Verdict, check
from municipalities.exceptions import OwnWork
from municipalities.models import Evidence, Submission
from municipalities.steps import SignatureWay

CERTIFICATE_KIND = "certificate_signature"


# Reasons that leave nothing to look at; every other one is for a person.
SETTLED = frozenset(
    {
        "covers_all",
        "as_issued",
        "trusted_issuer",
        "time_stamped",
        "revocation_good",
    }
)


@dataclass(frozen=True)
class CertificateFinding:
    """One thing the check found, as the list of findings shows it; `is_note` asks a person to look."""

    sentence: str
    is_note: bool
    kind: str = "certificate"
    blocks: bool = False
    way_on: str = ""


class OverrideMissing(Exception):
    """The signer is in doubt, and nobody of the Unit has answered for the signature in writing."""


class CertificateSignatureQuerySet(models.QuerySet["CertificateSignature"]):
    def standing(self, charter: Charter) -> CertificateSignature | None:
        """The one that counts for `charter`; None when it has to be signed."""
        signatures = self.filter(charter=charter, given_up_at__isnull=True)
        return signatures.select_related(
            "evidence__file", "evidence__municipality", "evidence__uploaded_by", "record", "invitation"
        ).first()


class CertificateSignature(models.Model):
    """A file signed by certificate that passed the check, with what was found on that day.

    Written once: a later check is another thing and changes nothing here. Files that did not pass have no row.
    """

    way = SignatureWay.CERTIFICATE

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="certificate_signatures")
    invitation = models.OneToOneField(
        SigningInvitation, on_delete=models.PROTECT, null=True, blank=True, related_name="certificate_signature"
    )
    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="certificate_signature")
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    name_matches = models.BooleanField(_("the certificate names the signatory"))
    report = models.JSONField(_("what the check found"))
    left_out = models.JSONField(_("what followed the signed part of the uploaded file"), default=list, blank=True)
    checked_at = models.DateTimeField(_("checked"))
    signed_on = models.DateField(_("signed on"))
    record = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("record of the signature")
    )
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects: ClassVar[models.Manager[CertificateSignature]] = CertificateSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature by certificate")
        verbose_name_plural = _("signatures by certificate")
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["charter"], condition=Q(given_up_at__isnull=True), name="certificate_signature_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["valid_trusted", "valid_untrusted"]), name="certificate_signature_is_valid"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charter} · {self.get_verdict_display()}"

    @property
    def file(self) -> StoredFile:
        return self.evidence.file

    @property
    def signed_at(self) -> datetime:
        """As the signature says; when it says nothing, the moment of the check."""
        return self.found.signed_at or self.checked_at

    @cached_property
    def found(self) -> SignatureReport:
        """What the check found on its day."""
        return SignatureReport.from_json(self.report)

    @property
    def needs_override(self) -> bool:
        """A person of the Unit has to answer for the signer: the certificate is not trusted, or names another."""
        return self.verdict != Verdict.VALID_TRUSTED or not self.name_matches

    @property
    def findings(self) -> list[CertificateFinding]:
        """What stands in the stored report, in the reader's language, doubts first."""
        found = [CertificateFinding(self._name_sentence, not self.name_matches)]
        found += [CertificateFinding(each.sentence, each.code not in SETTLED) for each in self.found.reasons]
        if self.left_out:
            told = _(
                "What followed the signed part of the uploaded file was left out knowingly. It was said of it: %(what)s"
            )
            what = " ".join(Reason(each["code"], each["params"]).sentence for each in self.left_out)
            harmless = all(each["code"] == "evidence_after" for each in self.left_out)
            found.append(CertificateFinding(str(told) % {"what": what}, not harmless))
        override = getattr(self, "override", None)
        if override is not None:
            told = _("%(who)s of the Unit answers for this signature: %(reason)s")
            sentence = str(told) % {"who": override.by.display_name, "reason": override.reason}
            found.append(CertificateFinding(sentence, is_note=False))
        return sorted(found, key=lambda each: not each.is_note)

    @property
    def _name_sentence(self) -> str:
        signer = self.found.signer
        names = {"found": f"\u2068{signer.common_name if signer else ''}\u2069", "name": self.charter.signatory_name}
        if self.name_matches:
            return str(_("The certificate names %(found)s, who had to sign.")) % names
        return str(_("The certificate names %(found)s; on the charter stands %(name)s.")) % names

    def check_again(self, *, at: datetime) -> SignatureReport:
        """What a check at `at` says, by the certificates trusted now. Nothing is written: the verdict stands."""
        data = self.file.read()
        return check(data, issued=self.charter.issued_for(data), anchors=TrustAnchor.objects.for_checks(), at=at)

    def give_up(self, *, at: datetime) -> None:
        """It counts no longer; the bytes are kept."""
        CertificateSignature.objects.filter(pk=self.pk, given_up_at__isnull=True).update(given_up_at=at)


class CertificateOverride(models.Model):
    """A person of the Unit answers for a signature whose signer the machine cannot trust, and says why."""

    signature = models.OneToOneField(CertificateSignature, on_delete=models.PROTECT, related_name="override")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("answer for a signature")
        verbose_name_plural = _("answers for signatures")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="certificate_override_has_reason")]

    def __str__(self) -> str:
        return f"{self.signature}: {self.by}"

    @classmethod
    @transaction.atomic
    def write(cls, submission: Submission, *, reason: str, by: User, at: datetime | None = None) -> CertificateOverride:
        """For the signature that `submission` brought. OwnWork for whoever worked on it: a second person answers."""
        if submission.contributors.filter(pk=by.pk).exists():
            raise OwnWork
        signature = CertificateSignature.objects.get(copies__submission=submission)
        override, _created = cls.objects.update_or_create(
            signature=signature, defaults={"reason": reason, "by": by, "at": at or timezone.now()}
        )
        return override


def standing_signature(charter: Charter) -> SignedEdition | CertificateSignature | None:
    """The signature given on screen or by certificate that counts for `charter`. On paper there is none: it is read."""
    return SignedEdition.objects.standing(charter) or CertificateSignature.objects.standing(charter)


def signed_day(charter: Charter, claimed: datetime | None, *, at: datetime) -> date:
    """The day of signature: the claimed one, as far as it can be true. Nothing is signed before it is issued, nor
    after it was uploaded; between the two a signer's computer is believed, and the report says that it is."""
    day = timezone.localtime(claimed or at).date()
    return min(max(day, charter.issued_on), timezone.localtime(at).date())
