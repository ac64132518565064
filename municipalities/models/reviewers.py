"""Within the Unit: private notes, and who reviews a step."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import FrozenModel
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.progress import StepProgress
from municipalities.models.review import lock_review, record
from municipalities.models.submissions import Submission
from municipalities.models.tenancy import Municipality


class PrivateNoteManager(models.Manager["PrivateNote"]):
    @transaction.atomic
    def write(
        self,
        municipality: Municipality,
        text: str,
        *,
        by: User,
        submission: Submission | None = None,
        at: datetime | None = None,
    ) -> PrivateNote:
        moment = at or timezone.now()
        note = self.create(municipality=municipality, submission=submission, text=text, by=by, at=moment)
        # In the Unit's own log: a municipality reads the log of its own.
        subject = submission.reference if submission else municipality.slug
        Activity.objects.record(ActivityKind.REVIEW_WRITTEN, by=by, subject=subject, at=moment)
        return note


class PrivateNote(FrozenModel):
    """The Unit's own words about a municipality or a submission. No page of the municipality ever shows one."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="private_notes")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="private_notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    objects: ClassVar[PrivateNoteManager] = PrivateNoteManager()

    class Meta:
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.municipality} · {self.at:%Y-%m-%d}"


class AssignmentManager(models.Manager["Assignment"]):
    def current(self, progress: StepProgress) -> User | None:
        """Who reviews the step now; it stays with that person when the municipality submits again."""
        last = self.filter(progress=progress).select_related("officer").first()
        return last.officer if last and last.officer and last.officer.is_active else None

    @transaction.atomic
    def assign(
        self, submission: Submission, officer: User | None, *, by: User, url: str = "", at: datetime | None = None
    ) -> Assignment:
        """To `officer`, or to nobody. The officer is told, unless it is whoever assigns. StateConflict once decided."""
        moment = at or timezone.now()
        lock_review(submission)
        assignment = self.create(progress=submission.progress, officer=officer, by=by, at=moment)
        record(submission, by=by, at=moment)
        if officer is not None:
            Notice.objects.tell(
                NoticeKind.ASSIGNED,
                [officer],
                key=f"assigned:{assignment.pk}",
                municipality=submission.progress.municipality,
                step=submission.progress.step,
                by=by,
                url=url,
                at=moment,
            )
        return assignment


class Assignment(FrozenModel):
    """Append-only; the last row of a step counts. Without an officer: given back to everybody."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    objects: ClassVar[AssignmentManager] = AssignmentManager()

    class Meta:
        verbose_name = _("assignment of a review")
        verbose_name_plural = _("assignments of reviews")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["progress", "-at"], name="assignment_latest")]

    def __str__(self) -> str:
        return f"{self.progress} → {self.officer or ''}"
