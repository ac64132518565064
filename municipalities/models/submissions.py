"""Drafts, and what is frozen of them at each submit."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.codes import new_code
from municipalities.exceptions import DraftClosed, StaleDraft
from municipalities.lateness import day_of
from municipalities.models.evidence import Evidence
from municipalities.models.progress import StepProgress
from municipalities.steps import OPEN_STATES, AnswerPage


class DraftPageManager(models.Manager["DraftPage"]):
    @transaction.atomic
    def save_page(
        self,
        progress: StepProgress,
        page: str,
        answers: dict[str, list[str]],
        *,
        version: int,
        by: User,
        at: datetime | None = None,
    ) -> DraftPage:
        """Saves `answers` (raw values by field) over the version that was read; 0 when there was none.

        StaleDraft when another save came first, DraftClosed when the draft is read-only. Saving what already
        stands there changes nothing and is never stale.
        """
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        current = self.filter(progress=progress, page=page).first()
        if current is None:
            current = self.create(
                progress=progress, page=page, answers=answers, version=1, saved_at=moment, saved_by=by
            )
        elif current.answers != answers:
            if current.version != version:
                raise StaleDraft(current)
            current.answers, current.version = answers, current.version + 1
            current.saved_at, current.saved_by = moment, by
            current.save(update_fields=["answers", "version", "saved_at", "saved_by"])
        current.editors.add(by)
        return current


def lock_draft(progress: StepProgress, *, at: datetime) -> None:
    """Holds the draft of `progress` until the end of the transaction; DraftClosed when it is read-only.

    A submit takes the same row, so that no page is saved between the check and the freezing.
    """
    if progress.participation.is_frozen:
        raise DraftClosed
    if not StepProgress.objects.filter(pk=progress.pk, state__in=OPEN_STATES).update(drafted_at=at):
        raise DraftClosed
    DraftDay.objects.bulk_create(
        [DraftDay(progress=progress, day=day_of(at), last_at=at)],
        update_conflicts=True,
        unique_fields=["progress", "day"],
        update_fields=["last_at"],
    )


class DraftDay(models.Model):
    """When a draft was last saved on a day: the progress knows only the last day, the past needs them all."""

    progress = models.ForeignKey(StepProgress, on_delete=models.CASCADE, related_name="draft_days")
    day = models.DateField(_("day"))
    last_at = models.DateTimeField(_("last draft saved"))

    class Meta:
        verbose_name = _("day on which a draft was saved")
        verbose_name_plural = _("days on which drafts were saved")
        constraints = [models.UniqueConstraint(fields=["progress", "day"], name="draft_day_unique")]

    def __str__(self) -> str:
        return f"{self.progress} · {self.day}"


class DraftPage(models.Model):
    """What is typed on one page of a wizard, before submission. Raw values: they are validated when read."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="draft_pages")
    page = models.CharField(_("page"), max_length=40)
    answers = models.JSONField(_("answers"), default=dict)
    version = models.PositiveIntegerField(_("version"), default=1)
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    editors = models.ManyToManyField(User, related_name="+", verbose_name=_("everyone who saved it"))

    objects: ClassVar[DraftPageManager] = DraftPageManager()

    class Meta:
        verbose_name = _("draft of a page")
        verbose_name_plural = _("drafts of pages")
        constraints = [models.UniqueConstraint(fields=["progress", "page"], name="draft_page_unique")]

    def __str__(self) -> str:
        return f"{self.progress} · {self.page}"


class DraftFileManager(models.Manager["DraftFile"]):
    @transaction.atomic
    def attach(
        self, progress: StepProgress, page: str, field: str, evidence: Evidence, *, at: datetime | None = None
    ) -> DraftFile:
        """Puts `evidence` in the place of the file that `field` had; the replaced one is let go, not lost."""
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        for old in self.filter(progress=progress, page=page, field=field).exclude(evidence=evidence):
            Evidence.objects.filter(pk=old.evidence_id).update(released_at=moment)
            old.delete()
        row, _created = self.get_or_create(progress=progress, page=page, field=field, evidence=evidence)
        return row

    @transaction.atomic
    def detach(self, progress: StepProgress, page: str, field: str, *, at: datetime | None = None) -> None:
        """Lets the file of `field` go; it is removed 30 days later unless a submission refers to it."""
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        for old in self.filter(progress=progress, page=page, field=field):
            Evidence.objects.filter(pk=old.evidence_id).update(released_at=moment)
            old.delete()


class DraftFile(models.Model):
    """The paper attached to one field of a draft page."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="draft_files")
    page = models.CharField(_("page"), max_length=40)
    field = models.CharField(_("field"), max_length=40)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="draft_files")

    objects: ClassVar[DraftFileManager] = DraftFileManager()

    class Meta:
        verbose_name = _("file of a draft")
        verbose_name_plural = _("files of drafts")
        constraints = [
            models.UniqueConstraint(fields=["progress", "page", "field"], name="draft_file_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.progress} · {self.page}.{self.field}"


class SubmissionManager(models.Manager["Submission"]):
    def freeze(self, progress: StepProgress, *, by: User, at: datetime) -> Submission:
        """A new submission of `progress`, numbered by its count. Runs inside StepProgress.submit()."""
        frozen = progress.definition.freeze(progress)
        submission = self.create(
            progress=progress,
            number=progress.submissions_count,
            reference=new_code(),
            answers=frozen.answers,
            submitted_at=at,
            submitted_by=by,
        )
        submission.files.bulk_create(
            SubmissionFile(submission=submission, page=page, field=field, position=position, evidence=evidence)
            for position, (page, field, evidence) in enumerate(frozen.evidence)
        )
        editors = User.objects.filter(
            pk__in=DraftPage.editors.through.objects.filter(draftpage__progress=progress).values("user")
        )
        submission.contributors.set({by, *editors})
        return submission


class Submission(models.Model):
    """The frozen answers and papers of one submit. Never updated; reviews act on it."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("number"))
    reference = models.CharField(_("reference"), max_length=8, unique=True)
    answers: Any = models.JSONField(_("answers"))
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    contributors = models.ManyToManyField(User, related_name="+", verbose_name=_("everyone who worked on it"))

    objects: ClassVar[SubmissionManager] = SubmissionManager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["progress", "number"]
        constraints = [models.UniqueConstraint(fields=["progress", "number"], name="submission_number_unique")]

    def __str__(self) -> str:
        return f"{self.progress} · {self.reference}"

    @property
    def previous(self) -> Submission | None:
        return Submission.objects.filter(progress=self.progress, number__lt=self.number).order_by("-number").first()

    @cached_property
    def papers(self) -> list[SubmissionFile]:
        """Its papers in order; asked once, as they never change."""
        return list(self.files.select_related("evidence__file", "evidence__municipality"))

    def describe(self) -> list[AnswerPage]:
        """The answers in the reader's language, page by page."""
        return self.progress.definition.describe(self)


class SubmissionFile(models.Model):
    """A paper of a submission: from now on it is kept for ever."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="files")
    page = models.CharField(_("page"), max_length=40)
    field = models.CharField(_("field"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="submission_files")

    class Meta:
        verbose_name = _("paper of a submission")
        verbose_name_plural = _("papers of submissions")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.submission} · {self.page}.{self.field}"
