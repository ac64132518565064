"""What comes back signed: scans while the step is open, a copy per submission, a signature once it is accepted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models.certificates import CertificateSignature
from charters.models.charters import Charter
from charters.models.signing import SignedEdition
from documents.models import StoredFile
from municipalities.models import Evidence, Submission
from municipalities.models.scans import OverrideModel, ScanManager, ScanModel
from municipalities.steps import SignatureWay

EVIDENCE_KIND = "charter_scan"


class CharterScan(ScanModel):
    EVIDENCE_KIND = EVIDENCE_KIND
    OF = "charter"

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="scans")
    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="charter_scan")

    objects: ClassVar[ScanManager] = ScanManager()

    class Meta:
        verbose_name = _("scan of a charter")
        verbose_name_plural = _("scans of charters")
        ordering = ["pk"]


class ScanOverride(OverrideModel):
    scan = models.ForeignKey(CharterScan, on_delete=models.CASCADE, related_name="overrides")

    class Meta:
        verbose_name = _("page identified by a person")
        verbose_name_plural = _("pages identified by a person")
        ordering = ["scan", "page"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "page"], name="scan_override_unique"),
            models.CheckConstraint(condition=~Q(reason=""), name="scan_override_has_reason"),
        ]


class SignedCopy(models.Model):
    """What one submission brought: the signed pages as one PDF, in order and upright, and what the machine found.

    For reading and for the e-mail to the Unit; the proof is the scans themselves, kept byte for byte, or the signed
    edition or the file signed by certificate, which is this very file.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="signed_copy")
    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="signed_copies")
    way = models.CharField(_("way"), max_length=12, choices=SignatureWay.choices, default=SignatureWay.PAPER)
    edition = models.ForeignKey(SignedEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    certificate = models.ForeignKey(
        CertificateSignature, on_delete=models.PROTECT, null=True, blank=True, related_name="copies"
    )
    signed_on = models.DateField(_("signed on"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    findings = models.JSONField(_("what the machine found"), default=list)

    class Meta:
        verbose_name = _("signed copy")
        verbose_name_plural = _("signed copies")
        ordering = ["submission"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="screen") | Q(edition__isnull=False), name="signed_copy_on_screen_has_edition"
            ),
            models.CheckConstraint(
                condition=~Q(way="certificate") | Q(certificate__isnull=False),
                name="signed_copy_by_certificate_has_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charter} · {self.submission.reference}"


class SignatureVerdict(models.TextChoices):
    """What the machine could say. Of a hand and a stamp on paper it says nothing: a person looked."""

    PAGES_READ = "pages_read", _("every page was recognised by its code")
    PAGES_NAMED = "pages_named", _("some pages were identified by a person")
    SEALED = "sealed", _("the code that was sent by e-mail was given, and the platform sealed the file")
    TRUSTED = "trusted", _("the signature is valid, and its certificate is trusted and names the signatory")
    OVERRIDDEN = "overridden", _("the signature is valid; a person of the Unit vouched for the signer, in writing")


class Signature(models.Model):
    """How a charter was signed, recorded when the Unit accepts it."""

    Way = SignatureWay
    Verdict = SignatureVerdict

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="signatures")
    copy = models.ForeignKey(SignedCopy, on_delete=models.PROTECT, related_name="signatures")
    way = models.CharField(_("way"), max_length=12, choices=SignatureWay.choices, default=SignatureWay.PAPER)
    signed_on = models.DateField(_("signed on"))
    verdict = models.CharField(_("verdict"), max_length=20, choices=SignatureVerdict.choices)
    reasons = models.JSONField(_("reasons"), default=list)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["charter"], condition=Q(withdrawn_at__isnull=True), name="signature_one_per_charter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charter} · {self.get_way_display()}"
