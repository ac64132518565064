"""Each fault that the gate is there for, made in a real document, is found; nothing else is."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from documents import sealing
from documents.gate import Check, NotFit, check_stored, passed
from documents.models import StoredFile
from documents.pdf import Box, Enclosure, Metadata, RenderedDocument, render
from tests.documents.samples import CODES, charter_context

pytestmark = pytest.mark.once

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TWIN = Enclosure("charter.json", b'{"number": 7}', "For machines", relationship="Data")
SEAL = {"reason": "Issued", "location": "Tinja", "at": AT}

Break = Callable[[pikepdf.Pdf], None]


@cache
def document_with_twin() -> RenderedDocument:
    return render(
        "tests/charter.html",
        charter_context(),
        language="ar",
        page_codes=CODES,
        metadata=Metadata(created=AT),
        enclosures=[TWIN],
    )


@pytest.fixture
def made() -> RenderedDocument:
    return document_with_twin()


def broken(document: RenderedDocument, change: Break) -> RenderedDocument:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(document.pdf)) as pdf:
        change(pdf)
        pdf.save(output)
    return replace(document, pdf=output.getvalue())


def faults(document: RenderedDocument, **options: Any) -> set[Check]:
    with pytest.raises(NotFit) as refused:
        passed(document, **options)
    assert all(fault.told for fault in refused.value.faults)
    return {fault.check for fault in refused.value.faults}


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_our_documents_pass(language):
    document = render("tests/charter.html", charter_context(), language=language, page_codes=CODES)
    assert passed(document) is document
    letter = render("tests/charter.html", charter_context(), language=language)
    assert passed(letter) is letter


def test_a_document_with_its_twin_passes_saved_anew_or_sealed(made):
    assert passed(made)
    assert passed(broken(made, lambda pdf: None))
    assert passed(replace(made, pdf=sealing.seal(made.pdf, **SEAL)), is_sealed=True)


# What is broken -------------------------------------------------------------------------------------------


def objects(pdf: pikepdf.Pdf, **wanted: Any) -> list[Any]:
    found = [each for each in pdf.objects if isinstance(each, Dictionary)]
    return [each for each in found if all(each.get(f"/{key}") == value for key, value in wanted.items())]


def elements(pdf: pikepdf.Pdf, kind: Name) -> list[Any]:
    return objects(pdf, Type=Name.StructElem, S=kind)


def metadata(pattern: bytes, by: bytes = b"") -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        before = pdf.Root.Metadata.read_bytes()
        after = re.sub(pattern, by, before, flags=re.DOTALL)
        assert after != before
        pdf.Root.Metadata = pdf.make_stream(after, Type=Name.Metadata, Subtype=Name.XML)

    return change


def without(key: str) -> Break:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[key]

    return change


def take_a_page_out_of_the_tree(pdf: pikepdf.Pdf) -> None:
    [top] = elements(pdf, Name.Document)
    gone = pdf.pages[1].obj.objgen
    top.K = Array([kid for kid in top.K if kid.Pg.objgen != gone])


def exchange_two_paragraphs(pdf: pikepdf.Pdf) -> None:
    one, two = [each for each in elements(pdf, Name.TD) if "/Pg" in each][:2]
    one.K, two.K = two.K, one.K


def say_french_is_arabic(pdf: pikepdf.Pdf) -> None:
    del objects(pdf, Type=Name.StructElem, Lang=String("fr"))[0].Lang


def tell_the_whole_in_french(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("fr")


def rename_in_the_old_list(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "LOGP-2026-0007.pdf"


def take_a_font_out(pdf: pikepdf.Pdf) -> None:
    del objects(pdf, Type=Name.FontDescriptor)[0].FontFile2


def take_the_letters_away(pdf: pikepdf.Pdf) -> None:
    for font in objects(pdf, Type=Name.Font):
        if "/ToUnicode" in font:
            del font.ToUnicode


def mistake_a_letter(pdf: pikepdf.Pdf) -> None:
    """Whoever searches for a word with a م in it finds nothing any more."""
    for font in objects(pdf, Type=Name.Font):
        if "/ToUnicode" in font:
            table = font.ToUnicode.read_bytes()
            font.ToUnicode = pdf.make_stream(table.replace(b"<0645>", b"<0646>"))


def lose_a_line(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    before = page.Contents.read_bytes()
    start = before.index(b" TJ", len(before) // 2)
    page.Contents = pdf.make_stream(before[: before.rindex(b"[", 0, start)] + before[start + 3 :])


def add_text_that_no_tag_holds(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[0]
    [name, *_] = page.resources.Font.keys()
    page.contents_add(pdf.make_stream(f"BT {name} 9 Tf 20 20 Td <0001> Tj ET".encode()))


def cover_the_square(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(pdf.make_stream(b"/Artifact BMC 1 g -5000 -5000 10000 10000 re f EMC"))


def exchange_the_squares(pdf: pikepdf.Pdf) -> None:
    first, second = pdf.pages[0].obj, pdf.pages[1].obj
    for key in ("/Contents", "/Resources"):
        first[key], second[key] = second[key], first[key]


def run_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def start_a_program(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.Launch, F=String("cmd.exe")))


def annotate(pdf: pikepdf.Pdf, **entries: Any) -> None:
    note = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 90, 90]), **entries)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def lead_out(pdf: pikepdf.Pdf) -> None:
    annotate(pdf, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://elsewhere.example/")))


def comment(pdf: pikepdf.Pdf) -> None:
    annotate(pdf, Subtype=Name.Text, Contents=String("Approved"))


def turn_to_another_page_on_opening(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[1].obj, Name.Fit]))


def attach_another(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["hidden.exe"] = b"MZ"


def hide_a_file(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Hidden = pdf.make_stream(b"MZ", Type=Name.EmbeddedFile)


def change_the_twin(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF[0].EF.F.write(b'{"number": 8}')


def call_the_twin_unspecified(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF[0].AFRelationship = Name.Unspecified


def call_the_twin_otherwise(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF[0].UF = String("charter.exe")


def mistake_its_media_type(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AF[0].EF.F.Subtype = Name("/application/octet-stream")


def add_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page()


def lose_a_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[-1]


BREAKS: dict[Break, Check] = {
    without("/MarkInfo"): Check.STRUCTURE,
    without("/StructTreeRoot"): Check.STRUCTURE,
    take_a_page_out_of_the_tree: Check.STRUCTURE,
    add_text_that_no_tag_holds: Check.STRUCTURE,
    tell_the_whole_in_french: Check.LANGUAGE,
    without("/Lang"): Check.LANGUAGE,
    metadata(rb"<dc:title>.*</dc:title>"): Check.TITLE,
    rename_in_the_old_list: Check.TITLE,
    without("/ViewerPreferences"): Check.TITLE,
    take_a_font_out: Check.FONTS,
    take_the_letters_away: Check.LETTERS,
    mistake_a_letter: Check.TEXT,
    exchange_two_paragraphs: Check.TEXT,
    say_french_is_arabic: Check.TEXT,
    lose_a_line: Check.TEXT,
    cover_the_square: Check.CODES,
    exchange_the_squares: Check.CODES,
    run_a_script: Check.ACTIONS,
    start_a_program: Check.ACTIONS,
    lead_out: Check.ACTIONS,
    comment: Check.ACTIONS,
    turn_to_another_page_on_opening: Check.ACTIONS,
    attach_another: Check.ATTACHMENTS,
    hide_a_file: Check.ATTACHMENTS,
    without("/AF"): Check.ATTACHMENTS,
    without("/Names"): Check.ATTACHMENTS,
    change_the_twin: Check.ATTACHMENTS,
    call_the_twin_unspecified: Check.ATTACHMENTS,
    call_the_twin_otherwise: Check.ATTACHMENTS,
    mistake_its_media_type: Check.ATTACHMENTS,
    metadata(rb"<pdfuaid:part>1</pdfuaid:part>"): Check.IDENTIFICATION,
    metadata(rb"pdfaid:conformance=\"A\"", rb'pdfaid:conformance="B"'): Check.IDENTIFICATION,
    without("/Metadata"): Check.IDENTIFICATION,
    add_a_page: Check.PAGES,
    lose_a_page: Check.PAGES,
}


@pytest.mark.parametrize(("change", "check"), BREAKS.items(), ids=lambda each: getattr(each, "__name__", each))
def test_a_broken_document_does_not_leave(made, change, check):
    assert check in faults(broken(made, change))


@pytest.mark.parametrize(
    "change", [say_french_is_arabic, take_a_font_out, cover_the_square, attach_another, comment, without("/MarkInfo")]
)
def test_one_fault_is_told_as_one(made, change):
    assert faults(broken(made, change)) == {BREAKS.get(change, Check.STRUCTURE)}


def test_a_document_cut_off_does_not_leave(made):
    assert faults(replace(made, pdf=made.pdf[:9000])) == {Check.READABLE}


def test_the_words_of_another_document_do_not_leave(made):
    assert Check.TEXT in faults(replace(made, html=made.html.replace("خطة", "مسرحية", 1)))


def test_fields_and_seals_are_those_expected(made):
    sealed, prepared = sealing.seal(made.pdf, **SEAL), sealing.prepare_field(made.pdf, box=Box(1, 20, 200, 60, 230))
    assert faults(made, is_sealed=True) == {Check.SEAL}
    assert faults(replace(made, pdf=sealed)) == {Check.SEAL}
    assert faults(replace(made, pdf=prepared)) == {Check.SEAL}
    assert faults(replace(made, pdf=prepared), is_sealed=True) == {Check.SEAL}


@pytest.mark.django_db
def test_what_is_stored_is_the_document(made):
    check_stored(StoredFile.objects.store(made.pdf, media_type="application/pdf"), made)
    with pytest.raises(NotFit):
        check_stored(StoredFile.objects.store(made.pdf + b"\n", media_type="application/pdf"), made)
