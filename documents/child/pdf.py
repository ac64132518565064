"""What a PDF holds, without running or drawing more of it than must be."""

import io
import re
import time
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

from .attaching import check_files, holds_file
from .kinds import has_markup, is_archive_too, is_something_else
from .refused import Refused

SPACE = b"\x00\t\n\x0c\r "
# A text or vector page of a dense map inflates to a few MiB; a bomb to hundreds.
MAX_INFLATED = 64 * 1024 * 1024
DRAWING_SECONDS = 1.0
ENCRYPTED = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
IMAGE_FILTERS = {"/DCTDecode", "/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode"}
RUNNING_ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch_action",
    "/GoToE": "embedded_files",
    "/SubmitForm": "active_content",
    "/ImportData": "active_content",
    "/Rendition": "active_content",
    "/Movie": "active_content",
    "/Sound": "active_content",
    "/GoToR": "active_content",
    "/RichMediaExecute": "active_content",
}
RUNNING_ANNOTATIONS = {
    "/FileAttachment": "embedded_files",
    "/RichMedia": "active_content",
    "/3D": "active_content",
    "/Movie": "active_content",
    "/Sound": "active_content",
    "/Screen": "active_content",
}


def inspect_pdf(data: bytes, *, max_pixels: int, max_pages: int, ours: bytes | None = None) -> dict[str, Any]:
    check_ends(data)
    # Asked before qpdf: it wants a source of random numbers for what is encrypted, and here no file can be opened.
    if ENCRYPTED.search(data):
        raise Refused("encrypted")
    try:
        pdf = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Refused("encrypted") from error
    except (pikepdf.PdfError, ValueError, TypeError) as error:
        raise Refused("broken") from error
    if pdf.is_encrypted:
        raise Refused("encrypted")
    try:
        pages = len(pdf.pages)
        if pages > max_pages:
            raise Refused("too_many_pages")
        if not pages:
            raise Refused("broken")
        marks = walk(pdf, max_pixels, ours)
        # A damaged structure that still reads is told; one that nests without end is not read at all.
        warnings = " ".join(str(warning) for warning in pdf.get_warnings())
        if "nested" in warnings or "depth" in warnings:
            raise Refused("broken")
        if warnings:
            marks.add("repaired")
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, UnicodeDecodeError) as error:
        raise Refused("broken") from error
    width, height = draw(data, pages)
    return {"pages": pages, "width": width, "height": height, "marks": sorted(marks)}


def check_ends(data: bytes) -> None:
    """Refuses what stands before or behind the PDF, and a PDF that stops half-way."""
    if is_archive_too(data) or has_markup(data[:1024]):
        raise Refused("polyglot")
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Refused("broken")
    tail = data[end + 5 :].strip(SPACE)
    if not tail:
        return
    if is_something_else(tail):
        raise Refused("polyglot")
    # The %%EOF of the first half of a linearised file points nowhere: what follows it is the paper, cut off.
    pointer = re.search(rb"startxref\s+(\d+)\s+$", data[max(0, end - 64) : end])
    whole = pointer and re.match(rb"\s*(xref|\d+\s+\d+\s+obj)", data[int(pointer[1]) : int(pointer[1]) + 32])
    raise Refused("trailing_bytes" if whole else "broken")


def walk(pdf: pikepdf.Pdf, max_pixels: int, ours: bytes | None) -> set[str]:
    """Looks at every object, used or not. Returns the marks; refuses what runs, hides or explodes."""
    marks: set[str] = set()
    if "/XFA" in pdf.Root.get("/AcroForm", {}):
        raise Refused("xfa")
    if "/JavaScript" in pdf.Root.get("/Names", {}):
        raise Refused("javascript")
    holding = []
    for value in containers(pdf):
        look(value, marks)
        if isinstance(value, pikepdf.Stream):
            weigh(value, max_pixels)
        if holds_file(value):
            holding.append(value)
    check_files(pdf, holding, ours)
    return marks


def containers(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream of the file, used or not, and those inside others."""
    for item in pdf.objects:
        stack = [(item, 0)]
        while stack:
            value, depth = stack.pop()
            if depth > 200:
                raise Refused("broken")
            if isinstance(value, pikepdf.Array):
                stack.extend((child, depth + 1) for child in value if is_direct_container(child))
            elif isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
                yield value
                stack.extend((child, depth + 1) for _, child in value.items() if is_direct_container(child))


def is_direct_container(value: object) -> bool:
    return isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect


def look(value: pikepdf.Object, marks: set[str]) -> None:
    keys = value.keys()
    if "/JS" in keys:
        raise Refused("javascript")
    if "/XFA" in keys:
        raise Refused("xfa")
    if "/S" in keys and (reason := RUNNING_ACTIONS.get(name(value, "/S"))):
        raise Refused(reason)
    if "/URI" in keys:
        marks.add("links")
    if "/ByteRange" in keys:
        marks.add("signed")
    subtype = name(value, "/Subtype")
    if "/Rect" in keys and subtype:
        if reason := RUNNING_ANNOTATIONS.get(subtype):
            raise Refused(reason)
        if subtype == "/Widget":
            marks.add("form")
        elif subtype not in {"/Link", "/Popup"}:
            marks.add("comments")


def name(value: pikepdf.Object, key: str) -> str:
    found = value.get(key)
    return str(found) if isinstance(found, pikepdf.Name) else ""


def weigh(stream: pikepdf.Stream, max_pixels: int) -> None:
    """Refuses a stream that would fill the memory of whoever opens it."""
    stated: Any = stream.get("/Filter", [])
    filters = [str(stated)] if isinstance(stated, pikepdf.Name) else [str(each) for each in stated]
    if name(stream, "/Subtype") == "/Image":
        if int(stream.get("/Width", 0)) * int(stream.get("/Height", 0)) > max_pixels:
            raise Refused("too_many_pixels")
        if len(filters) <= 1:
            return
    if not filters or (filters[-1] in IMAGE_FILTERS and len(filters) == 1):
        return
    data = stream.read_raw_bytes()
    for each in filters:
        if each in IMAGE_FILTERS:
            return
        if each not in {"/FlateDecode", "/Fl"}:
            # Less common and bounded by the memory of this process.
            stream.read_bytes()
            return
        data = inflate(data)


def inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(data, MAX_INFLATED)
    except zlib.error:
        # Damage is for the drawing to judge: a scanner's wrong checksum does not make a paper unreadable.
        return b""
    if inflater.unconsumed_tail:
        raise Refused("too_heavy")
    return plain


def draw(data: bytes, pages: int) -> tuple[float, float]:
    """Draws page after page, small, as long as the time allows: a paper is one that can be looked at."""
    started = time.monotonic()
    try:
        document = pypdfium2.PdfDocument(data)
        width, height = document[0].get_size()
        for index in range(pages):
            page = document[index]
            longest = max(page.get_size())
            page.render(scale=400 / max(longest, 1), grayscale=True, may_draw_forms=False)
            page.close()
            if time.monotonic() - started > DRAWING_SECONDS:
                break
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise Refused("broken") from error
    return width, height
