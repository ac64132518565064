"""The board as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

import tablib
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.tables import safe_cell
from municipalities.steps import Step
from oversight.rows import Row


def board_csv(rows: Iterable[Row]) -> bytes:
    """UTF-8 with a byte order mark, without which spreadsheets garble Arabic; words in the reader's language."""
    headers = [_("Municipality"), _("Governorate"), _("Region"), _("Participation")]
    for step in Step:
        headers += [
            str(step.label),
            _("%(step)s: due on") % {"step": step.label},
            _("%(step)s: days late") % {"step": step.label},
            _("%(step)s: last movement") % {"step": step.label},
        ]
    table = tablib.Dataset(headers=[safe_cell(header) for header in headers])
    for row in rows:
        table.append([safe_cell(value) for value in _values(row)])
    content: str = table.export("csv")
    return b"\xef\xbb\xbf" + content.encode()


def _values(row: Row) -> Iterable[object]:
    yield row.municipality.name
    yield row.municipality.governorate.name
    yield row.municipality.get_region_display()
    yield row.participation.get_state_display()
    for cell in row.cells:
        yield cell.label
        yield cell.due_on.isoformat() if cell.due_on else ""
        yield cell.days_late
        movement = cell.movement
        yield f"{date_format(timezone.localtime(movement.at), 'Y-m-d')} {movement.text}" if movement else ""
