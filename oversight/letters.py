"""The letters of reminder to those above the focal point: official form, plain facts, for the Unit to send."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from documents import pdf
from documents.pdf import Letterhead, RenderedDocument
from municipalities.letterheads import unit_letterhead
from municipalities.models import Letter, Municipality, Reminder, Rung, StepProgress

LANGUAGES = ("ar", "fr")


@dataclass(frozen=True)
class ReminderLetter:
    """What the templates of the letter and of its short text may ask.

    `was_reminded`: the focal point was reminded by e-mail of one of these steps, under the due date that stands.
    """

    letter: Letter
    steps: list[StepProgress]
    was_reminded: bool
    today: date
    unit_mailbox: str

    @classmethod
    def of_all(cls, letters: Iterable[Letter]) -> list[ReminderLetter]:
        """Each about the steps that are late today; asks as often for many letters as for one."""
        given = list(letters)
        steps: dict[int | None, dict[int, StepProgress]] = defaultdict(dict)
        reminders = Reminder.objects.filter(letter__in=given).live()
        for reminder in reminders.select_related("progress__participation").order_by("progress"):
            steps[reminder.letter_id][reminder.progress_id] = reminder.progress
        told = Reminder.objects.filter(rung=Rung.FOCAL_POINT, progress__in=reminders.values("progress"))
        reminded = set(told.filter(due_on=F("progress__due_on")).values_list("progress", flat=True))
        return [
            cls(
                letter=letter,
                steps=list(steps[letter.pk].values()),
                was_reminded=not reminded.isdisjoint(steps[letter.pk]),
                today=timezone.localdate(),
                unit_mailbox=settings.UNIT_MAILBOX,
            )
            for letter in given
        ]

    @property
    def municipality(self) -> Municipality:
        return self.letter.participation.municipality

    @property
    def rung(self) -> str:
        return self.letter.rung

    @cached_property
    def days_late(self) -> int:
        return max((progress.days_late for progress in self.steps), default=0)

    @property
    def letterhead(self) -> Letterhead:
        """Of the Unit on that day."""
        return unit_letterhead(self.today, "fr")

    def render(self, language: str) -> RenderedDocument:
        """In Arabic or in French."""
        return pdf.render(
            "pdf/reminder_letter.html", {"letter": self, "letterhead": self.letterhead}, language=language
        )

    def text(self, language: str) -> str:
        """The same in a few lines, for an e-mail or a phone message."""
        with translation.override(language):
            words = render_to_string("oversight/letter_text.txt", {"letter": self, "language": language})
        return "\n".join(line.strip() for line in words.strip().splitlines())
