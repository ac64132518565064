"""Word documents (DOCX) in either direction. In Arabic every paragraph, run, table and section says that it turns.

Word lays out by these marks and not by the letters: without them an Arabic text starts at the left, its full stops
stand at the wrong end and its tables run from left to right.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone, translation
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT, WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from documents.pdf import Letterhead
from oversight.reports.wording import plain

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Both come with Word; where they are missing, another font with Arabic letters takes their place.
ARABIC_FONT, LATIN_FONT = "Sakkal Majalla", "Calibri"
# What runs from left to right inside of an Arabic text: Latin letters with the digits and signs that belong to them
# (LOGP/2026/0003), and percentages.
LATIN_PIECE = re.compile(r"([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9'’ ./:@_-]*[A-Za-zÀ-ÿ0-9]|[A-Za-zÀ-ÿ]|[0-9]+ %)")
# What XML 1.0 cannot carry.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The format fixes the order of the marks of a paragraph: these stand behind its direction.
AFTER_BIDI = (
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr"),
)
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


class WordDocument:
    """A document in `language`, written from top to bottom. Text may hold the isolates of oversight.reports.wording.

    `landscape` for wide tables. The same calls give the same text; the file itself is dated `made_at`.
    """

    def __init__(self, title: str, *, language: str, made_at: datetime, landscape: bool = False) -> None:
        self.language = language
        self.rtl = translation.get_language_info(language)["bidi"]
        self._document = Document()
        properties = self._document.core_properties
        properties.title, properties.language = plain(title), "ar-TN" if language == "ar" else language
        properties.author, properties.comments = "Local OGP", ""
        properties.created = properties.modified = timezone.localtime(made_at).replace(tzinfo=None)
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Mm(297), Mm(210)
        for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
            setattr(section, side, Mm(20))
        self.width = (section.page_width or Mm(210)) - Mm(40)
        if self.rtl:
            section._sectPr.insert_element_before(OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid")
        normal = self._document.styles["Normal"]
        normal.paragraph_format.space_after = Pt(6)

    def letterhead(self, letterhead: Letterhead) -> None:
        """Arabic lines at the right, Latin ones at the left, in every language."""
        table = self._document.add_table(1, 2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        latin, arabic = table.rows[0].cells
        republic = "Republic of Tunisia" if self.language == "en" else "République Tunisienne"
        for cell, lines, rtl in (
            (latin, (republic, *letterhead.latin), False),
            (arabic, ("الجمهورية التونسية", *letterhead.ar), True),
        ):
            for number, line in enumerate(lines):
                paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(0)
                self._write(paragraph, line, bold=not number, rtl=rtl)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._document.add_paragraph()

    def heading(self, text: str, level: int = 1) -> None:
        """Level 1 is the title, in the middle of the line."""
        paragraph = self._document.add_paragraph(style=f"Heading {level}")
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.paragraph_format.space_after = Pt(6)
        self._write(paragraph, text, bold=True, size=18 if level == 1 else 14)
        if level == 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def paragraph(self, text: str, *, is_note: bool = False, is_centered: bool = False) -> None:
        paragraph = self._document.add_paragraph()
        self._write(paragraph, text, size=10 if is_note else None)
        if is_centered:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def points(self, texts: Sequence[str]) -> None:
        for text in texts:
            paragraph = self._document.add_paragraph(style="List Bullet")
            paragraph.paragraph_format.space_after = Pt(3)
            self._write(paragraph, text)

    def table(
        self,
        headers: Sequence[str],
        rows: Sequence[Sequence[str | Sequence[str]]],
        widths: Sequence[int],
        *,
        size: int = 11,
    ) -> None:
        """The heading row stands again on each page, and no row is torn apart. `widths` are shares of the line.

        A cell is a text, or several paragraphs.
        """
        table = self._document.add_table(1, len(headers))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        table.table_direction = WD_TABLE_DIRECTION.RTL if self.rtl else WD_TABLE_DIRECTION.LTR
        table._tbl.tblPr.insert_element_before(_borders(), "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
        columns = [Emu(int(self.width * share / sum(widths))) for share in widths]
        for number, header in enumerate(headers):
            self._fill(table.rows[0].cells[number], header, bold=True, width=columns[number], size=size, shade="E7E3D8")
        _mark_row(table.rows[0]._tr, "w:tblHeader")
        for row in rows:
            cells = table.add_row()
            for number, text in enumerate(row):
                self._fill(cells.cells[number], text, bold=False, width=columns[number], size=size)
            _mark_row(cells._tr, "w:cantSplit")
        for column, width in zip(table.columns, columns, strict=True):
            column.width = width
        self._document.add_paragraph()

    def data(self) -> bytes:
        output = io.BytesIO()
        self._document.save(output)
        return output.getvalue()

    def _fill(
        self, cell: _Cell, text: str | Sequence[str], *, bold: bool, width: Emu, size: int, shade: str = ""
    ) -> None:
        cell.width = width
        texts = [text] if isinstance(text, str) else list(text)
        for number, each in enumerate(texts or [""]):
            paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            self._write(paragraph, each, bold=bold, size=size)
        if shade:
            shading = OxmlElement("w:shd")
            shading.set(qn("w:val"), "clear")
            shading.set(qn("w:fill"), shade)
            cell._tc.get_or_add_tcPr().append(shading)

    def _write(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        bold: bool = False,
        size: int | None = None,
        rtl: bool | None = None,
    ) -> None:
        """`rtl` for text in another direction than the document's. Latin pieces of an Arabic text are runs apart."""
        turns = self.rtl if rtl is None else rtl
        clean = NOT_XML.sub("\ufffd", plain(text))
        if turns:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
        for piece in LATIN_PIECE.split(clean) if turns else [clean]:
            if piece:
                run = paragraph.add_run(piece)
                self._dress(run, bold=bold, size=size, rtl=turns and not LATIN_PIECE.fullmatch(piece))

    def _dress(self, run: object, *, bold: bool, size: int | None, rtl: bool) -> None:
        """Fonts, size and weight twice: Word reads others for the letters of right-to-left scripts."""
        properties = run._element.get_or_add_rPr()  # type: ignore[attr-defined]
        points = size or 12
        marks: list[tuple[str, dict[str, str]]] = [
            ("w:rFonts", {"ascii": LATIN_FONT, "hAnsi": LATIN_FONT, "cs": ARABIC_FONT}),
            *([("w:b", {}), ("w:bCs", {})] if bold else []),
            ("w:color", {"val": "000000"}),
            ("w:sz", {"val": str(points * 2)}),
            # Arabic letters are smaller than Latin ones of the same size.
            ("w:szCs", {"val": str((points + 2) * 2)}),
            *([("w:rtl", {})] if rtl else []),
            ("w:lang", {"val": "fr-FR" if self.language == "fr" else "en-GB", "bidi": "ar-TN"}),
        ]
        for name, values in marks:
            mark = OxmlElement(name)
            for key, value in values.items():
                mark.set(qn(f"w:{key}"), value)
            properties.append(mark)


def _borders() -> object:
    borders = OxmlElement("w:tblBorders")
    for edge in EDGES:
        line = OxmlElement(f"w:{edge}")
        for key, value in {"val": "single", "sz": "4", "space": "0", "color": "808080"}.items():
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    return borders


def _mark_row(row: object, name: str) -> None:
    properties = row.get_or_add_trPr()  # type: ignore[attr-defined]
    properties.append(OxmlElement(name))
