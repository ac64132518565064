"""Says what a paper is and whether it may be taken."""

import io
import struct
import zlib
from typing import Any

import PIL.Image
import PIL.JpegImagePlugin
import PIL.MpoImagePlugin
import PIL.PngImagePlugin

from .kinds import JPEG, PDF, is_archive_too, is_something_else, kind_of
from .pdf import inspect_pdf
from .refused import Refused

# Pillow imports the formats at the first picture, when no file can be opened any more.
PIL.Image.preinit()

PICTURE_ERRORS = (OSError, SyntaxError, ValueError, IndexError, struct.error, zlib.error)


def inspect(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer: media_type, pages, marks, width and height (pixels of a picture, points of a PDF's first page).

    `data` is the paper, followed by our own document with the attachments that may stand in it, if there is one: the
    option `ours` tells the size of that, or is None.
    """
    size = options.pop("ours", None)
    data, ours = (data, None) if size is None else (data[:-size], data[-size:])
    kind = kind_of(data)
    found = inspect_pdf(data, ours=ours, **options) if kind == PDF else inspect_picture(data, kind, **options)
    return {"media_type": kind, **found}, []


def inspect_picture(data: bytes, kind: str, *, max_pixels: int, max_pages: int) -> dict[str, Any]:
    marks = []
    picture = open_picture(data, max_pixels)
    width, height = picture.size
    if kind == JPEG:
        # Phones append previews, depth maps and short films to a photograph: told, not refused.
        tail = jpeg_tail(data)
        if tail:
            marks.append("tail")
        if is_archive_too(data) or is_something_else(tail):
            raise Refused("polyglot")
        picture.draft("RGB", (picture.width // 4, picture.height // 4))
    else:
        if getattr(picture, "is_animated", False):
            raise Refused("animated")
        tail = png_tail(data)
        if tail:
            raise Refused("polyglot" if is_archive_too(data) or is_something_else(tail) else "trailing_bytes")
    try:
        picture.load()
    except PICTURE_ERRORS as error:
        raise Refused("broken") from error
    if kind == JPEG and picture.getexif().get_ifd(0x8825):
        marks.append("place")
    return {"pages": 1, "width": width, "height": height, "marks": marks}


def open_picture(data: bytes, max_pixels: int) -> PIL.Image.Image:
    """The picture, header read, nothing decoded yet."""
    # Our own limit stands below Pillow's, which only warns until twice its size.
    PIL.Image.MAX_IMAGE_PIXELS = None
    try:
        picture = PIL.Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except PICTURE_ERRORS as error:
        raise Refused("broken") from error
    if picture.width * picture.height > max_pixels:
        raise Refused("too_many_pixels")
    return picture


def jpeg_tail(data: bytes) -> bytes:
    """What follows the end of the first picture in a JPEG file."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:
            break
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    end = data.find(b"\xff\xd9", at)
    return data[end + 2 :].strip(b"\x00\r\n ") if end >= 0 else b""


def png_tail(data: bytes) -> bytes:
    end = data.find(b"IEND\xaeB`\x82")
    return data[end + 8 :] if end >= 0 else b""
