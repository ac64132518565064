"""Tables as files for a spreadsheet: CSV, XLSX and ODS with the same cells. No cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

# What a cell may hold. An aware datetime is written as the time in Tunis; None is an empty cell.
Value = str | Promise | int | float | Decimal | date | datetime | None
Cells = Sequence[Value]


class TableFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    TableFormat.CSV: "text/csv",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TableFormat.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}

# A spreadsheet takes a cell of a CSV that begins so for a formula, and runs it. The last are full-width forms.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
# Where the spreadsheet separates by semicolons, as in French, or by tabs, a cell begins inside of a text too.
INNER_FORMULA = re.compile(r"([;\t\r\n]\"*)(?=[=+\-@＝＋－＠])")
INNER_APOSTROPHE = re.compile(r"([;\t\r\n]\"*)'(?=[=+\-@＝＋－＠])")
# What XML 1.0 cannot carry.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_TITLE = 31
LONGEST_CELL = 32_767  # signs; a spreadsheet refuses the file otherwise
NARROWEST, WIDEST = 8, 48  # signs
MM_PER_SIGN = 2.1


@dataclass(frozen=True)
class Sheet:
    title: str
    headers: Sequence[str | Promise]
    rows: Iterable[Cells]


def table_file(
    title: str, headers: Sequence[str | Promise], rows: Iterable[Cells], format: str, *, language: str
) -> bytes:
    """The table in `format` ("csv", "xlsx" or "ods"; ValueError for another).

    Dates and numbers are dates and numbers in XLSX and ODS, ISO dates and plain digits in CSV. Text that begins like
    a formula stays text: in CSV by an apostrophe before it, in the others by the type of the cell. The heading row
    is bold and stays in sight, and the sheet runs right-to-left when `language` does. `title` names the sheet.
    """
    return sheets_file([Sheet(title, headers, rows)], format, language=language)


def sheets_file(sheets: Sequence[Sheet], format: str, *, language: str) -> bytes:
    """Several tables in one file, as `table_file` writes one. ValueError for a CSV, which holds one table only."""
    written = TableFormat(format)
    if written == TableFormat.CSV and len(sheets) != 1:
        raise ValueError("A CSV file holds one table.")
    with translation.override(language):
        return _WRITERS[written]([_plain_sheet(sheet) for sheet in sheets], translation.get_language_bidi())


def safe_cell(value: object) -> str:
    """`value` as text that no spreadsheet runs: an apostrophe stands before what would begin a formula."""
    text = INNER_FORMULA.sub(r"\1'", "" if value is None else str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def typed_cell(cell: str) -> str:
    """What `safe_cell` was given."""
    text = cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell
    return INNER_APOSTROPHE.sub(r"\1", text)


def sheet_title(title: str) -> str:
    """`title` as every spreadsheet takes it: 31 signs at most, without the signs that it refuses."""
    return " ".join(NOT_IN_TITLE.sub(" ", title).split()).strip("'")[:LONGEST_TITLE].strip(" '") or _("Table")


@dataclass(frozen=True)
class _PlainSheet:
    title: str
    headers: list[str]
    rows: list[list[object]]

    @property
    def widths(self) -> list[int]:
        """In signs, by the headings and the first rows."""
        widths = [len(header) + 2 for header in self.headers]
        for row in self.rows[:100]:
            for column, value in enumerate(row[: len(widths)]):
                longest = max(map(len, str(value).splitlines()), default=0) if value is not None else 0
                widths[column] = max(widths[column], longest + 2)
        return [min(max(width, NARROWEST), WIDEST) for width in widths]


def _plain_sheet(sheet: Sheet) -> _PlainSheet:
    return _PlainSheet(
        sheet_title(sheet.title),
        [str(header) for header in sheet.headers],
        [[_plain(value) for value in row] for row in sheet.rows],
    )


def _plain(value: Value) -> str | int | float | Decimal | date | datetime | None:
    if isinstance(value, datetime):
        return timezone.make_naive(value).replace(microsecond=0) if timezone.is_aware(value) else value
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    return str(value)


def _csv(sheets: list[_PlainSheet], _rtl: bool) -> bytes:
    """UTF-8 with a byte order mark, without which spreadsheets garble Arabic."""
    [sheet] = sheets
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow([safe_cell(header) for header in sheet.headers])
    for row in sheet.rows:
        writer.writerow([_csv_cell(value) for value in row])
    return b"\xef\xbb\xbf" + output.getvalue().encode(errors="replace")


def _csv_cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return safe_cell(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    return NOT_XML.sub("\ufffd", value.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_CELL]


def _xlsx(sheets: list[_PlainSheet], rtl: bool) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        _xlsx_sheet(book.create_sheet(sheet.title), sheet, rtl)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _xlsx_sheet(written: Any, sheet: _PlainSheet, rtl: bool) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    written.sheet_view.rightToLeft = rtl
    written.freeze_panes = "A2"
    for number, width in enumerate(sheet.widths, start=1):
        written.column_dimensions[get_column_letter(number)].width = width
    top, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)

    def cell(value: object) -> Any:
        if isinstance(value, str):
            made = WriteOnlyCell(written, _text(value))
            # openpyxl makes "=…" a formula and "#N/A" an error; what people wrote is text, and stays so when edited.
            made.data_type = "s"
            made.quotePrefix = value.startswith(FORMULA_STARTS)
        else:
            made = WriteOnlyCell(written, value)
            if isinstance(value, date):
                made.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        made.alignment = top
        return made

    heading = [cell(header) for header in sheet.headers]
    for each in heading:
        each.font = bold
    written.append(heading)
    for row in sheet.rows:
        written.append([cell(value) for value in row])


def _ods(sheets: list[_PlainSheet], rtl: bool) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet

    book = OpenDocumentSpreadsheet()
    _ods_styles(book, rtl)
    for sheet in sheets:
        book.spreadsheet.addElement(_ods_sheet(sheet))
    _ods_freeze(book, [sheet.title for sheet in sheets])
    output = io.BytesIO()
    book.write(output)
    return output.getvalue()


def _ods_sheet(sheet: _PlainSheet) -> Any:
    from odf.table import Table, TableCell, TableColumn, TableRow
    from odf.teletype import addTextToElement
    from odf.text import P

    table = Table(name=sheet.title, stylename="sheet")
    for width in sheet.widths:
        table.addElement(TableColumn(stylename=f"w{width}"))

    def cell(value: object, style: str = "cell") -> object:
        if value is None or value == "":
            return TableCell(stylename=style)
        if isinstance(value, datetime):
            shown = value.isoformat(sep=" ", timespec="minutes")
            written = TableCell(valuetype="date", datevalue=value.isoformat(), stylename="moment")
        elif isinstance(value, date):
            shown = value.isoformat()
            written = TableCell(valuetype="date", datevalue=shown, stylename="day")
        elif isinstance(value, str):
            shown = _text(value)
            written = TableCell(valuetype="string", stylename=style)
        else:
            shown = str(value)
            written = TableCell(valuetype="float", value=shown, stylename=style)
        # A paragraph for each line, as spreadsheets write it.
        for line in shown.split("\n"):
            paragraph = P()
            addTextToElement(paragraph, line)
            written.addElement(paragraph)
        return written

    heading = TableRow()
    for header in sheet.headers:
        heading.addElement(cell(header, "heading"))
    # A plain row: tablib, which reads what comes back, looks for none inside of header rows.
    table.addElement(heading)
    for values in sheet.rows:
        row = TableRow()
        for value in values:
            row.addElement(cell(value))
        table.addElement(row)
    return table


def _ods_styles(book: Any, rtl: bool) -> None:
    """What the cells, columns and the sheet call by name."""
    from odf import number, style

    add = book.automaticstyles.addElement
    sheet = style.Style(name="sheet", family="table", masterpagename="Default")
    sheet.addElement(style.TableProperties(writingmode="rl-tb" if rtl else "lr-tb"))
    add(sheet)
    for width in range(NARROWEST, WIDEST + 1):
        column = style.Style(name=f"w{width}", family="table-column")
        column.addElement(style.TableColumnProperties(columnwidth=f"{width * MM_PER_SIGN:.0f}mm"))
        add(column)
    formats = {"cell": None, "heading": None, "day": _ods_day(number), "moment": _ods_moment(number)}
    for name, data_style in formats.items():
        if data_style is not None:
            add(data_style)
        cell = style.Style(
            name=name, family="table-cell", **({"datastylename": f"{name}-format"} if data_style is not None else {})
        )
        cell.addElement(style.TableCellProperties(verticalalign="top", wrapoption="wrap"))
        if name == "heading":
            bold = "bold"
            cell.addElement(style.TextProperties(fontweight=bold, fontweightasian=bold, fontweightcomplex=bold))
        add(cell)


def _ods_day(number: Any, name: str = "day") -> Any:
    written = number.DateStyle(name=f"{name}-format")
    parts = [number.Year(style="long"), "-", number.Month(style="long"), "-", number.Day(style="long")]
    for part in parts:
        written.addElement(number.Text(text=part) if isinstance(part, str) else part)
    return written


def _ods_moment(number: Any) -> Any:
    written = _ods_day(number, "moment")
    for part in (" ", number.Hours(style="long"), ":", number.Minutes(style="long")):
        written.addElement(number.Text(text=part) if isinstance(part, str) else part)
    return written


def _ods_freeze(book: Any, titles: list[str]) -> None:
    """The heading rows stay in sight: what an office program would have kept of its window."""
    from odf.config import (
        ConfigItem,
        ConfigItemMapEntry,
        ConfigItemMapIndexed,
        ConfigItemMapNamed,
        ConfigItemSet,
    )

    items = {
        "VerticalSplitMode": ("short", "2"),
        "VerticalSplitPosition": ("int", "1"),
        "ActiveSplitRange": ("short", "2"),
        "PositionBottom": ("int", "1"),
    }
    view, views, tables = ConfigItemMapEntry(), ConfigItemMapIndexed(name="Views"), ConfigItemMapNamed(name="Tables")
    for title in titles:
        sheet = ConfigItemMapEntry(name=title)
        for name, (kind, value) in items.items():
            sheet.addElement(ConfigItem(name=name, type=kind, text=value))
        tables.addElement(sheet)
    view.addElement(ConfigItem(name="ViewId", type="string", text="view1"))
    view.addElement(tables)
    view.addElement(ConfigItem(name="ActiveTable", type="string", text=titles[0]))
    views.addElement(view)
    window = ConfigItemSet(name="ooo:view-settings")
    window.addElement(views)
    book.settings.addElement(window)


_WRITERS = {TableFormat.CSV: _csv, TableFormat.XLSX: _xlsx, TableFormat.ODS: _ods}
