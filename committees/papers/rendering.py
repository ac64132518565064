"""Makes the papers: as a specimen for reading, and under a number and a code."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.cache import cache

from committees.models import PaperKind
from committees.papers.report import BINDING, PaperReport
from documents.opening import page_pictures
from documents.pdf import Metadata, PageCodes, RenderedDocument, render

TEMPLATES = {
    PaperKind.DECISION.value: "pdf/committee_decision.html",
    PaperKind.APPOINTMENT.value: "pdf/committee_letters.html",
    PaperKind.NOTICE.value: "pdf/committee_notice.html",
}
_making_specimens = threading.Lock()


@dataclass(frozen=True)
class ReadableSpecimen:
    """The specimen as PDF, and a PNG of each page."""

    pdf: bytes
    pages: int
    pictures: list[bytes]


def render_specimen(report: PaperReport) -> RenderedDocument:
    """The same pages as the paper that would be issued, marked SPECIMEN, without number and code."""
    return _render(report, PageCodes(settings.SITE_URL, code=""), specimen=True)


def render_issued(report: PaperReport, register_number: str, code: str, at: datetime) -> RenderedDocument:
    """The paper under its number and code, a QR on every page. `at` is the moment of issue."""
    numbered = replace(report, register_number=register_number)
    return _render(numbered, PageCodes(settings.SITE_URL, code, register_number), at=at)


def specimen_for_reading(report: PaperReport) -> ReadableSpecimen:
    """Made once for the page that shows it and for the pictures that the page asks for right after, all at once."""
    key = f"committee-specimen:{report.fingerprint}"
    with _making_specimens:
        made: ReadableSpecimen | None = cache.get(key)
        if made is None:
            rendered = render_specimen(report)
            made = ReadableSpecimen(rendered.pdf, rendered.pages, page_pictures(rendered.pdf))
            if len(made.pictures) == made.pages:
                cache.set(key, made, timeout=600)
    return made


def _render(
    report: PaperReport, codes: PageCodes, *, specimen: bool = False, at: datetime | None = None
) -> RenderedDocument:
    return render(
        TEMPLATES[report.kind],
        {"report": report, "letterhead": report.letterhead},
        language=BINDING,
        specimen=specimen,
        page_codes=codes,
        metadata=Metadata(author=report.municipality.name_ar, subject=str(report.title), created=at),
    )
