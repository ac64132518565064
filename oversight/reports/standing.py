"""Where the municipalities of a cohort stand in one step, in numbers and in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.isolates import day_in_words
from municipalities.models import ParticipationState
from municipalities.steps import Step, StepState
from oversight.reports.wording import named
from oversight.rows import Row


def taking_part(rows: Iterable[Row]) -> list[Row]:
    """Whom the percentages count: everyone but the withdrawn."""
    return [row for row in rows if row.participation.state != ParticipationState.WITHDRAWN]


def percentage(done: int, total: int) -> int:
    """Whole percent: 100 only when all is done, 0 only when nothing is."""
    if not total or not done:
        return 0
    return 100 if done == total else min(99, max(1, round(100 * done / total)))


@dataclass(frozen=True)
class StepStanding:
    """`rows` are those that take part."""

    step: Step
    rows: list[Row]

    def _in(self, state: StepState) -> list[Row]:
        return [row for row in self.rows if row.cell(self.step).state == state]

    def _in_and_moving(self, state: StepState) -> list[Row]:
        """Without those on hold, who wait for nothing."""
        return [row for row in self._in(state) if not row.stands_still]

    @cached_property
    def accepted(self) -> list[Row]:
        return self._in(StepState.ACCEPTED)

    @property
    def on_hold(self) -> list[Row]:
        """Those whose step is accepted are done, whatever holds up the rest."""
        return [row for row in self.rows if row.stands_still and not row.cell(self.step).is_done]

    @cached_property
    def late(self) -> list[Row]:
        """The latest first."""
        late = [row for row in self.rows if not row.stands_still and row.cell(self.step).is_late]
        return sorted(late, key=lambda row: -row.cell(self.step).days_late)

    @property
    def percent(self) -> int:
        return percentage(len(self.accepted), len(self.rows))

    def sentences(self) -> list[str]:
        """Who is done, waits for the Unit, must correct, is at it, has not begun, is on hold: each municipality once;
        then who of them is late."""
        told = [self._done()] if self.rows else [_("No municipality takes part.")]
        for rows, text in (
            (self._in_and_moving(StepState.SUBMITTED), self._waiting),
            (self._in_and_moving(StepState.RETURNED), self._returned),
            (self._in_and_moving(StepState.IN_PROGRESS), self._in_progress),
            (self._in_and_moving(StepState.NOT_STARTED), self._not_started),
            (self.on_hold, self._on_hold),
            (self.late, self._late),
        ):
            if rows:
                told.append(text(rows))
        return told

    def _done(self) -> str:
        counts = {"done": len(self.accepted), "total": len(self.rows)}
        if self.step == Step.FOCAL_POINT:
            text = _("Permanent focal point named and accepted: %(done)s of %(total)s.")
        elif self.step == Step.CHARTER:
            text = _("Charter signed, received and accepted: %(done)s of %(total)s.")
        else:
            text = _("Committee set up and accepted: %(done)s of %(total)s.")
        return text % counts

    def _waiting(self, rows: list[Row]) -> str:
        return ngettext(
            "%(count)s file is being reviewed by the Unit: %(names)s.",
            "%(count)s files are being reviewed by the Unit: %(names)s.",
            len(rows),
        ) % {"count": len(rows), "names": _names(rows)}

    def _returned(self, rows: list[Row]) -> str:
        return ngettext(
            "%(count)s municipality must correct its file: %(names)s.",
            "%(count)s municipalities must correct their files: %(names)s.",
            len(rows),
        ) % {"count": len(rows), "names": _names(rows)}

    def _late(self, rows: list[Row]) -> str:
        entries = [(row.municipality.name, how_late(row, self.step)) for row in rows]
        return ngettext(
            "Of those, %(count)s municipality is late: %(names)s.",
            "Of those, %(count)s municipalities are late: %(names)s.",
            len(rows),
        ) % {"count": len(rows), "names": named(entries)}

    def _in_progress(self, rows: list[Row]) -> str:
        return ngettext(
            "%(count)s municipality is preparing its file: %(names)s.",
            "%(count)s municipalities are preparing their files: %(names)s.",
            len(rows),
        ) % {"count": len(rows), "names": _names(rows)}

    def _not_started(self, rows: list[Row]) -> str:
        return ngettext(
            "%(count)s municipality has not begun: %(names)s.",
            "%(count)s municipalities have not begun: %(names)s.",
            len(rows),
        ) % {"count": len(rows), "names": _names(rows)}

    def _on_hold(self, rows: list[Row]) -> str:
        return ngettext(
            "%(count)s municipality is on hold: %(names)s.",
            "%(count)s municipalities are on hold: %(names)s.",
            len(rows),
        ) % {"count": len(rows), "names": _names(rows)}


def how_late(row: Row, step: Step) -> str:
    """ "12 days, due on 1 March 2026"."""
    cell = row.cell(step)
    days = ngettext("%(days)s day", "%(days)s days", cell.days_late) % {"days": cell.days_late}
    if cell.due_on is None:
        return days
    return _("%(days)s, due on %(day)s") % {"days": days, "day": day_in_words(cell.due_on)}


def _names(rows: list[Row]) -> str:
    return named([(row.municipality.name, "") for row in rows])
