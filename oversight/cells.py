"""The rows of the board as ready strings: with templates for its cells a page of 350 rows takes five times as long.

Everything that comes from data or from a translation is escaped here, one by one, with the function that templates
use. `format_html` would do the same three times slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from localogp.templatetags.look import state_badge
from municipalities.lateness import day_of
from municipalities.steps import Step, StepState
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

    def __post_init__(self) -> None:
        self._language = get_language() or settings.LANGUAGE_CODE
        self._file = address_of("oversight:municipality" if self.may_read else "public:municipality")
        self._review = address_of("oversight:review")
        self._steps = {step: escape(str(step.label)) for step in Step}
        self._late, self._moved = escape(_("Days late")), escape(_("Last movement"))
        self._none_yet = escape(_("none yet"))

    def row(self, row: Row) -> SafeString:
        municipality, state = row.municipality, row.participation
        badge = state_badge(state.state, state.get_state_display()) if row.stands_still or row.is_completed else ""
        cells = "".join([self.cell(row, cell) for cell in row.cells])
        return SafeString(  # made of escaped parts
            f'<tr><th scope="row"><a href="{self._file(municipality.slug)}"><bdi>{escape(municipality.name)}</bdi></a>'
            f'<span class="muted"><bdi>{escape(municipality.governorate.name)}</bdi></span> {badge}</th>'
            f"{cells}{self._days_late(row.days_late)}{self._movement(row.movement)}</tr>"
        )

    def cell(self, row: Row, cell: Cell) -> SafeString:
        badge = self._badge(cell)
        if link := self._link(row, cell):
            badge = f'<a href="{link}">{badge}</a>'
        more = " · ".join(self._more(row, cell))
        return SafeString(  # made of escaped parts
            f'<td class="step" data-label="{self._steps[cell.step]}">{badge}<span class="more">{more}</span></td>'
        )

    def _link(self, row: Row, cell: Cell) -> str:
        if self.may_review and cell.is_waiting_for_us and not row.stands_still and not self.is_past:
            return self._review(cell.submission_pk)
        if self.may_read and cell.submission_pk:
            return f"{self._file(row.municipality.slug)}#{cell.step.value}"
        return ""

    def _more(self, row: Row, cell: Cell) -> Iterator[str]:
        """What stands under the badge, escaped."""
        waits = not cell.is_done and not row.stands_still
        if waits and cell.days_in_state:
            yield self._once(_for_days, cell.days_in_state)
        if waits and cell.is_with_them and cell.due_on:
            yield self._once(_due, cell.due_on)
        if cell.movement:
            yield f"{escape(cell.movement.text)} {self._once(_day, day_of(cell.movement.at))}"
        if cell.days_late_when_it_came:
            yield self._once(_came_late, cell.days_late_when_it_came)

    def _badge(self, cell: Cell) -> str:
        return _badge_in(self._language, cell.state, cell.late_days)

    def _once(self, say: Callable[[Any], str], about: object) -> str:
        """What `say` says `about` something, escaped; many cells say the same, on every page."""
        return _said_in(self._language, say, about)

    def _days_late(self, days: int) -> str:
        return f'<td class="num" data-label="{self._late}">{days or _NO_DAYS}</td>'

    def _movement(self, movement: Movement | None) -> str:
        if movement is None:
            return f'<td data-label="{self._moved}"><span class="muted">{self._none_yet}</span></td>'
        at = movement.at.astimezone(timezone.get_default_timezone())
        return (
            f'<td data-label="{self._moved}"><time datetime="{at.isoformat(timespec="seconds")}">'
            f'{self._once(_day, at.date())}</time> <span class="more">{escape(movement.text)}</span></td>'
        )


@lru_cache(maxsize=16_384)
def _said_in(language: str, say: Callable[[Any], str], about: object) -> str:
    """`language` is the active one: it stands here to tell the answers of one from those of another."""
    return escape(say(about))


@lru_cache(maxsize=4_096)
def _badge_in(language: str, state: StepState, late_days: int) -> str:
    """As `_said_in`, for the state of a step in the words of the Unit."""
    return state_badge(state, str(state.label_for_unit), late_days)


_NO_DAYS = '<span class="muted">0</span>'


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _due(day: date) -> str:
    return _("due %(day)s") % {"day": _day(day)}


def _for_days(days: int) -> str:
    return ngettext("for %(days)s day", "for %(days)s days", days) % {"days": days}


def _came_late(days: int) -> str:
    return ngettext("came %(days)s day late", "came %(days)s days late", days) % {"days": days}
