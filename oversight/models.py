"""Work of the Unit that takes longer than a page may: its progress, its outcome, its file. No programme models."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import StoredFile
from municipalities.models import Cohort


class JobManager(models.Manager["Job"]):
    @transaction.atomic
    def start(self, kind: str, *, by: User, params: dict[str, Any], language: str) -> Job:
        """Writes the job down and hands it to the worker after the commit.

        `kind` is a name registered with `oversight.jobs.job`; `params` must be JSON. Whatever the job writes for
        people is in `language`.
        """
        from oversight.jobs import run_job

        job = self.create(kind=kind, params=params, language=language, started_by=by, created_at=timezone.now())
        transaction.on_commit(partial(run_job.enqueue, job.pk))
        return job


class Job(models.Model):
    """Seen by whoever at the Unit may read every municipality's file; its own file by whoever may export."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    STALLED_AFTER = timedelta(minutes=10)

    kind = models.CharField(_("kind"), max_length=40)
    params = models.JSONField(default=dict)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(_("of"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    result = models.JSONField(default=dict)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(_("file name"), max_length=150, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("written"))
    moved_at = models.DateTimeField(_("last progress"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects: ClassVar[JobManager] = JobManager()

    class Meta:
        verbose_name = _("background work")
        verbose_name_plural = _("background work")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} · {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("oversight:job", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in (Job.State.DONE, Job.State.FAILED)

    @property
    def is_stalled(self) -> bool:
        """No progress for so long that nobody seems to be at it."""
        last = self.moved_at or self.created_at
        return not self.is_over and timezone.now() - last > self.STALLED_AFTER

    def advance(self, done: int, total: int) -> None:
        """Real progress, seen by whoever looks at the page. Call it outside of a long transaction."""
        self.done, self.total, self.moved_at = done, total, timezone.now()
        self.save(update_fields=["done", "total", "moved_at"])

    def keep_file(self, data: bytes, *, media_type: str, name: str, at: datetime | None = None) -> None:
        """The file the job made, kept under a name of ours and offered as `name`."""
        self.file = StoredFile.objects.store(data, media_type=media_type, by=self.started_by, at=at)
        self.file_name = name
        self.save(update_fields=["file", "file_name"])


class ImportDraft(models.Model):
    """The rows of a table of municipalities as they were read, kept between the look at them and the confirmation.

    `rows` are [number in the file, {key of the column: cell}]; they are let go once they were imported.
    """

    KEPT = timedelta(days=30)

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(_("file name"), max_length=150)
    rows = models.JSONField(default=list)
    ignored = models.JSONField(default=list)
    encoding = models.CharField(max_length=20, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    carried_out_at = models.DateTimeField(_("imported"), null=True, blank=True)

    class Meta:
        verbose_name = _("table to import")
        verbose_name_plural = _("tables to import")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("oversight:import_draft", args=[self.cohort.slug, self.pk])

    @property
    def is_over(self) -> bool:
        return self.carried_out_at is not None

    def finish(self, *, at: datetime | None = None) -> None:
        """It was imported; the addresses in it need not be kept here as well."""
        self.carried_out_at, self.rows = at or timezone.now(), []
        self.save(update_fields=["carried_out_at", "rows"])
