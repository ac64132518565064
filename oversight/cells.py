"""The rows of the board as ready strings: with templates for its cells a page of 350 rows takes five times as long.

Every value that comes from data passes through format_html here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from localogp.templatetags.look import state_badge
from municipalities.lateness import day_of
from oversight.rows import Cell, Movement, Row

_EXAMPLE = 9876543210


def address_of(name: str) -> Callable[[object], str]:
    """Addresses of `name` by their one key, a number or a slug: resolved once, where `reverse` resolves each."""
    before, after = reverse(name, args=[_EXAMPLE]).split(str(_EXAMPLE))
    return lambda key: f"{before}{key}{after}"


@dataclass
class RowWriter:
    """Writes the rows of one page. `may_read` links them to the file of the municipality, else to its public page;
    `may_review` links what waits for the Unit to its review, which only the board of today does: `is_past` does not.
    """

    may_read: bool = False
    may_review: bool = False
    is_past: bool = False
    _days: dict[date, str] = field(default_factory=dict, init=False)
    _badges: dict[tuple[str, int], SafeString] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._file = address_of("oversight:municipality" if self.may_read else "public:municipality")
        self._review = address_of("oversight:review")
        self._late, self._moved, self._none_yet = _("Days late"), _("Last movement"), _("none yet")

    def row(self, row: Row) -> SafeString:
        municipality = row.municipality
        name = format_html(
            '<a href="{}"><bdi>{}</bdi></a><span class="muted"><bdi>{}</bdi></span>',
            self._file(municipality.slug),
            municipality.name,
            municipality.governorate.name,
        )
        state = row.participation
        badge = state_badge(state.state, state.get_state_display()) if row.stands_still or row.is_completed else ""
        return format_html(
            '<tr><th scope="row">{} {}</th>{}{}{}</tr>',
            name,
            badge,
            format_html_join("", "{}", ((self.cell(row, cell),) for cell in row.cells)),
            self._days_late(row.days_late),
            self._movement(row.movement),
        )

    def cell(self, row: Row, cell: Cell) -> SafeString:
        badge = self._badge(cell)
        if link := self._link(row, cell):
            badge = format_html('<a href="{}">{}</a>', link, badge)
        return format_html(
            '<td class="step" data-label="{}">{}<span class="more">{}</span></td>',
            cell.step.label,
            badge,
            " · ".join(self._more(row, cell)),
        )

    def _link(self, row: Row, cell: Cell) -> str:
        if self.may_review and cell.is_waiting_for_us and not row.stands_still and not self.is_past:
            return self._review(cell.submission_pk)
        if self.may_read and cell.submission_pk:
            return f"{self._file(row.municipality.slug)}#{cell.step}"
        return ""

    def _badge(self, cell: Cell) -> SafeString:
        looks = (cell.state, cell.late_days)
        if looks not in self._badges:
            self._badges[looks] = state_badge(cell.state, cell.label, cell.late_days)
        return self._badges[looks]

    def _more(self, row: Row, cell: Cell) -> Iterator[str]:
        days = cell.days_in_state
        if days and not cell.is_done and not row.stands_still:
            yield ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days}
        if cell.is_with_them and cell.due_on and not row.stands_still:
            yield _("due %(day)s") % {"day": self._day(cell.due_on)}
        if cell.movement:
            yield f"{cell.movement.text} {self._day(cell.movement.at)}"
        if days := cell.days_late_when_it_came:
            yield ngettext("came %(days)s day late", "came %(days)s days late", days) % {"days": days}

    def _days_late(self, days: int) -> SafeString:
        shown = days or format_html('<span class="muted">{}</span>', 0)
        return format_html('<td class="num" data-label="{}">{}</td>', self._late, shown)

    def _movement(self, movement: Movement | None) -> SafeString:
        if movement is None:
            shown = format_html('<span class="muted">{}</span>', self._none_yet)
        else:
            shown = format_html(
                '<time datetime="{}">{}</time> <span class="more">{}</span>',
                timezone.localtime(movement.at).isoformat(timespec="seconds"),
                self._day(movement.at),
                movement.text,
            )
        return format_html('<td data-label="{}">{}</td>', self._moved, shown)

    def _day(self, moment: date | datetime) -> str:
        day = day_of(moment) if isinstance(moment, datetime) else moment
        if day not in self._days:
            self._days[day] = date_format(day, "SHORT_DATE_FORMAT")
        return self._days[day]
