"""The permanent focal point and the deputy: people in office from a day to a day, with the act that names them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from dateutil.relativedelta import relativedelta
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import User
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.programme import Participation
from municipalities.models.submissions import Submission
from municipalities.steps import Step

CONFIRMED_EVERY = relativedelta(months=6)


class Civility(models.TextChoices):
    MR = "mr", _("Mr")
    MS = "ms", _("Ms")


class FocalPointKind(models.TextChoices):
    PERMANENT = "permanent", _("Focal point")
    DEPUTY = "deputy", _("Deputy focal point")


class DesignationAct(models.TextChoices):
    DECISION = "decision", _("Decision")
    ORDER = "order", _("Order")
    LETTER = "letter", _("Official letter")
    OTHER = "other", _("Other act")


class SignatoryCapacity(models.TextChoices):
    """In what capacity a head signs. Since decree-law 2023-9 it must be chosen, dated and printed."""

    MAYOR = "mayor", _("Mayor")
    SECRETARY_GENERAL = "secretary_general", _("Secretary-general in charge of the municipality")
    SPECIAL_DELEGATION = "special_delegation", _("Head of the special delegation")
    DELEGATE = "delegate", _("Delegate")


_CAPACITY_OF_A_WOMAN = {
    SignatoryCapacity.MAYOR: pgettext_lazy("of a woman", "Mayor"),
    SignatoryCapacity.SECRETARY_GENERAL: pgettext_lazy("of a woman", "Secretary-general in charge of the municipality"),
    SignatoryCapacity.SPECIAL_DELEGATION: pgettext_lazy("of a woman", "Head of the special delegation"),
    SignatoryCapacity.DELEGATE: pgettext_lazy("of a woman", "Delegate"),
}


def capacity_label(capacity: str, civility: str) -> str:
    """The capacity in the reader's language; Arabic and French name a woman's otherwise."""
    known = SignatoryCapacity(capacity)
    return str(_CAPACITY_OF_A_WOMAN[known] if civility == Civility.MS else known.label)


class FocalPointQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def in_office(self, on: date) -> FocalPointQuerySet:
        return self.filter(from_on__lte=on).filter(Q(until_on__isnull=True) | Q(until_on__gte=on))


class FocalPoint(models.Model):
    """Recorded when a submission is accepted. The record is not the access: nobody gets access by being named."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="focal_points")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="focal_points")
    kind = models.CharField(_("kind"), max_length=10, choices=FocalPointKind.choices)
    civility = models.CharField(_("civility"), max_length=2, choices=Civility.choices)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120)
    function = models.CharField(_("function"), max_length=150)
    department = models.CharField(_("department"), max_length=150, blank=True)
    email = models.EmailField(_("office e-mail"))
    phone = PhoneNumberField(_("office phone"), blank=True)
    mobile = PhoneNumberField(_("mobile phone (private)"), blank=True)
    act_kind = models.CharField(_("kind of act"), max_length=10, choices=DesignationAct.choices)
    act_number = models.CharField(_("number of the act"), max_length=60, blank=True)
    act_date = models.DateField(_("date of the act"))
    from_on = models.DateField(_("in office from"))
    until_on = models.DateField(_("in office until"), null=True, blank=True)
    publish_name = models.BooleanField(_("the name may be published"), default=False)
    publish_phone = models.BooleanField(_("the office phone may be published"), default=False)
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[models.Manager[FocalPoint]] = FocalPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        ordering = ["-from_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "kind"], condition=Q(until_on__isnull=True), name="focal_point_one_in_office"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="focal_point_from_before_until"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ar if get_language() == "ar" else self.name_latin

    @property
    def held_right_on(self) -> date:
        """The last day on which somebody said that this is right: a confirmation, the acceptance being the first."""
        return timezone.localtime(self.confirmed_at or self.submission.submitted_at).date()

    @property
    def to_confirm_on(self) -> date:
        """The day on which the municipality is asked whether this is still right."""
        return self.held_right_on + CONFIRMED_EVERY

    @transaction.atomic
    def confirm(self, *, by: User, at: datetime | None = None) -> bool:
        """Somebody of the municipality says that this is still right. False when the person is no longer in office."""
        moment = at or timezone.now()
        rows = FocalPoint.objects.filter(pk=self.pk).in_office(timezone.localtime(moment).date())  # type: ignore[attr-defined]
        if not rows.update(confirmed_at=moment, confirmed_by=by):
            return False
        self.confirmed_at, self.confirmed_by = moment, by
        Activity.objects.record(
            ActivityKind.FOCAL_POINT_CONFIRMED,
            by=by,
            municipality=self.participation.municipality,
            step=Step.FOCAL_POINT,
            at=moment,
        )
        return True
