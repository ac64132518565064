from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import socket
import subprocess
import sys
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from django.utils.safestring import mark_safe

from documents.opening import Refusal, open_in_child
from documents.pdf import Metadata, RenderedDocument, render
from tests import verapdf
from tests.documents.samples import ARTICLES, CODES, TITLE, charter_context


def charter(language: str = "ar", **options: object) -> RenderedDocument:
    context = charter_context(**options.pop("context", {}))
    return render("tests/charter.html", context, language=language, **{"page_codes": CODES, **options})


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def letters(text: str) -> str:
    """The text without spaces and direction marks: poppler guesses spaces from distances."""
    return re.sub(r"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", unicodedata.normalize("NFC", text))


@pytest.mark.java
def test_documents_are_archivable_and_accessible(tmp_path):
    """PDF/A-3a and PDF/UA-1 by veraPDF: every language, issued, as a specimen, and without codes."""
    made = {
        "ar": charter("ar"),
        "fr": charter("fr"),
        "en": charter("en"),
        "ar-specimen": charter("ar", specimen=True),
        "fr-letter": charter("fr", page_codes=None),
    }
    paths = [tmp_path / f"{name}.pdf" for name in made]
    for path, document in zip(paths, made.values(), strict=True):
        path.write_bytes(document.pdf)
    assert verapdf.check("3a", *paths) == {path: [] for path in paths}
    assert verapdf.check("ua1", *paths) == {path: [] for path in paths}


@pytest.mark.java
def test_checker_finds_what_is_wrong(tmp_path):
    """A document whose identification is taken away is no longer accessible, and the checker says by which rule."""
    path = tmp_path / "taken.pdf"
    with pikepdf.open(io.BytesIO(charter().pdf)) as pdf:
        xmp = pdf.Root.Metadata.read_bytes()
        pdf.Root.Metadata = pdf.make_stream(xmp.replace(b"<pdfuaid:part>1</pdfuaid:part>", b""))
        pdf.save(path)
    [rule] = verapdf.check("ua1", path)[path]
    assert rule.startswith("5-1 ")


def test_arabic_is_read_in_order():
    read = letters(text_of(charter().pdf))
    assert letters(TITLE) in read
    for article in ARTICLES:
        for sentence in re.split(r"(?<=[،.])", article["ar"]):
            for words in re.findall(r"[^\d،.]+", sentence):
                for word in words.split():
                    assert letters(word) in read, word


@pytest.mark.parametrize(
    "words",
    [
        "محاضر وتحيّن تحدث نحو يحيى تحت حج بصحّة",
        "تحيّن محاضر نحو",
        "الجمهورية التونسية والمجتمع المدني لمحمد",
        "لجنة قيادة مشتركة للاطلاع على المساءلة شؤون البيئة",
    ],
)
def test_no_letter_is_lost_or_doubled_by_ligatures(words):
    """Amiri draws ح and its like as two glyphs at times, in ways that depend on what came first in the document."""
    read = letters(text_of(charter(context={"free_text": words, "articles": []}, page_codes=None).pdf))
    assert letters(words) in read


def test_french_is_read_in_order():
    read = letters(text_of(charter("fr").pdf))
    for article in ARTICLES:
        for line in article["fr"].split(", "):
            assert letters(line[:40]) in read


def test_every_font_is_embedded_and_ours():
    listed = subprocess.run(["pdffonts", "-"], input=charter().pdf, capture_output=True, check=True).stdout.decode()
    rows = [line.split() for line in listed.splitlines()[2:]]
    assert {row[0].split("+")[1] for row in rows} == {"Document-Amiri", "Document-Amiri-Bold"}
    assert all(row[-5] == row[-4] == row[-3] == "yes" for row in rows), listed


def test_same_input_gives_same_bytes_in_another_process():
    script = """
import django, hashlib
from django.conf import settings
settings.TEMPLATES[0]["DIRS"].append("tests/documents/templates")
django.setup()
from tests.documents.test_pdf import charter
print(hashlib.sha256(charter().pdf).hexdigest())
"""
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": os.environ["PATH"], "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert hashlib.sha256(charter().pdf).hexdigest() == other.stdout.strip()


def test_each_page_carries_its_own_code_and_place():
    document = charter()
    assert document.pages >= 2
    for number in range(1, document.pages + 1):
        with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
            single = pikepdf.new()
            single.pages.append(pdf.pages[number - 1])
            output = io.BytesIO()
            single.save(output)
        page = text_of(output.getvalue())
        assert "LOGP/2026/0007" in page
        assert "7KD3 MNXY" in page
        assert "ogp.example.tn/verify" in page
        assert str(number) in page


def test_specimen_has_the_same_pages_but_no_number_and_no_code():
    issued, specimen = charter(), charter(specimen=True)
    assert specimen.pages == issued.pages
    assert specimen.boxes == issued.boxes
    read = text_of(specimen.pdf)
    assert "LOGP/2026/0007" not in read + specimen.html
    assert "7KD3" not in read + specimen.html


