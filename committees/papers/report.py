"""What the templates of the committee's papers may ask: reports of properties, so that the templates only print."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from committees.models import PaperKind, Side
from committees.papers.words import day_in, has, isolated, rhythm_in, say
from documents.pdf import Letterhead
from municipalities.letterheads import heading_lines
from municipalities.models import Civility, Municipality, capacity_label

# Arabic binds: it is in every paper, first, and gives the document its direction.
BINDING = "ar"
# A line to write on by hand.
BLANK: SafeString = mark_safe('<span class="hand"></span>')


@dataclass(frozen=True)
class Cell:
    """A passage in one language."""

    language: str
    paragraphs: list[SafeString]
    heading: SafeString | None = None

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"


@dataclass(frozen=True)
class Passage:
    """The same in every language of the paper, side by side. `look` is the class that it is printed in."""

    cells: list[Cell]
    look: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table of members. `name` and `contact` are empty where they may not be shown."""

    name: SafeString
    body: SafeString
    role: SafeString
    contact: SafeString


@dataclass(frozen=True)
class SideTable:
    caption: SafeString
    rows: list[Row]

    @property
    def is_named(self) -> bool:
        return any(row.name for row in self.rows)

    @property
    def has_contacts(self) -> bool:
        return any(row.contact for row in self.rows)


