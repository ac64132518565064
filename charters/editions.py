"""The signed edition: the issued charter laid out anew with the signature in its box, a record, and the seal."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from charters.models import Charter, SigningCode, SigningInvitation, SigningMethod
from documents import gate
from documents.codes import spaced
from documents.pdf import Box, Enclosure, PageCodes, RenderedDocument, render_again
from documents.sealing import seal

# The field on the screen and the box on paper: 80 × 40 mm.
WIDTH, HEIGHT = 1000, 500
MOST_POINTS = 6000
# A dot or a short slip is no signature.
SHORTEST_LINE = 200
BOX = '<div class="signature" id="signature"></div>'
HAND = '<span class="hand"></span>'
# Millimetres by which the box may lie elsewhere than in the issued charter: rounding.
TOLERANCE = 0.5
DECLARATION = gettext_lazy(
    "I have read this charter, and I sign it for the municipality in the capacity that stands on it."
)


class EditionDiffers(Exception):
    """Laid out anew, the pages are not those that were issued: nothing may be signed so."""


@dataclass(frozen=True)
class Drawing:
    """What a hand drew: lines of points, in a field of 1000 × 500."""

    lines: tuple[tuple[tuple[int, int], ...], ...]

    @classmethod
    def read(cls, text: str) -> Drawing | None:
        """From JSON, `[[x, y, x, y, …], …]`; None for an empty field. ValidationError for what is no drawing."""
        if not text or text == "[]":
            return None
        try:
            given = json.loads(text)
            lines = tuple(
                tuple((_within(x, WIDTH), _within(y, HEIGHT)) for x, y in zip(line[::2], line[1::2], strict=True))
                for line in given
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ValidationError(_("The drawing could not be read. Draw again."), code="drawing") from error
        drawing = cls(tuple(line for line in lines if line))
        if sum(len(line) for line in drawing.lines) > MOST_POINTS:
            raise ValidationError(_("The drawing has too many lines. Clear it and sign once."), code="too_much")
        if drawing.length < SHORTEST_LINE:
            raise ValidationError(_("This is too small for a signature. Clear it and sign larger."), code="too_little")
        return drawing

    @property
    def length(self) -> float:
        return sum(
            ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 for line in self.lines for (x0, y0), (x1, y1) in pairwise(line)
        )

    @property
    def svg(self) -> str:
        # A single point is a dot of the pen: a line of no length with round ends.
        paths = "".join(
            f'<path d="M{line[0][0]} {line[0][1]}' + "".join(f"L{x} {y}" for x, y in line[1:] or line[:1]) + '"/>'
            for line in self.lines
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="80mm" height="40mm">'
            f'<g fill="none" stroke="#0b2a4a" stroke-width="7" stroke-linecap="round" stroke-linejoin="round">{paths}'
            "</g></svg>"
        )


def _within(value: object, limit: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= limit:
        raise ValueError(value)
    return value


@dataclass(frozen=True)
class Hand:
    """How somebody signed: a drawing, or the name as it was typed."""

    typed: str = ""
    drawing: Drawing | None = None

    @property
    def method(self) -> SigningMethod:
        return SigningMethod.DRAWN if self.drawing else SigningMethod.TYPED

    def mark(self, charter: Charter) -> str:
        """What stands in the box, as HTML."""
        if self.drawing is None:
            return f'<p class="typed" dir="auto">{escape(self.typed)}</p>'
        picture = base64.b64encode(self.drawing.svg.encode()).decode()
        words = escape(_("Signature of %(name)s, drawn on the screen") % {"name": charter.name_ar})
        return f'<img class="drawn" alt="{words}" src="data:image/svg+xml;base64,{picture}">'


def make(invitation: SigningInvitation, hand: Hand, code: SigningCode, *, at: datetime) -> RenderedDocument:
    """The sealed signed edition. Nothing is stored.

    EditionDiffers when the issued pages do not come out again, SealingError when there is no seal to be had,
    documents.gate.NotFit when what was made must not leave.
    """
    charter = invitation.charter
    if charter.html is None:
        raise EditionDiffers(charter)
    page_codes = PageCodes(settings.SITE_URL, charter.code, charter.register_number)
    with translation.override("ar"):
        html = _signed_html(invitation, hand, code, at)
        issued = Enclosure(
            charter.file_name, charter.document.file.read(), str(_("The charter as it was issued, unsigned"))
        )
        rendered = render_again(html, rtl=True, page_codes=page_codes, pages=charter.pages, enclosures=[issued], at=at)
        if rendered.pages != charter.pages + 1 or not _same_box(rendered.boxes.get("signature"), charter):
            raise EditionDiffers(charter)
        sealed = seal(
            rendered.pdf,
            reason=_("Simple electronic signature of the head, sealed by the platform"),
            location=charter.municipality.name_ar,
            at=at,
        )
    return gate.passed(replace(rendered, pdf=sealed), is_sealed=True)


def _same_box(box: Box | None, charter: Charter) -> bool:
    if box is None or box.page != charter.signature_page:
        return False
    return all(
        abs(found - issued) <= TOLERANCE
        for found, issued in zip((box.x0, box.y0, box.x1, box.y1), charter.signature_box, strict=True)
    )


def _signed_html(invitation: SigningInvitation, hand: Hand, code: SigningCode, at: datetime) -> str:
    charter = invitation.charter
    html = charter.html.read().decode() if charter.html else ""
    # The stylesheet tells of the box too: the last one is the box itself.
    before, box, after = html.rpartition(BOX)
    if not box:
        raise EditionDiffers(charter)
    record = render_to_string(
        "pdf/signing_record.html",
        {
            "charter": charter,
            "invitation": invitation,
            "hand": hand,
            "code": code,
            "at": at,
            "declaration": DECLARATION,
            "spaced_code": spaced(charter.code),
            "site": settings.SITE_URL.partition("://")[2],
            "languages": [(language, "rtl" if language == "ar" else "ltr") for language in charter.languages],
        },
    )
    style = render_to_string("pdf/signing_record.css", {"pages": charter.pages})
    day = f"{timezone.localtime(at):%d/%m/%Y}"
    html = before + box.replace("></div>", f">{hand.mark(charter)}</div>") + after
    html = html.replace(HAND, f'<span class="hand"><bdi dir="ltr">{day}</bdi></span>')
    html = html.replace("</head>", f"<style>{style}</style></head>", 1)
    before, _body, after = html.rpartition("</body>")
    return f"{before}{record}</body>{after}"
