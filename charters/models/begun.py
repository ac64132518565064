"""The version of the text that an open draft began with: it stays there until somebody moves it knowingly."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models.texts import CharterText, TextStatus
from municipalities.exceptions import StateConflict
from municipalities.models import Participation, StepProgress
from municipalities.models.submissions import lock_draft
from municipalities.steps import Step


class BegunTextManager(models.Manager["BegunText"]):
    def text_for(self, participation: Participation) -> CharterText | None:
        """The text that a charter of `participation` is issued on today: the one its draft began with, else the
        published one. None while the cohort has no published text."""
        published = CharterText.objects.published_for(participation.cohort)
        return self._begun_with(participation) or published if published else None

    def _begun_with(self, participation: Participation) -> CharterText | None:
        begun = self.filter(progress__participation=participation, progress__step=Step.CHARTER)
        found = begun.select_related("text").first()
        return found.text if found else None

    def begin(self, progress: StepProgress, *, by: User, at: datetime | None = None) -> None:
        """Notes the published text for a draft that has none yet."""
        published = CharterText.objects.published_for(progress.participation.cohort)
        if published is not None:
            self.get_or_create(progress=progress, defaults={"text": published, "at": at or timezone.now(), "by": by})

    def offered(self, progress: StepProgress) -> tuple[CharterText, CharterText] | None:
        """(the text the draft stands on, the newer one it could move to), or None when they are the same."""
        current = self._begun_with(progress.participation)
        # A cohort has one published text: a draft that stands on it has nothing newer.
        if current is None or current.status == TextStatus.PUBLISHED:
            return None
        published = CharterText.objects.published_for(progress.participation.cohort)
        return (current, published) if published else None

    @transaction.atomic
    def move(self, progress: StepProgress, to: CharterText, *, by: User, at: datetime | None = None) -> None:
        """Moves the open draft to the published text. StateConflict when `to` is not that any more."""
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        if CharterText.objects.published_for(progress.participation.cohort) != to:
            raise StateConflict(to)
        self.update_or_create(progress=progress, defaults={"text": to, "at": moment, "by": by})


class BegunText(models.Model):
    """The draft of one step stands on this text."""

    progress = models.OneToOneField(StepProgress, on_delete=models.PROTECT, related_name="begun_text")
    text = models.ForeignKey(CharterText, on_delete=models.PROTECT, related_name="begun")
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[BegunTextManager] = BegunTextManager()

    class Meta:
        verbose_name = _("text of a draft")
        verbose_name_plural = _("texts of drafts")

    def __str__(self) -> str:
        return f"{self.progress} · {self.text}"
