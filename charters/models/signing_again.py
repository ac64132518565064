"""A charter in force is signed again: it stays in force until the new one is accepted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models.begun import BegunText
from charters.models.charters import Charter, CharterState
from municipalities.exceptions import StateConflict
from municipalities.models import StepProgress
from municipalities.steps import StepState

# The due date of the cohort has long passed when this happens.
TIME_TO_SIGN = timedelta(days=60)


class SigningAgainReason(models.TextChoices):
    HEAD = "head", _("The head of the municipality changed")
    TEXT = "text", _("The text of the charter changed")


class SigningAgainManager(models.Manager["SigningAgain"]):
    @transaction.atomic
    def begin(
        self,
        progress: StepProgress,
        *,
        reason_kind: SigningAgainReason,
        comment: str,
        by: User,
        at: datetime | None = None,
    ) -> SigningAgain:
        """Opens the accepted step, on the text that is published now. StateConflict unless a charter is in force."""
        moment = at or timezone.now()
        charter = Charter.objects.in_force().filter(participation=progress.participation).first()
        if charter is None or progress.state != StepState.ACCEPTED:
            raise StateConflict(progress)
        row, created = self.get_or_create(
            charter=charter,
            defaults={"reason_kind": reason_kind, "comment": comment, "asked_at": moment, "asked_by": by},
        )
        if not created:
            raise StateConflict(progress)
        BegunText.objects.filter(progress=progress).delete()
        BegunText.objects.begin(progress, by=by, at=moment)
        progress.reopen(by=by, comment=comment, at=moment)
        due_on = timezone.localtime(moment).date() + TIME_TO_SIGN
        if progress.due_on and progress.due_on < due_on:
            # The reopening tells of both.
            progress.extend(due_on, by=by, reason=gettext("The charter is signed again."), at=moment, quietly=True)
        return row

    def under_way(self, progress: StepProgress) -> SigningAgain | None:
        """The one that keeps the step open now."""
        if progress.state == StepState.ACCEPTED:
            return None
        return (
            self.filter(charter__participation=progress.participation, charter__state=CharterState.IN_FORCE)
            .select_related("charter__document", "asked_by")
            .first()
        )


class SigningAgain(models.Model):
    """Why a charter in force is to be replaced, who asked for it and when. One for each charter."""

    Reason = SigningAgainReason

    charter = models.OneToOneField(Charter, on_delete=models.PROTECT, related_name="signing_again")
    reason_kind = models.CharField(_("kind of reason"), max_length=10, choices=SigningAgainReason.choices)
    comment = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("when"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[SigningAgainManager] = SigningAgainManager()

    class Meta:
        verbose_name = _("charter to be signed again")
        verbose_name_plural = _("charters to be signed again")
        constraints = [
            models.CheckConstraint(condition=~models.Q(comment=""), name="signing_again_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.charter}: {self.get_reason_kind_display()}"
