"""An officer of the Unit enters one step for a municipality that answers by e-mail, post or hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.emails import team
from municipalities.exceptions import StateConflict
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.evidence import Evidence
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.progress import StepProgress
from municipalities.models.submissions import Submission, SubmissionFile
from municipalities.models.tenancy import Municipality
from municipalities.permissions import UnitPerm
from municipalities.steps import Move, StepState

if TYPE_CHECKING:
    from documents.fields import Paper

# The place of the correspondence among the papers of a submission.
PAGE, FIELD, EVIDENCE_KIND = "behalf", "correspondence", "correspondence"


class ArrivedBy(models.TextChoices):
    EMAIL = "email", _("by e-mail")
    POST = "post", _("by post")
    HAND = "hand", _("by hand")


class ActingManager(models.Manager["ActingOnBehalf"]):
    def open_for(self, user: User, municipality: Municipality, *, at: datetime) -> models.QuerySet[ActingOnBehalf]:
        """What `user` may work on for `municipality` at this moment; nothing once the role in the Unit is gone."""
        may = Permission.objects.filter(
            codename=UnitPerm.BEHALF, content_type__app_label="municipalities", group__user=user
        )
        mine = self.filter(officer=user, officer__is_active=True, ended_at__isnull=True, expires_at__gt=at)
        return mine.filter(models.Exists(may), progress__participation__municipality=municipality).select_related(
            "progress"
        )

    def standing(self, progress: StepProgress, *, at: datetime) -> ActingOnBehalf | None:
        """The one under way on `progress`, by whomever."""
        open_ = self.filter(progress=progress, ended_at__isnull=True, expires_at__gt=at)
        return open_.select_related("officer", "correspondence__file", "correspondence__municipality").first()

    @transaction.atomic
    def begin(
        self,
        progress: StepProgress,
        paper: Paper,
        *,
        arrived_by: ArrivedBy,
        arrived_on: date,
        reason: str,
        by: User,
        at: datetime | None = None,
    ) -> ActingOnBehalf:
        """Keeps what arrived and opens the step for `by` alone, for a day at most.

        StateConflict when the step is with the Unit or accepted, or when an officer is at it already.
        """
        moment = at or timezone.now()
        current = StepProgress.objects.select_for_update().get(pk=progress.pk)
        if current.state in (StepState.SUBMITTED, StepState.ACCEPTED) or progress.participation.is_frozen:
            raise StateConflict(progress)
        standing = self.standing(progress, at=moment)
        if standing is not None:
            raise StateConflict(standing)
        self.filter(progress=progress, ended_at__isnull=True).update(
            ended_at=models.F("expires_at"), outcome=ActingOnBehalf.Outcome.EXPIRED
        )
        municipality = progress.municipality
        correspondence = Evidence.objects.keep(
            paper, municipality, kind=EVIDENCE_KIND, by=by, paper_date=arrived_on, at=moment
        )
        acting = self.create(
            progress=progress,
            officer=by,
            arrived_by=arrived_by,
            arrived_on=arrived_on,
            reason=reason,
            correspondence=correspondence,
            started_at=moment,
            expires_at=moment + ActingOnBehalf.LASTS,
        )
        acting._tell("began", at=moment)
        return acting

    def submitted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """What arrived goes with the submission it led to, and whoever entered any of it does not decide on it.

        Runs inside the transaction of the submit.
        """
        submission.contributors.add(*self.filter(progress=submission.progress).values_list("officer", flat=True))
        acting = self.standing(submission.progress, at=at)
        if acting is None:
            return
        if acting.officer_id != by.pk:  # its own people were faster: what was to be entered is submitted
            acting.stop(by=by, at=at)
            return
        acting.close(ActingOnBehalf.Outcome.SUBMITTED, at=at)
        ActingOnBehalf.objects.filter(pk=acting.pk).update(submission=submission)
        SubmissionFile.objects.create(
            submission=submission,
            page=PAGE,
            field=FIELD,
            position=submission.files.count(),
            evidence=acting.correspondence,
        )
        acting._tell("submitted", at=at)


def with_arrival(moves: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Transitions annotated with `arrived_by` and `arrived_on` of what the Unit entered; None for everything else."""
    entered = ActingOnBehalf.objects.filter(submission=models.OuterRef("submission"))
    is_submit = Q(move__in=[Move.SUBMIT, Move.RESUBMIT])
    return moves.annotate(
        arrived_by=models.Case(models.When(is_submit, then=models.Subquery(entered.values("arrived_by")[:1]))),
        arrived_on=models.Case(models.When(is_submit, then=models.Subquery(entered.values("arrived_on")[:1]))),
    )


def arrival_text(move: Any) -> str:
    """Of a transition read by `with_arrival`, in the reader's language; empty when its own people sent it."""
    if not move.arrived_by:
        return ""
    return gettext("entered by the Unit on behalf of the municipality, arrived %(how)s on %(day)s") % {
        "how": ArrivedBy(move.arrived_by).label,
        "day": date_format(move.arrived_on, "DATE_FORMAT"),
    }


class ActingOnBehalf(models.Model):
    """One officer, one step of one municipality, from a moment to a moment, with the paper that asks for it.

    It is no role and no permission row: it opens the step's own pages to that officer until it ends.
    """

    LASTS: ClassVar[timedelta] = timedelta(hours=24)

    class Outcome(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        STOPPED = "stopped", _("stopped")
        EXPIRED = "expired", _("ran out")

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="acting_on_behalf")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    arrived_by = models.CharField(_("how it arrived"), max_length=10, choices=ArrivedBy.choices)
    arrived_on = models.DateField(_("arrived on"))
    reason = models.TextField(_("reason"))
    correspondence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("since"))
    expires_at = models.DateTimeField(_("until at most"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="acting_on_behalf"
    )

    objects: ClassVar[ActingManager] = ActingManager()

    class Meta:
        verbose_name = _("entry on behalf of a municipality")
        verbose_name_plural = _("entries on behalf of municipalities")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["progress"], condition=Q(ended_at__isnull=True), name="acting_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="acting_ended_has_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progress} · {self.officer}"

    @transaction.atomic
    def stop(self, *, by: User, at: datetime | None = None) -> None:
        """Ended without submitting, by the officer, a colleague, or the municipality that submits itself; what was
        saved stays in the draft."""
        moment = at or timezone.now()
        self.close(ActingOnBehalf.Outcome.STOPPED, at=moment)
        self._record("stopped", by=by, at=moment)

    def close(self, outcome: Outcome, *, at: datetime) -> None:
        open_ = ActingOnBehalf.objects.filter(pk=self.pk, ended_at__isnull=True)
        if not open_.update(ended_at=at, outcome=outcome):
            raise StateConflict(self.progress)

    def _tell(self, what: str, *, at: datetime) -> None:
        """Logged, and told to the municipality: its own people must know what was entered in its name."""
        self._record(what, by=self.officer, at=at)
        municipality = self.progress.municipality
        Notice.objects.tell(
            NoticeKind.ON_BEHALF,
            team(municipality),
            key=f"behalf-{what}:{self.pk}",
            municipality=municipality,
            step=self.progress.step,
            by=self.officer,
            words=self.reason,
            url=self.progress.definition.overview_url(self.progress),
            at=at,
        )

    def _record(self, what: str, *, by: User, at: datetime) -> None:
        Activity.objects.record(
            ActivityKind.ON_BEHALF,
            by=by,
            municipality=self.progress.municipality,
            step=self.progress.step,
            subject=f"{what} · {self.correspondence.original_name}",
            at=at,
        )
