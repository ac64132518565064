"""A table of commitments between the look at it and the confirmation."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from committees.models.action_plans import ActionPlan


class PlanImportManager(models.Manager["PlanImport"]):
    def keep(
        self,
        plan: ActionPlan,
        *,
        file_name: str,
        rows: list[tuple[int, dict[str, str]]],
        ignored: list[str],
        by: User,
        at: datetime | None = None,
    ) -> PlanImport:
        """In the place of what the same person looked at and never confirmed; what is old is let go."""
        moment = at or timezone.now()
        waiting = self.filter(plan=plan, carried_out_at=None)
        waiting.filter(uploaded_at__lt=moment - PlanImport.KEPT).delete()
        waiting.filter(uploaded_by=by).delete()
        return self.create(
            plan=plan, file_name=file_name[:150], rows=rows, ignored=ignored, uploaded_by=by, uploaded_at=moment
        )


class PlanImport(models.Model):
    """`rows` are [number in the file, {key of the column: cell}]; they are let go once they were imported."""

    KEPT = timedelta(days=30)

    plan = models.ForeignKey(ActionPlan, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(_("file name"), max_length=150)
    rows = models.JSONField(default=list)
    ignored = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    carried_out_at = models.DateTimeField(_("imported"), null=True, blank=True)

    objects: ClassVar[PlanImportManager] = PlanImportManager()

    class Meta:
        verbose_name = _("table of commitments to import")
        verbose_name_plural = _("tables of commitments to import")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        return self.carried_out_at is not None

    def finish(self, *, at: datetime) -> bool:
        """False when it was imported meanwhile."""
        return bool(PlanImport.objects.filter(pk=self.pk, carried_out_at=None).update(carried_out_at=at, rows=[]))
