"""Where each of the three steps stands, its moves and their log."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities import emails
from municipalities.exceptions import OwnWork, StateConflict, StepIncomplete
from municipalities.lateness import clock_after_hold, clock_after_new_date, days_late
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.programme import Participation
from municipalities.models.tenancy import Municipality
from municipalities.querysets import ProgressQuerySet
from municipalities.steps import MOVES, MissingItem, Move, ReasonKind, Step, StepDefinition, StepState, definition_of

if TYPE_CHECKING:
    from municipalities.models.submissions import Submission


class StepProgress(models.Model):
    """Where one participation stands in one step. Changes only by the moves below, each with its log row."""

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="progress")
    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    state = models.CharField(_("state"), max_length=20, choices=StepState.choices, default=StepState.NOT_STARTED)
    state_changed_at = models.DateTimeField(_("state since"))
    submissions_count = models.PositiveSmallIntegerField(_("submissions"), default=0)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    clock_due_on = models.DateField(_("due on, without the days with the Unit"), null=True, blank=True)
    drafted_at = models.DateTimeField(_("last draft saved"), null=True, blank=True)

    objects: ClassVar[models.Manager[StepProgress]] = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress of a step")
        verbose_name_plural = _("progress of the steps")
        constraints = [models.UniqueConstraint(fields=["participation", "step"], name="progress_unique")]
        indexes = [models.Index(fields=["state", "state_changed_at"], name="progress_queue")]

    def __str__(self) -> str:
        return f"{self.participation} · {self.get_step_display()}"

    @transaction.atomic
    def save(self, **kwargs: Any) -> None:
        super().save(**kwargs)
        Participation.objects.filter(pk=self.participation_id).repeat_steps()  # type: ignore[attr-defined]

    @property
    def municipality(self) -> Municipality:
        return self.participation.municipality

    @property
    def definition(self) -> StepDefinition:
        return definition_of(self.step)

    @property
    def step_state(self) -> StepState:
        return StepState(self.state)

    @property
    def is_open(self) -> bool:
        """The draft may be written."""
        return self.step_state.is_open and not self.participation.is_frozen

    @property
    def state_label(self) -> str:
        return str(self.step_state.label)

    @property
    def state_label_for_unit(self) -> str:
        return str(self.step_state.label_for_unit)

    @property
    def days_late(self) -> int:
        if self.participation.is_frozen:
            return 0
        return days_late(self.clock_due_on, self.state, self.state_changed_at, today=timezone.localdate())

    @property
    def current_submission(self) -> Submission | None:
        """The last one submitted, whatever became of it."""
        return self.submissions.select_related("submitted_by").order_by("-number").first()

    @property
    def last_transition(self) -> StepTransition | None:
        return self.transitions.order_by("-at", "-pk").first()

    @property
    def last_return(self) -> StepTransition | None:
        """The return that is being answered, None when the step is not returned."""
        if self.state != StepState.RETURNED:
            return None
        return self.transitions.filter(move=Move.RETURN).order_by("-at", "-pk").first()

    def missing_items(self) -> list[MissingItem]:
        """What keeps this step from being submitted; the same list guards and tells."""
        return self.definition.missing_items(self)

    # Moves ------------------------------------------------------------------------------------------------

    def start(self, *, by: User, at: datetime | None = None) -> StepTransition:
        return self._move(Move.START, by=by, at=at)

    @transaction.atomic
    def submit(self, *, by: User, at: datetime | None = None) -> Submission:
        """Freezes the draft into a new Submission. StepIncomplete tells what is missing; nothing is changed then."""
        from municipalities.models.behalf import ActingOnBehalf
        from municipalities.models.submissions import Submission

        moment = at or timezone.now()
        move = Move.RESUBMIT if self.state == StepState.RETURNED else Move.SUBMIT
        transition = self._move(move, by=by, at=moment, submissions_count=self.submissions_count + 1)
        missing = self.missing_items()
        if missing:
            raise StepIncomplete(missing)
        submission = Submission.objects.freeze(self, by=by, at=moment)
        StepTransition.objects.filter(pk=transition.pk).update(submission=submission)
        self.log(ActivityKind.STEP_MOVED, f"{move} {submission.reference}", by=by, at=moment)
        self.definition.submitted(submission, by=by, at=moment)
        ActingOnBehalf.objects.submitted(submission, by=by, at=moment)
        emails.submitted(submission, at=moment)
        return submission

    @transaction.atomic
    def withdraw(self, *, by: User, at: datetime | None = None) -> StepTransition:
        """The municipality takes its submission back before a decision."""
        return self._move(Move.WITHDRAW, by=by, at=at, submission=self.current_submission)

    @transaction.atomic
    def accept(
        self, submission: Submission, *, by: User, at: datetime | None = None, comment: str = ""
    ) -> StepTransition:
        """Acts on the submission that was read: StateConflict when a newer one or a decision came first."""
        from municipalities.models.review import ReviewComment

        moment = at or timezone.now()
        if submission.contributors.filter(pk=by.pk).exists():
            raise OwnWork()
        transition = self._move(Move.ACCEPT, by=by, at=moment, submission=submission, comment=comment)
        submission.progress = self
        self.definition.accepted(submission, by=by, at=moment)
        ReviewComment.objects.all().settle(submission, by=by, at=moment)  # type: ignore[attr-defined]
        emails.decided(transition)
        self.participation.settle(by=by, at=moment)
        return transition

    @transaction.atomic
    def return_for_changes(
        self, submission: Submission, *, by: User, reason_kind: ReasonKind, comment: str, at: datetime | None = None
    ) -> StepTransition:
        """The comment tells the municipality what to mend; it is required, by constraint too.

        The reviewers' comments on single answers and pages go out with it.
        """
        from municipalities.models.review import ReviewComment

        moment = at or timezone.now()
        transition = self._move(
            Move.RETURN, by=by, at=moment, submission=submission, reason_kind=reason_kind, comment=comment
        )
        submission.progress = self
        self.definition.returned(submission, by=by, at=moment)
        comments = ReviewComment.objects.all().send(submission, at=moment)  # type: ignore[attr-defined]
        emails.decided(transition, comments)
        return transition

    @transaction.atomic
    def reopen(self, *, by: User, comment: str, at: datetime | None = None) -> StepTransition:
        """Accepted → in progress, with a reason; the municipality is told, for it has work again."""
        moment = at or timezone.now()
        submission = self.current_submission
        transition = self._move(Move.REOPEN, by=by, at=moment, submission=submission, comment=comment)
        if submission is not None:
            submission.progress = self
            self.definition.reopened(submission, by=by, at=moment)
        self.participation.settle(by=by, at=moment)
        self._tell_team(NoticeKind.REOPENED, f"reopened:{transition.pk}", by=by, words=comment, at=moment)
        return transition

    @transaction.atomic
    def _move(
        self,
        move: Move,
        *,
        by: User,
        at: datetime | None,
        submission: Submission | None = None,
        reason_kind: str = "",
        comment: str = "",
        **changes: Any,
    ) -> StepTransition:
        """One compare-and-set UPDATE plus its log row. The loser of a race gets StateConflict."""
        moment = at or timezone.now()
        from_state, to_state = MOVES[move]
        if self.participation.is_frozen:
            raise StateConflict(self)
        if from_state == StepState.SUBMITTED:
            changes["clock_due_on"] = clock_after_hold(self.clock_due_on, self.state_changed_at, moment)
        row = StepProgress.objects.filter(pk=self.pk, state=from_state, submissions_count=self.submissions_count)
        if submission is not None:
            row = row.filter(submissions_count=submission.number)
        if not row.update(state=to_state, state_changed_at=moment, **changes):
            raise StateConflict(self)
        self.refresh_from_db()
        transition = StepTransition.objects.create(
            progress=self,
            move=move,
            from_state=from_state,
            to_state=to_state,
            at=moment,
            by=by,
            submission=submission,
            reason_kind=reason_kind,
            comment=comment,
        )
        if move not in (Move.SUBMIT, Move.RESUBMIT):  # these are logged with the reference of what they make
            reference = submission.reference if submission else ""
            self.log(ActivityKind.STEP_MOVED, f"{move} {reference}", by=by, at=moment)
        if move == Move.START:
            self.participation.settle(by=by, at=moment)
        return transition

    def log(self, kind: ActivityKind, subject: str, *, by: User | None, at: datetime) -> None:
        """In the transaction of what was done to the step."""
        Activity.objects.record(kind, by=by, municipality=self.municipality, step=self.step, subject=subject, at=at)

    @transaction.atomic
    def extend(self, due_on: date, *, by: User, reason: str, at: datetime | None = None, quietly: bool = False) -> None:
        """A new due date for this municipality alone, logged with its reason; the clock's pauses are kept.

        The municipality is told, unless `quietly`: whoever calls so tells it in other words.
        """
        moment, before = at or timezone.now(), self.due_on
        self.clock_due_on = clock_after_new_date(before, self.clock_due_on, due_on)
        self.due_on = due_on
        self.save(update_fields=["due_on", "clock_due_on"])
        change = DueDateChange.objects.create(
            progress=self, from_due_on=before, to_due_on=due_on, at=moment, by=by, reason=reason
        )
        self.log(ActivityKind.DUE_DATE_MOVED, f"{before or '-'} {due_on}", by=by, at=moment)
        if not quietly:
            self._tell_team(NoticeKind.DUE_DATE, f"due-date:{change.pk}", by=by, words=reason, at=moment)

    def _tell_team(self, kind: NoticeKind, key: str, *, by: User, words: str, at: datetime) -> None:
        Notice.objects.tell(
            kind,
            emails.team(self.municipality),
            key=key,
            municipality=self.municipality,
            step=self.step,
            by=by,
            words=words,
            url=self.definition.overview_url(self),
            at=at,
        )


class StepTransition(models.Model):
    """Append-only: from, to, when, who, why, on which submission."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="transitions")
    move = models.CharField(_("move"), max_length=20, choices=Move.choices)
    from_state = models.CharField(max_length=20, choices=StepState.choices)
    to_state = models.CharField(max_length=20, choices=StepState.choices)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submission = models.ForeignKey(
        "municipalities.Submission", on_delete=models.PROTECT, null=True, blank=True, related_name="transitions"
    )
    reason_kind = models.CharField(_("kind of reason"), max_length=20, choices=ReasonKind.choices, blank=True)
    comment = models.TextField(_("comment"), blank=True)

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["progress", "-at", "-id"], name="transition_last")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(move="return_for_changes") | (~Q(comment="") & ~Q(reason_kind="")),
                name="transition_return_has_reason",
                violation_error_message=_("Say what must be changed, so that the municipality can mend it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progress}: {self.get_move_display()}"


class DueDateChange(models.Model):
    """Append-only: a due date moved for one municipality, alone or, `for_cohort`, with its whole cohort."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="due_date_changes")
    from_due_on = models.DateField(_("from"), null=True)
    to_due_on = models.DateField(_("to"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    for_cohort = models.BooleanField(_("with the whole cohort"), default=False)

    class Meta:
        verbose_name = _("change of a due date")
        verbose_name_plural = _("changes of due dates")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.progress}: {self.to_due_on}"
