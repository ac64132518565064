"""Reads the QR codes of pages."""

from typing import Any

import PIL.Image
import zxingcpp

from .picturing import page_images

MAX_CODES = 8
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer: pages of the paper; for each page read, its number, size in pixels, and what was found on it."""
    pages, images = page_images(data, grey=True, **options)
    return {"pages": pages, "read": [read_page(number, image, codes_of(image)) for number, image in images]}, []


def read_page(number: int, image: PIL.Image.Image, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"number": number, "width": image.width, "height": image.height, "codes": found}


def codes_of(image: PIL.Image.Image) -> list[dict[str, Any]]:
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
        for code in zxingcpp.read_barcodes(image, formats=QR_CODES)[:MAX_CODES]
        if code.valid
    ]


def turn_of(orientation: int) -> int:
    """Degrees by which the page lies turned clockwise, from -179 to 180; 0 is upright, 180 upside down."""
    turn = orientation % 360
    return turn - 360 if turn > 180 else turn
