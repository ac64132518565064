"""Uploaded papers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import StoredFile
from municipalities.models.tenancy import Municipality

if TYPE_CHECKING:
    from documents.fields import Paper


class EvidenceManager(models.Manager["Evidence"]):
    def keep(
        self,
        paper: Paper,
        municipality: Municipality,
        *,
        kind: str,
        by: User,
        paper_date: date | None = None,
        replaces: Evidence | None = None,
        at: datetime | None = None,
    ) -> Evidence:
        """Stores the bytes of an inspected paper untouched and records whose it is."""
        moment = at or timezone.now()
        stored = StoredFile.objects.store(
            paper.data, media_type=str(paper.inspection.media_type), pages=paper.inspection.pages, by=by, at=moment
        )
        return self.create(
            municipality=municipality,
            file=stored,
            kind=kind,
            original_name=paper.name,
            paper_date=paper_date,
            uploaded_at=moment,
            uploaded_by=by,
            replaces=replaces,
        )

    def abandoned(self, at: datetime) -> models.QuerySet[Evidence]:
        """Let go by every draft for 30 days and never submitted."""
        from municipalities.models.submissions import DraftFile, SubmissionFile

        return (
            self.filter(released_at__lt=at - Evidence.KEPT_AFTER_RELEASE)
            .exclude(Exists(SubmissionFile.objects.filter(evidence=OuterRef("pk"))))
            .exclude(Exists(DraftFile.objects.filter(evidence=OuterRef("pk"))))
        )


class Evidence(models.Model):
    """One paper of a municipality: the bytes, what it is, the date it speaks of, who brought it when."""

    KEPT_AFTER_RELEASE = timedelta(days=30)

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=40)
    original_name = models.CharField(_("file name"), max_length=150)
    paper_date = models.DateField(_("date of the paper"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced_by")
    released_at = models.DateTimeField(_("let go"), null=True, blank=True)

    objects: ClassVar[EvidenceManager] = EvidenceManager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.original_name

    def get_absolute_url(self) -> str:
        """For members of the municipality; the Unit has its own address for the same paper."""
        return reverse("municipalities:evidence", args=[self.municipality.slug, self.pk])

    def get_oversight_url(self) -> str:
        return reverse("oversight:evidence", args=[self.municipality.slug, self.pk])
