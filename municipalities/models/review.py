"""What the Unit writes while it reviews: checklists, comments at their place, ready texts, private notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import FrozenModel
from municipalities.exceptions import StateConflict
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.evidence import Evidence
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.progress import StepProgress
from municipalities.models.submissions import Submission
from municipalities.models.tenancy import Municipality
from municipalities.steps import ReasonKind, Step, StepState


def lock_review(submission: Submission) -> None:
    """Holds `submission` in the hands of the Unit until the end of the transaction.

    StateConflict once it was decided, taken back or replaced, and while the participation stands still.
    """
    progress = submission.progress
    waiting = StepProgress.objects.select_for_update().filter(
        pk=progress.pk, state=StepState.SUBMITTED, submissions_count=submission.number
    )
    if progress.participation.is_frozen or waiting.first() is None:
        raise StateConflict(progress)


class WordedInThree(models.Model):
    """A text of the Unit in Arabic, French and English; out of use from `retired_at` on, and kept for what names it.

    It is never reworded: another row takes its place, so that what was answered or sent keeps the words it had.
    """

    LANGUAGES: ClassVar[tuple[str, ...]] = ("ar", "fr", "en")

    text_ar = models.TextField(_("text in Arabic"))
    text_fr = models.TextField(_("text in French"))
    text_en = models.TextField(_("text in English"))
    added_at = models.DateTimeField(_("written"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(_("out of use since"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return self.text_in(get_language() or settings.LANGUAGE_CODE)

    def text_in(self, language: str) -> str:
        text: str = getattr(self, f"text_{language}", "") or self.text_ar
        return text

    @transaction.atomic
    def retire(self, *, by: User, at: datetime | None = None) -> None:
        """StateConflict when somebody retired or reworded it meanwhile."""
        moment = at or timezone.now()
        in_use = type(self)._default_manager.filter(pk=self.pk, retired_at__isnull=True)
        if not in_use.update(retired_at=moment):
            raise StateConflict(self)
        Activity.objects.record(ActivityKind.REVIEW_PREPARED, by=by, subject=self.text_ar, at=moment)

    @transaction.atomic
    def reword(self, texts: Mapping[str, str], *, by: User, at: datetime | None = None) -> Any:
        """Another row with `texts` (by field name) in the place of this one; returns it. StateConflict as `retire`."""
        moment = at or timezone.now()
        self.retire(by=by, at=moment)
        place = {
            field.name: getattr(self, field.name)
            for field in self._meta.concrete_fields
            if field.name not in ("id", "text_ar", "text_fr", "text_en", "added_at", "added_by", "retired_at")
        }
        return type(self)._default_manager.create(**place, **texts, added_at=moment, added_by=by)


class ChecklistItemManager(models.Manager["ChecklistItem"]):
    def in_use(self, step: str) -> models.QuerySet[ChecklistItem]:
        """In the order of the page."""
        return self.filter(step=step, retired_at__isnull=True)

    @transaction.atomic
    def add(self, step: str, texts: Mapping[str, str], *, by: User, at: datetime | None = None) -> ChecklistItem:
        """At the end of the step's list; `texts` by field name."""
        moment = at or timezone.now()
        last = self.filter(step=step).aggregate(last=Max("position"))["last"] or 0
        item = self.create(step=step, position=last + 1, **texts, added_at=moment, added_by=by)
        Activity.objects.record(ActivityKind.REVIEW_PREPARED, by=by, step=step, subject=item.text_ar, at=moment)
        return item

    def open_points(self, submission: Submission) -> list[ChecklistItem]:
        """Those that were not answered yes."""
        answered = ChecklistAnswer.objects.filter(submission=submission, answer=ChecklistAnswer.Answer.YES)
        return list(self.in_use(submission.progress.step).exclude(pk__in=answered.values("item")))


class ChecklistItem(WordedInThree):
    """One thing to look at before a step is accepted."""

    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    position = models.PositiveSmallIntegerField(_("position"))

    objects: ClassVar[ChecklistItemManager] = ChecklistItemManager()

    class Meta:
        verbose_name = _("point of a checklist")
        verbose_name_plural = _("points of the checklists")
        ordering = ["step", "position", "pk"]

    @transaction.atomic
    def move(self, *, up: bool, by: User) -> None:
        """Changes place with its neighbour; at the end of the list nothing happens."""
        others = ChecklistItem.objects.in_use(self.step)
        beyond = others.filter(position__lt=self.position).last() if up else None
        if not up:
            beyond = others.filter(position__gt=self.position).first()
        if beyond is None:
            return
        ChecklistItem.objects.filter(pk=self.pk).update(position=beyond.position)
        ChecklistItem.objects.filter(pk=beyond.pk).update(position=self.position)
        Activity.objects.record(ActivityKind.REVIEW_PREPARED, by=by, step=self.step, subject=self.text_ar)


