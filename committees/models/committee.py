"""The joint steering committee of a municipality, and the national one beside it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from municipalities.exceptions import StateConflict
from municipalities.models import Municipality, Participation, Submission
from municipalities.steps import Step, StepState


class FoundingAct(models.TextChoices):
    """How a committee is set up. No text fixes the form at local level, so a third way stays open."""

    DECISION = "decision", _("Decision of the mayor, or of whoever runs the municipality")
    DELIBERATION = "deliberation", _("Deliberation of the municipal council")
    OTHER = "other", _("Other act")


class Side(models.TextChoices):
    ADMINISTRATION = "administration", _("Administration")
    CIVIL_SOCIETY = "civil_society", _("Civil society")
    OTHER = "other", _("Other")


class CommitteeRole(models.TextChoices):
    CHAIR = "chair", _("Chair")
    CO_CHAIR = "co_chair", _("Co-chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")


class ChosenBy(models.TextChoices):
    """How a member came to sit. Evaluators ask whether the process was open and fair."""

    OPEN_CALL = "open_call", _("Open call")
    DESIGNATION = "designation", _("Designation by the body")
    REGISTER = "register", _("From the register of associations (art. 30 of the Code of Local Authorities)")
    OTHER = "other", _("In another way")


class CommitteeManager(models.Manager["Committee"]):
    def national(self) -> Committee:
        """The national consultative committee, whose secretariat is the Unit; made when it is first asked for."""
        committee, _created = self.get_or_create(participation=None)
        return committee


class Committee(models.Model):
    """One per participation, from its first member on. What founds it is recorded when a submission is accepted.

    The one without a participation is the national consultative committee (اللجنة الاستشارية المشتركة).
    """

    participation = models.OneToOneField(
        Participation, on_delete=models.PROTECT, null=True, blank=True, related_name="committee"
    )
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="committees"
    )
    act_kind = models.CharField(_("kind of act"), max_length=20, choices=FoundingAct.choices, blank=True)
    act_title = models.CharField(_("what another act is called"), max_length=120, blank=True)
    act_number = models.CharField(_("number of the act"), max_length=60, blank=True)
    act_date = models.DateField(_("date of the act"), null=True, blank=True)
    remit = models.TextField(_("remit"), blank=True)
    meets_every_months = models.PositiveSmallIntegerField(
        _("months from one meeting to the next"), null=True, blank=True
    )
    first_meeting_on = models.DateField(_("first meeting"), null=True, blank=True)
    established_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects: ClassVar[CommitteeManager] = CommitteeManager()

    class Meta:
        verbose_name = _("committee")
        verbose_name_plural = _("committees")
        constraints = [
            models.UniqueConstraint(Coalesce(F("participation"), Value(0)), name="committee_national_once"),
            models.CheckConstraint(
                condition=Q(submission__isnull=True, established_at__isnull=True, act_date__isnull=True)
                | Q(submission__isnull=False, established_at__isnull=False, act_date__isnull=False),
                name="committee_established_by_submission",
            ),
        ]

    def __str__(self) -> str:
        return str(self.participation) if self.participation_id else gettext("National consultative committee")

    @property
    def is_national(self) -> bool:
        return self.participation_id is None

    @property
    def is_set_up(self) -> bool:
        """The national one always is; a municipality's once its step is accepted, until it is opened again."""
        return self.participation is None or self.participation.committee_state == StepState.ACCEPTED

    @property
    def is_at_work(self) -> bool:
        """Whether its members change one by one: set up, and its participation does not stand still."""
        return self.is_set_up and not self.is_frozen

    @property
    def is_frozen(self) -> bool:
        """While the participation stands still everything is read and nothing is written; never the national one's."""
        return self.participation is not None and self.participation.is_frozen

    def check_at_work(self) -> None:
        """StateConflict when it is not at work."""
        if self.participation is not None and not self.is_at_work:
            standing_still = self.participation.is_frozen
            raise StateConflict(
                self.participation if standing_still else self.participation.progress_of(Step.COMMITTEE)
            )

    def lock_at_work(self) -> Committee:
        """Held until the end of the transaction, as it stands now; StateConflict when it is not at work."""
        current = Committee.objects.select_for_update(of=("self",)).select_related("participation").get(pk=self.pk)
        current.check_at_work()
        return current

    @property
    def municipality(self) -> Municipality | None:
        """Whose committee it is; None for the national one."""
        return self.participation.municipality if self.participation else None
