"""The file of one municipality on one page: where it stands, since when, with what proof, and whom to call."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.models import Side
from documents import pdf, qr
from documents.isolates import as_html, day_in_words, isolated
from documents.pdf import RenderedDocument
from municipalities.lateness import day_of
from municipalities.letterheads import unit_letterhead
from municipalities.models import FocalPoint, Participation, SubmissionFile
from municipalities.steps import SignatureWay, Step, Text
from oversight.history import Entry, history_of
from oversight.past import end_of
from oversight.reports.paper import metadata
from oversight.reports.record import Accepted, Record
from oversight.reports.states import state_and_day
from oversight.rows import Cell, Row

MOST_PAPERS, MOST_EVENTS = 6, 10
QR_MM = 24


@dataclass(frozen=True)
class StepLine:
    """One of the three steps: where it stands, when it is due, and what proves it."""

    step: Text
    state: str
    due_on: date | None
    proof: str
    is_late: bool


@dataclass(frozen=True)
class PaperLine:
    name: str
    step: Text
    received_on: date
    short_hash: str


class FilePage:
    """`row` is the participation at the end of `on`. Everything is in the language that is active when it is read."""

    def __init__(self, row: Row, on: date, made_at: datetime) -> None:
        self.row, self.on, self.made_at = row, on, made_at
        self.record = Record(row.participation.cohort, on, only=row.participation)

    @property
    def participation(self) -> Participation:
        return self.row.participation

    @property
    def title(self) -> str:
        return _("File of %(name)s") % {"name": self.row.municipality.name}

    @property
    def place(self) -> str:
        """Governorate, region and cohort."""
        municipality = self.row.municipality
        parts = [
            _("Governorate of %(name)s") % {"name": municipality.governorate.name},
            str(municipality.get_region_display()),
            self.participation.cohort.name,
        ]
        return " · ".join(part for part in parts if part)

    @property
    def standing(self) -> str:
        text = _("%(day)s: %(state)s, %(done)s of 3 steps accepted") % {
            "day": day_in_words(self.on),
            "state": self.participation.get_state_display(),
            "done": self.row.accepted,
        }
        if self.row.stands_still or not self.row.days_late:
            return text
        late = ngettext("%(days)s day late", "%(days)s days late", self.row.days_late) % {"days": self.row.days_late}
        return f"{text} · {late}"

    def steps(self) -> list[StepLine]:
        return [
            StepLine(
                step=cell.step.label,
                state=state_and_day(self.row, cell),
                due_on=cell.due_on,
                proof=as_html(self._proof(cell)),
                is_late=cell.is_late and not self.row.stands_still,
            )
            for cell in self.row.cells
        ]

    def _proof(self, cell: Cell) -> str:
        accepted = self.record.accepted(self.participation.pk, cell.step)
        if accepted is None:
            return ""
        return pgettext("between clauses", "; ").join(self._facts(accepted))

    def _facts(self, accepted: Accepted) -> Iterator[str]:
        if accepted.copy is not None:
            yield _("no. %(number)s") % {"number": isolated(accepted.register_number)}
            yield _("signed on %(day)s, %(way)s") % {
                "day": day_in_words(accepted.copy.signed_on),
                "way": SignatureWay(accepted.copy.way).short_label,
            }
        elif accepted.act_on:
            yield _("act of %(day)s") % {"day": day_in_words(accepted.act_on)}
        for side in Side:
            count = accepted.on_side(side)
            if count:
                yield _("%(side)s: %(count)s") % {"side": side.label, "count": count}
        if accepted.reference:
            yield _("reference %(reference)s") % {"reference": isolated(accepted.reference)}

    @cached_property
    def charter_address(self) -> str:
        """Where anyone checks the charter; empty without an accepted one."""
        accepted = self.record.accepted(self.participation.pk, Step.CHARTER)
        if accepted is None or accepted.copy is None:
            return ""
        return f"{settings.SITE_URL}/verify/{accepted.copy.charter.code}/"

    @property
    def charter_square(self) -> str:
        """The QR of that address, as a `data:` address."""
        picture = qr.svg(self.charter_address, mm=QR_MM)
        return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"

    def people(self) -> list[FocalPoint]:
        """Focal point and deputy in office on that day."""
        if self.record.focal_point(self.participation.pk) is None:
            return []
        return list(self.participation.focal_points.in_office(self.on).order_by("-kind"))

    @cached_property
    def _papers(self) -> list[PaperLine]:
        rows = (
            SubmissionFile.objects.filter(
                submission__progress__participation=self.participation, submission__submitted_at__lt=end_of(self.on)
            )
            .select_related("evidence__file", "submission__progress")
            .order_by("evidence__uploaded_at", "pk")
        )
        papers = {
            row.evidence_id: PaperLine(
                row.evidence.original_name,
                row.submission.progress.get_step_display(),
                day_of(row.evidence.uploaded_at),
                row.evidence.file.short_hash,
            )
            for row in rows
        }
        return list(reversed(papers.values()))

    @property
    def papers(self) -> list[PaperLine]:
        """The latest first; no more than a page bears."""
        return self._papers[:MOST_PAPERS]

    @property
    def more_papers(self) -> int:
        return len(self._papers) - len(self.papers)

    def events(self) -> list[Entry]:
        """The latest first."""
        past = [entry for entry in history_of(self.participation) if entry["at"] < end_of(self.on)]
        return past[:MOST_EVENTS]


def render_file_page(row: Row, *, on: date, language: str) -> RenderedDocument:
    """One page, unless names or papers are longer than usual."""
    now = timezone.now()
    page = FilePage(row, on, now)
    return pdf.render(
        "pdf/municipality_file.html",
        {"report": page, "letterhead": unit_letterhead(on, language)},
        language=language,
        metadata=metadata(row.municipality.name_in(language), now),
    )