class ChecklistAnswerManager(models.Manager["ChecklistAnswer"]):
    @transaction.atomic
    def keep(self, submission: Submission, answers: Mapping[int, str], *, by: User, at: datetime | None = None) -> None:
        """`answers` by key of the item: yes, no, or empty for "not looked at". What did not change keeps its author.

        StateConflict once the submission is decided: what was answered then stays with the decision.
        """
        moment = at or timezone.now()
        lock_review(submission)
        before = {row.item_id: row for row in self.filter(submission=submission)}
        for item, answer in answers.items():
            row = before.get(item)
            if (row.answer if row else "") == answer:
                continue
            if not answer:
                self.filter(submission=submission, item=item).delete()
            else:
                self.update_or_create(
                    submission=submission, item_id=item, defaults={"answer": answer, "by": by, "at": moment}
                )
        _record(submission, by=by, at=moment)

    def summary(self, progress: StepProgress) -> dict[int, tuple[int, int]]:
        """How many points were answered yes and no, by key of the submission."""
        counted: dict[int, tuple[int, int]] = {}
        for pk, answer in self.filter(submission__progress=progress).values_list("submission", "answer"):
            yes, no = counted.get(pk, (0, 0))
            counted[pk] = (yes + 1, no) if answer == ChecklistAnswer.Answer.YES else (yes, no + 1)
        return counted


class ChecklistAnswer(models.Model):
    """What a reviewer answered to one point for one submission. No row: not looked at."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="checklist_answers")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(_("answer"), max_length=3, choices=Answer.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    objects: ClassVar[ChecklistAnswerManager] = ChecklistAnswerManager()

    class Meta:
        verbose_name = _("answer to a checklist")
        verbose_name_plural = _("answers to checklists")
        constraints = [models.UniqueConstraint(fields=["submission", "item"], name="checklist_answer_unique")]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_answer_display()}"


class ReviewCommentQuerySet(models.QuerySet["ReviewComment"]):
    def standing(self, progress: StepProgress) -> ReviewCommentQuerySet:
        """Sent to the municipality and not yet answered to the Unit's satisfaction."""
        return self.filter(
            submission__progress=progress, returned_at__isnull=False, resolved_at__isnull=True
        ).select_related("submission", "evidence__file", "by")

    @transaction.atomic
    def write(
        self,
        submission: Submission,
        text: str,
        *,
        by: User,
        page: str,
        field: str = "",
        evidence: Evidence | None = None,
        paper_page: int | None = None,
        at: datetime | None = None,
    ) -> ReviewComment:
        """Private until the submission is returned. `page` and `field` are keys of Submission.describe(), or the
        place of `evidence` in the submission. StateConflict once it is decided."""
        moment = at or timezone.now()
        lock_review(submission)
        comment = self.create(
            submission=submission,
            page=page,
            field=field,
            evidence=evidence,
            paper_page=paper_page,
            text=text,
            by=by,
            at=moment,
        )
        _record(submission, by=by, at=moment)
        return comment

    def send(self, submission: Submission, *, at: datetime) -> list[ReviewComment]:
        """Those of `submission` go out; with them stand the earlier ones that nobody marked as answered.

        Runs inside the transaction of the return.
        """
        self.filter(submission=submission, returned_at__isnull=True).update(returned_at=at)
        return list(self.standing(submission.progress))

    def settle(self, submission: Submission, *, by: User, at: datetime) -> None:
        """An acceptance answers all that were sent; what was never sent stays with the Unit."""
        self.standing(submission.progress).update(resolved_at=at, resolved_by=by)


