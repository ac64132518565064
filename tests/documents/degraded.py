"""Signed papers as they come back: scanned badly, photographed, copied, mixed up. From two really issued documents.

Every case says what must be found in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdfium2
from PIL import Image

from documents.pdf import PageCodes, RenderedDocument, render
from tests.documents.samples import ARTICLES, charter_context
from tests.documents.worn import (
    BLUE,
    DESK,
    DPI,
    LIGHT_BLUE,
    Picture,
    at_dpi,
    black_and_white,
    black_edges,
    blurred,
    folded,
    footer_cut,
    grey,
    jpeg,
    noisy,
    on_desk,
    on_letter,
    pale,
    pdf,
    photographed,
    shadowed,
    signed,
    stained,
    stamped,
    tilted,
    turned,
    unevenly_lit,
)


@dataclass(frozen=True)
class Sample:
    """An issued document and its pages as they are printed."""

    document: RenderedDocument
    codes: PageCodes
    pictures: list[Picture]

    @property
    def pages(self) -> int:
        return self.document.pages


def sample(code: str, number: str, *, language: str, articles: int) -> Sample:
    codes = PageCodes(site="https://ogp.example.tn", code=code, register_number=number)
    context = charter_context(articles=(ARTICLES * 3)[:articles])
    document = render("tests/charter.html", context, language=language, page_codes=codes)
    pages = pypdfium2.PdfDocument(document.pdf)
    return Sample(document, codes, [page.render(scale=DPI / 72).to_pil().convert("RGB") for page in pages])


@dataclass(frozen=True)
class Case:
    """One file that came back.

    `found`: for each sheet the pages of our document its codes tell. `turn`: how the sheets lie. `ink`: every verdict
    that is right. `empty`: nobody wrote in the box, so "inked" would be false witness. `ours`: False when the sheet is
    not the page it is held for, whatever its code says.
    """

    name: str
    make: Callable[[], bytes]
    found: list[list[int]]
    turn: int = 0
    ink: tuple[str, ...] = ("inked",)
    empty: bool = False
    ours: bool = True


NOBODY: dict[str, Any] = {"ink": ("empty",), "empty": True}
# A machine may wonder at a stain, a fold, a hard shadow; it may not call it a signature.
WONDER: dict[str, Any] = {"ink": ("empty", "unsure"), "empty": True}
STAMP: dict[str, Any] = {"ink": ("unsure",)}
FAINT: dict[str, Any] = {"ink": ("inked", "unsure")}


def as_it_is(page: Picture) -> Picture:
    return page


class Corpus:
    """The cases about the document `own`; `other` is somebody else's."""

    def __init__(self) -> None:
        self.own = sample("7KD3MNXY", "LOGP/2026/0007", language="ar", articles=10)
        self.other = sample("9PRT4ACE", "LOGP/2026/0008", language="fr", articles=9)
        self.box = self.own.document.boxes["signature"]
        self.last = self.box.page
        self.blank = self.own.pictures[self.last - 1]
        self.signed = signed(self.blank, self.box)
        self.both = stamped(signed(self.blank, self.box, ink=BLUE, seed=2), self.box)

    def cases(self) -> list[Case]:
        return [*self._scanners(), *self._telephones(), *self._empty(), *self._written(), *self._mixed_up()]

    def page(self, number: int) -> Picture:
        return self.signed if number == self.last else self.own.pictures[number - 1]

    def scan(
        self,
        name: str,
        change: Callable[[Picture], Picture] = as_it_is,
        page: Picture | None = None,
        *,
        quality: int = 60,
        **told: Any,
    ) -> Case:
        """A PDF of the signature page."""
        told.setdefault("found", [[self.last]])
        return Case(name, lambda: pdf(change(page or self.signed), quality=quality), **told)

    def photo(self, name: str, change: Callable[[Picture], Picture], page: Picture | None = None, **told: Any) -> Case:
        """A JPEG of the signature page."""
        told.setdefault("found", [[self.last]])
        return Case(name, lambda: jpeg(change(page or self.signed), 70), **told)

    def _scanners(self) -> list[Case]:
        scan, both = self.scan, self.both
        return [
            scan("as it should be"),
            scan("tilted by 2 degrees", lambda page: tilted(page, 2)),
            scan("tilted by 5 degrees", lambda page: tilted(page, 5), both),
            scan("tilted by -5, grey, 100 dpi, JPEG 40", lambda page: grey(at_dpi(tilted(page, -5), 100)), quality=40),
            scan("100 dpi, JPEG 40", lambda page: at_dpi(page, 100), quality=40),
            scan("100 dpi, grey, blurred", lambda page: grey(blurred(at_dpi(page, 100), 0.8)), quality=40),
            scan("72 dpi", lambda page: at_dpi(page, 72), quality=70),
            scan("300 dpi", lambda page: at_dpi(page, 300), both),
            scan("blurred", lambda page: blurred(page, 1.8)),
            scan("very blurred", lambda page: blurred(page, 2.6), both),
            scan("noise", lambda page: noisy(page, 22)),
            scan("noise, grey, JPEG 40", lambda page: noisy(grey(page), 30), both, quality=40),
            scan("upside down", lambda page: turned(page, 180), turn=180),
            scan("upside down, tilted, 100 dpi", lambda page: at_dpi(tilted(turned(page, 180), 3), 100), turn=180),
            scan("sideways", lambda page: turned(page, 90), turn=90),
            scan("on the other side", lambda page: tilted(turned(page, -90), 2), both, quality=40, turn=-90),
            scan("pale toner", pale),
            scan("black and white fax", black_and_white),
            scan("photocopy with black edges", black_edges),
            scan("photocopy of a photocopy", lambda page: black_edges(blurred(tilted(page, 1.5), 1))),
            scan("A4 on letter", on_letter, both),
            scan("JPEG 15", quality=15),
        ]

    def _telephones(self) -> list[Case]:
        photo, both = self.photo, self.both
        return [
            photo("telephone", photographed),
            photo("telephone, leaning", lambda page: photographed(page, 0.11, seed=2), both),
            photo("telephone, uneven light", lambda page: unevenly_lit(photographed(page, seed=3))),
            photo("telephone, shadow of a hand", lambda page: shadowed(photographed(page, seed=4)), both),
            photo("telephone, noise, dark", lambda page: noisy(unevenly_lit(photographed(page, seed=5), 0.35), 9)),
            photo("telephone, upside down", lambda page: turned(photographed(page, 0.05, seed=6), 180), turn=180),
            photo("telephone, sideways", lambda page: turned(photographed(page, 0.07, seed=7), 90), turn=90),
            photo("telephone, out of focus", lambda page: blurred(photographed(page, seed=8), 2.2)),
            photo("telephone, 12 megapixels", lambda page: photographed(page, 0.08, seed=9, size=(3000, 4000))),
            photo("telephone, white desk", lambda page: photographed(page, 0.05, desk=(225, 225, 220), seed=10)),
        ]

    def _empty(self) -> list[Case]:
        scan, photo, box, blank = self.scan, self.photo, self.box, self.blank
        return [
            scan("empty box", as_it_is, blank, **NOBODY),
            scan("empty, tilted, 100 dpi", lambda page: at_dpi(tilted(page, 4), 100), blank, quality=40, **NOBODY),
            scan("empty, noise", lambda page: noisy(page, 25), blank, **NOBODY),
            scan("empty, upside down, grey", lambda page: grey(turned(page, 180)), blank, turn=180, **NOBODY),
            scan("empty, black edges", black_edges, blank, **NOBODY),
            scan("empty, fax", black_and_white, blank, **NOBODY),
            photo("empty, telephone", lambda page: photographed(page, 0.08, seed=11), blank, **NOBODY),
            photo("empty, telephone, shadow", lambda page: shadowed(photographed(page, seed=12)), blank, **NOBODY),
            scan("empty, hard shadow", lambda page: shadowed(page, 3, 0.4), blank, **WONDER),
            scan("empty, fold", lambda page: folded(page, box.y0 + 18), blank, **WONDER),
            scan("empty, coffee", lambda page: stained(page, (box.x0 + 10, box.y0 + 30)), blank, **WONDER),
            scan("empty, coffee, grey", lambda page: grey(stained(page, (box.x0 + 20, box.y0), 30)), blank, **WONDER),
        ]

    def _written(self) -> list[Case]:
        scan, photo, box, blank = self.scan, self.photo, self.box, self.blank
        light = signed(blank, box, ink=LIGHT_BLUE, width=0.45, seed=4)
        stamp = stamped(blank, box)
        return [
            scan("light blue pen", as_it_is, light),
            scan("light blue pen, grey, JPEG 40", grey, light, quality=40, **FAINT),
            photo("light blue pen, telephone", lambda page: unevenly_lit(photographed(page, seed=13)), light),
            scan("stamp only", as_it_is, stamp, **STAMP),
            scan("stamp only, grey, tilted", lambda page: grey(tilted(page, 3)), stamp, **STAMP),
            scan("stamp and signature, fold", lambda page: folded(page, box.y0 + 12), self.both),
            scan("signature under coffee", lambda page: stained(page, (box.x0 + 30, box.y0 + 25))),
            scan("small initials", as_it_is, signed(blank, box, size=0.4, seed=5), **FAINT),
        ]

    def _mixed_up(self) -> list[Case]:
        last, page = self.last, self.page
        every = list(range(1, self.own.pages + 1))
        back = Image.new("RGB", self.signed.size, (250, 250, 248))
        foreign = signed(self.other.pictures[-1], self.other.document.boxes["signature"])
        not_ours: dict[str, Any] = {"found": [[]], "ink": ("unsure",), "ours": False}
        return [
            Case("all pages", lambda: pdf(*map(page, every)), [[number] for number in every]),
            Case("missing page", lambda: pdf(*map(page, every[1:])), [[number] for number in every[1:]]),
            Case("wrong order", lambda: pdf(*map(page, every[::-1])), [[number] for number in every[::-1]]),
            Case("blank backs", lambda: pdf(page(1), back, page(last), back), [[1], [], [last], []]),
            Case("two pages in one photo", self._two_pages, [[last - 1, last]]),
            Case("mixed sizes", lambda: pdf(on_letter(page(1)), at_dpi(page(last), 200)), [[1], [last]]),
            self.scan("cropped footer", footer_cut, found=[[]], **FAINT),
            self.scan("cropped footer, empty box", footer_cut, self.blank, found=[[]], **WONDER),
            self.scan("other document", as_it_is, foreign, **not_ours),
            self.photo("other document, telephone", photographed, foreign, **not_ours),
            self.scan("square pasted on another page", self._pasted, **{**not_ours, "found": [[last]]}),
        ]

    def _two_pages(self) -> bytes:
        desk = Image.new("RGB", (3200, 2400), DESK)
        for left, number in ((90, self.last - 1), (1650, self.last)):
            corners = [(left + 30, 120), (left + 1440, 100), (left + 1480, 2260), (left, 2240)]
            desk = on_desk(desk, self.page(number), corners)
        return jpeg(desk, 75)

    def _pasted(self, page: Picture) -> Picture:
        """Page 1 of the other document, with the foot of our last page pasted over its own."""
        forged = self.other.pictures[0].copy()
        top = round(page.height * (297 - 40) / 297)
        forged.paste(page.crop((0, top, page.width, page.height)), (0, top))
        return forged