@dataclass(frozen=True)
class PaperReport:
    """Everything a paper says. `row` are the columns of CommitteePaper that are about who signs, where and when;
    `said` is the rest, as it is kept with the paper. `on` is the day of issue."""

    kind: str
    municipality: Municipality
    languages: tuple[str, ...]
    on: date
    row: dict[str, Any]
    said: dict[str, Any]
    replaces: str = ""
    register_number: str = ""
    # Not printed: which document the new one names as the one before.
    before: Any = field(default=None, compare=False, repr=False)

    @property
    def title(self) -> SafeString:
        return say(f"{self.kind}.title", BINDING)

    @property
    def titles(self) -> list[Cell]:
        return [Cell(language, [say(f"{self.kind}.title", language)]) for language in self.languages]

    @property
    def subtitles(self) -> list[Cell]:
        return [Cell(language, [say(f"{self.kind}.subtitle", language)]) for language in self.languages]

    @property
    def width(self) -> str:
        return ("one", "two")[len(self.languages) - 1]

    @property
    def fingerprint(self) -> str:
        """Changes whenever a word of the specimen does."""
        words = [self.kind, self.languages, self.on.isoformat(), self.replaces, self.said]
        words += [self.municipality.name_ar, self.municipality.name_fr, {k: str(v) for k, v in self.row.items()}]
        return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()

    @property
    def letterhead(self) -> Letterhead:
        """Governorate and municipality: the paper is the municipality's own."""
        return Letterhead(ar=heading_lines(self.municipality, "ar"), latin=heading_lines(self.municipality, "fr"))

    @property
    def number_line(self) -> Cell:
        if not self.register_number:
            return Cell(BINDING, [say("words.number_later", BINDING)])
        number = format_html('<bdi lang="en" dir="ltr"><strong>{}</strong></bdi>', self.register_number)
        return Cell(
            BINDING, [format_html("{} {} · {}", say("words.number", BINDING), number, day_in(self.on, BINDING))]
        )

    @property
    def own_number(self) -> str:
        return str(self.row.get("own_number", ""))

    @property
    def own_number_label(self) -> SafeString:
        return say("words.own_number", BINDING)

    @property
    def binding(self) -> list[Cell]:
        """That the Arabic text binds, where another stands beside it."""
        return self.cells("words.binding") if len(self.languages) > 1 else []

    def cells(self, key: str, **values: Any) -> list[Cell]:
        return [Cell(language, [self.say(key, language, **values)]) for language in self.languages]

    def passage(self, key: str, look: str = "", **values: Any) -> Passage:
        return Passage(self.cells(key, **values), look)

    def say(self, key: str, language: str, **values: Any) -> SafeString:
        """With the municipality, and with days in words."""
        filled = {name: day_in(value, language) if isinstance(value, date) else value for name, value in values.items()}
        return say(key, language, municipality=self.municipality.name_in(language), **filled)

    # Who signs -------------------------------------------------------------------------------------------------

    @property
    def gender(self) -> str:
        return Civility.MS if self.row["civility"] == Civility.MS else Civility.MR

    def signatory(self, *, is_named: bool = True) -> list[Cell]:
        """Capacity, under the name where the paper carries one."""
        cells = []
        for language in self.languages:
            with translation.override(language):
                capacity = isolated(capacity_label(self.row["capacity"], self.row["civility"]))
            name = self.person(self.row, language)
            told = format_html("<strong>{}</strong><br>{}", name, capacity) if is_named else capacity
            cells.append(Cell(language, [told]))
        return cells

    @property
    def signatories(self) -> list[Cell]:
        return self.signatory(is_named=self.kind != PaperKind.NOTICE)

    @property
    def done(self) -> list[Cell]:
        """Where and when; the day is left to the hand where it is not given."""
        day = self.row.get("dated_on")
        cells = []
        for language in self.languages:
            place = self.row.get("place") or self.municipality.name_in(language)
            words = say("words.done", language, place=place)
            cells.append(Cell(language, [format_html("{} {}", words, day_in(day, language) if day else BLANK)]))
        return cells

    @property
    def sign(self) -> list[Cell]:
        return self.cells("words.sign")

    @staticmethod
    def person(row: dict[str, Any], language: str) -> SafeString:
        name = row["name_ar"] if language == "ar" else row.get("name_latin") or row["name_ar"]
        with translation.override(language):
            return format_html("{} {}", str(Civility(row["civility"]).label), isolated(name)) if name else SafeString()

    # What it says ----------------------------------------------------------------------------------------------

    @property
    def remit(self) -> list[Cell]:
        """In each language of the paper in which it is worded; in Arabic always."""
        remit = self.said["remit"]
        return [
            Cell(language, [isolated(line) for line in (remit.get(language) or remit["ar"]).splitlines() if line])
            for language in self.languages
        ]

    @property
    def act(self) -> dict[str, SafeString]:
        """The founding act in words, by language."""
        act = self.said["act"]
        known = f"words.act.{act['kind']}"
        form = "words.act_numbered" if act["number"] else "words.act_dated"
        day = parse_date(act["date"])
        return {
            language: self.say(
                form,
                language,
                act=say(known, language) if has(known) else act["title"],
                number=act["number"],
                day=day,
            )
            for language in self.languages
        }

    def with_act(self, key: str) -> Passage:
        return Passage(
            [Cell(language, [self.say(key, language, act=words)]) for language, words in self.act.items()],
        )

    def with_rhythm(self, key: str) -> Passage:
        months = self.said["months"]
        return Passage(
            [
                Cell(language, [self.say(key, language, rhythm=rhythm_in(months, language))])
                for language in self.languages
            ]
        )

    @property
    def members(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.said["members"]
        return found

    @cached_property
    def tables(self) -> list[SideTable]:
        """The members by side, the sides in their order."""
        sides = [(side, [row for row in self.members if row["side"] == side]) for side in Side.values]
        return [
            SideTable(self.beside(f"words.side.{side}"), [self._row(row) for row in rows])
            for side, rows in sides
            if rows
        ]

    def _row(self, row: dict[str, Any]) -> Row:
        parts = [isolated(row["body"])]
        if row.get("function"):
            parts.insert(0, isolated(row["function"]))
        names = [self._marked(language, self.person(row, language)) for language in self.languages]
        contact = [isolated(value) for value in (row.get("email"), row.get("phone")) if value]
        return Row(
            name=_lines(names) if row["name_ar"] else SafeString(),
            body=_lines(parts),
            role=self.beside(f"words.role_of.{row['role'] if has('words.role_of.' + row['role']) else 'member'}"),
            contact=_lines(contact),
        )

    def beside(self, key: str) -> SafeString:
        """The words in every language, one line each, each marked as its own."""
        return _lines(self._marked(language, say(key, language)) for language in self.languages)

    @property
    def headers(self) -> dict[str, SafeString]:
        return {name: self.beside(f"words.{name}") for name in ("name", "body", "role", "contact")}

    @staticmethod
    def _marked(language: str, words: SafeString) -> SafeString:
        direction = "rtl" if language == "ar" else "ltr"
        return format_html('<span lang="{}" dir="{}">{}</span>', language, direction, words)


def _lines(parts: Iterable[SafeString]) -> SafeString:
    joined = SafeString()
    for part in parts:
        joined = format_html("{}<br>{}", joined, part) if joined else part
    return joined
