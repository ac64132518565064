"""The official table of follow-up: actions to undertake | monitoring of progress | percentage of completion.

The three columns of the national tables of commitments. Made of plain values, as PDF and as Word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from documents import pdf
from documents.pdf import Letterhead, Metadata, RenderedDocument
from documents.word import AUTHOR, WordDocument

WIDTHS = (30, 46, 24)


def percent_text(percent: int | None) -> str:
    """ "50 %"; a dash where nothing is measured."""
    return "–" if percent is None else f"{percent} %"


@dataclass(frozen=True)
class Action:
    """A row. `progress` is a sentence each; `percent` None where nothing is measured."""

    action: str
    progress: Sequence[str]
    percent: int | None

    @property
    def percent_text(self) -> str:
        return percent_text(self.percent)


@dataclass(frozen=True)
class Section:
    """Rows that belong together: those of a commitment. A section without a title has no heading.

    `total_label` and `total` are the last row, where there is one.
    """

    actions: Sequence[Action]
    title: str = ""
    total_label: str = ""
    total: int | None = None

    @property
    def total_text(self) -> str:
        return percent_text(self.total)


@dataclass(frozen=True)
class ThreeColumns:
    """A table in one section or more. `subtitle`, `situation` (of what, on which day) and `note` may be empty.

    Texts may hold isolates; what runs against the text around it is isolated in any case. The headings are in the
    language that is active when they are read.
    """

    title: str
    sections: Sequence[Section]
    subtitle: str = ""
    situation: str = ""
    note: str = ""

    @classmethod
    def of(cls, title: str, rows: Sequence[tuple[str, str, int | None]]) -> ThreeColumns:
        """The plainest: a title and its rows (action, progress, percentage). Lines of a progress are its sentences."""
        actions = [Action(action, progress.splitlines(), percent) for action, progress, percent in rows]
        return cls(title, [Section(actions)])

    @property
    def headers(self) -> list[str]:
        return [_("Actions to undertake"), _("Monitoring of progress"), _("Percentage of completion")]


def make_pdf(
    table: ThreeColumns, *, language: str, letterhead: Letterhead | None = None, metadata: Metadata | None = None
) -> RenderedDocument:
    """The table in `language`, archivable and accessible."""
    context = {"table": table, "letterhead": letterhead or Letterhead()}
    return pdf.render("pdf/three_columns.html", context, language=language, metadata=metadata)


def make_docx(
    table: ThreeColumns,
    *,
    language: str,
    made_at: datetime,
    letterhead: Letterhead | None = None,
    author: str = AUTHOR,
) -> bytes:
    """The same to be edited, from right to left in Arabic."""
    with translation.override(language):
        document = WordDocument(table.title, language=language, made_at=made_at, author=author)
        document.letterhead(letterhead or Letterhead())
        write(document, table)
        document.number_pages()
        return document.data()


def write(document: WordDocument, table: ThreeColumns) -> None:
    """Title, sections and note, at the end of `document`. Its language is active."""
    document.heading(table.title)
    for line in (table.subtitle, table.situation):
        if line:
            document.paragraph(line, is_centered=True)
    for section in table.sections:
        if section.title:
            document.heading(section.title, 2)
        rows: list[tuple[str, Sequence[str], str]] = [
            (action.action, action.progress, action.percent_text) for action in section.actions
        ]
        if section.total_label:
            rows.append((section.total_label, "", section.total_text))
        document.table(table.headers, rows, WIDTHS)
    if table.note:
        document.paragraph(table.note, is_note=True)
