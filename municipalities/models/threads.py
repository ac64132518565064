"""The messages between a municipality and the Unit: one thread per step, in plain text."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import FrozenModel
from municipalities.emails import team, unit_people
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.progress import StepProgress


class MessageSide(models.TextChoices):
    """For whom a message was written, and by whom it is to be answered by the other."""

    MUNICIPALITY = "municipality", _("the municipality")
    UNIT = "unit", _("the Unit")

    @property
    def other(self) -> MessageSide:
        return MessageSide.UNIT if self == MessageSide.MUNICIPALITY else MessageSide.MUNICIPALITY


class MessageManager(models.Manager["Message"]):
    @transaction.atomic
    def write(
        self, progress: StepProgress, side: MessageSide, text: str, *, by: User, at: datetime | None = None
    ) -> Message:
        """Adds to the thread of `progress`, counts as having read what stood there, and tells the other side."""
        moment = at or timezone.now()
        message = self.create(progress=progress, side=side, text=text, by=by, at=moment)
        ThreadReading.objects.mark(progress, by, up_to=message.pk)
        Activity.objects.record(
            ActivityKind.MESSAGE_WRITTEN, by=by, municipality=progress.municipality, step=progress.step, at=moment
        )
        namespace = "oversight" if side == MessageSide.MUNICIPALITY else "municipalities"
        Notice.objects.tell(
            NoticeKind.MESSAGE,
            self.answerers(progress) if side == MessageSide.MUNICIPALITY else team(progress.municipality),
            key=f"message:{message.pk}",
            municipality=progress.municipality,
            step=progress.step,
            by=by,
            words=text,
            url=reverse(f"{namespace}:thread", args=[progress.municipality.slug, progress.step]),
            at=moment,
        )
        return message

    def answerers(self, progress: StepProgress) -> list[User]:
        """Who at the Unit is told: whoever wrote in the thread or reviews the step, else every officer and manager."""
        from municipalities.models.reviewers import Assignment

        known = {row.by_id for row in self.filter(progress=progress, side=MessageSide.UNIT)}
        assigned = Assignment.objects.current(progress)
        if assigned is not None:
            known.add(assigned.pk)
        return list(unit_people().filter(pk__in=known)) or list(unit_people())


class Message(FrozenModel):
    """Append-only: what was said stays said."""

    LENGTH: ClassVar[int] = 4000

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(_("written for"), max_length=12, choices=MessageSide.choices)
    text = models.TextField(_("message"), max_length=LENGTH)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    objects: ClassVar[MessageManager] = MessageManager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.progress} · {self.at:%Y-%m-%d}"


class ThreadReadingManager(models.Manager["ThreadReading"]):
    def mark(self, progress: StepProgress, user: User, *, up_to: int) -> None:
        """`user` has read the thread up to the message with that key; never back again."""
        row, created = self.get_or_create(progress=progress, user=user, defaults={"up_to": up_to})
        if not created:
            self.filter(pk=row.pk, up_to__lt=up_to).update(up_to=up_to)


class ThreadReading(models.Model):
    """How far one person has read one thread. Written by a button or an answer, never by looking."""

    progress = models.ForeignKey(StepProgress, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    up_to = models.BigIntegerField(_("last message read"))

    objects: ClassVar[ThreadReadingManager] = ThreadReadingManager()

    class Meta:
        verbose_name = _("reading of a thread")
        verbose_name_plural = _("readings of threads")
        constraints = [models.UniqueConstraint(fields=["progress", "user"], name="thread_reading_unique")]

    def __str__(self) -> str:
        return f"{self.progress} · {self.user}"


def with_unread(steps: QuerySet[StepProgress], user: User, side: MessageSide) -> QuerySet[Any]:
    """`steps` annotated for `user`, who sits on `side`.

    `unread` counts the other side's messages after the last one read; `last_message_at` and `last_side` are of the
    last message, None without one.
    """
    read = ThreadReading.objects.filter(progress=OuterRef("progress"), user=user)
    theirs = Message.objects.filter(progress=OuterRef("pk"), side=side.other)
    unread = theirs.annotate(read=Coalesce(Subquery(read.values("up_to")[:1]), 0)).filter(pk__gt=F("read"))
    counted = unread.order_by().values("progress").annotate(count=models.Count("pk")).values("count")
    last = Message.objects.filter(progress=OuterRef("pk")).order_by("-pk")
    return steps.annotate(
        unread=Coalesce(Subquery(counted[:1]), 0),
        messages_count=Coalesce(
            Subquery(
                Message.objects.filter(progress=OuterRef("pk"))
                .order_by()
                .values("progress")
                .annotate(count=models.Count("pk"))
                .values("count")[:1]
            ),
            0,
        ),
        last_message_at=Subquery(last.values("at")[:1]),
        last_side=Subquery(last.values("side")[:1]),
    )
