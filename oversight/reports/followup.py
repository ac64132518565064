"""The follow-up table of commitment 11 in the official columns: actions | monitoring of progress | percentage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents import pdf, three_columns, word
from documents.isolates import day_in_words, plain
from documents.tables import Cells, Sheet, TableFormat, sheets_file
from documents.three_columns import Action, Section, ThreeColumns
from municipalities.letterheads import unit_letterhead
from municipalities.models import Region
from municipalities.steps import Step, StepState
from oversight.exports import file_stem
from oversight.reports.making import Advance, Made, cohort_of, day_in, report, rows_of
from oversight.reports.paper import metadata
from oversight.reports.record import Record
from oversight.reports.standing import StepStanding, percentage, taking_part
from oversight.reports.states import state_and_day
from oversight.rows import Row

FOLLOW_UP = "follow_up"
# The three actions as the minutes of 25 November 2019 state them.
ACTIONS = {
    Step.FOCAL_POINT: gettext_lazy(
        "Name a permanent focal point at the municipality, charged with co-ordinating the execution of this commitment"
    ),
    Step.CHARTER: gettext_lazy(
        "Have the head of the municipality sign the local open-government charter, and send it by e-mail to the "
        "E-Government Unit"
    ),
    Step.COMMITTEE: gettext_lazy(
        "Set up a joint steering committee, charged with preparing the open-government action plan and following up "
        "its execution"
    ),
}


@dataclass(frozen=True)
class FollowUp:
    """At the end of `record.on`; `by` is what the rows of the annex are: "municipality" or "region".

    Everything is in the language that is active when it is read.
    """

    rows: Sequence[Row]
    record: Record
    by: str = "municipality"

    @property
    def on(self) -> date:
        return self.record.on

    @property
    def title(self) -> str:
        return _("Follow-up of commitment 11")

    @property
    def subtitle(self) -> str:
        return _("Carrying out initiatives to establish the open government partnership at local level")

    @property
    def situation(self) -> str:
        return _("%(cohort)s: situation on %(day)s") % {
            "cohort": self.record.cohort.name if self.record.cohort else "",
            "day": day_in_words(self.on),
        }

    @cached_property
    def counted(self) -> list[Row]:
        return taking_part(self.rows)

    def actions(self) -> list[Action]:
        return [
            Action(str(ACTIONS[standing.step]), standing.sentences(), standing.percent)
            for standing in (StepStanding(step, self.counted) for step in Step)
        ]

    @property
    def total(self) -> int:
        """Of all steps of all municipalities."""
        return percentage(sum(row.accepted for row in self.counted), len(Step) * len(self.counted))

    def how_counted(self) -> str:
        """What the percentages measure, as a note under the table."""
        text = ngettext(
            "The percentage is measured: steps that the Unit accepted, out of the %(count)s municipality that takes "
            "part. Municipalities that withdrew are not counted.",
            "The percentage is measured: steps that the Unit accepted, out of the %(count)s municipalities that take "
            "part. Municipalities that withdrew are not counted.",
            len(self.counted),
        )
        return text % {"count": len(self.counted)}

    def table(self) -> ThreeColumns:
        section = Section(self.actions(), total_label=_("All three actions"), total=self.total)
        return ThreeColumns(self.title, [section], self.subtitle, self.situation, self.how_counted())

    # The annex ------------------------------------------------------------------------------------------------

    @property
    def annex_title(self) -> str:
        return _("Annex: by region") if self.by == "region" else _("Annex: by municipality")

    @property
    def annex_headers(self) -> list[str]:
        steps = [str(step.label) for step in Step]
        if self.by == "region":
            return [_("Region"), _("Municipalities"), *steps, "%"]
        return [_("Municipality"), _("Governorate"), *steps, "%"]

    def annex(self) -> list[list[str | int]]:
        return list(self._by_region() if self.by == "region" else self._by_municipality())

    def _by_municipality(self) -> Iterator[list[str | int]]:
        for row in self.rows:
            states = [state_and_day(row, cell) for cell in row.cells]
            place = row.municipality
            yield [place.name, place.governorate.name, *states, percentage(row.accepted, len(Step))]

    def _by_region(self) -> Iterator[list[str | int]]:
        for region in (*Region, ""):
            rows = [row for row in self.counted if row.municipality.region == region]
            if not rows:
                continue
            accepted = [sum(row.cell(step).state == StepState.ACCEPTED for row in rows) for step in Step]
            name = Region(region).label if region else _("No region")
            yield [str(name), len(rows), *accepted, percentage(sum(accepted), len(Step) * len(rows))]


def read_follow_up(params: dict[str, Any]) -> FollowUp:
    """params: cohort, on, by."""
    return FollowUp(rows_of(params), Record(cohort_of(params), day_in(params)), params["by"])


@report(FOLLOW_UP, gettext_lazy("Follow-up table"))
def make_follow_up(params: dict[str, Any], advance: Advance) -> Made:
    """params: cohort, on, language, by, and format: pdf, docx or xlsx."""
    follow_up = read_follow_up(params)
    stem = file_stem(follow_up.record.cohort, "follow-up", follow_up.on)
    return _FORMATS[params["format"]](follow_up, params["language"], stem)


def _pdf(follow_up: FollowUp, language: str, stem: str) -> Made:
    rendered = pdf.render(
        "pdf/follow_up.html",
        {
            "report": follow_up,
            "table": follow_up.table(),
            "letterhead": unit_letterhead(follow_up.on, language),
        },
        language=language,
        metadata=metadata(follow_up.title, timezone.now()),
    )
    return Made(rendered.pdf, "application/pdf", f"{stem}-{language}.pdf")


def _docx(follow_up: FollowUp, language: str, stem: str) -> Made:
    document = word.WordDocument(follow_up.title, language=language, made_at=timezone.now())
    document.letterhead(unit_letterhead(follow_up.on, language))
    three_columns.write(document, follow_up.table())
    document.heading(follow_up.annex_title, 2)
    annex = [[str(value) for value in row[:-1]] + [f"{row[-1]} %"] for row in follow_up.annex()]
    document.table(follow_up.annex_headers, annex, [17, 16, 20, 20, 20, 10], size=10)
    return Made(document.data(), word.MEDIA_TYPE, f"{stem}-{language}.docx")


def _xlsx(follow_up: FollowUp, language: str, stem: str) -> Made:
    table = follow_up.table()
    rows: list[Cells] = [
        [action.action, "\n".join(plain(sentence) for sentence in action.progress), action.percent]
        for action in table.sections[0].actions
    ]
    below: list[Cells] = [
        [table.sections[0].total_label, None, table.sections[0].total],
        [follow_up.situation],
        [follow_up.how_counted()],
    ]
    sheets = [
        Sheet(
            _("Follow-up"),
            [*table.headers[:-1], _("Percentage of completion (%)")],
            [*rows, *below],
        ),
        Sheet(follow_up.annex_title, follow_up.annex_headers, follow_up.annex()),
    ]
    data = sheets_file(sheets, TableFormat.XLSX, language=language)
    return Made(data, TableFormat.XLSX.media_type, f"{stem}-{language}.xlsx")


_FORMATS: dict[str, Callable[[FollowUp, str, str], Made]] = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}
