"""Reads the first sheet of an untrusted table: XLSX, ODS, text with separators, or JSON. What cells show, as text."""

import codecs
import csv
import datetime
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

import openpyxl.reader.excel
from defusedxml import ElementTree

Cells = list[str]
Answer = tuple[dict[str, Any], list[bytes]]

# Found now: when the file is read, no module can be loaded any more. The last is how archives name their parts.
for _encoding in ("utf-8-sig", "utf-16", "cp1256", "cp1252", "cp437"):
    codecs.lookup(_encoding)

UNZIPPED = 64 * 1024 * 1024
PARTS = 500
EMPTY_ROWS = 1000  # after so many, nothing more is expected
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
SEPARATORS = (",", ";", "\t")
ARABIC_WORD = re.compile("[\u0621-\u064a]{2}")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class Fault(Exception):
    """Why the table cannot be read: a name of `documents.tables.TableFault`."""


def table(data: bytes, options: dict[str, Any]) -> Answer:
    """{kind, encoding, rows: [[number of the row in the file, [cells]]]}, without empty rows; or {fault}."""
    try:
        kind, encoding, rows = _open(data)
        kept = list(_bounded(rows, options["max_rows"], options["max_columns"]))
    except Fault as fault:
        return {"fault": str(fault)}, []
    except (MemoryError, RecursionError):
        raise
    except Exception:  # whatever a library stumbles over in a stranger's file
        return {"fault": "broken"}, []
    return {"kind": kind, "encoding": encoding, "rows": kept}, []


def _open(data: bytes) -> tuple[str, str, Iterable[Cells]]:
    if data.startswith(OLD_OFFICE):
        raise Fault("old_office")
    if not data.startswith(b"PK"):
        encoding, text = _decoded(data)
        if text.lstrip().startswith(("[", "{")):
            return "json", encoding, _records(text)
        return "csv", encoding, _separated(text)
    names = _parts(data)
    if "xl/workbook.xml" in names:
        return "xlsx", "", _xlsx(data)
    if "content.xml" in names:
        return "ods", "", _ods(data)
    raise Fault("no_table")


def _parts(data: bytes) -> set[str]:
    """The names inside of the archive, after its size unpacked was found bearable."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNZIPPED:
        raise Fault("too_heavy")
    return {part.filename for part in parts}


def _bounded(rows: Iterable[Cells], max_rows: int, max_columns: int) -> Iterator[tuple[int, Cells]]:
    empty = found = 0
    for number, cells in enumerate(rows, start=1):
        row = [cell.strip() for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            empty += 1
            if empty > EMPTY_ROWS:
                return
            continue
        empty, found = 0, found + 1
        if found > max_rows:
            raise Fault("too_many_rows")
        if len(row) > max_columns:
            raise Fault("too_many_columns")
        yield number, row


# Text ---------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> tuple[str, str]:
    """Unicode where it says so or holds; else the page of Windows that Arabic words, or their absence, point to."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", data.decode("utf-16")
    if b"\0" in data:
        raise Fault("no_table")
    try:
        return "utf-8", data.decode("utf-8-sig")
    except UnicodeDecodeError:
        arabic = data.decode("cp1256", errors="replace")
        if ARABIC_WORD.search(arabic):
            return "windows-1256", arabic
        return "windows-1252", data.decode("cp1252", errors="replace")


def _separated(text: str) -> Iterable[Cells]:
    first = text.lstrip().splitlines()[:1] or [""]
    separator = max(SEPARATORS, key=first[0].count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _records(text: str) -> Iterator[Cells]:
    """A list of flat objects, or an object with one under "rows": their names first, then their values."""
    found = json.loads(text)
    rows = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Fault("no_table")
    names = list(dict.fromkeys(name for row in rows for name in row))
    yield names
    for row in rows:
        yield [_record_text(row.get(name)) for name in names]


def _record_text(value: Any) -> str:
    if isinstance(value, list | dict):
        raise Fault("no_table")
    return _text(value)


# XLSX ---------------------------------------------------------------------------------------------------


def _xlsx(data: bytes) -> Iterator[Cells]:
    book = openpyxl.reader.excel.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
    if sheet is None:
        raise Fault("no_table")
    # The file says itself how large it is: what it holds is counted instead.
    sheet.reset_dimensions()
    for row in sheet.iter_rows(values_only=True):
        yield [_text(value) for value in row]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# ODS ----------------------------------------------------------------------------------------------------


def _ods(data: bytes) -> Iterator[Cells]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    sheet = root.find(f".//{TABLE}table")
    if sheet is None:
        raise Fault("no_table")
    for row in sheet.iter(f"{TABLE}table-row"):
        cells = _ods_cells(row)
        for _n in range(min(_repeated(row, "rows"), EMPTY_ROWS + 1)):
            yield cells


def _ods_cells(row: Any) -> Cells:
    cells: Cells = []
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        day = cell.get(f"{OFFICE}date-value")
        shown = "\n".join("".join(line.itertext()) for line in cell.findall(f"{TEXT}p"))
        text = day[:10] if day else shown
        # An empty tail is written as one cell repeated a thousand times.
        times = _repeated(cell, "columns")
        cells += [text] * (min(times, 100) if text or times <= 100 else 0)
    return cells


def _repeated(element: Any, what: str) -> int:
    return int(element.get(f"{TABLE}number-{what}-repeated", "1"))
