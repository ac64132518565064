"""Looks at signed sheets: lays each onto the page it is taken for, draws it straight and clean, and looks for ink."""

import io
from typing import Any

import numpy
import PIL.Image
import PIL.ImageFilter
import pypdfium2

from .inking import ink_in_box
from .lightness import Array
from .perspective import leaned
from .picturing import page_images
from .poor import codes_of_poor
from .reading import codes_of
from .refused import Refused
from .registering import IssuedPage, Laid, applied, by_corners, by_edges, laid_out, lay, solved

LOOKING_DPI = 190
ISSUED_DPI = 150
SHOWN_DPI = 110
QUALITY = 80
MM_A_POINT = 25.4 / 72
# Around the signature box, to find its frame again.
AROUND_MM = 8.0
INK_DOTS_A_MM = 5.0


def look(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """`data` is the scan, then the issued PDF; the option `scan_size` tells where one ends.

    Answer: one look a place, in the order of the option `places` ([sheet, page], from 1), and the JPEGs' sizes.
    """
    scan, issued = data[: options["scan_size"]], data[options["scan_size"] :]
    looks, blobs = [], []
    for sheet, page in options["places"]:
        box = options["box"] if page == options["signature_page"] else None
        found, blob = look_at_sheet(scan, issued, sheet, page, options["max_pixels"], box)
        looks.append({"sheet": sheet, "page": page, **found})
        blobs.append(blob)
    return {"looks": looks, "sizes": [len(blob) for blob in blobs]}, blobs


def look_at_sheet(
    scan: bytes, issued: bytes, sheet: int, page: int, max_pixels: int, box: list[float] | None
) -> tuple[dict[str, Any], bytes]:
    pictures = page_images(scan, dpi=LOOKING_DPI, first=sheet, last=sheet, max_pixels=max_pixels, grey=False)[1]
    number_and_picture = next(pictures, None)
    if number_and_picture is None:
        raise Refused("broken")
    picture = number_and_picture[1]
    blank, width_mm, height_mm = issued_page(issued, page)
    laid, turn = laid_sheet(picture, IssuedPage(blank, width_mm, height_mm), blank)
    if laid is None:
        upright = picture.rotate(turn, expand=True, fillcolor=(255, 255, 255)) if turn else picture
        upright.thumbnail((round(SHOWN_DPI * 11.7),) * 2)
        return {"aligned": False, "ink": None}, jpeg(upright)
    ink = None
    if box:
        corner, size = place_of(box)
        dots = INK_DOTS_A_MM
        seen = laid_out(picture, laid.matrix, corner, size, dots)
        printed = laid_out(blank, numpy.diag([ISSUED_DPI / 25.4, ISSUED_DPI / 25.4, 1]), corner, size, dots)
        ink = ink_in_box(seen, printed, margin=round(AROUND_MM * dots), dots_a_mm=dots)
    dots = SHOWN_DPI / 25.4
    shown = laid_out(picture, laid.matrix, (0, 0), (round(width_mm * dots), round(height_mm * dots)), dots)
    return {"aligned": True, "ink": ink}, jpeg(cleaned(shown))


def place_of(box: list[float]) -> tuple[tuple[float, float], tuple[int, int]]:
    """The top left corner in mm and the size in pixels of the box with what is around it."""
    left, top, right, bottom = box
    return (left - AROUND_MM, top - AROUND_MM), (
        round((right - left + 2 * AROUND_MM) * INK_DOTS_A_MM),
        round((bottom - top + 2 * AROUND_MM) * INK_DOTS_A_MM),
    )


def issued_page(issued: bytes, page: int) -> tuple[PIL.Image.Image, float, float]:
    """The page as it was issued, grey, and its size in millimetres."""
    document = pypdfium2.PdfDocument(issued)
    drawn = document[page - 1]
    width, height = drawn.get_size()
    return (
        drawn.render(scale=ISSUED_DPI / 72, grayscale=True).to_pil(),
        width * MM_A_POINT,
        height * MM_A_POINT,
    )


def laid_sheet(picture: PIL.Image.Image, page: IssuedPage, blank: PIL.Image.Image) -> tuple[Laid | None, int]:
    """The picture laid onto the page, or None when it is not that page; and by how much it lies turned."""
    grey = picture.convert("L")
    codes = codes_of(grey) or codes_of_poor(grey)
    [own, *_] = [*codes_of(blank), None]
    if own is None or not codes:
        best = laid_by_edges(grey, page)
        return (best if best.is_good else None), 0
    code = next((code for code in codes if code["text"].partition("://")[2] == own["text"].partition("://")[2]), None)
    if code is None:
        return None, codes[0]["turn"]
    places = numpy.array(own["corners"]) * [page.width_mm, page.height_mm]
    laid = laid_by_code(grey, page, places, numpy.array(code["corners"]) * picture.size)
    return (laid if laid.is_good else None), code["turn"]


def laid_by_code(grey: PIL.Image.Image, page: IssuedPage, places: Array, seen: Array) -> Laid:
    """From the corners of the code on the page and on the picture; with perspective if the sheet does not lie flat."""
    near = tuple(places.mean(axis=0))
    small, factor = reduced(grey, by_corners(places, seen))
    laid = lay(small, page, by_corners(places, seen / factor), near=near)
    if not laid.is_good:
        skewed = solved(places, seen / factor, numpy.ones(4), perspective=False)
        lean = leaned(small, page.picture, (page.width_mm, page.height_mm), skewed, near)
        laid = max(laid, lay(small, page, lean, near=None), key=lambda laid: laid.share)
    return enlarged(laid, factor)


def laid_by_edges(grey: PIL.Image.Image, page: IssuedPage) -> Laid:
    """A sheet without a code: the picture shows the page and nothing else, whichever way up."""
    tried = []
    for turn in range(4):
        small, factor = reduced(grey, by_edges(page, grey, turn))
        shrunk = numpy.diag([1 / factor, 1 / factor, 1]) @ by_edges(page, grey, turn)
        tried.append(enlarged(lay(small, page, shrunk, near=None), factor))
    return max(tried, key=lambda laid: laid.share)


def reduced(grey: PIL.Image.Image, matrix: Array) -> tuple[PIL.Image.Image, int]:
    """The picture made small enough to be quick, at about three points a millimetre, and by how much."""
    here, there = applied(matrix, numpy.array([[0.0, 0.0], [0.0, 10.0]]))
    factor = max(1, round(float(numpy.hypot(*(here - there))) / 10 / 3.2))
    return grey.reduce(factor), factor


def enlarged(laid: Laid, factor: int) -> Laid:
    return Laid(numpy.diag([factor, factor, 1]) @ laid.matrix, laid.share, laid.found)


def cleaned(picture: PIL.Image.Image) -> PIL.Image.Image:
    """White paper and even light; the writing keeps its colour."""
    small = picture.reduce(8).filter(PIL.ImageFilter.MaxFilter(7)).filter(PIL.ImageFilter.GaussianBlur(4))
    light = numpy.asarray(small.resize(picture.size, PIL.Image.Resampling.BILINEAR), dtype=numpy.float32)
    dots = numpy.asarray(picture, dtype=numpy.float32) / numpy.maximum(light, 24)
    # The lightest tenth is paper, and the grain of the sensor with it.
    return PIL.Image.fromarray(numpy.clip((dots - 0.12) / 0.80 * 255, 0, 255).astype(numpy.uint8))


def jpeg(picture: PIL.Image.Image) -> bytes:
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=QUALITY)
    return output.getvalue()
