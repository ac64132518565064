"""The paragraph for the minutes as a file: PDF, Word, or plain text to paste."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import pdf, word
from documents.isolates import as_html, day_in_words, plain
from municipalities.letterheads import unit_letterhead
from municipalities.steps import Step
from oversight.exports import file_stem
from oversight.reports.making import Advance, Made, cohort_of, day_in, report, rows_of
from oversight.reports.minutes import Minutes
from oversight.reports.paper import metadata
from oversight.reports.record import Record
from oversight.reports.states import state_and_day

MINUTES = "minutes"


def read_minutes(params: dict[str, Any]) -> Minutes:
    """params: cohort, since, on, civility, speaker."""
    record = Record(cohort_of(params), day_in(params))
    return Minutes(rows_of(params), record, day_in(params, "since"), params["civility"], params["speaker"])


class MinutesPaper:
    """What page, PDF and Word show of `minutes`, in the language that is active when it is read."""

    def __init__(self, minutes: Minutes) -> None:
        self.minutes = minutes

    @property
    def title(self) -> str:
        return _("Paragraph for the minutes")

    @property
    def period(self) -> str:
        return _("From %(since)s until %(until)s") % {
            "since": day_in_words(self.minutes.since),
            "until": day_in_words(self.minutes.on),
        }

    def html(self) -> list[tuple[str, list[str]]]:
        return [(as_html(text), [as_html(point) for point in points]) for text, points in self.minutes.paragraphs()]

    def text(self) -> str:
        """To paste: a line for each sentence, without a sign that is not seen."""
        lines = []
        for opening, points in self.minutes.paragraphs():
            lines += [opening, *(f"· {point}" for point in points)]
        return plain("\n".join(lines))

    @property
    def annex_title(self) -> str:
        return _("Annex: state of each step on %(day)s") % {"day": day_in_words(self.minutes.on)}

    @property
    def annex_headers(self) -> list[str]:
        return [_("Municipality"), _("Governorate"), *(str(step.label) for step in Step)]

    def annex(self) -> list[list[str]]:
        return [
            [
                row.municipality.name,
                row.municipality.governorate.name,
                *(state_and_day(row, cell) for cell in row.cells),
            ]
            for row in self.minutes.rows
        ]


@report(MINUTES, gettext_lazy("Paragraph for the minutes"))
def make_minutes(params: dict[str, Any], advance: Advance) -> Made:
    """params: those of `read_minutes`, language, and format: pdf, docx or txt."""
    minutes = read_minutes(params)
    stem = f"{file_stem(minutes.record.cohort, 'minutes', minutes.on)}-{params['language']}"
    return _FORMATS[params["format"]](MinutesPaper(minutes), params["language"], stem)


def _pdf(paper: MinutesPaper, language: str, stem: str) -> Made:
    now = timezone.now()
    context = {"report": paper, "letterhead": unit_letterhead(paper.minutes.on, language), "made_at": now}
    rendered = pdf.render("pdf/minutes.html", context, language=language, metadata=metadata(paper.title, now))
    return Made(rendered.pdf, "application/pdf", f"{stem}.pdf")


def _docx(paper: MinutesPaper, language: str, stem: str) -> Made:
    """Without a letterhead: the paragraph goes into the minutes."""
    document = word.WordDocument(paper.title, language=language, made_at=timezone.now())
    for opening, points in paper.minutes.paragraphs():
        document.paragraph(opening)
        document.points(points)
    document.heading(paper.annex_title, 2)
    document.table(paper.annex_headers, paper.annex(), [19, 17, 21, 21, 22], size=10)
    return Made(document.data(), word.MEDIA_TYPE, f"{stem}.docx")


def _txt(paper: MinutesPaper, language: str, stem: str) -> Made:
    """With a byte order mark, without which some editors garble Arabic."""
    annex = "\n".join(" | ".join(row) for row in [paper.annex_headers, *paper.annex()])
    text = f"\ufeff{paper.text()}\n\n{paper.annex_title}\n{annex}\n"
    return Made(text.replace("\n", "\r\n").encode(), "text/plain; charset=utf-8", f"{stem}.txt")


_FORMATS: dict[str, Callable[[MinutesPaper, str, str], Made]] = {"pdf": _pdf, "docx": _docx, "txt": _txt}
