"""What meetings decide, and what comes of it: a decision is a task until it is done."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from committees.models.committee import Committee
from committees.models.meetings import AgendaItem, Meeting, MeetingEvent
from committees.models.members import CommitteeMember
from committees.models.versions import Versioned
from municipalities.exceptions import StaleDraft, StateConflict
from municipalities.querysets import FROZEN


class TaskState(models.TextChoices):
    """How tasks are sorted. A late one is open too."""

    OPEN = "open", pgettext_lazy("tasks", "open")
    LATE = "late", pgettext_lazy("tasks", "late")
    DONE = "done", pgettext_lazy("tasks", "done")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def of(self, committee: Committee) -> DecisionQuerySet:
        return self.filter(meeting__committee=committee)

    def counts(self, on: date) -> dict[str, int]:
        """How many are open, late and done, in one question."""
        is_open = Q(done_on__isnull=True)
        found: dict[str, int] = self.aggregate(
            open=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & Q(due_on__lt=on)),
            done=Count("pk", filter=~is_open),
        )
        return found

    def open(self) -> DecisionQuerySet:
        return self.filter(done_on__isnull=True)

    def late(self, on: date) -> DecisionQuerySet:
        """Open, and the day they were due is over."""
        return self.open().filter(due_on__lt=on)

    def done(self) -> DecisionQuerySet:
        return self.filter(done_on__isnull=False)

    def in_state(self, state: str, on: date) -> DecisionQuerySet:
        if state == TaskState.DONE:
            return self.done()
        return self.late(on) if state == TaskState.LATE else self.open()

    def to_remind(self, on: date) -> DecisionQuerySet:
        """Open ones of members who sit and have an e-mail address, whose day comes within a week, or is over, untold;
        none while the participation stands still."""
        owned = self.open().filter(owner__in=CommitteeMember.objects.in_term()).exclude(owner__email="")
        owned = owned.exclude(meeting__committee__participation__state__in=FROZEN)
        soon = Q(due_on__gte=on, due_on__lte=on + Decision.REMINDED_BEFORE) & ~Q(told_before=F("due_on"))
        return owned.filter(soon | Q(due_on__lt=on) & ~Q(told_after=F("due_on")))

    def most_urgent_first(self) -> DecisionQuerySet:
        """By the day they are due; without a day behind them, and what is done last, the latest first."""
        return self.order_by(
            F("done_on").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "meeting", "number"
        ).select_related("owner", "meeting__committee__participation__municipality")

    @transaction.atomic
    def write(self, meeting: Meeting, values: dict[str, Any], *, by: User, at: datetime | None = None) -> Decision:
        """The next decision of `meeting`. StateConflict when it was cancelled."""
        meeting.require_standing()
        last = self.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
        decision: Decision = self.create(meeting=meeting, number=last + 1, **values)
        meeting.log(MeetingEvent.DECISION, by=by, about=decision.text, at=at)
        return decision


def task_counts(on: date) -> dict[str, Subquery]:
    """Annotations of a municipality: how many tasks of its committees are open, and how many of these are late."""
    place = OuterRef("pk")
    own = Decision.objects.filter(meeting__committee__participation__municipality=place).order_by()

    def number(tasks: models.QuerySet[Decision]) -> Subquery:
        counted = tasks.values("meeting__committee__participation__municipality").annotate(number=Count("pk"))
        return Subquery(counted.values("number"))

    return {"tasks_open": number(own.open()), "tasks_late": number(own.late(on))}  # type: ignore[attr-defined]


class Decision(Versioned):
    """What a meeting decided, who does it, until when: a task until it is done. `number` counts within the meeting."""

    REMINDED_BEFORE = timedelta(days=7)

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("decision"))
    owner = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_words = models.CharField(_("who, where it is no member"), max_length=200, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)
    # The due dates of which the owner was reminded, beforehand and afterwards: a new date is told again.
    told_before = models.DateField(_("reminded beforehand of"), null=True, blank=True)
    told_after = models.DateField(_("reminded afterwards of"), null=True, blank=True)

    objects: ClassVar[models.Manager[Decision]] = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(outcome=""), name="decision_done_has_outcome"
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_on__isnull=True), name="decision_open_by_day")]

    def __str__(self) -> str:
        return self.text

    @property
    def who(self) -> str:
        return self.owner.name if self.owner else self.owner_words

    @property
    def days_late(self) -> int:
        """0 while it is in time, has no day, or once it is done."""
        if self.due_on is None or self.done_on is not None:
            return 0
        return max(0, (timezone.localdate() - self.due_on).days)

    @transaction.atomic
    def change(self, values: dict[str, Any], *, version: int, by: User, at: datetime | None = None) -> None:
        """StaleDraft when another save came first, StateConflict when the meeting was cancelled."""
        self.meeting.require_standing()
        if self.overwrite(values, version=version):
            self.meeting.log(MeetingEvent.DECISION, by=by, about=self.text, at=at)

    @transaction.atomic
    def remove(self, *, version: int, by: User, at: datetime | None = None) -> None:
        """Written by mistake. StaleDraft when it was changed since; StateConflict once it is carried out: it stays."""
        rows = Decision.objects.filter(pk=self.pk)
        removed, _by_model = rows.filter(version=version, done_on__isnull=True).delete()
        if not removed:
            current = rows.get()
            raise StateConflict(current) if current.done_on else StaleDraft(current)
        self.meeting.log(MeetingEvent.DECISION_REMOVED, by=by, about=self.text, at=at)

    def claim_reminder(self, on: date) -> bool:
        """Marks the reminder of the day `on` as written; False when another run was faster, or it is done."""
        told = "told_after" if self.due_on is not None and self.due_on < on else "told_before"
        rows = Decision.objects.filter(pk=self.pk, done_on__isnull=True, due_on=self.due_on)
        return bool(rows.exclude(**{told: self.due_on}).update(**{told: self.due_on}))

    @transaction.atomic
    def finish(self, outcome: str, *, on: date, by: User, at: datetime | None = None) -> None:
        """Carried out on that day. StateConflict when somebody said so before, or the meeting was cancelled."""
        self.meeting.require_standing()
        rows = Decision.objects.filter(pk=self.pk, done_on__isnull=True)
        if not rows.update(done_on=on, outcome=outcome, version=F("version") + 1):
            raise StateConflict(Decision.objects.get(pk=self.pk))
        self.refresh_from_db()
        self.meeting.log(MeetingEvent.DONE, by=by, about=self.text, at=at)
