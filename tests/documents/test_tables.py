"""Files for a spreadsheet are read again by other means than wrote them: the XML inside, and the csv module."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest

from documents.tables import FORMULA_STARTS, safe_cell, sheet_title, table_file, typed_cell

HEADERS = ["Municipality", "=n", "Day", "Moment"]
HOSTILE = ["=cmd|' /C calc'!A0", "@SUM(1)", "+1", "-2+3", "\t=1", "＝1", '=HYPERLINK("https://example.org")', "#N/A"]
ROWS = [
    *[[text, number, None, None] for number, text in enumerate(HOSTILE)],
    ["بلدية تينجة", -3, date(2026, 3, 1), datetime(2026, 3, 1, 23, 30, tzinfo=UTC)],
    ["two\nlines & <b>", 2.5, None, None],
]
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Days are counted from here in XLSX.
EPOCH = date(1899, 12, 30)


def part(file: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return ElementTree.fromstring(package.read(name))


def test_xlsx_holds_the_same_cells_and_no_formula():
    file = table_file("المتابعة", HEADERS, ROWS, "xlsx", language="ar")
    sheet = part(file, "xl/worksheets/sheet1.xml")
    assert not list(sheet.iter(f"{SHEET}f"))
    read = [list(row) for row in sheet.iter(f"{SHEET}row")]
    texts = [[next(cell.itertext(), None) for cell in row] for row in read]
    assert texts[0] == HEADERS
    assert [row[0] for row in texts[1:]] == [row[0] for row in ROWS]
    assert {row[0].get("t") for row in read} == {"inlineStr"}
    assert [float(row[1]) for row in texts[1:]] == [row[1] for row in ROWS]
    day, moment = texts[9][2:]
    assert int(day) == (date(2026, 3, 1) - EPOCH).days
    # In Tunis it is the next day, half past midnight.
    assert float(moment) == pytest.approx((date(2026, 3, 2) - EPOCH).days + 0.5 / 24)
    assert texts[1][2] is None
    view = next(sheet.iter(f"{SHEET}sheetView"))
    assert view.get("rightToLeft") == "1"
    assert view[0].get("state") == "frozen"
    # What begins like a formula is marked as text, so that it stays text when somebody edits the cell.
    quoted = [cell.get("quotePrefix") for cell in part(file, "xl/styles.xml").iter(f"{SHEET}xf")]
    assert quoted[int(read[1][0].get("s"))] == "1"


def test_ods_holds_the_same_cells_and_no_formula():
    file = table_file("Suivi", HEADERS, ROWS, "ods", language="fr")
    content = part(file, "content.xml")
    cells = [list(row.iter(f"{TABLE}table-cell")) for row in content.iter(f"{TABLE}table-row")]
    assert not any(cell.get(f"{TABLE}formula") for row in cells for cell in row)

    def text(cell: ElementTree.Element) -> str:
        for tab in cell.iter(f"{TEXT}tab"):
            tab.text = "\t"
        return "\n".join("".join(paragraph.itertext()) for paragraph in cell.iter(f"{TEXT}p"))

    assert [text(cell) for cell in cells[0]] == HEADERS
    assert [text(row[0]) for row in cells[1:]] == [row[0] for row in ROWS]
    assert {row[0].get(f"{OFFICE}value-type") for row in cells} == {"string"}
    assert [float(row[1].get(f"{OFFICE}value")) for row in cells[1:]] == [row[1] for row in ROWS]
    assert [cell.get(f"{OFFICE}date-value") for cell in cells[9][2:]] == ["2026-03-01", "2026-03-02T00:30:00"]
    assert cells[1][2].get(f"{OFFICE}value-type") is None
    assert "lr-tb" in ElementTree.tostring(content, encoding="unicode")


def test_csv_holds_the_same_cells_and_runs_none():
    file = table_file("Suivi", HEADERS, ROWS, "csv", language="fr")
    assert file.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))
    assert read[0] == ["Municipality", "'=n", "Day", "Moment"]
    kept = [f"'{text}".replace("\t=", "\t'=") for text in HOSTILE[:-1]]
    assert [row[0] for row in read[1:9]] == [*kept, "#N/A"]
    assert read[9] == ["بلدية تينجة", "-3", "2026-03-01", "2026-03-02 00:30"]
    assert read[10][0] == "two\nlines & <b>"


@pytest.mark.parametrize("text", ["scan;=1+1", 'a;"=1+1;x', "a\n=1", "=1;@x", "Tinja; -x"])
def test_no_formula_begins_where_semicolons_separate_either(text):
    data = table_file("T", ["a", "b"], [["Tinja", text]], "csv", language="fr").decode("utf-8-sig")
    read = [cell for row in csv.reader(io.StringIO(data, newline=""), delimiter=";") for cell in row]
    assert not [cell for cell in read if cell.startswith(FORMULA_STARTS)]
    assert typed_cell(safe_cell(text)) == text


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_signs_that_no_file_can_carry_break_no_file(format: str):
    assert table_file("[x]:*?/\\", ["\x00"], [["a\x00\ud800b"], ["x" * 40_000]], format, language="en")


def test_every_spreadsheet_takes_the_name_of_the_sheet():
    assert sheet_title("Cohort 2026: [north]/*?\\") == "Cohort 2026 north"
    assert len(sheet_title("م" * 50)) == 31
    assert sheet_title("'::'") == "Table"
