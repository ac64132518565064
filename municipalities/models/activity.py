"""The one log of everything that matters: who, what, on what, when, from where."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.origin import origin
from documents.models import Frozen, FrozenModel, FrozenQuerySet
from municipalities.steps import Step

if TYPE_CHECKING:
    from municipalities.models.tenancy import Municipality


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
    INVITED_AGAIN = "invited_again", _("sent an invitation again")
    INVITATION_REVOKED = "invitation_revoked", _("revoked an invitation")
    MEMBERSHIP_GRANTED = "membership_granted", _("was given access")
    MEMBERSHIP_ENDED = "membership_ended", _("ended an access")
    FOCAL_POINT_CONFIRMED = "focal_point_confirmed", _("confirmed the focal point")
    HANDOVER = "handover", _("took part in a handover")
    CHARTER_ISSUED = "charter_issued", _("issued a charter")
    CHARTER_SET_ASIDE = "charter_set_aside", _("set a charter aside")
    SIGNING_LINK = "signing_link", _("signing by link")
    CHARTER_SIGNED = "charter_signed", _("signed a charter")
    COMMITTEE_PAPER_ISSUED = "committee_paper_issued", _("issued a paper of the committee")
    COMMITTEE_PAPER_SIGNED = "committee_paper_signed", _("took a signed decision as the founding act")
    TEXT_CHANGED = "text_changed", _("changed a charter text")
    LETTERHEAD_CHANGED = "letterhead_changed", _("changed the letterhead")
    TRUST_CHANGED = "trust_changed", _("changed the trusted certificates")
    MEETING = "meeting", _("worked on a meeting")
    PAPER_OPENED = "paper_opened", _("opened a paper")
    MESSAGE_WRITTEN = "message_written", _("wrote a message")
    REVIEW_WRITTEN = "review_written", _("wrote in a review")
    REVIEW_PREPARED = "review_prepared", _("changed a checklist or a ready text")
    PLAN_CHANGED = "plan_changed", _("worked on the action plan")
    ON_BEHALF = "on_behalf", _("acted on behalf of a municipality")
    REMINDED = "reminded", _("reminded")
    BULK_ACTION = "bulk_action", _("acted on several municipalities at once")
    EXPORTED = "exported", _("exported")
    SIGNED_IN = "signed_in", _("signed in")
    MEMBERS_CHANGED = "members_changed", _("changed the members of a committee")
    CONSENT = "consent", _("consent of a member")
    MINUTES = "minutes", _("worked on minutes")
    CALENDAR_ADDRESS = "calendar_address", _("changed the address of a calendar")


# What a look may write down: the access log. Everything else is written by an act.
ACCESS_KINDS = frozenset({ActivityKind.PAPER_OPENED, ActivityKind.EXPORTED})
# What the Unit does among itself about a municipality.
UNIT_ONLY_KINDS = frozenset({ActivityKind.REVIEW_WRITTEN})


class ActivityQuerySet(FrozenQuerySet["Activity"]):
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

    def of(self, municipality: Municipality) -> ActivityQuerySet:
        """What a municipality may read of the log: its own rows, without what the Unit writes for itself alone."""
        return self.filter(municipality=municipality).exclude(kind__in=UNIT_ONLY_KINDS)

    def by_somebody_called(self, text: str, *, or_address: bool = False) -> ActivityQuerySet:
        """Of people whose name in either script contains `text`, or their address."""
        called = Q(name_ar__icontains=text) | Q(name_latin__icontains=text)
        if or_address:
            called |= Q(email__icontains=text)
        return self.filter(by__in=User.objects.filter(called))

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Frozen("The log is kept.")


class Activity(FrozenModel):
    """Append-only. Without a municipality it concerns the Unit alone."""

    kind = models.CharField(_("what"), max_length=30, choices=ActivityKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    municipality = models.ForeignKey(
        "municipalities.Municipality",
        on_delete=models.PROTECT,
        null=True,
        related_name="activity",
        verbose_name=_("municipality"),
    )
    step = models.CharField(_("step"), max_length=20, choices=Step.choices, blank=True)
    subject = models.CharField(_("on what"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"))
    ip = models.GenericIPAddressField(_("from where"), null=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at"], name="activity_latest"),
            models.Index(fields=["municipality", "-at"], name="activity_of_municipality"),
            models.Index(fields=["kind", "-at"], name="activity_of_kind"),
            models.Index(fields=["by", "-at"], name="activity_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.subject}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise Frozen("The log is kept.")
