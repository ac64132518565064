"""The board as a file for a spreadsheet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.tables import TableFormat, table_file
from oversight.exports import board_table, file_stem
from oversight.reports.making import Advance, Made, cohort_of, day_in, report, rows_of
from oversight.reports.record import Record

BOARD = "board_export"


@report(BOARD, gettext_lazy("Export of the board"))
def make_board(params: dict[str, Any], advance: Advance) -> Made:
    """params: cohort, on, language, format, columns, and the filters of the board as its address has them."""
    cohort, on = cohort_of(params), day_in(params)
    headers, cells = board_table(rows_of(params), params["columns"], Record(cohort, on))
    format = TableFormat(params["format"])
    data = table_file(_("Board"), headers, cells, format, language=params["language"])
    return Made(data, format.media_type, f"{file_stem(cohort, 'board', on)}.{format}")
