"""What the template of the founding decision may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.safestring import SafeString

from committees.models import CommitteeRole
from committees.papers.report import Cell, PaperReport, Passage
from committees.papers.words import articles, isolated, legal_bases, rhythm_in, say
from municipalities.models import SignatoryCapacity

# The first article of an official text is written out.
FIRST = {"ar": "الفصل الأول", "fr": "Article premier"}
ARTICLE = {"ar": "الفصل", "fr": "Article"}


@dataclass(frozen=True)
class DecisionReport(PaperReport):
    """The founding decision."""

    @property
    def opening(self) -> list[Passage]:
        row, capacity = self.row, self.row["capacity"]
        given = {"number": row["act_number"], "day": row["act_date"]} if capacity == SignatoryCapacity.DELEGATE else {}
        found = [
            self.passage(f"words.author.{self.gender}.{capacity}", "party", **given),
            self.passage("words.regard"),
        ]
        found += [
            Passage(
                [
                    Cell(language, [format_html("{}{}", basis.citation[language], say("words.comma", language))])
                    for language in self.languages
                ],
                "citation",
            )
            for basis in legal_bases(self.on, capacity)
        ]
        council = parse_date(self.said["council_date"])
        if council:
            key = "words.council_numbered" if self.said["council_number"] else "words.council"
            found.append(self.passage(key, "citation", number=self.said["council_number"], day=council))
        if self.replaces:
            found.append(self.passage("words.replaces", "citation", number=self.replaces))
        return [*found, self.passage(f"words.decides.{self.gender}", "undertakes")]

    @cached_property
    def articles(self) -> dict[str, Passage]:
        """By key, in their order."""
        return {
            article["key"]: Passage([self._article(number, article, language) for language in self.languages])
            for number, article in enumerate(articles(), start=1)
        }

    def _article(self, number: int, article: dict[str, Any], language: str) -> Cell:
        ordinal = FIRST[language] if number == 1 else f"{ARTICLE[language]} {number}"
        heading = format_html("{} – {}", ordinal, article["heading"][language])
        return Cell(language, list(self._body(article, language)), heading)

    def _body(self, article: dict[str, Any], language: str) -> Iterable[SafeString]:
        key = article["key"]
        if key == "lead":
            for role in (CommitteeRole.CHAIR.value, CommitteeRole.CO_CHAIR.value, CommitteeRole.SECRETARY.value):
                named = [self.person(row, language) for row in self.members if row["role"] == role]
                for name in named:
                    yield format_html(article["body"][role][language], name=name)
            return
        values = {"municipality": isolated(self.municipality.name_in(language))}
        if key == "rhythm":
            values["rhythm"] = rhythm_in(self.said["months"], language)
        yield format_html(article["body"][language], **values)
        if key == "remit":
            yield from next(cell.paragraphs for cell in self.remit if cell.language == language)

    @property
    def articles_until_table(self) -> list[Passage]:
        return list(self.articles.values())[: self._place + 1]

    @property
    def articles_after(self) -> list[Passage]:
        return list(self.articles.values())[self._place + 1 : -1]

    @property
    def last_articles(self) -> list[Passage]:
        return list(self.articles.values())[-1:]

    @property
    def _place(self) -> int:
        return list(self.articles).index("composition")
