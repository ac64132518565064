"""The papers of minutes under the head of their committee."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from committees.minutes.content import MinutesContent
from committees.minutes.document import letterhead_of, make_pdf
from committees.minutes.word import make_docx
from committees.models import Committee
from documents.pdf import RenderedDocument


def pdf_of(content: MinutesContent, committee: Committee, *, at: datetime) -> RenderedDocument:
    """The same content at the same moment gives the same bytes."""
    on = timezone.localtime(at).date()
    return make_pdf(content, letterhead_of(committee, language=content.language, on=on))


def docx_of(content: MinutesContent, committee: Committee, *, at: datetime) -> bytes:
    on = timezone.localtime(at).date()
    return make_docx(content, letterhead_of(committee, language=content.language, on=on))
