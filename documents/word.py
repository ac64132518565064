"""Word documents (DOCX) in either direction. In Arabic every paragraph, run, table and section says that it turns.

Word lays out by these marks and not by the letters: without them an Arabic text starts at the left, its full stops
stand at the wrong end and its tables run from left to right.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT, WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from documents.isolates import plain, runs
from documents.pdf import Letterhead

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
AUTHOR = "Local OGP"
# The letters of the product's documents. Where Amiri is not installed, Word takes the other, which comes with it.
ARABIC_FONT, ARABIC_FONT_OF_WORD, LATIN_FONT = "Amiri", "Sakkal Majalla", "Calibri"
OTHER_FONT = (
    f'<w:font w:name="{ARABIC_FONT}"><w:altName w:val="{ARABIC_FONT_OF_WORD}"/><w:charset w:val="B2"/>'
    '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)
# Digits alone have no direction: LibreOffice turns a range of years around, whatever its run says.
LETTER, LEFT_TO_RIGHT_MARK = re.compile(r"[^\W\d_]"), "\u200e"
# What the format allows the title and the author of a file.
MOST_SIGNS = 255
# What XML 1.0 cannot carry.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The format fixes the order of the marks of a paragraph: these stand behind its direction.
AFTER_BIDI = (
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:outlineLvl", "w:rPr", "w:sectPr"),
)
# In twentieths of a point.
LIST_INDENT, LIST_HANGING = "680", "340"
HEADING_SIZES = {1: 18, 2: 14, 3: 12}
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


class WordDocument:
    """A document in `language`, written from top to bottom. Text may hold the isolates of documents.isolates.

    `landscape` for wide tables. The same calls give the same text; the file itself is dated `made_at`.
    """

    def __init__(
        self, title: str, *, language: str, made_at: datetime, landscape: bool = False, author: str = AUTHOR
    ) -> None:
        self.language = language
        self.rtl = translation.get_language_info(language)["bidi"]
        self._document = Document()
        properties = self._document.core_properties
        properties.title, properties.author, properties.last_modified_by = (
            NOT_XML.sub("\ufffd", plain(text))[:MOST_SIGNS] for text in (title, author, author)
        )
        properties.language, properties.comments = "ar-TN" if language == "ar" else language, ""
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
        self._set_up_package()

    def _set_up_package(self) -> None:
        """What somebody types into the file later looks and is checked like the rest; nothing of the model stays."""
        defaults = self._document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for old in list(defaults):
            defaults.remove(old)
        defaults.extend(self._marks(bold=False, size=None, rtl=False))
        # Within the margin: a number begins there, and grows out of the paper in Arabic, where it stands at it.
        for layout in self._document.part.numbering_part.element.iter(qn("w:pPr")):
            for old in list(layout):
                layout.remove(old)
            indent = OxmlElement("w:ind")
            indent.set(qn("w:left"), LIST_INDENT)
            indent.set(qn("w:hanging"), LIST_HANGING)
            layout.append(indent)
        package = self._document.part.package
        for key, relation in list(package.rels.items()):
            if relation.reltype.endswith("/thumbnail"):
                del package.rels[key]
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith("/fontTable"):
                part = relation.target_part
                part._blob = part.blob.replace(b"</w:fonts>", OTHER_FONT.encode())

    def number_pages(self, before: str = "") -> None:
        """ "Page 1 of 3" under each page, behind `before`."""
        words = _("Page %(page)s of %(pages)s") % {"page": "\0PAGE\0", "pages": "\0NUMPAGES\0"}
        paragraph = self._document.sections[0].footer.paragraphs[0]
        self._turn(paragraph)
        for number, piece in enumerate((f"{before} · {words}" if before else words).split("\0")):
            if number % 2:
                paragraph._p.append(self._page_field(piece))
            else:
                self._add_runs(paragraph, piece, size=10)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

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
        """Level 1 is the title, in the middle of the line; 2 and 3 stand under it."""
        paragraph = self._document.add_paragraph(style=f"Heading {level}")
        paragraph.paragraph_format.space_before = Pt(6)
        paragraph.paragraph_format.space_after = Pt(6)
        self._write(paragraph, text, bold=True, size=HEADING_SIZES[level])
        if level == 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def paragraph(self, text: str, *, label: str = "", is_note: bool = False, is_centered: bool = False) -> None:
        """`label` stands before the text, in bold."""
        paragraph = self._document.add_paragraph()
        if label:
            self._write(paragraph, f"{label} ", bold=True)
            self._add_runs(paragraph, text)
        else:
            self._write(paragraph, text, size=10 if is_note else None)
        if is_centered:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def points(self, texts: Sequence[str], *, is_numbered: bool = False) -> None:
        """A list. Numbers run on through all numbered lists of a document: have one."""
        for text in texts:
            paragraph = self._document.add_paragraph(style="List Number" if is_numbered else "List Bullet")
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
        """`rtl` for text in another direction than the document's."""
        self._turn(paragraph, rtl)
        self._add_runs(paragraph, text, bold=bold, size=size, rtl=rtl)

    def _turn(self, paragraph: Paragraph, rtl: bool | None = None) -> None:
        if self.rtl if rtl is None else rtl:
            paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)

    def _add_runs(
        self,
        paragraph: Paragraph,
        text: str,
        *,
        bold: bool = False,
        size: int | None = None,
        rtl: bool | None = None,
    ) -> None:
        """Pieces that run against the text around them are runs apart."""
        clean = NOT_XML.sub("\ufffd", plain(text))
        around = self.rtl if rtl is None else rtl
        for piece, turns in runs(clean, rtl=around):
            is_bare = around and not turns and not LETTER.search(piece)
            told = f"{LEFT_TO_RIGHT_MARK}{piece}{LEFT_TO_RIGHT_MARK}" if is_bare else piece
            properties = paragraph.add_run(told)._element.get_or_add_rPr()
            font = ARABIC_FONT if is_bare else LATIN_FONT
            properties.extend(self._marks(bold=bold, size=size, rtl=turns, font=font))

    def _page_field(self, instruction: str) -> object:
        """A number that Word counts."""
        field, run, text = (OxmlElement(name) for name in ("w:fldSimple", "w:r", "w:t"))
        field.set(qn("w:instr"), instruction)
        properties = OxmlElement("w:rPr")
        properties.extend(self._marks(bold=False, size=10, rtl=False))
        text.text = "1"
        run.extend([properties, text])
        field.append(run)
        return field

    def _marks(self, *, bold: bool, size: int | None, rtl: bool, font: str = LATIN_FONT) -> Iterator[Any]:
        """Fonts, size and weight twice: Word reads others for the letters of right-to-left scripts."""
        points = size or 12
        marks: list[tuple[str, dict[str, str]]] = [
            ("w:rFonts", {"ascii": font, "hAnsi": font, "cs": ARABIC_FONT}),
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
            yield mark


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
