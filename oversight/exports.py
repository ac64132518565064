"""The board as a table: the columns that can be had, and what stands in each for a municipality."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Side
from documents.tables import Cells, Value
from municipalities.lateness import day_of
from municipalities.models import Cohort, FocalPoint
from municipalities.steps import SignatureWay, Step, Text
from oversight.reports.record import Accepted, Record
from oversight.rows import Row


@dataclass(frozen=True)
class Line:
    """A row of the board, and the record of its cohort."""

    row: Row
    record: Record

    @property
    def pk(self) -> int:
        return self.row.participation.pk

    def accepted(self, step: Step) -> Accepted | None:
        return self.record.accepted(self.pk, step)

    @property
    def focal_point(self) -> FocalPoint | None:
        return self.record.focal_point(self.pk)


@dataclass(frozen=True)
class Column:
    """`heading` stands over the column; `label` is its name among those of its group, where that says the rest."""

    key: str
    group: Text
    label: Text
    value: Callable[[Line], Value]
    is_default: bool = True
    step: Step | None = None

    @property
    def heading(self) -> str:
        if self.step is None:
            return str(self.label)
        return _("%(step)s: %(column)s") % {"step": self.step.label, "column": self.label}


PLACE = gettext_lazy("Municipality")
FOUND = gettext_lazy("What the accepted steps established")


def _of_places() -> list[Column]:
    return [
        Column("name", PLACE, gettext_lazy("Municipality"), lambda line: line.row.municipality.name),
        Column("slug", PLACE, gettext_lazy("Short name in addresses"), lambda line: line.row.municipality.slug, False),
        Column("name_ar", PLACE, gettext_lazy("Name in Arabic"), lambda line: line.row.municipality.name_ar, False),
        Column("name_fr", PLACE, gettext_lazy("Name in French"), lambda line: line.row.municipality.name_fr, False),
        Column("name_en", PLACE, gettext_lazy("Name in English"), lambda line: line.row.municipality.name_en, False),
        Column("governorate", PLACE, gettext_lazy("Governorate"), lambda line: line.row.municipality.governorate.name),
        Column("region", PLACE, gettext_lazy("Region"), lambda line: line.row.municipality.get_region_display()),
        Column(
            "participation",
            PLACE,
            gettext_lazy("Participation"),
            lambda line: line.row.participation.get_state_display(),
        ),
    ]


def _of_step(step: Step) -> list[Column]:
    def column(key: str, label: Text, value: Callable[[Line], Value], is_default: bool = True) -> Column:
        return Column(f"{step.value}_{key}", step.label, label, value, is_default, step)

    def moved_on(line: Line) -> Value:
        movement = line.row.cell(step).movement
        return day_of(movement.at) if movement else None

    def movement(line: Line) -> Value:
        moved = line.row.cell(step).movement
        return moved.text if moved else None

    def accepted_on(line: Line) -> Value:
        accepted = line.accepted(step)
        return accepted.on if accepted else None

    def reference(line: Line) -> Value:
        came = line.record.came(line.pk, step)
        return came.submission.reference if came and came.submission else None

    return [
        column("state", gettext_lazy("state"), lambda line: line.row.cell(step).label),
        column("since", gettext_lazy("in this state since"), lambda line: day_of(line.row.cell(step).since), False),
        column("due_on", gettext_lazy("due on"), lambda line: line.row.cell(step).due_on),
        column("days_late", gettext_lazy("days late"), lambda line: line.row.cell(step).days_late),
        column("moved_on", gettext_lazy("last movement on"), moved_on),
        column("movement", gettext_lazy("last movement"), movement),
        column("accepted_on", gettext_lazy("accepted on"), accepted_on, False),
        column("reference", gettext_lazy("reference"), reference, False),
    ]


def _of_what_is_established() -> list[Column]:
    def person(value: Callable[[FocalPoint], Value]) -> Callable[[Line], Value]:
        return lambda line: value(line.focal_point) if line.focal_point else None

    def act(step: Step, value: Callable[[Accepted], Value]) -> Callable[[Line], Value]:
        def of(line: Line) -> Value:
            accepted = line.accepted(step)
            return value(accepted) if accepted else None

        return of

    def column(key: str, label: Text, value: Callable[[Line], Value]) -> Column:
        return Column(key, FOUND, label, value, False)

    def way(accepted: Accepted) -> Value:
        return SignatureWay(accepted.copy.way).short_label if accepted.copy else None

    def members(side: Side) -> Callable[[Line], Value]:
        return act(Step.COMMITTEE, lambda accepted: accepted.on_side(side))

    return [
        column("focal_name", gettext_lazy("Focal point: name"), person(lambda each: each.name)),
        column("focal_email", gettext_lazy("Focal point: office e-mail"), person(lambda each: each.email)),
        column("charter_number", gettext_lazy("Charter: register number"), act(Step.CHARTER, _number)),
        column("signed_on", gettext_lazy("Charter: signed on"), act(Step.CHARTER, lambda accepted: accepted.act_on)),
        column("signed_way", gettext_lazy("Charter: how it was signed"), act(Step.CHARTER, way)),
        column(
            "committee_size",
            gettext_lazy("Committee: members"),
            act(Step.COMMITTEE, lambda accepted: len(accepted.members)),
        ),
        column("committee_administration", gettext_lazy("Committee: administration"), members(Side.ADMINISTRATION)),
        column("committee_civil_society", gettext_lazy("Committee: civil society"), members(Side.CIVIL_SOCIETY)),
        column("committee_other", gettext_lazy("Committee: others"), members(Side.OTHER)),
    ]


def _number(accepted: Accepted) -> Value:
    return accepted.register_number or None


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in [*_of_places(), *(each for step in Step for each in _of_step(step)), *_of_what_is_established()]
}
DEFAULT_COLUMNS = [column.key for column in COLUMNS.values() if column.is_default]


def column_groups() -> list[tuple[Text, list[Column]]]:
    """The columns under the words of their group, in the order in which they stand in the table."""
    groups: dict[str, tuple[Text, list[Column]]] = {}
    for column in COLUMNS.values():
        groups.setdefault(str(column.group), (column.group, []))[1].append(column)
    return list(groups.values())


def board_table(rows: Iterable[Row], columns: Sequence[str], record: Record) -> tuple[list[str], list[Cells]]:
    """Headings and cells in the reader's language; `columns` are keys of COLUMNS, whose order they take."""
    chosen = [column for key, column in COLUMNS.items() if key in columns]
    lines = [Line(row, record) for row in rows]
    return [column.heading for column in chosen], [[column.value(line) for column in chosen] for line in lines]


def file_stem(cohort: Cohort | None, what: str, on: object) -> str:
    """How a file is called when it is saved: the cohort, what it is, and the day it speaks of."""
    return f"{cohort.slug if cohort else 'localogp'}-{what}-{on}"
