"""The words in whatever an address answers: page, data, calendar, PDF or office document."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator

import pikepdf
import pypdfium2
from django.http.response import HttpResponseBase


def words_in(answer: HttpResponseBase) -> str:
    """Everything that can be read in `answer`, its headers and the files inside of it included."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    headers = " ".join(f"{name}: {value}" for name, value in answer.items())
    return f"{headers}\n{_words(data)}"


def squeezed(text: str) -> str:
    """Letters and digits alone: neither markup, spaces nor signs of direction hide a word."""
    return re.sub(r"[\W_]+", "", text).casefold()


def _words(data: bytes) -> str:
    """By what the bytes are, not by what they are called."""
    if data.startswith(b"%PDF"):
        return "\n".join(_of_pdf(data))
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(f"{name}\n{_words(archive.read(name))}" for name in archive.namelist())
    text = data.decode("utf-8", "replace")
    # Long lines of a calendar are folded, words of a Word document cut by markup.
    text = re.sub(r"\r?\n[ \t]", "", text) if text.startswith("BEGIN:VCALENDAR") else text
    unescaped = html.unescape(text)
    if "\\u" in text:
        unescaped += re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return unescaped + re.sub(r"<[^>]*>", "", unescaped)


def _of_pdf(data: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        yield page.get_textpage().get_text_bounded()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        yield str(dict(pdf.docinfo))
        yield pdf.Root.Metadata.read_bytes().decode("utf-8", "replace") if "/Metadata" in pdf.Root else ""
        for name, attached in pdf.attachments.items():
            yield name
            yield _words(attached.get_file().read_bytes())
        for found in pdf.objects:
            if isinstance(found, pikepdf.Dictionary):
                yield from (str(found[key]) for key in ("/ActualText", "/Alt", "/Title", "/Contents") if key in found)
