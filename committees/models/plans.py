"""Action plans, their commitments and milestones, and how they advance. Fields: the OGP template (FACTS §6)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models import Municipality


class ActionPlan(models.Model):
    """A municipality's plan; without a municipality, a national one. One is current, former ones stay."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="action_plans"
    )
    title_ar = models.CharField(_("title in Arabic"), max_length=200)
    title_latin = models.CharField(_("title in French or English"), max_length=200, blank=True)
    starts_on = models.DateField(_("begins"))
    ends_on = models.DateField(_("ends"))
    vision = models.TextField(_("vision"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("action plan")
        verbose_name_plural = _("action plans")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_begins_before_it_ends"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_ar if get_language() == "ar" else self.title_latin or self.title_ar


class Commitment(models.Model):
    """تعهد. `number` is how the plan counts it (التعهد عدد 11)."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="commitments")
    number = models.PositiveSmallIntegerField(_("number"))
    title_ar = models.CharField(_("title in Arabic"), max_length=300)
    title_latin = models.CharField(_("title in French or English"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="commitment_number_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_ar if get_language() == "ar" else self.title_latin or self.title_ar


class Milestone(models.Model):
    """مرحلة. `weight` says how much of the commitment it is; `percent` how far it has come, 0 to 100."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("action"), max_length=300)
    deliverable = models.CharField(_("deliverable"), max_length=300)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    percent = models.PositiveSmallIntegerField(_("percentage of completion"), default=0)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["commitment", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="milestone_percent"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="milestone_weight"),
        ]

    def __str__(self) -> str:
        return self.title


class ProgressNote(models.Model):
    """A dated note on a commitment, with the reply of the civil-society co-chair beside it. Append-only."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="notes")
    on = models.DateField(_("date"))
    text = models.TextField(_("progress"))
    percent = models.PositiveSmallIntegerField(_("percentage then"))
    at = models.DateTimeField(_("written"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.text
