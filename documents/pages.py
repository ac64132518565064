"""The page around a document: size, margins, footer, QR of each page, SPECIMEN across it. All of it as CSS.

The footer's words stand in the base template (templates/pdf/base_document.html) as a running element; here is only what
differs from page to page or with the kind of rendering.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from . import qr
from .codes import PageMark, page_address

QR_MM = 22
# A page with codes keeps room for them below the text, specimen or not: both break their pages at the same place.
MARGIN_BELOW_MM = 27
MARGIN_BELOW_CODES_MM = 44


@dataclass(frozen=True)
class PageCodes:
    """What the footer of each page carries: the document's code, where to check it, its register number.

    `site` is the address of the platform, without a slash at its end.
    """

    site: str
    code: str
    register_number: str = ""

    # A template means the object, not the text of some page.
    do_not_call_in_templates = True

    def __call__(self, page: int, pages: int) -> str:
        """The text of the QR on page `page` (from 1) of `pages`."""
        return page_address(self.site, PageMark(self.code, page, pages))

    def every(self, pages: int) -> tuple[str, ...]:
        """The texts of all `pages` pages, in their order."""
        return tuple(self(page, pages) for page in range(1, pages + 1))

    @property
    def check_address(self) -> str:
        """The address as people type it, without the scheme."""
        return f"{self.site.partition('://')[2]}/verify"


def page_css(*, rtl: bool, specimen: bool, codes: PageCodes | None, pages: int | None) -> str:
    """The stylesheet of the pages. With `pages` None the number of pages is not known yet: no QR is drawn."""
    start, end = ("right", "left") if rtl else ("left", "right")
    below = MARGIN_BELOW_CODES_MM if codes else MARGIN_BELOW_MM
    rules = [
        f"@page {{ size: A4; margin: 20mm 20mm {below}mm;"
        f" @bottom-{end} {{ content: element(footer); width: {170 - (QR_MM + 5 if codes else 0)}mm;"
        f" vertical-align: top; padding-top: {9 if codes else 6}mm }} }}"
    ]
    if codes:
        cell = f"width: {QR_MM + 5}mm; vertical-align: top; padding-top: 9mm; text-align: {start}"
        if specimen:
            rules.append(f"@page {{ @bottom-{start} {{ content: {_url(_empty_square())}; {cell} }} }}")
        for page, text in enumerate(() if specimen else codes.every(pages or 0), start=1):
            square = _url(qr.svg(text, mm=QR_MM))
            rules.append(f"@page :nth({page}) {{ @bottom-{start} {{ content: {square}; {cell} }} }}")
    if specimen:
        rules.append("@page { background: url(document:specimen.svg) no-repeat center; background-origin: border-box }")
    return "\n".join(rules)


def _url(svg: str) -> str:
    return f"url(data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _empty_square() -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{QR_MM}mm" height="{QR_MM}mm" viewBox="0 0 {QR_MM} {QR_MM}">'
        f'<rect x=".2" y=".2" width="{QR_MM - 0.4}" height="{QR_MM - 0.4}" fill="none" stroke="#999" stroke-width=".3"'
        ' stroke-dasharray="1 1"/></svg>'
    )
