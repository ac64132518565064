"""The only door for untrusted tables: read as text in the child process, with its limits (documents/child)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from .opening import Refusal, open_in_child

MAX_BYTES = 5 * 1024 * 1024
MAX_COLUMNS = 100


class CannotRead(Exception):
    """The file is not the table that was asked for; the message says what to do."""


class TableFault(models.TextChoices):
    """Why a table is not read. The label says what happened and what to do."""

    EMPTY = "empty", _("The file is empty. Choose the file again.")
    TOO_LARGE = "too_large", _("The file is larger than 5 MB. Leave in it only the sheet with the table.")
    TOO_HEAVY = (
        "too_heavy",
        _("The file unpacks to more than can be read. Copy the table into a new, empty workbook and save that."),
    )
    TOO_MANY_ROWS = "too_many_rows", _("The table has too many rows. Split it into several files.")
    TOO_MANY_COLUMNS = (
        "too_many_columns",
        _("The table has more than 100 columns. Copy the columns that are asked for into a new sheet."),
    )
    OLD_OFFICE = (
        "old_office",
        _("This is a workbook in the format of before 2007, or one with a password. Save it as XLSX without one."),
    )
    NO_TABLE = "no_table", _("This file is not a table. Send a CSV, XLSX or ODS file.")
    BROKEN = "broken", _("The file is damaged and cannot be read. Open it, save it anew as XLSX, and send that.")


_FROM_REFUSAL = {Refusal.TOO_SLOW: TableFault.TOO_HEAVY, Refusal.TOO_HEAVY: TableFault.TOO_HEAVY}


@dataclass(frozen=True)
class Table:
    """The first sheet. `rows` are (number of the row in the file, its cells), empty rows left out.

    `kind` is csv, xlsx, ods, or json: a list of flat objects, whose names are the first row. `encoding` (of text):
    utf-8, utf-16, or what was guessed: windows-1256, windows-1252.
    """

    kind: str = ""
    encoding: str = ""
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    fault: TableFault | None = None


def read_table(data: bytes, *, max_rows: int) -> Table:
    """Never raises for what the file holds: a Table with a `fault` says why it could not be read."""
    if not data.strip():
        return Table(fault=TableFault.EMPTY)
    if len(data) > MAX_BYTES:
        return Table(fault=TableFault.TOO_LARGE)
    answer = open_in_child(data, "table", max_rows=max_rows, max_columns=MAX_COLUMNS)
    if isinstance(answer, Refusal):
        return Table(fault=_FROM_REFUSAL.get(answer, TableFault.BROKEN))
    found = answer[0]
    if "fault" in found:
        return Table(fault=TableFault(found["fault"]))
    rows = [(number, cells) for number, cells in found["rows"]]
    return Table(found["kind"], found["encoding"], rows) if rows else Table(fault=TableFault.EMPTY)
