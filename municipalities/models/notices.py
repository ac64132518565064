"""What a person is told: kept for the notification centre, and carried by the digest of the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models.tenancy import Municipality
from municipalities.steps import Step


class NoticeKind(models.TextChoices):
    """What a notice is about; the choices of a person are made by kind."""

    MESSAGE = "message", _("A message in the thread of a step")
    REMINDER = "reminder", _("A due date that comes near or has passed")
    EXTENSION = "extension", _("A request for more time, or its answer")
    DUE_DATE = "due_date", _("A due date that was moved")
    REOPENED = "reopened", _("An accepted step that is open again")
    PARTICIPATION = "participation", _("A participation put on hold, taken up again or withdrawn")
    ASSIGNED = "assigned", _("A submission assigned to a person of the Unit")
    ON_BEHALF = "on_behalf", _("Something the Unit did on behalf of the municipality")
    HANDOVER = "handover", _("A handover of the focal point's work")
    RISK = "risk", _("A risk to the work of a municipality")
    ANNOUNCEMENT = "announcement", _("A message of the Unit to several municipalities")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def to_carry(self) -> NoticeQuerySet:
        """No digest has taken them up yet."""
        return self.filter(carried_at__isnull=True)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)


class NoticeManager(models.Manager.from_queryset(NoticeQuerySet)):  # type: ignore[misc]
    def tell(
        self,
        kind: NoticeKind,
        people: Iterable[User],
        *,
        key: str,
        municipality: Municipality | None = None,
        step: str = "",
        by: User | None = None,
        words: str = "",
        url: str = "",
        at: datetime | None = None,
    ) -> list[Notice]:
        """One notice for each of `people` but the one who caused it; the same `key` twice is one notice.

        `words` are what somebody wrote, as they wrote it; the sentence around them is the kind's, in the reader's
        language. `url` is a path of this site.
        """
        moment = at or timezone.now()
        told = []
        for person in {person.pk: person for person in people}.values():
            if by is not None and person.pk == by.pk:
                continue
            notice, created = self.get_or_create(
                key=f"{key}:{person.pk}",
                defaults={
                    "user": person,
                    "kind": kind,
                    "municipality": municipality,
                    "step": step,
                    "by": by,
                    "words": words,
                    "url": url,
                    "at": moment,
                },
            )
            if created:
                told.append(notice)
        return told


class Notice(models.Model):
    """One thing told to one person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True, related_name="+")
    step = models.CharField(_("step"), max_length=20, choices=Step.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    words = models.TextField(_("words"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    key = models.CharField(max_length=200, unique=True, editable=False)
    at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    # Taken up by a digest, whether or not this person wants the kind by e-mail.
    carried_at = models.DateTimeField(_("taken up by a digest"), null=True, blank=True)

    objects: ClassVar[NoticeManager] = NoticeManager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_of_user"),
            models.Index(fields=["user"], condition=models.Q(carried_at__isnull=True), name="notice_to_carry"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.user}"
