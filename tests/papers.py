"""Real small papers for tests: a PDF and pictures, made here."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


@cache
def pdf_bytes(pages: int = 1) -> bytes:
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page(page_size=(595, 842))
    target = BytesIO()
    document.save(target)
    return target.getvalue()


@cache
def jpeg_bytes(text: str = "scan") -> bytes:
    picture = Image.new("L", (620, 877), 250)
    ImageDraw.Draw(picture).text((80, 80), text, fill=20)
    target = BytesIO()
    picture.save(target, "JPEG", quality=70)
    return target.getvalue()


def upload(name: str = "act.pdf", data: bytes | None = None, media_type: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data if data is not None else pdf_bytes(), content_type=media_type)
