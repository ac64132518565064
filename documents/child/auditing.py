"""Tells what a document of our own holds, for documents.gate to judge: nothing here decides whether it may leave.

The text is read as a screen reader reads it: along the structure tree, each piece of marked content through the
ToUnicode table of its font. Readers for the eye guess the order from the places of the glyphs, each its own way.
"""

import encodings.utf_16_be  # noqa: F401  asked for when no file can be opened any more
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import pikepdf

from .attaching import holds_file
from .pdf import containers, look
from .picturing import page_images
from .reading import codes_of
from .refused import Refused

PDFA, PDFUA = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
TITLE = "{http://purl.org/dc/elements/1.1/}title"
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
MAPPING = re.compile(rb"<([0-9A-Fa-f]{2,4})>\s*<((?:[0-9A-Fa-f]{4})*)>")
# What acts without any of the dangers that `look` knows: at the opening of a page, or by itself.
ACTING = ("/AA", "/OpenAction")
MOST_DEPTH = 100


def audit(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer: what the document says of itself, its fonts, actions, attachments, tagged text, and codes by page.

    The options `dpi` and `max_pixels` are for the pictures from which the codes are read.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found = {**of_itself(pdf), **inside(pdf), **attached(pdf), **read(pdf)}
    except (pikepdf.PdfError, ElementTree.ParseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused("broken") from error
    _pages, images = page_images(data, first=1, last=found["pages"], grey=True, **options)
    found["codes"] = [[code["text"] for code in codes_of(image)] for _number, image in images]
    return found, []


def of_itself(pdf: pikepdf.Pdf) -> dict[str, Any]:
    known: dict[str, str] = {}
    marked: Any = pdf.Root.get("/MarkInfo", {})
    viewer: Any = pdf.Root.get("/ViewerPreferences", {})
    if "/Metadata" in pdf.Root:
        # Our own words, and no file or address can be opened here.
        for element in ElementTree.fromstring(pdf.Root.Metadata.read_bytes()).iter():  # noqa: S314
            known.update(element.attrib)
            known[element.tag] = "".join(element.itertext()).strip()
    return {
        "marked": bool(marked.get("/Marked", False)),
        "language": str(pdf.Root.get("/Lang", "")),
        "titles": [known.get(TITLE, ""), str(pdf.docinfo.get("/Title", ""))],
        "shows_title": bool(viewer.get("/DisplayDocTitle", False)),
        "archivable": known.get(PDFA + "part", "") + known.get(PDFA + "conformance", ""),
        "accessible": known.get(PDFUA + "part", ""),
    }


def inside(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Fonts that are not in the file, fonts whose glyphs mean nothing, and all that acts, leads out or was added."""
    missing, mute, acting = set(), set(), set()
    marks: set[str] = set()
    for value in containers(pdf):
        if value.get("/Type") == "/Font":
            name = str(value.get("/BaseFont", "?"))
            descriptor: Any = value.get("/FontDescriptor", {})
            if "/DescendantFonts" not in value and not any(key in descriptor for key in FONT_FILES):
                missing.add(name)
            if not str(value.get("/Subtype")).startswith("/CIDFont") and not meanings(value):
                mute.add(name)
        try:
            look(value, marks)
        except Refused as refused:
            acting.add(refused.reason)
        acting.update(key for key in ACTING if key in value)
    if "/JavaScript" in pdf.Root.get("/Names", {}):
        acting.add("javascript")
    return {
        "fonts_missing": sorted(missing),
        "fonts_mute": sorted(mute),
        "acting": sorted(acting | (marks - {"form", "signed"})),
        "signed": sorted(marks & {"form", "signed"}),
    }


def attached(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """The files by the list of attachments, and how many traces of files there are anywhere."""
    names: Any = pdf.Root.get("/Names", {})
    listed = list(pikepdf.NameTree(names["/EmbeddedFiles"]).items()) if "/EmbeddedFiles" in names else []
    return {
        "attached": [
            {
                "name": name if str(spec.get("/UF")) == str(spec.get("/F")) == name else f"{name} ({spec.get('/UF')})",
                "relationship": str(spec.get("/AFRelationship", "")),
                "media_type": str(spec.EF.F.get("/Subtype", "")),
                "sha256": hashlib.sha256(spec.EF.F.read_bytes()).hexdigest(),
            }
            for name, spec in listed
        ],
        "associated": len(pdf.Root.get("/AF", [])),
        "files": sum(holds_file(value) for value in containers(pdf)),
    }


# Reading --------------------------------------------------------------------------------------------------


@dataclass
class Shown:
    """What a page shows: the glyphs of each piece of marked content, and how many stand in none."""

    number: int
    pieces: dict[int, list[str]] = field(default_factory=dict)
    loose: int = 0


def read(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """The text along the structure tree: pieces with their page, language, and what each glyph means."""
    pages = {page.obj.objgen: shown(number, page) for number, page in enumerate(pdf.pages, start=1)}
    pieces = []
    if "/StructTreeRoot" in pdf.Root:
        for where, piece, language in content(pdf.Root.StructTreeRoot, None, str(pdf.Root.get("/Lang", "")), 0):
            if where in pages:
                glyphs = pages[where].pieces.get(piece, [])
                pieces.append({"page": pages[where].number, "language": language, "glyphs": glyphs})
    return {"pages": len(pages), "pieces": pieces, "loose": [page.number for page in pages.values() if page.loose]}


def content(element: Any, page: Any, language: str, depth: int) -> Iterator[tuple[Any, int, str]]:
    """(page, number of the marked content, language) of each piece below an element, in order."""
    if depth > MOST_DEPTH:
        raise Refused("broken")
    page = element.Pg.objgen if "/Pg" in element else page
    language = str(element.get("/Lang", language))
    below = element.get("/K", [])
    for kid in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(kid, int):
            yield page, kid, language
        elif kid.get("/Type") == "/MCR":
            yield kid.Pg.objgen if "/Pg" in kid else page, int(kid.MCID), language
        elif kid.get("/Type") != "/OBJR":
            yield from content(kid, page, language, depth + 1)


def shown(number: int, page: pikepdf.Page) -> Shown:
    found = Shown(number)
    fonts: Any = page.resources.get("/Font", {})
    tables = {name: (meanings(font), 2 if font.get("/Subtype") == "/Type0" else 1) for name, font in fonts.items()}
    table: tuple[dict[int, str], int] = ({}, 2)
    marks: list[int | None] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC":
                described: Any = operands[1] if isinstance(operands[1], pikepdf.Dictionary) else {}
                marks.append(int(described["/MCID"]) if "/MCID" in described else None)
            case "BMC":
                marks.append(None)
            case "EMC":
                marks.pop()
            case "Tf":
                table = tables[str(operands[0])]
            case "TJ" | "Tj" | "'" | '"':
                strings = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
                glyphs = [glyph for each in strings if isinstance(each, pikepdf.String) for glyph in told(each, *table)]
                piece = next((mark for mark in reversed(marks) if mark is not None), None)
                if piece is not None:
                    found.pieces.setdefault(piece, []).extend(glyphs)
                elif not marks:
                    found.loose += 1
    return found


def told(shown_string: pikepdf.String, table: dict[int, str], width: int) -> Iterator[str]:
    data = bytes(shown_string)
    for at in range(0, len(data), width):
        yield table.get(int.from_bytes(data[at : at + width], "big"), "\ufffd")


def meanings(font: Any) -> dict[int, str]:
    """The text of each glyph by the font's ToUnicode table."""
    if "/ToUnicode" not in font:
        return {}
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in MAPPING.findall(font.ToUnicode.read_bytes())
    }
