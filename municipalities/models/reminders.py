"""The reminder plan of a cohort, what was reminded of by it, and the letters that the Unit sends to those above."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.exceptions import StateConflict
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.programme import Cohort, Participation
from municipalities.models.progress import StepProgress
from municipalities.steps import StepState
from municipalities.workdays import next_working_day

WITH_THEM = [StepState.NOT_STARTED, StepState.IN_PROGRESS, StepState.RETURNED]
MOVING = ["selected", "active"]


class Rung(models.TextChoices):
    """The ladder, from below. The first is written to by the product; to the others the Unit sends a letter."""

    FOCAL_POINT = "focal_point", _("Focal point and deputies, by e-mail")
    SECRETARY_GENERAL = "secretary_general", _("Secretary-general, by letter")
    HEAD = "head", _("Head of the municipality, by letter")
    GOVERNORATE = "governorate", _("Governorate, by letter")

    @property
    def height(self) -> int:
        return list(Rung).index(self)


DEFAULT_PLAN: list[tuple[int, Rung]] = [
    (-14, Rung.FOCAL_POINT),
    (-3, Rung.FOCAL_POINT),
    (0, Rung.FOCAL_POINT),
    (7, Rung.FOCAL_POINT),
    (14, Rung.SECRETARY_GENERAL),
    (30, Rung.HEAD),
    (45, Rung.GOVERNORATE),
]


class ReminderRuleManager(models.Manager["ReminderRule"]):
    def give_defaults(self, cohort: Cohort) -> None:
        """The usual plan, for a cohort that has none; a cohort with rules of its own keeps them."""
        if not cohort.reminder_rules.exists():
            rules = [ReminderRule(cohort=cohort, days=days, rung=rung) for days, rung in DEFAULT_PLAN]
            self.bulk_create(rules, ignore_conflicts=True)


class ReminderRule(models.Model):
    """One line of a plan: so many days from the due date (negative: before it), that rung is reminded."""

    FURTHEST = 365

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="reminder_rules")
    days = models.SmallIntegerField(_("days from the due date"))
    rung = models.CharField(_("who is reminded"), max_length=20, choices=Rung.choices)

    objects: ClassVar[ReminderRuleManager] = ReminderRuleManager()

    class Meta:
        verbose_name = _("rule of the reminder plan")
        verbose_name_plural = _("rules of the reminder plan")
        ordering = ["days", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "days", "rung"],
                name="reminder_rule_unique",
                violation_error_message=_("The plan has this reminder already."),
            ),
            models.CheckConstraint(
                condition=Q(rung="focal_point") | Q(days__gt=0),
                name="reminder_rule_letters_after_due_date",
                violation_error_message=_("A letter goes out only after the due date."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days:+d} · {self.get_rung_display()}"

    @property
    def distance(self) -> int:
        """Days, before or after."""
        return abs(self.days)

    def falls_on(self, clock_due_on: date) -> date:
        """The day of the reminder: on a rest day it waits for the next working day."""
        return next_working_day(clock_due_on + timedelta(days=self.days))


class LetterMeans(models.TextChoices):
    """How a letter left."""

    POST = "post", _("Post")
    EMAIL = "email", _("E-mail")
    FAX = "fax", _("Fax")
    HAND = "hand", _("By hand")
    MESSAGE = "message", _("Phone message")


class LetterQuerySet(models.QuerySet["Letter"]):
    def open(self) -> LetterQuerySet:
        return self.filter(closed_on__isnull=True)

    def to_send(self) -> LetterQuerySet:
        """Open, and about a step that is still late; what was submitted or extended meanwhile falls away by itself."""
        live = Reminder.objects.all().live()  # type: ignore[attr-defined]
        return self.open().filter(pk__in=live.values("letter"))


class Letter(models.Model):
    """A letter of the Unit to one rung above the focal point, about every late step of one municipality."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="letters")
    rung = models.CharField(_("to whom"), max_length=20, choices=Rung.choices)
    prepared_at = models.DateTimeField(_("prepared"))
    closed_on = models.DateField(_("sent on"), null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    means = models.CharField(_("by what means"), max_length=10, choices=LetterMeans.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[Letter]] = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of reminder")
        verbose_name_plural = _("letters of reminder")
        ordering = ["prepared_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "rung"], condition=Q(closed_on__isnull=True), name="letter_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_by__isnull=True)
                | Q(closed_on__isnull=False, closed_by__isnull=False),
                name="letter_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation} · {self.get_rung_display()}"

    @property
    def was_sent(self) -> bool:
        """Closed without a means, it was set aside."""
        return bool(self.closed_on and self.means)

    @transaction.atomic
    def close(self, *, on: date, by: User, means: str, note: str = "") -> None:
        """Sent on that day by those means; without means it is set aside. StateConflict when somebody was faster."""
        closed = Letter.objects.filter(pk=self.pk, closed_on__isnull=True).update(
            closed_on=on, closed_by=by, means=means, note=note
        )
        if not closed:
            raise StateConflict(self)
        self.refresh_from_db()
        municipality = self.participation.municipality
        subject = f"{self.rung} {on.isoformat()} {means or f'- {municipality.slug}'} {note}"
        # Why none was sent stands in the Unit's own log: a municipality reads the log of its own.
        Activity.objects.record(
            ActivityKind.REMINDED, by=by, municipality=municipality if means else None, subject=subject
        )


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def live(self) -> ReminderQuerySet:
        """Still true: the step is with the municipality, under the same due date, and its participation moves."""
        return self.filter(
            progress__state__in=WITH_THEM,
            progress__participation__state__in=MOVING,
            progress__due_on=F("due_on"),
        )


class ReminderManager(models.Manager.from_queryset(ReminderQuerySet)):  # type: ignore[misc]
    def write(self, progress: StepProgress, rule: ReminderRule, *, at: datetime | None = None) -> Reminder | None:
        """Carries out `rule` once for the present due date of `progress`; None when that was done before.

        A pause while the Unit had the step moves the clock but not the due date: nothing is said again then. A new
        due date begins the plan anew.
        """
        moment = at or timezone.now()
        once = {"progress": progress, "rung": rule.rung, "days": rule.days, "due_on": progress.due_on}
        with transaction.atomic():
            if self.filter(**once).exists():
                return None
            letter = None
            if rule.rung != Rung.FOCAL_POINT:
                prepared = {"prepared_at": moment}
                letter, _created = Letter.objects.get_or_create(
                    participation=progress.participation, rung=rule.rung, closed_on=None, defaults=prepared
                )
            reminder, created = self.get_or_create(**once, defaults={"letter": letter, "at": moment})
            if not created:
                return None
            Activity.objects.record(
                ActivityKind.REMINDED,
                by=None,
                municipality=progress.municipality,
                step=progress.step,
                subject=f"{rule.rung} {rule.days:+d}",
                at=moment,
            )
            found: Reminder = reminder
            return found


class Reminder(models.Model):
    """Append-only: a rule of the plan was carried out for one step and one due date."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="reminders")
    rung = models.CharField(max_length=20, choices=Rung.choices)
    days = models.SmallIntegerField()
    due_on = models.DateField()
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="reminders")
    at = models.DateTimeField(_("when"))

    objects: ClassVar[Any] = ReminderManager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["progress", "rung", "days", "due_on"], name="reminder_once"),
            models.CheckConstraint(
                condition=Q(rung="focal_point", letter__isnull=True)
                | (~Q(rung="focal_point") & Q(letter__isnull=False)),
                name="reminder_above_has_letter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progress} · {self.days:+d}"
