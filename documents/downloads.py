"""Serves stored papers. The view asks the permission; this only makes the answer safe."""

from __future__ import annotations

import logging

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from .models import FileAltered, StoredFile
from .tables import TableFormat
from .text import FORBIDDEN

logger = logging.getLogger(__name__)


def paper_response(stored: StoredFile, filename: str, *, inline: bool = False) -> HttpResponse:
    """The bytes, after their hash was checked; a plain 500 when they are not what was stored.

    `filename` is what people save the paper as. `inline` shows it in the browser.
    """
    try:
        data = stored.read()
    except FileAltered:
        return _altered(stored)
    name = FORBIDDEN.sub("", filename).replace("/", "-").replace("\\", "-")
    # Chromium shows no PDF in a sandbox. What is shown was opened before, and holds no program.
    shown_pdf = inline and stored.media_type == "application/pdf"
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
        if shown_pdf
        else "sandbox; default-src 'none'"
    )
    return HttpResponse(
        data,
        content_type=stored.media_type,
        headers={
            "Content-Disposition": content_disposition_header(not inline, name) or "inline",
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def picture_response(picture: StoredFile | bytes) -> HttpResponse:
    """A JPEG of our own making, to be shown on a page. A stored one is served after its hash was checked."""
    try:
        data = picture if isinstance(picture, bytes) else picture.read()
    except FileAltered:
        return _altered(picture)  # type: ignore[arg-type]  # bytes have no hash to fail
    return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def pdf_response(pdf: bytes, filename: str) -> HttpResponse:
    """A document made for this request and kept nowhere, to be saved as `filename`."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(True, filename) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def table_response(data: bytes, filename: str) -> HttpResponse:
    """A table made for this request (`documents.tables`), to be saved as `filename`, whose ending tells its format."""
    return HttpResponse(
        data,
        content_type=TableFormat(filename.rsplit(".", 1)[-1]).media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, filename) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _altered(stored: StoredFile) -> HttpResponse:
    logger.exception("Stored file %s does not match its hash", stored.pk)
    return HttpResponse(
        _(
            "This paper is not the one that was stored, so it is not shown. "
            "The operators have been told; nothing else is affected."
        ),
        status=500,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "private, no-store"},
    )
