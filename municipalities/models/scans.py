"""What comes back of a paper that was signed by hand: files with what the machine read, and the word of a person.

Abstract: each kind of paper has rows of its own, with a foreign key to the paper.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.opening import read_codes
from documents.scanning import SheetPlace
from municipalities.models.evidence import Evidence
from municipalities.models.looks import SheetLook, look, look_once, signature_places
from municipalities.models.progress import StepProgress
from municipalities.models.signable import SignablePaper
from municipalities.models.submissions import lock_draft

if TYPE_CHECKING:
    from documents.fields import Paper


class ScanManager(models.Manager):  # type: ignore[type-arg]
    def add(
        self,
        paper: SignablePaper,
        progress: StepProgress,
        uploads: list[Paper],
        *,
        by: User,
        at: datetime | None = None,
    ) -> list[Any]:
        """Keeps the uploads as they are and records what the machine reads on each page.

        Reading comes first, outside the transaction: it takes a tenth of a second a page, and a file it fails on
        is kept as unreadable, never lost. The page of the signature is looked at too, for about a second; the other
        pages when somebody wants to see them, or submits. Raises what `paper.require_paper()` raises.
        """
        moment = at or timezone.now()
        paper.require_paper()
        readings = [readings_of(upload.data, upload.inspection.pages) for upload in uploads]
        looks = [
            look(paper, upload.data, signature_places(paper, pages))
            for upload, pages in zip(uploads, readings, strict=True)
        ]
        with transaction.atomic():
            lock_draft(progress, at=moment)
            scans = []
            for upload, pages, seen in zip(uploads, readings, looks, strict=True):
                kind = self.model.EVIDENCE_KIND
                evidence = Evidence.objects.keep(upload, paper.municipality, kind=kind, by=by, at=moment)
                SheetLook.objects.keep(evidence, seen, by=by, at=moment)
                scans.append(self.create(**{self.model.OF: paper, "evidence": evidence, "readings": pages}))
            return scans

    def of(self, paper: SignablePaper) -> list[Any]:
        """The scans of the open draft, in the order in which they came."""
        scans = self.filter(**{self.model.OF: paper}).select_related("evidence__file", "evidence__municipality")
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


class ScanModel(models.Model):
    """One uploaded file of the draft, with what the machine read on its pages. Gone when removed from the draft;
    the evidence stays as long as a submission refers to it.

    A concrete class has `evidence`, one to one, and a foreign key to its paper whose name is `OF`.
    """

    EVIDENCE_KIND: ClassVar[str]
    OF: ClassVar[str]
    evidence: Any
    evidence_id: int
    overrides: Any

    readings = models.JSONField(_("what was read"), default=list)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.evidence.original_name)

    @property
    def of_paper(self) -> Any:
        return getattr(self, self.OF)

    @transaction.atomic
    def let_go(self, progress: StepProgress, *, at: datetime | None = None) -> None:
        """Takes the file out of the draft. What a submission refers to is kept for ever."""
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        Evidence.objects.filter(pk=self.evidence_id).update(released_at=moment)
        self.delete()


class OverrideModel(models.Model):
    """A person says which page an unreadable one is, and why no better scan can be had. The reviewer sees both.

    A concrete class has a foreign key `scan`, and its own constraints.
    """

    scan: Any

    page = models.PositiveSmallIntegerField(_("page of the file"))
    stands_for = models.PositiveSmallIntegerField(_("page of the paper"))
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.scan} {self.page} → {self.stands_for}"

    @classmethod
    def record(
        cls,
        scan: Any,
        progress: StepProgress,
        *,
        page: int,
        stands_for: int,
        reason: str,
        by: User,
        at: datetime | None = None,
    ) -> Self:
        """The page of the signature is looked at by this word too: a box is not passed over because its code is cut."""
        moment = at or timezone.now()
        paper: SignablePaper = scan.of_paper
        is_signed_page = stands_for == paper.signature_page
        seen = [look_once(paper, scan.evidence, SheetPlace(page, stands_for))] if is_signed_page else []
        with transaction.atomic():
            lock_draft(progress, at=moment)
            SheetLook.objects.keep(scan.evidence, seen, by=by, at=moment)
            override, _created = cls._default_manager.update_or_create(
                scan=scan, page=page, defaults={"stands_for": stands_for, "reason": reason, "by": by, "at": moment}
            )
            return override
