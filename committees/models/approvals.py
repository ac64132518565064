"""Approval of minutes by a link: one for each person who approves a version."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from committees.models.members import CommitteeMember
from committees.models.minutes import MinutesState, MinutesVersion
from municipalities.models.links import PersonalLink


class ApprovalOutcome(models.TextChoices):
    """How a link came to its end; open ones have none."""

    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")
    REVOKED = "revoked", _("Closed")


class ApprovalQuerySet(models.QuerySet["MinutesApproval"]):
    def by_token(self, token: str) -> ApprovalQuerySet:
        return self.filter(token_hash=MinutesApproval.hash(token))

    def given(self) -> ApprovalQuerySet:
        return self.filter(outcome=ApprovalOutcome.APPROVED)

    def pending(self) -> ApprovalQuerySet:
        """Without an outcome; expired ones too, they can be renewed."""
        return self.filter(outcome="")


class MinutesApproval(PersonalLink, models.Model):
    """A link by which one member reads a version of the minutes, and approves it or sends it back.

    The token stands only in the link. It goes out by e-mail alone; where the member has no address, it is shown to
    whoever asked, and `handed_by` says so for good. The names are those of the member when the link was closed.
    """

    NAMED = ("civility", "name_ar", "name_latin")

    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="approvals")
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("approves as"), max_length=10)
    civility = models.CharField(_("civility"), max_length=2, blank=True)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120, blank=True)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ar")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("last sent"))
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("expires"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=ApprovalOutcome.choices, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval of minutes")
        verbose_name_plural = _("approvals of minutes")
        ordering = ["version", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "member"], condition=Q(outcome=""), name="minutes_approval_one_open"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="minutes_approval_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="sent_back") | ~Q(remark=""), name="minutes_sent_back_with_remark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.member}"

    @property
    def name(self) -> str:
        """Of whoever approved, as it was then; of the member as long as the link is open."""
        who = self if self.name_ar else self.member
        return who.name_ar if get_language() == "ar" else who.name_latin or who.name_ar

    @property
    def has_seat(self) -> bool:
        """Whether the member still sits, in the role in which this approval was asked."""
        return self.member.sits and self.member.role == self.role

    @property
    def state(self) -> str:
        """open, expired, closed (the version waits for no approval any more), ended (with the seat), or the outcome."""
        if self.outcome:
            return self.outcome
        if self.version.state != MinutesState.SUBMITTED:
            return "closed"
        if not self.has_seat:
            return "ended"
        return "expired" if timezone.now() >= self.expires_at else "open"

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    def close(self, outcome: ApprovalOutcome, *, at: datetime, remark: str = "") -> bool:
        """One compare-and-set; False when it has an outcome already, had expired, or the seat came to its end."""
        seated = CommitteeMember.objects.in_office(timezone.localdate(at)).filter(role=self.role)
        rows = MinutesApproval.objects.filter(pk=self.pk, outcome="", expires_at__gt=at, member__in=seated)
        names = CommitteeMember.objects.filter(pk=self.member_id).values(*self.NAMED).get()
        if not rows.update(outcome=outcome, closed_at=at, remark=remark, **names):
            return False
        self.outcome, self.closed_at, self.remark = outcome, at, remark
        for field, value in names.items():
            setattr(self, field, value)
        return True
