"""The paragraph for the minutes: who did what since the last meeting, as the Unit writes it for commitment 11."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.models import Side
from documents.isolates import day_in_words, isolated
from municipalities.lateness import day_of
from municipalities.models import Civility, DueDateChange, ParticipationTransition
from municipalities.steps import Move, Step, StepState
from oversight.past import end_of
from oversight.reports import sentences
from oversight.reports.record import Accepted, Record
from oversight.reports.standing import how_late, taking_part
from oversight.reports.wording import named
from oversight.rows import Row

# How far ahead the due dates are named.
AHEAD = timedelta(days=30)

# A name, and what stands in brackets behind it.
Entry = tuple[str, str]


@dataclass(frozen=True)
class Minutes:
    """What happened in the cohort of `record` after the day `since`, and how it stands at the end of `record.on`.

    `rows` are those of that day. Everything is in the language that is active when it is read.
    """

    rows: Sequence[Row]
    record: Record
    since: date
    civility: str = ""
    speaker: str = ""

    @property
    def names(self) -> dict[int, str]:
        """By the key of the participation."""
        return {row.participation.pk: row.municipality.name for row in self.rows}

    @property
    def on(self) -> date:
        return self.record.on

    # What is said ---------------------------------------------------------------------------------------------

    def opening(self) -> str:
        period = {
            "since": day_in_words(self.since),
            "until": day_in_words(self.on),
            "name": isolated(self.speaker),
        }
        if not self.speaker:
            text = _(
                "Under commitment 11, on carrying out initiatives to establish the open government partnership at "
                "local level, the news since the meeting of %(since)s, until %(until)s, are these:"
            )
        elif self.civility == Civility.MS:
            text = pgettext(
                "a woman speaks",
                "Under commitment 11, on carrying out initiatives to establish the open government partnership at "
                "local level, Ms %(name)s reported the news since the meeting of %(since)s, until %(until)s:",
            )
        elif self.civility == Civility.MR:
            text = pgettext(
                "a man speaks",
                "Under commitment 11, on carrying out initiatives to establish the open government partnership at "
                "local level, Mr %(name)s reported the news since the meeting of %(since)s, until %(until)s:",
            )
        else:
            text = _(
                "Under commitment 11, on carrying out initiatives to establish the open government partnership at "
                "local level, %(name)s reported the news since the meeting of %(since)s, until %(until)s:"
            )
        return text % period

    def done(self) -> list[str]:
        """What happened, a sentence a kind; a single sentence when nothing did."""
        told = [*self._accepted(), *self._moved(), *self._changed()]
        return told or [_("No municipality moved in this period: nothing was begun, submitted, returned or accepted.")]

    def standing_opening(self) -> str:
        return _("On %(day)s it stands as follows:") % {"day": day_in_words(self.on)}

    def standing(self) -> list[str]:
        """Where everything stands, and what comes next."""
        return [self._totals(), *self._waiting(), *self._returned(), *self._late(), *self._next_due()]

    def paragraphs(self) -> Iterator[tuple[str, list[str]]]:
        """A sentence and the points under it, twice."""
        yield self.opening(), self.done()
        yield self.standing_opening(), self.standing()

    # What happened --------------------------------------------------------------------------------------------

    def _accepted(self) -> Iterator[str]:
        """Of each step, who has it accepted by an acceptance of this period."""
        for step, sentence, detail in (
            (Step.FOCAL_POINT, sentences.named_focal_point, self._act),
            (Step.CHARTER, sentences.signed, self._signing),
            (Step.COMMITTEE, sentences.set_up, self._members),
        ):
            entries = []
            for pk, name in self.names.items():
                accepted = self.record.accepted(pk, step)
                if accepted and accepted.at >= end_of(self.since):
                    entries.append((name, detail(accepted)))
            yield from _told(entries, sentence)

    def _act(self, accepted: Accepted) -> str:
        return _("act of %(day)s") % {"day": day_in_words(accepted.act_on)} if accepted.act_on else ""

    def _signing(self, accepted: Accepted) -> str:
        if accepted.copy is None or accepted.act_on is None:
            return ""
        return _("signed on %(signed)s, received on %(received)s, no. %(number)s") % {
            "signed": day_in_words(accepted.act_on),
            "received": day_in_words(accepted.came_on),
            "number": isolated(accepted.register_number),
        }

    def _members(self, accepted: Accepted) -> str:
        if not accepted.members or not accepted.act_on:
            return self._act(accepted)
        return _("act of %(day)s; administration: %(administration)s, civil society: %(civil_society)s") % {
            "day": day_in_words(accepted.act_on),
            "administration": accepted.on_side(Side.ADMINISTRATION),
            "civil_society": accepted.on_side(Side.CIVIL_SOCIETY),
        }

    def _moved(self) -> Iterator[str]:
        """What came in, went back or was begun, by the last move of this period, unless it ended accepted."""
        told: dict[Move, list[Entry]] = {}
        for pk, name in self.names.items():
            for step in Step:
                moves = self.record.moves(pk, step, after=self.since)
                if moves:
                    day = day_in_words(day_of(moves[-1].at))
                    told.setdefault(Move(moves[-1].move), []).append((name, _step_and_day(step, day)))
        came = told.get(Move.SUBMIT, []) + told.get(Move.RESUBMIT, [])
        yield from _told(came, sentences.came)
        yield from _told(told.get(Move.RETURN, []), sentences.went_back)
        yield from _told(told.get(Move.WITHDRAW, []), sentences.taken_back)
        yield from _told(told.get(Move.REOPEN, []), sentences.reopened)
        yield from _told(told.get(Move.START, []), sentences.begun)

    def _changed(self) -> Iterator[str]:
        """Participations and due dates."""
        told: dict[str, dict[int, Entry]] = {}
        names = self.names
        changes = ParticipationTransition.objects.filter(
            participation__cohort=self.record.cohort, at__gte=end_of(self.since), at__lt=end_of(self.on)
        )
        for change in changes:
            if name := names.get(change.participation_id):
                kind = change.to_state if change.from_state else "admitted"
                told.setdefault(kind, {})[change.participation_id] = (name, day_in_words(day_of(change.at)))
        for kind, sentence in sentences.PARTICIPATION.items():
            yield from _told(list(told.get(kind, {}).values()), sentence)
        yield from self._more_time()

    def _more_time(self) -> Iterator[str]:
        changes = DueDateChange.objects.filter(
            progress__participation__cohort=self.record.cohort, at__gte=end_of(self.since), at__lt=end_of(self.on)
        ).select_related("progress")
        last = {(each.progress.participation_id, each.progress.step): each.to_due_on for each in changes}
        names = self.names
        entries = [
            (names[pk], _("%(step)s, until %(day)s") % {"step": _short(step), "day": day_in_words(day)})
            for (pk, step), day in last.items()
            if pk in names and day
        ]
        yield from _told(entries, sentences.given_time)

    # How it stands --------------------------------------------------------------------------------------------

    @cached_property
    def _counted(self) -> list[Row]:
        return taking_part(self.rows)

    @cached_property
    def _moving(self) -> list[Row]:
        return [row for row in self._counted if not row.stands_still]

    def _totals(self) -> str:
        counts = {step.value: sum(row.cell(step).state == StepState.ACCEPTED for row in self._counted) for step in Step}
        text = ngettext(
            "Of %(count)s municipality that takes part: focal point named %(focal_point)s, charter signed %(charter)s, "
            "committee set up %(committee)s, all three %(all)s.",
            "Of %(count)s municipalities that take part: focal point named %(focal_point)s, charter signed "
            "%(charter)s, committee set up %(committee)s, all three %(all)s.",
            len(self._counted),
        )
        return text % {
            **counts,
            "count": len(self._counted),
            "all": sum(row.accepted == len(Step) for row in self._counted),
        }

    def _waiting(self) -> Iterator[str]:
        yield from _told(self._steps_in(StepState.SUBMITTED), sentences.waits)

    def _returned(self) -> Iterator[str]:
        yield from _told(self._steps_in(StepState.RETURNED), sentences.to_correct)

    def _steps_in(self, state: StepState) -> list[Entry]:
        return [
            (row.municipality.name, _short(cell.step))
            for row in self._moving
            for cell in row.cells
            if cell.state == state
        ]

    def _late(self) -> Iterator[str]:
        """The latest first; a municipality once, with each step that is late."""
        entries = []
        for row in sorted(self._moving, key=lambda row: -row.days_late):
            steps = [
                _("%(step)s: %(lateness)s") % {"step": _short(cell.step), "lateness": how_late(row, cell.step)}
                for cell in row.cells
                if cell.is_late
            ]
            if steps:
                entries.append((row.municipality.name, pgettext("between clauses", "; ").join(steps)))
        yield from _told(entries, sentences.is_late)

    def _next_due(self) -> Iterator[str]:
        """The due dates of the coming days, the earliest first, with who must still submit by then."""
        coming: dict[tuple[date, int], list[Entry]] = {}
        for row in self._moving:
            for place, cell in enumerate(row.cells):
                if cell.is_with_them and cell.due_on and self.on < cell.due_on <= self.on + AHEAD:
                    coming.setdefault((cell.due_on, place), []).append((row.municipality.name, ""))
        for (day, place), entries in sorted(coming.items(), key=lambda each: each[0]):
            yield _("Next due date, %(day)s (%(step)s): %(names)s.") % {
                "day": day_in_words(day),
                "step": _short(list(Step)[place]),
                "names": named(entries),
            }


def _told(entries: Sequence[Entry], sentence: sentences.Sentence) -> Iterator[str]:
    if entries:
        yield sentence(len(entries)) % {"count": len(entries), "names": named(entries)}


def _step_and_day(step: str, day: str) -> str:
    return _("%(step)s, %(day)s") % {"step": _short(step), "day": day}


def _short(step: str) -> str:
    """The step as it stands in brackets behind a name."""
    return {
        Step.FOCAL_POINT: pgettext("in brackets behind a name", "focal point"),
        Step.CHARTER: pgettext("in brackets behind a name", "charter"),
        Step.COMMITTEE: pgettext("in brackets behind a name", "committee"),
    }[Step(step)]
