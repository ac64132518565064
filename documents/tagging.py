"""Tells in the structure tree which language each piece of text is in: a screen reader then reads it in its voice.

WeasyPrint tags the text and leaves the language out: all of a charter would be read as Arabic. It keeps the language
with every box of text, and makes one element of the tree for each, in the same order.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pydyf
    from weasyprint import Document

logger = logging.getLogger(__name__)


def mark_languages(document: Document, pdf: pydyf.PDF) -> None:
    """Before the file is written: the language of every marked content that is not in the document's own."""
    import pydyf

    own = str(pdf.catalog["Lang"].string)
    languages = [language for page in document.pages for language in _languages(page._page_box)]
    elements = list(_holding_content(pdf, _object(pdf, pdf.catalog["StructTreeRoot"])))
    if len(languages) != len(elements):
        logger.error("%s pieces of text stand in %s elements: no language is marked", len(languages), len(elements))
        return
    for element, language in zip(elements, languages, strict=True):
        if language and language != own:
            element["Lang"] = pydyf.String(language)


def _languages(box: Any) -> Iterator[str]:
    """The language of each piece of content, in the order of the tree; what stands in the margin is not in the tree."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder

    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.MarginBox):
        return
    if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
        yield box.style["lang"] or ""
    for child in getattr(box, "children", ()):
        yield from _languages(child)


def _holding_content(pdf: pydyf.PDF, element: Any) -> Iterator[Any]:
    for kid in element.get("K", ()):
        if isinstance(kid, int):
            yield element
        else:
            yield from _holding_content(pdf, _object(pdf, kid))


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
