"""The commitments of an action plan, their milestones, and how far each has come. Fields: the OGP template."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.db.models import Case, Count, F, Max, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Least
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from committees.models.action_plans import ActionPlan, hold_open, weighted_percent, write_over
from documents.fields import Paper
from documents.models import StoredFile
from municipalities.exceptions import StateConflict

if TYPE_CHECKING:
    from committees.models.progress_notes import ProgressNote


def percent_in_database() -> Coalesce:
    """`weighted_percent` of the milestones of a commitment, for an annotation on commitments."""
    weight = Cast(F("weight"), models.IntegerField())
    milestones = Milestone.objects.order_by().filter(commitment=OuterRef("pk")).values("commitment")
    done = Sum(weight * F("percent"), output_field=models.IntegerField())
    return _measured(milestones.annotate(weights=Sum(weight), done=done))


def plan_percent_in_database() -> Coalesce:
    """`ActionPlan.percent`, for an annotation on plans."""
    counted = Commitment.objects.order_by().filter(plan=OuterRef("pk")).exclude(standing=Standing.WITHDRAWN)
    commitments = counted.annotate(own_percent=percent_in_database()).values("plan")
    return _measured(commitments.annotate(weights=Count("pk"), done=Sum("own_percent")))


def _measured(whole: models.QuerySet[Any, Any]) -> Coalesce:
    percent = Case(
        When(done=F("weights") * 100, then=Value(100)),
        default=Least(Value(99), (F("done") * 2 + F("weights")) / (F("weights") * 2)),
        output_field=models.IntegerField(),
    )
    return Coalesce(Subquery(whole.values(measured=percent)), Value(0), output_field=models.IntegerField())


class Standing(models.TextChoices):
    """What is decided about a commitment, whatever its milestones say."""

    GOING = "", pgettext_lazy("commitment", "Goes on")
    SUSPENDED = "suspended", pgettext_lazy("commitment", "Suspended")
    WITHDRAWN = "withdrawn", pgettext_lazy("commitment", "Withdrawn")


class CommitmentStatus(models.TextChoices):
    """Told by the milestones, unless something else was decided."""

    NOT_STARTED = "not_started", pgettext_lazy("commitment", "Not started")
    IN_PROGRESS = "in_progress", pgettext_lazy("commitment", "In progress")
    COMPLETED = "completed", pgettext_lazy("commitment", "Completed")
    SUSPENDED = "on_hold", pgettext_lazy("commitment", "Suspended")
    WITHDRAWN = "withdrawn", pgettext_lazy("commitment", "Withdrawn")


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    @transaction.atomic
    def add(
        self,
        plan: ActionPlan,
        values: dict[str, Any],
        bodies: dict[str, list[str]],
        *,
        by: User,
        at: datetime | None = None,
    ) -> Commitment:
        """StateConflict when the plan is closed. `bodies` are the names of the supporting bodies by side."""
        hold_open(plan)
        commitment = self.create(plan=plan, **values)
        commitment.support(bodies)
        commitment.log("commitment_added", by=by, at=at or timezone.now())
        return commitment

    def with_percent(self) -> CommitmentQuerySet:
        """Each with its percentage, measured by the database: `percent` then asks nothing."""
        return self.annotate(measured_percent=percent_in_database())


class Commitment(models.Model):
    """تعهد. `number` is how the plan counts it (التعهد عدد 11)."""

    VALUES = {
        "transparency": _("Transparency"),
        "participation": _("Participation"),
        "accountability": _("Accountability"),
    }

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField(_("number"))
    title_ar = models.CharField(_("title in Arabic"), max_length=300)
    title_latin = models.CharField(_("title in French or English"), max_length=300, blank=True)
    theme = models.CharField(_("axis"), max_length=200, blank=True)
    policy_areas = models.CharField(_("policy areas"), max_length=300, blank=True)
    problem = models.TextField(_("problem"), blank=True)
    description = models.TextField(_("what will be done"), blank=True)
    how_it_helps = models.TextField(_("how it helps"), blank=True)
    transparency = models.BooleanField(VALUES["transparency"], default=False)
    participation = models.BooleanField(VALUES["participation"], default=False)
    accountability = models.BooleanField(VALUES["accountability"], default=False)
    lead_body = models.CharField(_("lead body"), max_length=300, blank=True)
    responsible_name = models.CharField(_("responsible person: name"), max_length=120, blank=True)
    responsible_function = models.CharField(_("responsible person: function"), max_length=200, blank=True)
    responsible_contact = models.CharField(_("responsible person: e-mail or phone"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    resources = models.TextField(_("resources"), blank=True)
    expected_results = models.TextField(_("expected results and indicators"), blank=True)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing.choices, blank=True)
    standing_reason = models.TextField(_("reason"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects: ClassVar[models.Manager[Commitment]] = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="commitment_number_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="commitment_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_ar if get_language() == "ar" else self.title_latin or self.title_ar

    @property
    def percent(self) -> int:
        measured: int | None = self.__dict__.get("measured_percent")
        if measured is not None:
            return measured
        return weighted_percent((each.weight, each.percent) for each in self.milestones.all())

    @property
    def status(self) -> CommitmentStatus:
        if self.standing == Standing.SUSPENDED:
            return CommitmentStatus.SUSPENDED
        if self.is_withdrawn:
            return CommitmentStatus.WITHDRAWN
        if self.percent == 100:
            return CommitmentStatus.COMPLETED
        begun = any(each.percent for each in self.milestones.all())
        return CommitmentStatus.IN_PROGRESS if begun else CommitmentStatus.NOT_STARTED

    @property
    def is_going(self) -> bool:
        return self.standing == Standing.GOING

    @property
    def is_withdrawn(self) -> bool:
        return self.standing == Standing.WITHDRAWN

    @property
    def values(self) -> list[str]:
        """The values of open government that it serves, in words."""
        return [str(label) for name, label in self.VALUES.items() if getattr(self, name)]

    @property
    def latest_note(self) -> ProgressNote | None:
        return next(iter(self.notes.all()), None)

    def late_milestones(self, on: date) -> list[Milestone]:
        return [each for each in self.milestones.all() if each.is_late(on)] if self.is_going else []

    @transaction.atomic
    def change(
        self,
        values: dict[str, Any],
        bodies: dict[str, list[str]],
        *,
        version: int,
        by: User,
        at: datetime | None = None,
    ) -> None:
        """As `ActionPlan.change`; `bodies` are the names of the supporting bodies by side."""
        hold_open(self.plan)
        if write_over(self, values, version=version, same=self.bodies_by_side() == bodies):
            self.support(bodies)
            self.log("commitment_changed", by=by, at=at or timezone.now())

    @transaction.atomic
    def decide(self, standing: Standing, reason: str, *, by: User, at: datetime | None = None) -> None:
        """Suspends, withdraws or takes it up again. StateConflict when it stands so already."""
        hold_open(self.plan)
        rows = Commitment.objects.filter(pk=self.pk).exclude(standing=standing)
        if not rows.update(standing=standing, standing_reason=reason, version=F("version") + 1):
            raise StateConflict(self)
        self.refresh_from_db()
        self.log(standing.value or "resumed", by=by, at=at or timezone.now())

    def bodies_by_side(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {side: [] for side in BodySide.values}
        for each in self.supporting.all():
            found[each.side].append(each.body)
        return found

    def support(self, bodies: dict[str, list[str]]) -> None:
        """Puts these in the place of the supporting bodies that were known."""
        if self.bodies_by_side() != bodies:
            self.supporting.all().delete()
            self.supporting.bulk_create(
                SupportingBody(commitment=self, side=side, body=body)
                for side, names in bodies.items()
                for body in names
            )

    def log(self, told: str, subject: str = "", *, by: User | None, at: datetime) -> None:
        self.plan.log(told, f"{self.number} {subject or self.title_ar}", by=by, at=at)


class BodySide(models.TextChoices):
    ADMINISTRATION = "administration", _("Administration")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    PRIVATE = "private", _("Private sector")
    MULTILATERAL = "multilateral", _("Multilateral organisations and donors")


class SupportingBody(models.Model):
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="supporting")
    side = models.CharField(_("side"), max_length=20, choices=BodySide.choices)
    body = models.CharField(_("body"), max_length=200)

    class Meta:
        verbose_name = _("supporting body")
        verbose_name_plural = _("supporting bodies")
        ordering = ["commitment", "pk"]
        constraints = [models.UniqueConstraint(fields=["commitment", "side", "body"], name="supporting_body_once")]

    def __str__(self) -> str:
        return self.body


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    @transaction.atomic
    def add(self, commitment: Commitment, values: dict[str, Any], *, by: User, at: datetime | None = None) -> Milestone:
        """As the last of the commitment, unless `values` give a position."""
        hold_open(commitment.plan)
        moment = at or timezone.now()
        highest = commitment.milestones.aggregate(highest=Max("position"))["highest"] or 0
        milestone = Milestone(**{"position": highest + 1, "commitment": commitment, **values})
        milestone.note_the_day(moment)
        milestone.save()
        commitment.log("milestone_added", milestone.title, by=by, at=moment)
        return milestone


class Milestone(models.Model):
    """مرحلة. `weight` says how much of the commitment it is; `percent` how far it has come, 0 to 100.

    `done_on` is the day on which it came to 100.
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("action"), max_length=300)
    deliverable = models.CharField(_("deliverable"), max_length=300)
    evidence_url = models.URLField(_("address of the evidence"), max_length=500, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    percent = models.PositiveSmallIntegerField(_("percentage of completion"), default=0)
    done_on = models.DateField(_("done"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)

    objects: ClassVar[models.Manager[Milestone]] = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["commitment", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="milestone_percent"),
            models.CheckConstraint(condition=Q(weight__gte=1) & Q(weight__lte=100), name="milestone_weight"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="milestone_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_done(self) -> bool:
        return self.percent == 100

    def is_late(self, on: date) -> bool:
        return self.ends_on is not None and self.ends_on < on and not self.is_done

    @property
    def status(self) -> CommitmentStatus:
        if self.is_done:
            return CommitmentStatus.COMPLETED
        return CommitmentStatus.IN_PROGRESS if self.percent else CommitmentStatus.NOT_STARTED

    @transaction.atomic
    def change(self, values: dict[str, Any], *, version: int, by: User, at: datetime | None = None) -> None:
        """As `ActionPlan.change`."""
        moment = at or timezone.now()
        hold_open(self.commitment.plan)
        if write_over(self, values, version=version):
            self.note_the_day(moment)
            self.save(update_fields=["done_on"])
            self.commitment.log("milestone_changed", self.title, by=by, at=moment)

    @transaction.atomic
    def move(self, by_places: int, *, by: User, at: datetime | None = None) -> None:
        """One place up (-1) or down (1); at the end of the list nothing happens."""
        hold_open(self.commitment.plan)
        rows = list(self.commitment.milestones.all())
        here = rows.index(self)
        if not 0 <= here + by_places < len(rows):
            return
        rows.insert(here + by_places, rows.pop(here))
        for position, row in enumerate(rows, start=1):
            Milestone.objects.filter(pk=row.pk).update(position=position)
        self.commitment.log("milestone_moved", self.title, by=by, at=at or timezone.now())

    @transaction.atomic
    def remove(self, *, by: User, at: datetime | None = None) -> None:
        """With its papers; what notes said about it stays in them."""
        hold_open(self.commitment.plan)
        commitment, title = self.commitment, self.title
        self.delete()
        commitment.log("milestone_removed", title, by=by, at=at or timezone.now())

    @transaction.atomic
    def reach(self, percent: int, *, at: datetime) -> None:
        """A progress note says how far it has come."""
        self.percent = percent
        self.version += 1
        self.note_the_day(at)
        self.save(update_fields=["percent", "done_on", "version"])

    def note_the_day(self, at: datetime) -> None:
        day = timezone.localtime(at).date()
        self.done_on = (self.done_on or day) if self.is_done else None

    @transaction.atomic
    def prove(self, paper: Paper, *, by: User, at: datetime | None = None) -> MilestonePaper:
        """Keeps the bytes of an inspected paper as evidence."""
        moment = at or timezone.now()
        hold_open(self.commitment.plan)
        stored = StoredFile.objects.store(
            paper.data, media_type=str(paper.inspection.media_type), pages=paper.inspection.pages, by=by, at=moment
        )
        kept: MilestonePaper = self.papers.create(
            file=stored, original_name=paper.name, uploaded_at=moment, uploaded_by=by
        )
        self.commitment.log("paper_added", f"{self.title}: {paper.name}", by=by, at=moment)
        return kept


class MilestonePaper(models.Model):
    """Evidence that a milestone is done. Private: anyone may read the address of the evidence instead."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="papers")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(_("file name"), max_length=150)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence of a milestone")
        verbose_name_plural = _("evidence of milestones")
        ordering = ["milestone", "pk"]

    def __str__(self) -> str:
        return self.original_name
