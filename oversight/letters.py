"""The letters of reminder to those above the focal point: official form, plain facts, for the Unit to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from charters.models import UnitLetterhead
from documents import pdf
from documents.pdf import Letterhead, RenderedDocument
from municipalities.models import Letter, Municipality, Reminder, Rung, StepProgress

LANGUAGES = ("ar", "fr")


@dataclass(frozen=True)
class ReminderLetter:
    """What the templates of the letter and of its short text may ask."""

    letter: Letter
    steps: list[StepProgress]
    today: date
    unit_mailbox: str

    @classmethod
    def of(cls, letter: Letter, *, unit_mailbox: str) -> ReminderLetter:
        """About the steps that are late today; of a letter that was closed, those that it was about."""
        reminders = Reminder.objects.filter(letter=letter)
        if letter.closed_on is None:
            reminders = reminders.live()
        steps = StepProgress.objects.filter(reminders__in=reminders).distinct().order_by("pk")
        steps = steps.select_related("participation__municipality__governorate")
        return cls(letter, list(steps), letter.closed_on or timezone.localdate(), unit_mailbox)

    @property
    def municipality(self) -> Municipality:
        return self.letter.participation.municipality

    @property
    def rung(self) -> str:
        return self.letter.rung

    @cached_property
    def days_late(self) -> int:
        return max((progress.days_late for progress in self.steps), default=0)

    @cached_property
    def was_reminded(self) -> bool:
        """By e-mail, of one of these steps, under the due date that stands."""
        told = Reminder.objects.filter(progress__in=self.steps, rung=Rung.FOCAL_POINT)
        return bool(told.filter(due_on=F("progress__due_on")).exists())

    @property
    def letterhead(self) -> Letterhead:
        """Of the Unit on that day; without one the name of the Republic alone stands."""
        head = UnitLetterhead.objects.on(self.today)
        if head is None:
            return Letterhead(ar=("وحدة الإدارة الإلكترونية",), latin=("Unité de l’Administration électronique",))
        return Letterhead(ar=head.lines("ar"), latin=head.lines("fr"), logo=head.logo_address, logo_text=head.logo_text)

    def render(self, language: str) -> RenderedDocument:
        """In Arabic or in French."""
        return pdf.render(
            "pdf/reminder_letter.html", {"letter": self, "letterhead": self.letterhead}, language=language
        )

    def text(self, language: str) -> str:
        """The same in a few lines, for an e-mail or a phone message."""
        with translation.override(language):
            words = render_to_string("emails/reminder-letter.txt", {"letter": self, "language": language})
        return "\n".join(line.strip() for line in words.strip().splitlines())
