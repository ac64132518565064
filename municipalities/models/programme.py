"""Cohorts, and the participation of a municipality in one."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities import emails
from municipalities.exceptions import CohortArchived, CohortInUse, StateConflict
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.tenancy import Municipality, NamedInThree
from municipalities.permissions import UnitPerm
from municipalities.querysets import FROZEN, ParticipationQuerySet
from municipalities.steps import SignatureWay, Step, StepState

if TYPE_CHECKING:
    from municipalities.models.progress import StepProgress


class CommitteeConsent(models.TextChoices):
    """What the committee step asks about the consent of the members from civil society; never what they answer."""

    NONE = "none", _("Nothing: consent may come later")
    ASKED = "asked", _("Each of them was asked")
    ANSWERED = "answered", _("Each of them has answered, yes or no")


class Cohort(NamedInThree):
    """A call of municipalities, with a due date per step and the rules of the committee."""

    # What another cohort can begin with; names, dates and texts are its own.
    RULES = (
        "committee_min_size",
        "committee_max_size",
        "committee_parity",
        "committee_min_administration",
        "committee_min_civil_society",
        "committee_min_women",
        "committee_min_youth",
        "committee_bodies_administration",
        "committee_bodies_civil_society",
        "committee_shared_lead",
        "committee_focal_point",
        "committee_meets_every_months",
        "committee_consent",
        "accepts_paper",
        "accepts_screen",
        "accepts_certificate",
    )

    slug = models.SlugField(_("slug"), unique=True)
    opened_on = models.DateField(_("opened on"))
    committee_min_size = models.PositiveSmallIntegerField(_("smallest committee"), default=6)
    # As many as the national committee of 2020 has.
    committee_max_size = models.PositiveSmallIntegerField(_("largest committee"), default=20)
    committee_parity = models.BooleanField(_("as many from civil society as from the administration"), default=True)
    committee_min_administration = models.PositiveSmallIntegerField(
        _("percent from the administration, at least"), default=0
    )
    committee_min_civil_society = models.PositiveSmallIntegerField(_("percent from civil society, at least"), default=0)
    committee_min_women = models.PositiveSmallIntegerField(_("women on the committee, at least"), default=0)
    committee_min_youth = models.PositiveSmallIntegerField(_("members under 35, at least"), default=0)
    committee_bodies_administration = models.JSONField(
        _("bodies of the administration that must sit"), default=list, blank=True
    )
    committee_bodies_civil_society = models.JSONField(_("associations that must sit"), default=list, blank=True)
    committee_shared_lead = models.BooleanField(_("chair and co-chair are from different sides"), default=False)
    committee_focal_point = models.BooleanField(_("the focal point sits on the committee"), default=True)
    # OGP's own floor is one meeting in six months; committees that work well meet every quarter.
    committee_meets_every_months = models.PositiveSmallIntegerField(
        _("months from one meeting to the next, at most"), default=3
    )
    committee_consent = models.CharField(
        _("consent of the members from civil society"),
        max_length=10,
        choices=CommitteeConsent.choices,
        default=CommitteeConsent.NONE,
    )
    accepts_paper = models.BooleanField(_("charters signed on paper are accepted"), default=True)
    accepts_screen = models.BooleanField(_("charters signed on screen are accepted"), default=True)
    accepts_certificate = models.BooleanField(_("charters signed by certificate are accepted"), default=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    archived_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    archive_reason = models.TextField(_("why it was archived"), blank=True)

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-opened_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepts_paper=True) | Q(accepts_screen=True) | Q(accepts_certificate=True),
                name="cohort_accepts_a_way_of_signing",
                violation_error_message=_("Accept one way of signing at least: without one no charter can be signed."),
            ),
            models.CheckConstraint(
                condition=Q(committee_max_size__gte=F("committee_min_size")), name="cohort_committee_sizes"
            ),
            models.CheckConstraint(
                condition=Q(committee_meets_every_months__range=(1, 6)), name="cohort_committee_rhythm"
            ),
        ]

    @property
    def accepted_ways(self) -> list[SignatureWay]:
        """The ways in which its charters may be signed from now on; what was submitted before is not touched."""
        return [way for way in SignatureWay if getattr(self, f"accepts_{way.value}")]

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def rules(self) -> dict[str, Any]:
        """What another cohort can begin with, by field."""
        return {name: getattr(self, name) for name in self.RULES}

    @transaction.atomic
    def archive(self, *, by: User, reason: str, at: datetime | None = None) -> None:
        """Closes it for new municipalities. CohortInUse names those whose participation is still open."""
        busy = list(self.participations.open().select_related("municipality"))  # type: ignore[attr-defined]
        if busy:
            raise CohortInUse([participation.municipality for participation in busy])
        self._set_archived(at or timezone.now(), by, reason)

    @transaction.atomic
    def unarchive(self) -> None:
        """Opens it for new municipalities again."""
        self._set_archived(None, None, "")

    def _set_archived(self, moment: datetime | None, by: User | None, reason: str) -> None:
        row = Cohort.objects.filter(pk=self.pk, archived_at__isnull=moment is not None)
        if not row.update(archived_at=moment, archived_by=by, archive_reason=reason):
            raise StateConflict(self)
        self.archived_at, self.archived_by, self.archive_reason = moment, by, reason

    @transaction.atomic
    def admit(self, municipality: Municipality, *, by: User | None = None, at: datetime | None = None) -> Participation:
        """Opens the participation of `municipality`, with its three steps not started. CohortArchived, where it is."""
        if Cohort.objects.filter(pk=self.pk, archived_at__isnull=False).exists():
            raise CohortArchived(self)
        moment = at or timezone.now()
        participation = Participation.objects.create(municipality=municipality, cohort=self, state_changed_at=moment)
        ParticipationTransition.objects.create(
            participation=participation, to_state=participation.state, at=moment, by=by
        )
        participation.log(by=by, at=moment)
        due = {step.step: step.due_on for step in self.steps.all()}
        steps = participation.progress
        steps.bulk_create(
            steps.model(
                participation=participation,
                step=step,
                due_on=due.get(step),
                clock_due_on=due.get(step),
                state_changed_at=moment,
            )
            for step in Step
        )
        return participation


class CohortStep(models.Model):
    """What a whole cohort has for one step: the due date, and the Unit's guidance to the municipalities."""

    GUIDANCE = ("guidance_ar", "guidance_fr", "guidance_en")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    guidance_ar = models.TextField(_("guidance in Arabic"), blank=True)
    guidance_fr = models.TextField(_("guidance in French"), blank=True)
    guidance_en = models.TextField(_("guidance in English"), blank=True)

    class Meta:
        verbose_name = _("due date of a step")
        verbose_name_plural = _("due dates of the steps")
        constraints = [models.UniqueConstraint(fields=["cohort", "step"], name="cohort_step_unique")]

    def __str__(self) -> str:
        return f"{self.cohort} · {self.get_step_display()}"

    @property
    def guidance(self) -> str:
        """In the reader's language, else in Arabic, else in the language there is."""
        wanted = f"guidance_{get_language() or settings.LANGUAGE_CODE}"
        return next((text for name in (wanted, *self.GUIDANCE) if (text := getattr(self, name, ""))), "")


