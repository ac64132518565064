"""The one log of everything that matters: who, what, on what, when, from where."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.origin import origin
from documents.models import FrozenModel
from municipalities.models.tenancy import Municipality
from municipalities.steps import Step


class ActivityKind(models.TextChoices):
    """What was done. The sentence is in the past, without a subject: the log names who beside it."""

    STEP_MOVED = "step_moved", _("moved a step")
    DUE_DATE_MOVED = "due_date_moved", _("moved a due date")
    EXTENSION_ASKED = "extension_asked", _("asked for more time")
    EXTENSION_ANSWERED = "extension_answered", _("answered a request for more time")
    PARTICIPATION_CHANGED = "participation_changed", _("changed a participation")
    MUNICIPALITY_ADDED = "municipality_added", _("added a municipality")
    MUNICIPALITY_CHANGED = "municipality_changed", _("changed the data of a municipality")
    MUNICIPALITIES_IMPORTED = "municipalities_imported", _("imported municipalities")
    COHORT_CHANGED = "cohort_changed", _("changed a cohort")
    INVITED = "invited", _("invited somebody")
    INVITATION_REVOKED = "invitation_revoked", _("revoked an invitation")
    MEMBERSHIP_GRANTED = "membership_granted", _("was given access")
    MEMBERSHIP_ENDED = "membership_ended", _("ended an access")
    HANDOVER = "handover", _("took part in a handover")
    CHARTER_ISSUED = "charter_issued", _("issued a charter")
    CHARTER_SIGNED = "charter_signed", _("signed a charter")
    TEXT_CHANGED = "text_changed", _("changed a charter text")
    PAPER_OPENED = "paper_opened", _("opened a paper")
    MESSAGE_WRITTEN = "message_written", _("wrote a message")
    REVIEW_WRITTEN = "review_written", _("wrote in a review")
    ON_BEHALF = "on_behalf", _("acted on behalf of a municipality")
    REMINDED = "reminded", _("reminded")
    BULK_ACTION = "bulk_action", _("acted on several municipalities at once")
    EXPORTED = "exported", _("exported")
    SIGNED_IN = "signed_in", _("signed in")
    CALENDAR_ADDRESS = "calendar_address", _("changed the address of a calendar")


class ActivityManager(models.Manager["Activity"]):
    def record(
        self,
        kind: ActivityKind,
        *,
        by: User | None,
        municipality: Municipality | None = None,
        step: str = "",
        subject: str = "",
        at: datetime | None = None,
    ) -> Activity:
        """Adds a row in the caller's transaction, with the address the present request comes from.

        `subject` says on what, in words that need no translation (a name, a reference, a number) or in a code of
        the kind; at most 300 signs are kept.
        """
        return self.create(
            kind=kind,
            by=by,
            municipality=municipality,
            step=step,
            subject=" ".join(subject.split())[:300],
            at=at or timezone.now(),
            ip=origin(),
        )


class Activity(FrozenModel):
    """Append-only. Without a municipality it concerns the Unit alone."""

    kind = models.CharField(_("what"), max_length=30, choices=ActivityKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="activity", verbose_name=_("municipality")
    )
    step = models.CharField(_("step"), max_length=20, choices=Step.choices, blank=True)
    subject = models.CharField(_("on what"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"))
    ip = models.GenericIPAddressField(_("from where"), null=True)

    objects: ClassVar[ActivityManager] = ActivityManager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at"], name="activity_latest"),
            models.Index(fields=["municipality", "-at"], name="activity_of_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.subject}"
