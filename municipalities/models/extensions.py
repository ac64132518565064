"""More time, asked by a municipality and answered by the Unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.emails import team, unit_people
from municipalities.exceptions import StateConflict
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.progress import StepProgress
from municipalities.steps import StepState


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("waiting for an answer")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("not granted")
    TAKEN_BACK = "taken_back", _("taken back")


class ExtensionManager(models.Manager["ExtensionRequest"]):
    def open_of(self, progress: StepProgress) -> ExtensionRequest | None:
        return self.filter(progress=progress, state=ExtensionState.ASKED).first()

    @transaction.atomic
    def ask(
        self, progress: StepProgress, wanted_on: date, *, reason: str, by: User, at: datetime | None = None
    ) -> ExtensionRequest:
        """StateConflict when the step is with the Unit or accepted, or when a request is open already."""
        moment = at or timezone.now()
        current = StepProgress.objects.select_for_update().get(pk=progress.pk)
        if not may_ask(current) or progress.participation.is_frozen:
            raise StateConflict(progress)
        open_ = self.open_of(progress)
        if open_ is not None:
            raise StateConflict(open_)
        request = self.create(progress=progress, wanted_on=wanted_on, reason=reason, asked_at=moment, asked_by=by)
        request._record(ActivityKind.EXTENSION_ASKED, by=by, at=moment)
        url = reverse("oversight:extension", args=[request.pk])
        request._tell("asked", unit_people(), url, words=reason, by=by, at=moment)
        return request


def may_ask(progress: StepProgress) -> bool:
    """There is a due date, and the step is with the municipality."""
    return progress.due_on is not None and progress.state not in (StepState.SUBMITTED, StepState.ACCEPTED)


def with_last_request(steps: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """`steps` annotated with `asked_pk` and `asked_state` of the last request that was not taken back; None without."""
    asked = ExtensionRequest.objects.filter(progress=models.OuterRef("pk")).exclude(state=ExtensionState.TAKEN_BACK)
    return steps.annotate(
        asked_pk=models.Subquery(asked.values("pk")[:1]), asked_state=models.Subquery(asked.values("state")[:1])
    )


class ExtensionRequest(models.Model):
    """Asked once at a time per step; each answer is one compare-and-set UPDATE with its row in the activity log."""

    progress = models.ForeignKey(StepProgress, on_delete=models.PROTECT, related_name="extension_requests")
    wanted_on = models.DateField(_("wanted date"))
    reason = models.TextField(_("reason"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=ExtensionState.choices, default=ExtensionState.ASKED)
    granted_on = models.DateField(_("granted date"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    decided_at = models.DateTimeField(_("answered"), null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[ExtensionManager] = ExtensionManager()

    class Meta:
        verbose_name = _("request for more time")
        verbose_name_plural = _("requests for more time")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["progress"],
                condition=Q(state="asked"),
                name="extension_one_open",
                violation_error_message=_("More time was asked for already."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="extension_refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="granted", granted_on__isnull=False)
                | (~Q(state="granted") & Q(granted_on__isnull=True)),
                name="extension_granted_to_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.progress}: {self.wanted_on}"

    @property
    def is_open(self) -> bool:
        return self.state == ExtensionState.ASKED

    @transaction.atomic
    def grant(self, due_on: date, *, answer: str = "", by: User, at: datetime | None = None) -> None:
        """Moves the due date to `due_on`, the wanted one or another. StateConflict when it was answered before."""
        moment = at or timezone.now()
        self._decide(ExtensionState.GRANTED, by=by, at=moment, answer=answer, granted_on=due_on)
        self.progress.extend(due_on, by=by, reason=answer or self.reason, at=moment, quietly=True)
        self._tell_team(by=by, at=moment)

    @transaction.atomic
    def refuse(self, *, answer: str, by: User, at: datetime | None = None) -> None:
        moment = at or timezone.now()
        self._decide(ExtensionState.REFUSED, by=by, at=moment, answer=answer)
        self._tell_team(by=by, at=moment)

    @transaction.atomic
    def take_back(self, *, by: User, at: datetime | None = None) -> None:
        """By the municipality, before an answer."""
        moment = at or timezone.now()
        self._decide(ExtensionState.TAKEN_BACK, by=by, at=moment, answer="")

    def _decide(
        self, state: ExtensionState, *, by: User, at: datetime, answer: str, granted_on: date | None = None
    ) -> None:
        asked = ExtensionRequest.objects.filter(pk=self.pk, state=ExtensionState.ASKED)
        if not asked.update(state=state, answer=answer, granted_on=granted_on, decided_at=at, decided_by=by):
            raise StateConflict(self)
        self.refresh_from_db()
        self._record(ActivityKind.EXTENSION_ANSWERED, by=by, at=at)

    def _tell_team(self, *, by: User, at: datetime) -> None:
        municipality = self.progress.municipality
        url = reverse("municipalities:extension", args=[municipality.slug, self.progress.step])
        self._tell("answered", team(municipality), url, words=self.answer, by=by, at=at)

    def _tell(self, what: str, people: Iterable[User], url: str, *, words: str, by: User, at: datetime) -> None:
        Notice.objects.tell(
            NoticeKind.EXTENSION,
            people,
            key=f"extension-{what}:{self.pk}",
            municipality=self.progress.municipality,
            step=self.progress.step,
            by=by,
            words=words,
            url=url,
            at=at,
        )

    def _record(self, kind: ActivityKind, *, by: User, at: datetime) -> None:
        day = self.granted_on or self.wanted_on
        Activity.objects.record(
            kind,
            by=by,
            municipality=self.progress.municipality,
            step=self.progress.step,
            subject=f"{self.state} {day.isoformat()}",
            at=at,
        )