class ReviewComment(models.Model):
    """A reviewer's words about one answer of a submission, or about one page of a paper.

    The Unit's own until the submission is returned; from then on the municipality reads it at its place until a
    reviewer marks it as answered, or the step is accepted.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="review_comments")
    page = models.CharField(_("page"), max_length=40)
    field = models.CharField(_("field"), max_length=40, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, related_name="+")
    paper_page = models.PositiveSmallIntegerField(_("page of the paper"), null=True)
    text = models.TextField(_("comment"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))
    returned_at = models.DateTimeField(_("sent to the municipality"), null=True)
    resolved_at = models.DateTimeField(_("marked as answered"), null=True)
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[ReviewComment]] = ReviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment in a review")
        verbose_name_plural = _("comments in reviews")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence__isnull=True, paper_page__isnull=True)
                | Q(evidence__isnull=False, paper_page__isnull=False),
                name="review_comment_page_of_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} · {self.page}.{self.field}"

    @property
    def is_private(self) -> bool:
        return self.returned_at is None

    @transaction.atomic
    def remove(self, *, by: User) -> None:
        """Only what nobody outside the Unit has read; StateConflict otherwise."""
        lock_review(self.submission)
        if not ReviewComment.objects.filter(pk=self.pk, returned_at__isnull=True).delete()[0]:
            raise StateConflict(self)
        _record(self.submission, by=by, at=timezone.now())

    @transaction.atomic
    def resolve(self, *, answered: bool, by: User, at: datetime | None = None) -> None:
        """Marks a comment that was sent as answered, or takes the mark back."""
        moment = at or timezone.now()
        sent = ReviewComment.objects.filter(pk=self.pk, returned_at__isnull=False, resolved_at__isnull=answered)
        if not sent.update(resolved_at=moment if answered else None, resolved_by=by if answered else None):
            raise StateConflict(self)
        _record(self.submission, by=by, at=moment)


class ReadyTextManager(models.Manager["ReadyText"]):
    @transaction.atomic
    def add(
        self, step: str, reason_kind: str, texts: Mapping[str, str], *, by: User, at: datetime | None = None
    ) -> ReadyText:
        """`texts` by field name."""
        moment = at or timezone.now()
        text = self.create(step=step, reason_kind=reason_kind, **texts, added_at=moment, added_by=by)
        Activity.objects.record(ActivityKind.REVIEW_PREPARED, by=by, step=step, subject=text.text_ar, at=moment)
        return text


class ReadyText(WordedInThree):
    """What is often written when a step goes back for one kind of reason."""

    step = models.CharField(_("step"), max_length=20, choices=Step.choices)
    reason_kind = models.CharField(_("kind of reason"), max_length=20, choices=ReasonKind.choices)

    objects: ClassVar[ReadyTextManager] = ReadyTextManager()

    class Meta:
        verbose_name = _("ready text")
        verbose_name_plural = _("ready texts")
        ordering = ["step", "reason_kind", "pk"]


class PrivateNoteManager(models.Manager["PrivateNote"]):
    @transaction.atomic
    def write(
        self,
        municipality: Municipality,
        text: str,
        *,
        by: User,
        submission: Submission | None = None,
        at: datetime | None = None,
    ) -> PrivateNote:
        moment = at or timezone.now()
        note = self.create(municipality=municipality, submission=submission, text=text, by=by, at=moment)
        # In the Unit's own log: a municipality reads the log of its own.
        subject = submission.reference if submission else municipality.slug
        Activity.objects.record(ActivityKind.REVIEW_WRITTEN, by=by, subject=subject, at=moment)
        return note


class PrivateNote(FrozenModel):
    """The Unit's own words about a municipality or a submission. No page of the municipality ever shows one."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="private_notes")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="private_notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    objects: ClassVar[PrivateNoteManager] = PrivateNoteManager()

    class Meta:
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.municipality} · {self.at:%Y-%m-%d}"


class AssignmentManager(models.Manager["Assignment"]):
    def current(self, progress: StepProgress) -> User | None:
        """Who reviews the step now; it stays with that person when the municipality submits again."""
        last = self.filter(progress=progress).select_related("officer").first()
        return last.officer if last and last.officer and last.officer.is_active else None

    @transaction.atomic
    def assign(
        self, submission: Submission, officer: User | None, *, by: User, url: str = "", at: datetime | None = None
    ) -> Assignment:
        """To `officer`, or to nobody. The officer is told, unless it is whoever assigns. StateConflict once decided."""
        moment = at or timezone.now()
        lock_review(submission)
        assignment = self.create(progress=submission.progress, officer=officer, by=by, at=moment)
        _record(submission, by=by, at=moment)
        if officer is not None:
            Notice.objects.tell(
                NoticeKind.ASSIGNED,
                [officer],
                key=f"assigned:{assignment.pk}",
                municipality=submission.progress.municipality,
                step=submission.progress.step,
                by=by,
                url=url,
                at=moment,
            )
        return assignment


class Assignment(FrozenModel):
    """Append-only; the last row of a step counts. Without an officer: given back to everybody."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("when"))

    objects: ClassVar[AssignmentManager] = AssignmentManager()

    class Meta:
        verbose_name = _("assignment of a review")
        verbose_name_plural = _("assignments of reviews")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["progress", "-at"], name="assignment_latest")]

    def __str__(self) -> str:
        return f"{self.progress} → {self.officer or ''}"


def _record(submission: Submission, *, by: User, at: datetime) -> None:
    """In the Unit's own log, without the municipality: it must not learn of a review before its decision."""
    Activity.objects.record(
        ActivityKind.REVIEW_WRITTEN, by=by, step=submission.progress.step, subject=submission.reference, at=at
    )
