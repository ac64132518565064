"""The only door for untrusted papers: each is opened in a process of its own, with limits (documents/child).

A paper is what somebody uploaded: until `inspect` has answered without a refusal, nothing about it is believed, and its
bytes are never parsed in this process. Bad content never raises here: it is told by a Refusal.

A paper with another file inside is refused: no reviewer would see that file. The exception is what the product attached
itself to a document it issued, so that this document can come back as it is or signed: the caller hands over our own
bytes (`ours`), and what is attached there, and nothing else, may be attached in the paper.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .codes import read_page_address
from .models import StoredFile

logger = logging.getLogger(__name__)

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 40
MAX_PIXELS = 40_000_000
# By the clock: the child itself stops after five seconds of processor time, which a busy machine spreads out.
SECONDS = 15
# Enough pages in one process to spare the start, few enough to stay within its time on a slow machine.
PAGES_AT_ONCE = 8
READING_DPI = 170
# Sheets without a code of ours in a file that are looked at once more, at length, and the seconds all of them get.
POOR_SHEETS = 12
POOR_SECONDS = 15


class Refusal(models.TextChoices):
    """Why a paper is not taken. The label says what happened and what to do about it; so does `message`."""

    EMPTY = "empty", _("The file is empty. Choose the file again, or make a new scan.")
    NOT_PDF_OR_IMAGE = (
        "not_pdf_or_image",
        _("This file is not a PDF, a JPEG or a PNG, whatever its name says. Save or scan the paper as a PDF."),
    )
    OFFICE_FILE = "office_file", _("This is a word-processor file. Open it, choose “Save as PDF”, and send the PDF.")
    PHONE_FORMAT = (
        "phone_format",
        _(
            "This is a photo in the HEIC format, which many computers cannot open. "
            "Set the phone's camera to “Most compatible” (JPEG) and take the photo again, or scan to PDF."
        ),
    )
    TOO_LARGE = "too_large", _("The file is larger than 20 MB. Scan it again at 150 or 200 dpi, in grey.")
    TOO_MANY_PAGES = "too_many_pages", _("The paper has more than 40 pages. Send only the pages that are asked for.")
    TOO_MANY_PIXELS = (
        "too_many_pixels",
        _("A picture in the file has more than 40 million points. Scan it again at 150 or 200 dpi."),
    )
    JAVASCRIPT = (
        "javascript",
        _("The PDF contains a program (JavaScript). Print it to a new PDF, or print and scan it."),
    )
    LAUNCH_ACTION = (
        "launch_action",
        _("The PDF tries to start another program. Print it to a new PDF, or print and scan it."),
    )
    ACTIVE_CONTENT = (
        "active_content",
        _("The PDF contains film, sound, or a button that sends data. Print it to a new PDF, or print and scan it."),
    )
    EMBEDDED_FILES = (
        "embedded_files",
        _("Another file is attached inside the PDF. Send that file on its own, and the PDF without it."),
    )
    XFA = "xfa", _("The PDF is an interactive form (XFA) that not every reader can show. Print it to a new PDF.")
    ENCRYPTED = (
        "encrypted",
        _("The PDF is locked with a password or with restrictions. Send a copy without them, or print and scan it."),
    )
    TRAILING_BYTES = (
        "trailing_bytes",
        _("Something that does not belong to the paper follows its end. Print it to a new PDF, or scan it again."),
    )
    LEADING_BYTES = (
        "leading_bytes",
        _("Something that does not belong to the paper stands before its beginning. Print it to a new PDF."),
    )
    POLYGLOT = (
        "polyglot",
        _("The file is a paper and something else at once, such as an archive or a web page. Scan the paper again."),
    )
    ANIMATED = "animated", _("The picture is animated. Send one still picture of the paper.")
    BROKEN = "broken", _("The file is damaged or cut off and cannot be opened. Send it again, or make a new scan.")
    TOO_SLOW = "too_slow", _("Opening the file takes too long. Print it to a new PDF, or scan it again.")
    TOO_HEAVY = "too_heavy", _("Opening the file needs too much memory. Print it to a new PDF, or scan it again.")

    @property
    def message(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Inspection:
    """What a paper is.

    `width` and `height`: pixels of a picture, points (1/72 inch) of the first page of a PDF; 0 when refused.
    `marks`, for the reviewer to know: "signed" (holds an electronic signature), "form", "comments", "links",
    "repaired" (damaged, but all of it reads), "place" (the photo tells where it was taken), "tail" (a phone's extras).
    """

    media_type: str | None = None
    pages: int = 0
    refusal: Refusal | None = None
    marks: list[str] = field(default_factory=list)
    width: float = 0
    height: float = 0


@dataclass(frozen=True)
class Code:
    """A QR code found on a page: its text, its centre in pixels of the picture read, and how the page lies.

    `turn_degrees` runs clockwise from -179 to 180: 0 is upright, 180 upside down. `corners` are shares of the page's
    width and height, from the code's own top left corner clockwise.
    """

    text: str
    turn_degrees: int
    x: float
    y: float
    corners: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class PageReading:
    """The codes of one page. `index` counts from 0; with a `refusal` the page could not be looked at."""

    index: int
    width: int
    height: int
    codes: tuple[Code, ...] = ()
    refusal: Refusal | None = None


# What the child found, and the files that came with it.
Answer = tuple[dict[str, Any], list[bytes]] | Refusal


def inspect(data: bytes, *, ours: bytes | None = None) -> Inspection:
    """What the paper is, and whether it may be taken. Never raises for what the paper holds.

    `ours`: the bytes of a document that we made, never what somebody sent. A file attached in the paper passes when
    the same file (SHA-256 of its content, names, description, dates) is attached in `ours`; any other one is refused
    as ever: a changed or renamed one, one more beside ours, ours twice.
    """
    if not data:
        return Inspection(refusal=Refusal.EMPTY)
    if len(data) > MAX_BYTES:
        return Inspection(refusal=Refusal.TOO_LARGE)
    answer = open_in_child(
        data + (ours or b""), "inspect", max_pixels=MAX_PIXELS, max_pages=MAX_PAGES, ours=len(ours) if ours else None
    )
    if isinstance(answer, Refusal):
        return Inspection(refusal=answer)
    return Inspection(**answer[0])


def page_pictures(paper: StoredFile | bytes, *, dpi: int = 110, first: int = 1, last: int | None = None) -> list[bytes]:
    """PNGs of the pages from `first` to `last` (both counted from 1, both included; None means to the end).

    Pages that cannot be drawn within the limits are left out.
    """
    pictures: list[bytes] = []
    for _numbers, answer in _in_batches(_bytes_of(paper), "pictures", first, last or MAX_PAGES, dpi=dpi):
        if isinstance(answer, Refusal):
            break
        pictures += answer[1]
    return pictures


def read_codes(paper: StoredFile | bytes, *, last: int = MAX_PAGES, at_length: bool = True) -> list[PageReading]:
    """The QR codes of every page up to `last`, in page order. An empty list when the paper cannot be opened at all.

    `at_length` False leaves out the second look at pages on which no code of ours was found: seconds for each.
    """
    data = _bytes_of(paper)
    readings: list[PageReading] = []
    for numbers, answer in _in_batches(data, "codes", 1, last, dpi=READING_DPI):
        if not isinstance(answer, Refusal):
            readings += [_reading(page) for page in answer[0]["read"]]
        elif readings:
            readings += [PageReading(number - 1, 0, 0, refusal=answer) for number in numbers]
        else:
            break
    if not at_length:
        return readings
    unread = [reading.index for reading in readings if not any(read_page_address(code.text) for code in reading.codes)]
    started = time.monotonic()
    for index in unread[:POOR_SHEETS]:
        if time.monotonic() - started < POOR_SECONDS:
            readings[index] = _read_poor(data, readings[index])
    return readings


def _read_poor(data: bytes, reading: PageReading) -> PageReading:
    """A page on which no code of ours was found, read again with every treatment there is."""
    number = reading.index + 1
    answer = open_in_child(data, "poor_codes", first=number, last=number, max_pixels=MAX_PIXELS, dpi=READING_DPI)
    if isinstance(answer, Refusal) or not answer[0]["read"]:
        return reading
    again = _reading(answer[0]["read"][0])
    return again if again.codes else reading


def _in_batches(data: bytes, task: str, first: int, last: int, **options: Any) -> Iterator[tuple[range, Answer]]:
    """The child's answers for pages `first` to `last`, a few at a time; one by one once that was slow."""
    start, at_once = first, PAGES_AT_ONCE
    while start <= last:
        stop = min(start + at_once - 1, last)
        answer = open_in_child(data, task, first=start, last=stop, max_pixels=MAX_PIXELS, **options)
        if answer is Refusal.TOO_SLOW and stop > start:
            at_once = 1
            continue
        if not isinstance(answer, Refusal):
            last = min(last, answer[0]["pages"])
        yield range(start, min(stop, last) + 1), answer
        start = stop + 1


def _reading(page: dict[str, Any]) -> PageReading:
    codes = tuple(
        Code(code["text"], code["turn"], code["x"], code["y"], tuple((x, y) for x, y in code["corners"]))
        for code in page["codes"]
    )
    return PageReading(page["number"] - 1, page["width"], page["height"], codes)


def _bytes_of(paper: StoredFile | bytes) -> bytes:
    return paper.read() if isinstance(paper, StoredFile) else paper


def open_in_child(data: bytes, task: str, **options: Any) -> Answer:
    """Runs the child on `data`. Its answer and the pictures that followed, or why there are none."""
    with tempfile.TemporaryFile() as paper, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        # Files instead of pipes: the kernel's limit on file size then bounds what the child can say.
        paper.write(data)
        paper.seek(0)
        try:
            child = subprocess.run(
                [sys.executable, "-E", "-s", "-m", "documents.child", task, json.dumps(options)],
                stdin=paper,
                stdout=output,
                stderr=errors,
                cwd=settings.BASE_DIR,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Refusal.TOO_SLOW
        if child.returncode:
            errors.seek(0)
            return _death(task, child.returncode, errors.read(100_000).decode(errors="replace"))
        output.seek(0)
        found = json.loads(output.readline())
        if "refusal" in found:
            return Refusal(found["refusal"])
        return found, [output.read(size) for size in found.pop("sizes", ())]


def _death(task: str, returncode: int, errors: str) -> Refusal:
    """What killed the child: its clock, its memory, or a fault in a library that read the paper."""
    if -returncode in {24, 9}:  # SIGXCPU, SIGKILL
        return Refusal.TOO_SLOW
    if "MemoryError" in errors or "bad_alloc" in errors:
        return Refusal.TOO_HEAVY
    logger.warning("Opening a paper (%s) ended with %s: %s", task, returncode, errors.strip().splitlines()[-1:])
    return Refusal.BROKEN
