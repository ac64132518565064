"""The paper of minutes (محضر جلسة) as PDF. Made of plain values alone."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation

from committees.minutes.content import MinutesContent
from committees.minutes.paper import Paper
from committees.models import Committee
from documents import pdf
from documents.pdf import Letterhead, Metadata, PageCodes, RenderedDocument
from municipalities.letterheads import municipal_letterhead, unit_letterhead


def letterhead_of(committee: Committee, *, language: str, on: date) -> Letterhead:
    """Of its municipality; of the Unit on that day for the national committee, whose secretariat it is."""
    if committee.municipality is None:
        return unit_letterhead(on, language)
    return municipal_letterhead(committee.municipality, language)


def make_pdf(content: MinutesContent, letterhead: Letterhead | None = None) -> RenderedDocument:
    """Archivable and accessible; the same content gives the same bytes. With a code, each page carries its square.

    Without a `letterhead` the name of the Republic stands alone.
    """
    with translation.override(content.language):
        paper = Paper(content)
        return pdf.render(
            "pdf/committee_minutes.html",
            {"paper": paper, "letterhead": letterhead or Letterhead()},
            language=content.language,
            page_codes=PageCodes(settings.SITE_URL, content.code, content.number) if content.code else None,
            metadata=Metadata(author=content.committee, subject=content.subject, created=paper.dated),
        )
