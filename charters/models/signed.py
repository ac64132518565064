"""What comes back signed: scans while the step is open, a copy per submission, a signature once it is accepted."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models.certificates import CertificateSignature
from charters.models.charters import Charter
from charters.models.looks import SheetLook, look, look_once, signature_places
from charters.models.signing import SignedEdition
from documents.models import StoredFile
from documents.opening import read_codes
from documents.scanning import SheetPlace
from municipalities.models import Evidence, StepProgress, Submission
from municipalities.models.submissions import lock_draft
from municipalities.steps import SignatureWay

if TYPE_CHECKING:
    from documents.fields import Paper

EVIDENCE_KIND = "charter_scan"


class CharterScanManager(models.Manager["CharterScan"]):
    def add(
        self, charter: Charter, progress: StepProgress, papers: list[Paper], *, by: User, at: datetime | None = None
    ) -> list[CharterScan]:
        """Keeps the papers as they are and records what the machine reads on each page.

        Reading comes first, outside the transaction: it takes a tenth of a second a page, and a paper it fails on
        is kept as unreadable, never lost. The page of the signature is looked at too, for about a second; the other
        pages when somebody wants to see them, or submits. WayNotAccepted when the cohort accepts no paper.
        """
        moment = at or timezone.now()
        charter.require(SignatureWay.PAPER)
        readings = [readings_of(paper.data, paper.inspection.pages) for paper in papers]
        looks = [
            look(charter, paper.data, signature_places(charter, pages))
            for paper, pages in zip(papers, readings, strict=True)
        ]
        with transaction.atomic():
            lock_draft(progress, at=moment)
            scans = []
            for paper, pages, seen in zip(papers, readings, looks, strict=True):
                evidence = Evidence.objects.keep(paper, charter.municipality, kind=EVIDENCE_KIND, by=by, at=moment)
                SheetLook.objects.keep(evidence, seen, by=by, at=moment)
                scans.append(self.create(charter=charter, evidence=evidence, readings=pages))
            return scans

    def of(self, charter: Charter) -> list[CharterScan]:
        """The scans of the open draft, in the order in which they came."""
        scans = self.filter(charter=charter).select_related("evidence__file", "evidence__municipality")
        looks = SheetLook.objects.select_related("statement__by")
        return list(scans.prefetch_related("overrides__by", models.Prefetch("evidence__looks", looks)))


def readings_of(data: bytes, pages: int) -> list[dict[str, Any]]:
    """For each page its codes: `[{"codes": [{"text": …, "turn": degrees}]}]`; no codes where nothing could be read."""
    read = read_codes(data)
    if len(read) < pages or any(page.refusal for page in read):
        # The clock of the reader runs on a busy machine too: a sheet is called unreadable after two tries only.
        read = read_codes(data)
    found: list[dict[str, Any]] = [
        {"codes": [{"text": code.text, "turn": code.turn_degrees} for code in page.codes]} for page in read
    ]
    return found + [{"codes": []} for _missing in range(pages - len(found))]


class CharterScan(models.Model):
    """One uploaded file of the draft, with what the machine read on its pages. Gone when removed from the draft;
    the evidence stays as long as a submission refers to it."""

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="scans")
    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="charter_scan")
    readings = models.JSONField(_("what was read"), default=list)

    objects: ClassVar[CharterScanManager] = CharterScanManager()

    class Meta:
        verbose_name = _("scan of a charter")
        verbose_name_plural = _("scans of charters")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.evidence.original_name

    @transaction.atomic
    def let_go(self, progress: StepProgress, *, at: datetime | None = None) -> None:
        """Takes the file out of the draft. What a submission refers to is kept for ever."""
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        Evidence.objects.filter(pk=self.evidence_id).update(released_at=moment)
        self.delete()


class ScanOverride(models.Model):
    """A person says which page an unreadable one is, and why no better scan can be had. The reviewer sees both."""

    scan = models.ForeignKey(CharterScan, on_delete=models.CASCADE, related_name="overrides")
    page = models.PositiveSmallIntegerField(_("page of the file"))
    stands_for = models.PositiveSmallIntegerField(_("page of the charter"))
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("page identified by a person")
        verbose_name_plural = _("pages identified by a person")
        ordering = ["scan", "page"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "page"], name="scan_override_unique"),
            models.CheckConstraint(condition=~Q(reason=""), name="scan_override_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.scan} {self.page} → {self.stands_for}"

    @classmethod
    def record(
        cls,
        scan: CharterScan,
        progress: StepProgress,
        *,
        page: int,
        stands_for: int,
        reason: str,
        by: User,
        at: datetime | None = None,
    ) -> ScanOverride:
        """The page of the signature is looked at by this word too: a box is not passed over because its code is cut."""
        moment = at or timezone.now()
        is_signed_page = stands_for == scan.charter.signature_page
        seen = [look_once(scan.charter, scan.evidence, SheetPlace(page, stands_for))] if is_signed_page else []
        with transaction.atomic():
            lock_draft(progress, at=moment)
            SheetLook.objects.keep(scan.evidence, seen, by=by, at=moment)
            override, _created = cls.objects.update_or_create(
                scan=scan, page=page, defaults={"stands_for": stands_for, "reason": reason, "by": by, "at": moment}
            )
            return override


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
