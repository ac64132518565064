"""The only door to WeasyPrint: makes the product's documents, archivable (PDF/A-3a) and accessible (PDF/UA-1).

WeasyPrint is imported inside functions: it costs half a second, and only the processes that render pay it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from .codes import spaced
from .glyphs import mend_text
from .pages import PageCodes, page_css
from .tagging import mark_languages

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document
    from weasyprint.urls import URLFetcher

__all__ = ["Box", "Enclosure", "Letterhead", "Metadata", "PageCodes", "RenderedDocument", "render", "render_again"]

logger = logging.getLogger(__name__)

MM_PER_PX = 25.4 / 96
# What relative addresses are relative to. Nothing is ever fetched from there, but without it they end the rendering.
NOWHERE = "https://documents.invalid/"

# Filled in by the stylesheet, page by page.
PAGE_COUNTER: SafeString = mark_safe('<span class="page-counter"></span>')
PAGES_COUNTER: SafeString = mark_safe('<span class="pages-counter"></span>')

# ISO 14289-1: the document says itself that it is accessible. PDF/A wants the word explained (the extension schema),
# and WeasyPrint writes one of the two identifications only.
ACCESSIBLE = (
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""'
    b' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>'
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""'
    b' xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"'
    b' xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


@dataclass(frozen=True)
class Letterhead:
    """Who issues the document, under the name of the Republic: the lines in Arabic, and the same in Latin letters.

    `logo` is a `data:` address and stands in the place of the ornament; `logo_text` says in Arabic what it shows.
    """

    ar: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()
    logo: str = ""
    logo_text: str = ""


@dataclass(frozen=True)
class Metadata:
    """What the file says of itself beside its title. `created` is written as it is: the same gives the same bytes."""

    author: str = ""
    subject: str = ""
    created: datetime | None = None


@dataclass(frozen=True)
class Box:
    """Where an element stands: page from 1, millimetres from the top left corner of the paper."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True)
class Enclosure:
    """A file that travels inside the document, as PDF/A-3 allows.

    `relationship` by ISO 19005-3: "Source" is what the document was made from, "Data" the same said for machines. The
    ending of `name` decides the media type.
    """

    name: str
    data: bytes
    description: str
    relationship: str = "Source"


@dataclass(frozen=True)
class RenderedDocument:
    """A document and what it was made from.

    `boxes` has every element with an id, by id. `squares` are the texts of the QR codes, page by page from the first,
    for as many pages as carry one.
    """

    html: str
    pdf: bytes
    pages: int
    boxes: dict[str, Box] = field(default_factory=dict)
    squares: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


def render(
    template: str,
    context: dict[str, Any],
    *,
    language: str,
    specimen: bool = False,
    page_codes: PageCodes | None = None,
    metadata: Metadata | None = None,
    enclosures: Sequence[Enclosure] = (),
) -> RenderedDocument:
    """The document in `language`; the same input gives the same bytes.

    `enclosures` are dated as `metadata.created`, which must be given with them.

    The template extends pdf/base_document.html. `page_codes` puts a QR of its own on every page. A `specimen` has the
    same pages as the document it stands for, but no QR, no code and no number, and says on each page what it is.
    """
    with translation.override(language):
        rtl = translation.get_language_bidi()
        html = render_to_string(
            template,
            {
                "letterhead": Letterhead(),
                **context,
                "language": language,
                "direction": "rtl" if rtl else "ltr",
                "specimen": specimen,
                "codes": page_codes,
                "spaced_code": spaced(page_codes.code) if page_codes else "",
                "metadata": metadata or Metadata(),
                "page_counter": PAGE_COUNTER,
                "pages_counter": PAGES_COUNTER,
            },
        )
    document = _laid_out(html, page_css(rtl=rtl, specimen=specimen, codes=page_codes, pages=None))
    pages = len(document.pages)
    if page_codes and not specimen:
        document = _laid_out(html, page_css(rtl=rtl, specimen=False, codes=page_codes, pages=pages))
    return _written(
        document,
        html,
        enclosures,
        metadata.created if metadata else None,
        squares=page_codes.every(pages) if page_codes and not specimen else (),
    )


