"""Reads the QR codes of pages, those of poor scans too."""

import time
from collections.abc import Iterator
from typing import Any

import PIL.Image
import PIL.ImageChops
import PIL.ImageFilter
import PIL.ImageOps
import zxingcpp

from .picturing import page_images

MAX_CODES = 8
# Processor time for one page that gives no code at once, and for all the pages of one process.
SECONDS_A_PAGE = 1.2
SECONDS = 3.8
HARD_DPI = 220
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer: pages of the paper; for each page read, its number, size in pixels, and what was found on it.

    With the option `hard`, a page that gives no code at once is sharpened, evened and cut until it gives one.
    """
    hard = options.pop("hard", False)
    pages, images = page_images(data, grey=True, **options)
    read = []
    for number, image in images:
        found = codes_of(image)
        if hard and not found:
            found = codes_of_poor(image)
        read.append({"number": number, "width": image.width, "height": image.height, "codes": found})
    return {"pages": pages, "read": read}, []


def codes_of(
    image: PIL.Image.Image, binarizer: zxingcpp.Binarizer = zxingcpp.Binarizer.LocalAverage
) -> list[dict[str, Any]]:
    """Of each code its text, turn, centre in pixels, and corners as shares of width and height in its own order."""
    return [
        {
            "text": code.text[:1000],
            "turn": turn_of(code.orientation),
            "x": (code.position.top_left.x + code.position.bottom_right.x) / 2,
            "y": (code.position.top_left.y + code.position.bottom_right.y) / 2,
            "corners": [
                [corner.x / image.width, corner.y / image.height]
                for corner in (
                    code.position.top_left,
                    code.position.top_right,
                    code.position.bottom_right,
                    code.position.bottom_left,
                )
            ],
        }
        for code in zxingcpp.read_barcodes(image, formats=QR_CODES, binarizer=binarizer)[:MAX_CODES]
        if code.valid
    ]


def codes_of_poor(image: PIL.Image.Image) -> list[dict[str, Any]]:
    """The codes of a grey picture in which none was found, from the first of several treatments that shows any."""
    started = time.process_time()
    if is_blank(image):
        return []
    for treated, left, top, scale in treatments(image):
        for binarizer in (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram):
            if found := codes_of(treated, binarizer):
                return [placed(code, treated, image, left, top, scale) for code in found]
            spent = time.process_time()
            if spent - started > SECONDS_A_PAGE or spent > SECONDS:
                return []
    return []


def is_blank(image: PIL.Image.Image) -> bool:
    """True for the white back of a sheet: nothing on it is dark against what lies around it."""
    small = image.reduce(max(1, image.width // 400)).filter(PIL.ImageFilter.MedianFilter(3))
    light = small.filter(PIL.ImageFilter.MaxFilter(9))
    darkest: int = PIL.ImageChops.subtract(light, small).getextrema()[1]
    return darkest < 30


def treatments(image: PIL.Image.Image) -> Iterator[tuple[PIL.Image.Image, int, int, float]]:
    """Pictures in which a code may show: each with the corner of `image` it was cut at and how much it was enlarged."""
    even = evened(image)
    yield even, 0, 0, 1
    yield even.filter(PIL.ImageFilter.GaussianBlur(1.2)), 0, 0, 1
    # Our code stands in a corner of the page: the four corners, enlarged, the blurred code first.
    wide, high = round(image.width * 0.45), round(image.height * 0.32)
    for left, top in (
        (0, image.height - high),
        (image.width - wide, image.height - high),
        (0, 0),
        (image.width - wide, 0),
    ):
        part = even.crop((left, top, left + wide, top + high))
        scale = 2 if max(image.size) < 2600 else 1.5
        part = part.resize((round(wide * scale), round(high * scale)), PIL.Image.Resampling.BICUBIC)
        yield part.filter(PIL.ImageFilter.UnsharpMask(radius=5, percent=250, threshold=0)), left, top, scale
    yield even.filter(PIL.ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0)), 0, 0, 1
    yield even.filter(PIL.ImageFilter.MedianFilter(3)), 0, 0, 1


def evened(image: PIL.Image.Image) -> PIL.Image.Image:
    """The grey picture under even light: each point against the lightest in its neighbourhood."""
    small = image.reduce(8).filter(PIL.ImageFilter.MaxFilter(5)).filter(PIL.ImageFilter.GaussianBlur(3))
    light = small.resize(image.size, PIL.Image.Resampling.BILINEAR)
    return PIL.ImageOps.autocontrast(PIL.ImageChops.invert(PIL.ImageChops.subtract(light, image)), cutoff=1)


def placed(
    code: dict[str, Any], treated: PIL.Image.Image, image: PIL.Image.Image, left: int, top: int, scale: float
) -> dict[str, Any]:
    """The code with its place in `image`, of which `treated` is a part."""
    corners = [
        [(x * treated.width / scale + left) / image.width, (y * treated.height / scale + top) / image.height]
        for x, y in code["corners"]
    ]
    return {**code, "x": code["x"] / scale + left, "y": code["y"] / scale + top, "corners": corners}


def turn_of(orientation: int) -> int:
    """Degrees by which the page lies turned clockwise, from -179 to 180; 0 is upright, 180 upside down."""
    turn = orientation % 360
    return turn - 360 if turn > 180 else turn
