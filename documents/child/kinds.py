"""What the bytes are, by content alone: the name and the browser's word for it are never asked."""

import encodings.cp437  # noqa: F401  zipfile asks for it at a time when no file can be opened
import io
import zipfile

from .refused import Refused

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"

# The second language of a polyglot: what a browser or an archiver would find in the same bytes.
MARKUP = (b"<html", b"<!doctype html", b"<script", b"<svg", b"<?php")
OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis", b"hevc", b"avif")


def kind_of(data: bytes) -> str:
    """The media type of the bytes; Refused says what was found instead of a paper."""
    if not data:
        raise Refused("empty")
    if data.startswith(b"%PDF-"):
        return PDF
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data.startswith(OFFICE) or (data.startswith(b"PK\x03\x04") and is_office_archive(data)):
        raise Refused("office_file")
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise Refused("phone_format")
    start = data[:1024]
    if b"%PDF-" in start:
        raise Refused("polyglot" if has_markup(start) or data.startswith((b"PK", b"GIF8", b"MZ")) else "leading_bytes")
    raise Refused("not_pdf_or_image")


def is_office_archive(data: bytes) -> bool:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return any(name.startswith(("word/", "xl/", "ppt/")) or name == "content.xml" for name in names[:1000])


def has_markup(part: bytes) -> bool:
    lowered = part.lower()
    return any(sign in lowered for sign in MARKUP)


def is_archive_too(data: bytes) -> bool:
    """True when an archiver would open the same bytes: a table of contents near the end that holds together."""
    if b"PK\x05\x06" not in data[-66_000:]:
        return False
    try:
        return bool(zipfile.ZipFile(io.BytesIO(data)).infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def is_something_else(tail: bytes) -> bool:
    """True when bytes after the end of a paper are a paper or program of their own."""
    return has_markup(tail) or tail.startswith((b"PK", b"MZ", b"\x7fELF", b"%PDF-", b"GIF8")) or b"%PDF-" in tail
