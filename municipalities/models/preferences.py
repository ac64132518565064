"""What each person wants by e-mail, the digests that left, and the private address of a calendar."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.links import PersonalLink
from municipalities.models.notices import NoticeKind

# What a person must know to do the work they took on comes by e-mail, wanted or not.
DUTY = frozenset(
    {
        NoticeKind.REMINDER,
        NoticeKind.EXTENSION,
        NoticeKind.DUE_DATE,
        NoticeKind.REOPENED,
        NoticeKind.PARTICIPATION,
        NoticeKind.HANDOVER,
    }
)
# The Unit's overview of the week: no notice, and no duty either.
WEEKLY = "weekly"
CHOICES: list[tuple[str, object]] = [
    *[(kind.value, kind.label) for kind in NoticeKind if kind not in DUTY],
    (WEEKLY, _("The Unit's overview of the week, on Monday")),
]
# Only the Unit is ever told of these.
OF_THE_UNIT = frozenset({NoticeKind.ASSIGNED.value, NoticeKind.RISK.value, WEEKLY})


class MutedManager(models.Manager["Muted"]):
    def of(self, user: User) -> set[str]:
        """The kinds that `user` does not want by e-mail."""
        return set(self.filter(user=user).values_list("kind", flat=True))

    @transaction.atomic
    def choose(self, user: User, muted: set[str]) -> None:
        """Exactly `muted` are off from now on; what is duty stays on."""
        offered = {key for key, _label in CHOICES}
        self.filter(user=user).exclude(kind__in=muted & offered).delete()
        self.mute(user, muted)

    def mute(self, user: User, kinds: set[str]) -> None:
        """`kinds` are off too."""
        offered = [key for key, _label in CHOICES if key in kinds]
        self.bulk_create([Muted(user=user, kind=kind) for kind in offered], ignore_conflicts=True)


class Muted(models.Model):
    """One kind that one person reads here and not by e-mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted")
    kind = models.CharField(_("kind"), max_length=20, choices=CHOICES)

    objects: ClassVar[MutedManager] = MutedManager()

    class Meta:
        verbose_name = _("kind not wanted by e-mail")
        verbose_name_plural = _("kinds not wanted by e-mail")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="muted_unique")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class Digest(models.Model):
    """A person's one e-mail of a day. `occasion` tells the further ones that were sent by hand.

    `week` is the Monday of the week whose overview for the Unit it carries.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    day = models.DateField(_("day"))
    occasion = models.CharField(max_length=60, blank=True)
    week = models.DateField(_("week"), null=True, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day", "occasion"], name="digest_once_a_day"),
            models.UniqueConstraint(fields=["user", "week"], name="digest_of_week_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} → {self.user}"


def monday_of(day: date) -> date:
    return date.fromordinal(day.toordinal() - day.weekday())


class CalendarAddressManager(models.Manager["CalendarAddress"]):
    @transaction.atomic
    def renew(self, user: User, *, at: datetime | None = None) -> str:
        """A fresh token, kept nowhere else; an earlier address stops working."""
        token = secrets.token_urlsafe(24)
        moment = at or timezone.now()
        self.update_or_create(user=user, defaults={"token_hash": PersonalLink.hash(token), "made_at": moment})
        Activity.objects.record(ActivityKind.CALENDAR_ADDRESS, by=user, subject="+", at=moment)
        return token

    @transaction.atomic
    def revoke(self, user: User) -> None:
        deleted, _each = self.filter(user=user).delete()
        if deleted:
            Activity.objects.record(ActivityKind.CALENDAR_ADDRESS, by=user, subject="-")

    def by_token(self, token: str) -> CalendarAddress | None:
        """None when it was never given, revoked or renewed, or its owner's account is closed."""
        found = self.filter(token_hash=PersonalLink.hash(token), user__is_active=True)
        return found.select_related("user").first()


class CalendarAddress(models.Model):
    """Whoever knows the address reads the dates, without signing in: it opens nothing else."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_address")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))

    objects: ClassVar[CalendarAddressManager] = CalendarAddressManager()

    class Meta:
        verbose_name = _("address of a calendar")
        verbose_name_plural = _("addresses of calendars")

    def __str__(self) -> str:
        return str(self.user)
