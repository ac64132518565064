"""What the templates of the letters of appointment and of the public notice may ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from committees.models import CommitteeRole
from committees.papers.report import Cell, PaperReport, Passage
from committees.papers.words import has, isolated, say
from municipalities.models import Civility


@dataclass(frozen=True)
class LettersReport(PaperReport):
    """A letter of appointment for each member, each on a page of its own."""

    @property
    def letters(self) -> list[list[Passage]]:
        return [self._letter(row) for row in self.members]

    def _letter(self, row: dict[str, Any]) -> list[Passage]:
        gender = Civility.MS if row["civility"] == Civility.MS else Civility.MR
        role = row["role"] if has(f"words.role_of.{row['role']}") else CommitteeRole.MEMBER.value
        to, greeting, body = [], [], []
        for language in self.languages:
            to.append(
                Cell(
                    language,
                    [self.say("appointment.to", language, person=self.person(row, language)), isolated(row["body"])],
                )
            )
            key = "appointment.greeting" if language == "ar" else f"appointment.greeting.{gender}"
            greeting.append(Cell(language, [say(key, language)]))
            told = self.say(
                "appointment.body",
                language,
                act=self.act[language],
                side=say(f"words.side_of_one.{row['side']}", language),
                role=say(f"words.role_of.{role}", language),
            )
            body.append(Cell(language, [told]))
        return [
            Passage(to, "party"),
            Passage(greeting),
            Passage(body),
            self.passage("appointment.remit"),
            Passage(self.remit),
            self.with_rhythm("appointment.rhythm"),
            self.passage("appointment.closing"),
        ]


@dataclass(frozen=True)
class NoticeReport(PaperReport):
    """The public notice. Its members are what `committees.publicity` lets through, and nothing else."""

    @property
    def opening(self) -> list[Passage]:
        found = [self.with_act("notice.body")]
        if self.replaces:
            found.append(self.passage("notice.replaces", number=self.replaces))
        return [*found, self.passage("notice.composition")]

    @property
    def closing(self) -> list[Passage]:
        return [self.passage("notice.remit"), Passage(self.remit), self.with_rhythm("notice.rhythm")]