def render_again(
    html: str, *, rtl: bool, page_codes: PageCodes, pages: int, enclosures: Sequence[Enclosure] = (), at: datetime
) -> RenderedDocument:
    """Lays out HTML kept from `render`, with something written into it or behind it.

    The first `pages` pages carry the QR that they had; further ones carry none. `at` is the date of the enclosures.
    """
    document = _laid_out(html, page_css(rtl=rtl, specimen=False, codes=page_codes, pages=pages))
    return _written(document, html, enclosures, at, squares=page_codes.every(pages))


def _laid_out(html: str, css: str) -> Document:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    fetcher = _fetcher()
    source = HTML(string=html, base_url=NOWHERE, url_fetcher=fetcher, media_type="print")
    return source.render(font_config=fonts, stylesheets=[CSS(string=css, font_config=fonts, url_fetcher=fetcher)])


def _written(
    document: Document, html: str, enclosures: Sequence[Enclosure], at: datetime | None, *, squares: tuple[str, ...]
) -> RenderedDocument:
    from weasyprint import Attachment

    if enclosures and at is None:
        raise ValueError("Enclosures are dated: the same document must give the same bytes.")
    # WeasyPrint writes the digits that it is given, and calls them UTC.
    moment = at.astimezone(UTC) if at else None
    attachments = [
        Attachment(
            file_obj=io.BytesIO(each.data),
            name=each.name,
            description=each.description,
            created=moment,
            modified=moment,
            relationship=each.relationship,
        )
        for each in enclosures
    ]
    pdf = document.write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True, finisher=_finish, attachments=attachments or None)
    return RenderedDocument(
        html=html,
        pdf=pdf,
        pages=len(document.pages),
        boxes=_boxes(document),
        squares=squares,
        enclosures=tuple(enclosures),
    )


def _finish(document: Document, pdf: pydyf.PDF) -> None:
    """Before the file is written: the letters behind the glyphs, the languages, and what it says of itself."""
    import pydyf

    mend_text(
        pdf,
        {b"Amiri": _own_files()["document:Amiri-Regular.ttf"], b"Amiri-Bold": _own_files()["document:Amiri-Bold.ttf"]},
    )
    mark_languages(document, pdf)
    if "AF" in pdf.catalog:
        # WeasyPrint names each attached file twice.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [part.replace(b"</rdf:RDF>", ACCESSIBLE + b"</rdf:RDF>") for part in metadata.stream]


def _boxes(document: Document) -> dict[str, Box]:
    boxes: dict[str, Box] = {}
    for number, page in enumerate(document.pages, start=1):
        for name, corners in page.anchors.items():
            boxes.setdefault(name, Box(number, *(round(corner * MM_PER_PX, 2) for corner in corners)))
    return boxes


@cache
def _own_files() -> dict[str, Path]:
    """Every file a document may use, by its address: our fonts and our ornaments."""
    fonts = Path(str(files("fontpkg_amiri") / "files"))
    pictures = Path(__file__).parent / "pictures"
    return {f"document:{path.name}": path for path in (*fonts.glob("*.ttf"), *pictures.glob("*.svg"))}


@cache
def _fetcher() -> URLFetcher:
    """Opens our own files and `data:`, and nothing else: no address, no other file, whatever the text asks for."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesFetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url in _own_files():
                media_type = "image/svg+xml" if url.endswith(".svg") else "font/ttf"
                return URLFetcherResponse(url, _own_files()[url].read_bytes(), {"Content-Type": media_type})
            if not url.startswith("data:"):
                logger.warning("A document asked for %.200s, which is not ours", url)
                raise ValueError("Documents use their own files only.")
            return super().fetch(url, headers)

    return OwnFilesFetcher(allowed_protocols={"data"}, allow_redirects=False)
