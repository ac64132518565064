"""The state of a step in the words of a report, which speaks of the Unit and not for it."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from municipalities.lateness import day_of
from municipalities.steps import StepState
from oversight.rows import Cell, Row


def state_and_day(row: Row, cell: Cell) -> str:
    """ "Accepted, 03/03/2026", "Not started, 12 days late", "On hold"."""
    if row.stands_still and cell.state != StepState.ACCEPTED:
        return row.participation.get_state_display()
    text = str(cell.state.label)
    if cell.state != StepState.NOT_STARTED:
        text = _("%(state)s, %(day)s") % {"state": text, "day": date_format(day_of(cell.since), "SHORT_DATE_FORMAT")}
    if not cell.is_late or row.stands_still:
        return text
    days = ngettext("%(days)s day late", "%(days)s days late", cell.days_late) % {"days": cell.days_late}
    return _("%(state)s, %(lateness)s") % {"state": text, "lateness": days}