def test_signature_box_is_where_the_box_says():
    """80 × 40 mm of room for the stamp, framed, at the end of the line: left in Arabic, right in French."""
    box = charter().boxes["signature"]
    assert (box.x1 - box.x0, box.y1 - box.y0) == (pytest.approx(80, abs=0.1), pytest.approx(40, abs=0.1))
    assert box.x0 == pytest.approx(20, abs=0.5)
    assert charter("fr").boxes["signature"].x1 == pytest.approx(190, abs=0.5)


def test_html_is_in_the_language_of_the_document():
    html = charter("fr").html
    assert '<html lang="fr" dir="ltr">' in html
    assert '<html lang="ar" dir="rtl">' in charter().html


def test_metadata_says_who_and_when():
    created = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    document = charter(metadata=Metadata(author="Commune de Tinja", subject="Charte", created=created))
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        assert str(pdf.docinfo["/Author"]) == "Commune de Tinja"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261124")
        assert str(pdf.Root.Lang) == "ar"
        assert str(pdf.docinfo["/Title"]) == TITLE


class Listener:
    """A port of this machine that counts who knocks."""

    def __enter__(self) -> Listener:
        self.visits = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.open = True
        self.thread = threading.Thread(target=self.count)
        self.thread.start()
        return self

    def count(self) -> None:
        while self.open:
            try:
                connection, _address = self.socket.accept()
            except TimeoutError:
                continue
            self.visits += 1
            connection.close()

    def __exit__(self, *error: object) -> None:
        self.open = False
        self.thread.join()
        self.socket.close()


def payloads(port: int, secret: Path) -> list[str]:
    web, file = f"http://127.0.0.1:{port}/x", secret.as_uri()
    return [
        form.format(address)
        for address in (web, file, f"//127.0.0.1:{port}/x", f"ftp://127.0.0.1:{port}/x", str(secret))
        for form in (
            '<link rel="attachment" href="{}">',
            '<a rel="attachment" href="{}">a</a>',
            '<img src="{}" alt="a">',
            '<link rel="stylesheet" href="{}">',
            '<style>@import url("{}");</style>',
            '<style>@font-face {{ font-family: stolen; src: url("{}") }}</style><p style="font-family: stolen">a</p>',
            '<p style="background: url({})">a</p>',
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="{}" width="9" height="9"/></svg>',
            '<object data="{}">a</object>',
            '<embed src="{}">',
        )
    ]


def test_nothing_is_fetched_whatever_the_text_asks_for(tmp_path, caplog):
    """Even unescaped: no connection, no file of the machine, no attachment."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the-secret-of-this-machine")
    with Listener() as listener, caplog.at_level(logging.CRITICAL):
        text = mark_safe("\n".join(payloads(listener.port, secret)))
        document = charter(context={"free_text": text, "articles": []}, page_codes=None)
    assert listener.visits == 0
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        assert len(pdf.attachments) == 0
        streams = b"".join(
            item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/Filter" in item
        )
    assert b"the-secret-of-this-machine" not in streams + document.pdf


def test_typed_text_is_text():
    document = charter(context={"free_text": '<link rel="attachment" href="file:///etc/passwd">'})
    assert "&lt;link rel=" in document.html
    assert "/etc/passwd" in text_of(document.pdf)


def test_every_file_of_a_document_is_found(caplog):
    with caplog.at_level(logging.WARNING):
        charter()
        charter(specimen=True)
    assert caplog.records == []


def test_eight_threads_render_the_same_bytes():
    with ThreadPoolExecutor(8) as threads:
        hashes = set(threads.map(lambda _n: hashlib.sha256(charter().pdf).hexdigest(), range(8)))
    assert len(hashes) == 1


def test_each_passage_says_which_language_it_is_in():
    """A screen reader reads the French in a French voice: the tags tell, not only the HTML."""
    with pikepdf.open(io.BytesIO(charter().pdf)) as pdf:
        languages = {
            str(each.Lang)
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem" and "/Lang" in each
        }
    assert languages == {"fr"}


@pytest.mark.parametrize("word", ["الإلكترونية", "المفوَّض", "تعوّضه", "محاضر", "لجنة"])
def test_no_stroke_and_no_vowel_sign_is_read_as_another_letter(word):
    articles = [{"ar": f"كلمة {word} هنا", "fr": "mot"}]
    for options in ({"context": {"articles": articles}}, {"context": {"title": word}}):
        answer = open_in_child(charter(**options).pdf, "audit", dpi=50, max_pixels=10**7)
        assert not isinstance(answer, Refusal)
        lines = ["".join(reversed(piece["glyphs"])) for piece in answer[0]["pieces"]]
        assert letters(word) in letters(" ".join(lines))


def test_a_sign_that_stands_for_several_letters_ends_no_rendering():
    """Amiri has one glyph for each of these, and compatibility makes two or three letters of them."""
    typed = "… № ½ ﷺ"
    document = charter(context={"title": typed})
    assert "…" in text_of(document.pdf)