class ParticipationState(models.TextChoices):
    SELECTED = "selected", _("Selected")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    COMPLETED = "completed", _("Completed")


_state_of_step = partial(
    models.CharField, max_length=20, choices=StepState.choices, default=StepState.NOT_STARTED, editable=False
)


class Participation(models.Model):
    """A municipality in a cohort. At most one is open; the workspace is that one, else the latest.

    The states of the three steps, `next_due_on` and `moved_at` repeat what the steps say, so that the board counts,
    filters and orders thousands without reading them. They are written with every change of a step (see
    `ProgressQuerySet`), and by nobody else.
    """

    State = ParticipationState
    OPEN_STATES = (ParticipationState.SELECTED, ParticipationState.ACTIVE, ParticipationState.ON_HOLD)

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="participations")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="participations")
    state = models.CharField(
        _("state"), max_length=10, choices=ParticipationState.choices, default=ParticipationState.SELECTED
    )
    state_changed_at = models.DateTimeField(_("state since"))
    focal_point_state = _state_of_step()
    charter_state = _state_of_step()
    committee_state = _state_of_step()
    # The earliest clock_due_on of the steps that wait for the municipality, and the last movement of any step.
    next_due_on = models.DateField(null=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)
    on_hold_until = models.DateField(_("on hold until"), null=True, blank=True)

    objects: ClassVar[models.Manager[Participation]] = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["municipality__slug"]
        permissions = list(UnitPerm.choices)
        # All that the counts over the board ask, in the order in which they group.
        indexes = [
            models.Index(
                fields=["cohort", "state", "focal_point_state", "charter_state", "committee_state", "next_due_on"],
                name="participation_board",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state__in=["selected", "active", "on_hold"]),
                name="participation_one_open",
                violation_error_message=_("This municipality already takes part."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} · {self.cohort}"

    @property
    def is_frozen(self) -> bool:
        """On hold or withdrawn: the municipality reads, nobody moves a step."""
        return self.state in FROZEN

    @transaction.atomic
    def change_state(
        self,
        to_state: ParticipationState,
        *,
        by: User | None,
        at: datetime | None = None,
        reason: str = "",
        until: date | None = None,
    ) -> ParticipationTransition:
        """Logged; StateConflict when somebody else changed it meanwhile. `until`: the day a hold lifts itself."""
        moment = at or timezone.now()
        from_state = self.state
        changed = Participation.objects.filter(pk=self.pk, state=from_state).update(
            state=to_state, state_changed_at=moment, on_hold_until=until
        )
        if not changed:
            raise StateConflict(self)
        self.state, self.state_changed_at, self.on_hold_until = to_state, moment, until
        self.log(by=by, at=moment)
        return ParticipationTransition.objects.create(
            participation=self, from_state=from_state, to_state=to_state, at=moment, by=by, reason=reason
        )

    def log(self, *, by: User | None, at: datetime) -> None:
        """In the transaction of each change of its state; a hold with the day that lifts it."""
        subject = f"{self.state} {self.on_hold_until or ''} {self.cohort.slug}"
        kind, place = ActivityKind.PARTICIPATION_CHANGED, self.municipality
        Activity.objects.record(kind, by=by, municipality=place, subject=subject, at=at)

    def progress_of(self, step: Step) -> StepProgress:
        return self.progress.get(step=step)

    def settle(self, *, by: User, at: datetime) -> None:
        """The third acceptance completes the participation; a reopening takes it back; the first start opens it."""
        states = set(self.progress.values_list("state", flat=True))
        if states == {StepState.ACCEPTED} and self.state != ParticipationState.COMPLETED:
            self.change_state(ParticipationState.COMPLETED, by=by, at=at)
            emails.completed(self, at=at)
            return
        reopened = self.state == ParticipationState.COMPLETED and states != {StepState.ACCEPTED}
        begun = self.state == ParticipationState.SELECTED and states != {StepState.NOT_STARTED}
        if reopened or begun:
            self.change_state(ParticipationState.ACTIVE, by=by, at=at)


class ParticipationTransition(models.Model):
    """Append-only: the state of a participation at any past moment can be told."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="transitions")
    from_state = models.CharField(max_length=10, choices=ParticipationState.choices, blank=True)
    to_state = models.CharField(max_length=10, choices=ParticipationState.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("change of participation")
        verbose_name_plural = _("changes of participation")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.participation}: {self.get_to_state_display()}"
