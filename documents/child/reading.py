"""Reads the QR codes of pages."""

from typing import Any

import PIL.Image
import zxingcpp

from .picturing import page_images

MAX_CODES = 8


def codes(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer: pages of the paper; for each page read, its number, size in pixels, and what was found on it."""
    pages, images = page_images(data, grey=True, **options)
    read = [
        {"number": number, "width": image.width, "height": image.height, "codes": codes_of(image)}
        for number, image in images
    ]
    return {"pages": pages, "read": read}, []


def codes_of(image: PIL.Image.Image) -> list[dict[str, Any]]:
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [
        {
            "text": code.text[:1000],
            "turn": turn_of(code.orientation),
            "x": (code.position.top_left.x + code.position.bottom_right.x) / 2,
            "y": (code.position.top_left.y + code.position.bottom_right.y) / 2,
        }
        for code in found[:MAX_CODES]
        if code.valid
    ]


def turn_of(orientation: int) -> int:
    """Degrees by which the page lies turned clockwise, from -179 to 180; 0 is upright, 180 upside down."""
    turn = orientation % 360
    return turn - 360 if turn > 180 else turn
