"""What the machine saw of a sheet beyond its code: laid onto the issued page, and whether the box holds ink."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import StoredFile
from municipalities.models import Evidence, StepProgress
from municipalities.models.submissions import lock_draft


class BoxInk(models.TextChoices):
    """What the signature box holds, as documents.scanning tells it. Of whose hand it is, it says nothing."""

    EMPTY = "empty", _("empty")
    INKED = "inked", _("written in")
    UNSURE = "unsure", _("not sure")


class SheetLook(models.Model):
    """One look at a sheet of an uploaded scan, taken for page `page` of the charter; both count from 1.

    It hangs on the paper, which stays as long as a submission refers to it; the scan may leave the draft before.
    `ink` is of the signature page only. `picture` is the page laid straight, for reading: the bytes that came are
    what is kept, mailed and downloaded.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="looks")
    sheet = models.PositiveSmallIntegerField(_("page of the file"))
    page = models.PositiveSmallIntegerField(_("page of the charter"))
    aligned = models.BooleanField(_("laid onto the issued page"), default=False)
    ink = models.CharField(_("box of the signature"), max_length=8, choices=BoxInk.choices, blank=True)
    share = models.FloatField(_("share of the box that is inked"), default=0)
    stamp_only = models.BooleanField(_("a stamp and nothing else"), default=False)
    picture = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("look at a sheet")
        verbose_name_plural = _("looks at sheets")
        ordering = ["evidence", "page", "sheet"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "sheet", "page"], name="sheet_look_unique"),
            models.CheckConstraint(
                condition=~Q(stamp_only=True) | Q(ink="unsure"), name="sheet_look_stamp_alone_is_unsure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} {self.sheet} → {self.page}"


class EmptyBoxStatement(models.Model):
    """A person says that an empty-looking box is signed all the same, and why. The reviewer sees both."""

    look = models.OneToOneField(SheetLook, on_delete=models.CASCADE, related_name="statement")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("statement about an empty box")
        verbose_name_plural = _("statements about empty boxes")
        ordering = ["at"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="empty_box_statement_has_reason")]

    def __str__(self) -> str:
        return f"{self.look}: {self.reason}"

    @classmethod
    @transaction.atomic
    def record(
        cls, look: SheetLook, progress: StepProgress, *, reason: str, by: User, at: datetime
    ) -> EmptyBoxStatement:
        """DraftClosed while the Unit has the charter."""
        lock_draft(progress, at=at)
        statement, _created = cls.objects.update_or_create(look=look, defaults={"reason": reason, "by": by, "at": at})
        return statement
