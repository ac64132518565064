"""What the template of the charter may ask: a report of properties, so that the template only prints."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property
from itertools import zip_longest
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone, translation

from charters import twin
from charters.models import BegunText, Charter, CharterArticle, CharterText, UnitLetterhead
from charters.placeholders import fill
from documents.opening import page_pictures
from documents.pdf import Enclosure, Letterhead, Metadata, PageCodes, RenderedDocument, render
from municipalities.letterheads import heading_lines
from municipalities.models import Civility, Governorate, Municipality, Participation, SignatoryCapacity, capacity_label

TEMPLATE = "pdf/charter.html"
# Arabic binds: it is in every charter, first, and gives the document its direction.
BINDING = "ar"
# The first article of an official text is written out.
FIRST = {"ar": "الفصل الأول", "fr": "Article premier"}

SIGNATORY_FIELDS = ("civility", "name_ar", "name_latin", "capacity", "act_number", "act_date", "from_on", "until_on")
COUNCIL_FIELDS = ("council_number", "council_date")


_making_specimens = threading.Lock()


class NoPublishedText(Exception):
    """The Unit has published no text for the cohort: nothing can be issued."""


@dataclass(frozen=True)
class Cell:
    """A passage, or an article, in one language."""

    language: str
    direction: str
    text: str = ""
    ordinal: str = ""
    heading: str = ""
    paragraphs: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """The charter in one language; the template prints columns side by side."""

    report: CharterReport
    language: str

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def title(self) -> str:
        return self.of(self.report.text, "title")

    @property
    def municipality(self) -> str:
        return self.report.municipality.name_in(self.language)

    @property
    def civility(self) -> str:
        with translation.override(self.language):
            return str(Civility(self.report.row["civility"]).label)

    @property
    def name(self) -> str:
        name: str = self.report.row["name_ar" if self.language == "ar" else "name_latin"]
        return name

    @property
    def capacity(self) -> str:
        with translation.override(self.language):
            return capacity_label(self.report.row["capacity"], self.report.row["civility"])

    def cell(self, text: str) -> Cell:
        return Cell(self.language, self.direction, text=text)

    def article(self, article: CharterArticle) -> Cell:
        first = article.number == 1 and self.language in FIRST
        word = "الفصل" if self.language == "ar" else "Article"
        return Cell(
            self.language,
            self.direction,
            ordinal=FIRST[self.language] if first else f"{word} {article.number}",
            heading=self.of(article, "heading"),
            paragraphs=self.filled(article, "body").splitlines(),
        )

    def of(self, row: Any, name: str) -> str:
        """The value of a field that stands in three languages."""
        text: str = getattr(row, f"{name}_{self.language}")
        return text

    def filled(self, row: Any, name: str) -> str:
        """The same with the words that the text leaves open."""
        words = {
            "municipality": self.municipality,
            "governorate": self.report.municipality.governorate.name_in(self.language),
            "signatory": f"{self.civility} {self.name}",
            "capacity": self.capacity,
        }
        return fill(self.of(row, name), words)


@dataclass(frozen=True)
class CharterReport:
    """Everything a charter says. `on` is the day of issue: it decides which legal bases are in force."""

    participation: Participation
    text: CharterText
    languages: tuple[str, ...]
    on: date
    row: dict[str, Any] = field(default_factory=dict)
    replaces: Charter | None = None
    register_number: str = ""

    @classmethod
    def for_draft(
        cls,
        participation: Participation,
        *,
        signatory: dict[str, Any],
        council: dict[str, Any],
        languages: tuple[str, ...],
        on: date,
    ) -> CharterReport:
        """From the cleaned answers of the wizard. NoPublishedText when the cohort has no text."""
        text = BegunText.objects.text_for(participation)
        if text is None:
            raise NoPublishedText
        row = {name: signatory.get(name) for name in SIGNATORY_FIELDS}
        if signatory["capacity"] != SignatoryCapacity.DELEGATE:
            row.update(act_number="", act_date=None, from_on=None, until_on=None)
        row |= {name: council.get(name) for name in COUNCIL_FIELDS}
        before = Charter.objects.filter(participation=participation).order_by("-pk")
        replaces = before.in_force().first() or before.first()
        return cls(participation, text, languages, on, row, replaces)

    @classmethod
    def example(cls, text: CharterText, *, languages: tuple[str, ...], on: date) -> CharterReport:
        """The text as an invented person of an invented municipality would sign it, for those who write it."""
        governorate = Governorate(name_ar="المثال", name_fr="l'exemple", name_en="Example")
        municipality = Municipality(name_ar="المثال", name_fr="l'exemple", name_en="Example", governorate=governorate)
        row: dict[str, Any] = {
            "civility": Civility.MS,
            "name_ar": "فلانة الفلانية",
            "name_latin": "Foulana Foulani",
            "capacity": SignatoryCapacity.MAYOR,
            "council_date": None,
        }
        return cls(Participation(municipality=municipality, cohort=text.cohort), text, languages, on, row)

    @property
    def municipality(self) -> Municipality:
        return self.participation.municipality

    @property
    def columns(self) -> list[Column]:
        return [Column(self, language) for language in self.languages]

    @property
    def main(self) -> Column:
        return Column(self, BINDING)

    @property
    def beside(self) -> list[Column]:
        """The languages beside the binding one."""
        return [column for column in self.columns if column.language != BINDING]

    @property
    def width(self) -> str:
        """one, two or three columns."""
        return ("one", "two", "three")[len(self.languages) - 1]

    @property
    def bases(self) -> list[list[Cell]]:
        """The legal bases in force on the day of issue, each in every column."""
        bases = self.text.legal_bases.in_force(self.on)
        return [[column.cell(column.of(basis, "citation")) for column in self.columns] for basis in bases]

    @property
    def preamble(self) -> list[list[Cell]]:
        """Its paragraphs, each in every column: every language has as many."""
        paragraphs = [column.filled(self.text, "preamble").splitlines() for column in self.columns]
        return [
            [column.cell(text) for column, text in zip(self.columns, texts, strict=True)]
            for texts in zip_longest(*paragraphs, fillvalue="")
        ]

    @cached_property
    def articles(self) -> list[list[Cell]]:
        """Each article in every column."""
        return [[column.article(article) for column in self.columns] for article in self.text.articles.all()]

    @property
    def articles_before_last(self) -> list[list[Cell]]:
        return self.articles[:-1]

    @property
    def last_article(self) -> list[Cell]:
        return self.articles[-1]

    @property
    def fingerprint(self) -> str:
        """Changes whenever a word of the specimen does."""
        words: list[Any] = [*self.row.items(), *self.bases, *self.preamble, *self.articles, self.letterhead]
        words += [self.languages, self.on, self.text.version, self.text.proposed, self.text.title_ar, self.replaces]
        return hashlib.sha256(repr(words).encode()).hexdigest()

    @property
    def is_delegated(self) -> bool:
        return bool(self.row["capacity"] == SignatoryCapacity.DELEGATE)

    @cached_property
    def letterhead(self) -> Letterhead:
        """The institution in charge on the day of issue, then governorate and municipality."""
        latin = "en" if "fr" not in self.languages and "en" in self.languages else "fr"
        institution = UnitLetterhead.objects.on(self.on)
        if institution is None:
            return Letterhead(ar=heading_lines(self.municipality, "ar"), latin=heading_lines(self.municipality, latin))
        return Letterhead(
            ar=(*institution.lines("ar"), *heading_lines(self.municipality, "ar")),
            latin=(*institution.lines(latin), *heading_lines(self.municipality, latin)),
            logo=institution.logo_address,
            logo_text=institution.logo_text,
        )


def render_specimen(report: CharterReport) -> RenderedDocument:
    """The same pages as the charter that would be issued, marked SPECIMEN, without number and code."""
    return _render(report, PageCodes(settings.SITE_URL, code=""), specimen=True)


@dataclass(frozen=True)
class ReadableSpecimen:
    """The specimen as PDF, and a PNG of each page."""

    pdf: bytes
    pages: int
    pictures: list[bytes]


def specimen_for_reading(report: CharterReport) -> ReadableSpecimen:
    """Made once for the page that shows it and for the pictures that the page asks for right after, all at once."""
    key = f"charter-specimen:{report.fingerprint}"
    with _making_specimens:
        made: ReadableSpecimen | None = cache.get(key)
        if made is None:
            rendered = render_specimen(report)
            made = ReadableSpecimen(rendered.pdf, rendered.pages, page_pictures(rendered.pdf))
            if len(made.pictures) == made.pages:
                cache.set(key, made, timeout=600)
    return made


def render_charter(
    report: CharterReport, register_number: str, code: str, at: datetime | None = None
) -> RenderedDocument:
    """The charter under its number and code, a QR on every page, its twin for machines inside.

    `at` is the moment of issue; without it, the beginning of the day of issue.
    """
    numbered = replace(report, register_number=register_number)
    return _render(
        numbered,
        PageCodes(settings.SITE_URL, code, register_number),
        at=at or timezone.make_aware(datetime.combine(report.on, time())),
        enclosures=[twin.enclosure(numbered, code, language=BINDING)],
    )


def _render(
    report: CharterReport,
    codes: PageCodes,
    *,
    specimen: bool = False,
    at: datetime | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> RenderedDocument:
    return render(
        TEMPLATE,
        {"report": report, "letterhead": report.letterhead},
        language=BINDING,
        specimen=specimen,
        page_codes=codes,
        metadata=Metadata(
            author=report.municipality.name_ar,
            subject=report.text.title_ar,
            created=at,
        ),
        enclosures=enclosures,
    )
