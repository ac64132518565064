"""Pictures of pages."""

import io
from collections.abc import Iterator
from typing import Any

import PIL.Image
import PIL.ImageOps
import PIL.JpegImagePlugin
import PIL.MpoImagePlugin
import PIL.PngImagePlugin
import pypdfium2

from .inspecting import PICTURE_ERRORS
from .kinds import PDF, kind_of
from .refused import Refused

# A page drawn at any resolution stays below this many pixels a side: a page may claim to be as large as a field.
LONGEST_SIDE = 3000


def page_images(
    data: bytes, *, dpi: int, first: int, last: int, max_pixels: int, grey: bool
) -> tuple[int, Iterator[tuple[int, PIL.Image.Image]]]:
    """How many pages the paper has, and (number from 1, picture) for those from `first` to `last`."""
    if kind_of(data) != PDF:
        return 1, iter([(1, photograph(data, dpi=dpi, max_pixels=max_pixels, grey=grey))] if first == 1 else [])
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Refused("broken") from error
    return pages, drawn(document, range(first, min(last, pages) + 1), dpi, grey)


def drawn(
    document: pypdfium2.PdfDocument, numbers: range, dpi: int, grey: bool
) -> Iterator[tuple[int, PIL.Image.Image]]:
    for number in numbers:
        try:
            page = document[number - 1]
            scale = min(dpi / 72, LONGEST_SIDE / max(*page.get_size(), 1))
            yield number, page.render(scale=scale, grayscale=grey, may_draw_forms=False).to_pil()
            page.close()
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise Refused("broken") from error


def photograph(data: bytes, *, dpi: int, max_pixels: int, grey: bool) -> PIL.Image.Image:
    """The picture the right way up by its EXIF, as large as an A4 page at `dpi`."""
    PIL.Image.MAX_IMAGE_PIXELS = None
    try:
        picture = PIL.Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        if picture.width * picture.height > max_pixels:
            raise Refused("too_many_pixels")
        side = round(dpi * 11.7)
        picture.draft("L" if grey else "RGB", (side, side))
        picture.load()
    except PICTURE_ERRORS as error:
        raise Refused("broken") from error
    picture.thumbnail((side, side), PIL.Image.Resampling.BOX if grey else PIL.Image.Resampling.LANCZOS)
    upright = PIL.ImageOps.exif_transpose(picture)
    if upright.mode in {"RGBA", "LA", "P", "PA"}:
        # A page is white where a scan is see-through.
        upright = upright.convert("RGBA")
        paper = PIL.Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright)
        upright = paper
    return upright.convert("L" if grey else "RGB")


def pictures(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer: pages of the paper and the sizes of the PNGs that follow."""
    pages, images = page_images(data, grey=False, **options)
    blobs = []
    for _, image in images:
        output = io.BytesIO()
        image.save(output, "PNG", compress_level=4)
        blobs.append(output.getvalue())
    return {"pages": pages, "sizes": [len(blob) for blob in blobs]}, blobs
