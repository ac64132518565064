from __future__ import annotations

from types import SimpleNamespace

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.fields import PaperField, display_name
from documents.opening import Refusal
from tests.documents import hostile


class PaperForm(forms.Form):
    paper = PaperField()


def form(data: bytes, name: str = "act.pdf", media_type: str = "application/pdf") -> PaperForm:
    return PaperForm({}, {"paper": SimpleUploadedFile(name, data, media_type)})


def test_paper_is_opened_and_named():
    filled = form(hostile.plain_pdf(), "قرار التعيين.pdf")
    assert filled.is_valid()
    paper = filled.cleaned_data["paper"]
    assert paper.data == hostile.plain_pdf()
    assert paper.name == "قرار التعيين.pdf"
    assert paper.inspection.pages == 2


def test_what_the_browser_says_is_not_believed():
    filled = form(b"<html><script>alert(1)</script></html>")
    assert filled.errors["paper"] == [str(Refusal.NOT_PDF_OR_IMAGE.message)]
    assert form(hostile.saved(hostile.scan(), "PNG"), "act.pdf").is_valid()


@pytest.mark.parametrize(("data", "refusal"), [(b"", Refusal.EMPTY), (bytes(21 * 2**20), Refusal.TOO_LARGE)])
def test_size_is_told_before_the_paper_is_opened(data, refusal):
    assert form(data).errors["paper"] == [str(refusal.message)]


def test_missing_paper_is_told():
    assert "Choose the file" in PaperForm({}, {}).errors["paper"][0]


def test_kept_paper_passes_untouched():
    kept = SimpleNamespace(is_kept=True, name="act.pdf")
    assert PaperField().clean(kept) is kept
    assert PaperField().clean(None, kept) is kept


def test_browser_offers_papers_and_leaves_the_choice():
    html = str(PaperForm()["paper"])
    assert 'accept="application/pdf,image/jpeg,image/png"' in html
    assert "capture" not in html


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("scan.pdf", "scan.pdf"),
        ("SCAN.PDF", "SCAN.PDF"),
        ("C:\\papers\\scan.pdf", "scan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("charter.pdf\u202egpj.exe", "charter.pdfgpj.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("ميثاق\u200f تينجة.pdf", "ميثاق تينجة.pdf"),
        ("photo.png", "photo.pdf"),
        ("", "paper.pdf"),
        (".pdf", "paper.pdf"),
        ("v1.2 final", "v1.2 final.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_display_name_is_harmless(given, shown):
    assert display_name(given, "application/pdf") == shown
