"""Action plans: one is worked on, former ones stay. What is in them: committees/models/plans.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.exceptions import StaleDraft, StateConflict
from municipalities.models import Activity, ActivityKind, Municipality

if TYPE_CHECKING:
    from committees.models.plans import Commitment


def weighted_percent(parts: Iterable[tuple[int, int]]) -> int:
    """The percentage of a whole by its parts (weight, percent), rounded half up; 0 without parts.

    A whole is at 100 when every part is, and never by rounding.
    `plans.percent_in_database` is the same as an expression.
    """
    weights = done = 0
    for weight, percent in parts:
        weights += weight
        done += weight * percent
    if not weights:
        return 0
    return 100 if done == 100 * weights else min(99, (2 * done + weights) // (2 * weights))


class PlanLanguages(models.TextChoices):
    ARABIC = "ar", _("Arabic")
    ARABIC_FRENCH = "ar,fr", _("Arabic and French")
    ALL = "ar,fr,en", _("Arabic, French and English")


class ActionPlanManager(models.Manager["ActionPlan"]):
    def current(self, municipality: Municipality | None) -> ActionPlan | None:
        """The plan that is worked on; None before the first one, and between two. Without a municipality: the
        national one."""
        return self.filter(municipality=municipality, closed_at=None).first()

    def published(self, municipality: Municipality | None) -> models.QuerySet[ActionPlan]:
        """What anyone may read, the latest first."""
        return self.filter(municipality=municipality, published_at__isnull=False)

    @transaction.atomic
    def begin(
        self, municipality: Municipality | None, values: dict[str, Any], *, by: User, at: datetime | None = None
    ) -> ActionPlan:
        """StateConflict when a plan is already worked on."""
        moment = at or timezone.now()
        before = self.current(municipality)
        if before is not None:
            raise StateConflict(before)
        plan = self.create(municipality=municipality, changed_at=moment, **values)
        plan.log("begun", by=by, at=moment)
        return plan


class ActionPlan(models.Model):
    """A municipality's plan; without a municipality, a national one. One is current, those that are closed stay."""

    # The web page of a plan is brought up to date so often at least (OGP Local).
    FRESH_FOR = timedelta(days=122)

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="action_plans"
    )
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_latin = models.CharField(_("title in French or English"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    lead = models.CharField(_("lead institution"), max_length=300, blank=True)
    vision = models.TextField(_("vision"), blank=True)
    challenges = models.TextField(_("challenges and opportunities"), blank=True)
    languages = models.CharField(
        _("languages of the plan"), max_length=8, choices=PlanLanguages.choices, default=PlanLanguages.ARABIC
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_at = models.DateTimeField(_("last change"), default=timezone.now)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects: ClassVar[ActionPlanManager] = ActionPlanManager()

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_begins_before_it_ends"),
            models.UniqueConstraint(
                Coalesce(F("municipality"), Value(0)), condition=Q(closed_at=None), name="plan_one_current"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_ar if get_language() == "ar" else self.title_latin or self.title_ar

    @property
    def place_name(self) -> str:
        """Whose plan it is, in the reader's language."""
        return self.municipality.name if self.municipality else gettext("National action plan")

    @property
    def is_current(self) -> bool:
        return self.closed_at is None

    @property
    def percent(self) -> int:
        """Each commitment counts the same; one that was withdrawn counts no more."""
        measured: int | None = self.__dict__.get("measured_percent")
        if measured is not None:
            return measured
        return weighted_percent((1, each.percent) for each in self.counted())

    def counted(self) -> list[Commitment]:
        """Of which the percentage is made."""
        return [each for each in self.commitments.all() if not each.is_withdrawn]

    def is_out_of_date(self, at: datetime) -> bool:
        """The public page has said nothing new for four months."""
        return self.is_current and at - self.changed_at > self.FRESH_FOR

    @transaction.atomic
    def change(self, values: dict[str, Any], *, version: int, by: User, at: datetime | None = None) -> None:
        """Writes over the version that was read; StaleDraft (its `current` is the row as it stands) when it is older,
        unless it says the same; StateConflict when the plan is closed."""
        hold_open(self)
        if write_over(self, values, version=version):
            self.log("changed", by=by, at=at or timezone.now())

    @transaction.atomic
    def publish(self, *, by: User, at: datetime | None = None) -> None:
        """StateConflict when it was published, or closed, before."""
        moment = at or timezone.now()
        self._move(Q(published_at=None, closed_at=None), published_at=moment)
        self.log("published", by=by, at=moment)

    @transaction.atomic
    def take_from_publication(self, *, by: User, at: datetime | None = None) -> None:
        self._move(Q(published_at__isnull=False), published_at=None)
        self.log("unpublished", by=by, at=at or timezone.now())

    @transaction.atomic
    def close(self, *, by: User, at: datetime | None = None) -> None:
        """Nothing of it changes any more, and the next one can begin."""
        moment = at or timezone.now()
        self._move(Q(closed_at=None), closed_at=moment)
        self.log("closed", by=by, at=moment)

    def log(self, told: str, subject: str = "", *, by: User | None, at: datetime) -> None:
        """In the transaction of each change: the row of the log, and the day that the public page tells. `told` is one
        of the words of committees/plans/words.py."""
        ActionPlan.objects.filter(pk=self.pk, changed_at__lt=at).update(changed_at=at)
        Activity.objects.record(
            ActivityKind.PLAN_CHANGED,
            by=by,
            municipality=self.municipality,
            subject=f"{told} {subject or self.title_ar}",
            at=at,
        )

    def _move(self, state: Q, **moments: datetime | None) -> None:
        if not ActionPlan.objects.filter(state, pk=self.pk).update(**moments):
            raise StateConflict(self)
        for name, moment in moments.items():
            setattr(self, name, moment)


def hold_open(plan: ActionPlan) -> None:
    """Holds the plan to the end of the transaction, so that two changes come one after the other. StateConflict when
    it is closed."""
    if not ActionPlan.objects.select_for_update().filter(pk=plan.pk, closed_at=None).exists():
        raise StateConflict(plan)


def write_over(row: Any, values: dict[str, Any], *, version: int, same: bool = True) -> bool:
    """Writes `values` on the version of `row` that was read; False when it says so already, and `same` holds too.

    StaleDraft when the version is older; its `current` is the row as it stands.
    """
    current = type(row).objects.get(pk=row.pk)
    if same and all(getattr(current, name) == value for name, value in values.items()):
        return False
    if current.version != version:
        raise StaleDraft(current)
    for name, value in values.items():
        setattr(current, name, value)
    current.version += 1
    current.save()
    row.refresh_from_db()
    return True
