"""The pages as pictures: whoever changes how a charter looks sees it here first.

To renew them after a change that was meant: `RENEW_GOLDEN=1 pytest tests/charters/test_golden.py`, look at every
picture that git says has changed, and commit them with the change.

What is compared, and why so: the system's Pango and HarfBuzz lay the text out, so another version of Debian may set
letters a fraction of a point elsewhere; the fonts and the drawing of the page (pdfium) are packages and the same
everywhere. So a page is compared as by somebody who half closes the eyes: blurred over a millimetre, then by the mean
grey of cells of five millimetres. Debian 12 (Pango 1.50, HarfBuzz 6) and 13 (Pango 1.56, HarfBuzz 10) differ from the
kept pictures by the same amount, less than one level of grey, which is what keeping them in sixteen greys costs. The
limit leaves room for a shift of a sixth of a millimetre; the last test shows that it leaves none for what matters. What
must not move at all, the signature box, is compared as the layout reports it.
"""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy
import pypdfium2
import pytest
import time_machine
from PIL import Image, ImageFilter

from charters.report import render_charter
from tests.charters import signing
from tests.charters.test_document import SETS, report
from tests.charters.test_signing_on_screen import signed

pytestmark = [pytest.mark.django_db, pytest.mark.once]

FOLDER = Path(__file__).parent / "golden"
DPI = 100
BLUR, CELL = 4, 20  # pixels: 1 and 5 mm
# Levels of grey of 255 by which a cell may differ; the pictures are kept in sixteen.
LIMIT = 6
STEP = 17
# Where the signature box begins, in mm from the top of the last page, and how near that is.
TOPS, NEAR = {"ar": 130.99, "ar-fr": 75.67, "ar-fr-en": 86.42}, 0.5


def drawn(pdf: bytes) -> list[Image.Image]:
    return [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]


def cells(picture: Image.Image) -> numpy.ndarray:
    blurred = numpy.asarray(picture.filter(ImageFilter.GaussianBlur(BLUR)), dtype=float)
    rows, columns = (side // CELL for side in blurred.shape)
    return blurred[: rows * CELL, : columns * CELL].reshape(rows, CELL, columns, CELL).mean(axis=(1, 3))


def difference(one: Image.Image, other: Image.Image) -> float:
    """By how many levels of grey the cell differs that differs most."""
    assert one.size == other.size
    return float(numpy.abs(cells(one) - cells(other)).max())


def kept(name: str) -> Image.Image:
    return Image.open(FOLDER / f"{name}.png").convert("L")


def compare(name: str, picture: Image.Image) -> None:
    if os.environ.get("RENEW_GOLDEN"):
        target = io.BytesIO()
        few = picture.point(lambda level: round(level / STEP) * STEP)
        few.quantize(256 // STEP + 1).save(target, "PNG", optimize=True, bits=4)
        (FOLDER / f"{name}.png").write_bytes(target.getvalue())
        return
    assert difference(picture, kept(name)) <= LIMIT, name


@pytest.mark.parametrize("languages", SETS)
def test_the_pages_look_as_they_were_looked_at(tinja, languages):
    rendered = render_charter(report(tinja, languages), "LOGP/2026/0007", "7KD3MNXY")
    name = "-".join(languages)
    pages = drawn(rendered.pdf)
    for number, page in enumerate(pages, start=1):
        compare(f"{name}-{number}", page)
    assert len(pages) == len(list(FOLDER.glob(f"{name}-[0-9].png")))
    box = rendered.boxes["signature"]
    assert (box.page, round(box.x0), round(box.x1)) == (len(pages), 20, 100)
    assert (box.y0, box.y1) == pytest.approx((top := TOPS[name], top + 40), abs=NEAR)


def test_the_signature_page_looks_as_it_was_looked_at(progress, focal_point, monkeypatch):
    monkeypatch.setattr("documents.models.new_code", lambda: "7KD3MNXY")
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=False):
        charter = signing.issue(progress, by=focal_point)
        edition = signed(charter, focal_point)
    compare("signed-ar-fr", drawn(edition.file.read())[charter.signature_page - 1])


def one_page(tinja) -> Image.Image:
    return drawn(render_charter(report(tinja, ("ar", "fr", "en")), "LOGP/2026/0007", "7KD3MNXY").pdf)[1]


def test_half_closed_eyes_see_what_matters_and_not_a_fraction_of_a_point(tinja):
    """A page moved by a sixth of a millimetre is the same page; each of the other changes is seen."""
    page = one_page(tinja)
    fraction = page.transform(page.size, Image.Transform.AFFINE, (1, 0, 0.65, 0, 1, 0.65), Image.Resampling.BICUBIC)
    assert difference(page, fraction) <= LIMIT
    line_lower = Image.new("L", page.size, 255)
    line_lower.paste(page, (0, 12))
    smaller = Image.new("L", page.size, 255)
    smaller.paste(page.resize((round(page.width * 0.97), round(page.height * 0.97))), (12, 0))
    bolder = page.filter(ImageFilter.MinFilter(3))
    lost = page.copy()
    lost.paste(255, (80, 560, 330, 578))
    for what, changed in {"lower": line_lower, "smaller": smaller, "bolder": bolder, "lost": lost}.items():
        assert difference(page, changed) > 2 * LIMIT, what
