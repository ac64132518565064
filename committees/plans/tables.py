"""A plan as a table that goes out and comes in again: one row per milestone, its commitment's columns repeated.

The headings that go out are fixed; those that come in are also understood in words, in the three languages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from committees.models import ActionPlan, BodySide, Commitment, Milestone
from documents.tables import TableFormat, Value, table_file
from documents.text import fold
from municipalities.steps import Text

SEPARATOR = "; "
OF_MILESTONE = "milestone_"


class PlanFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True)
class Column:
    key: str
    heading: Text


def _fields(names: list[str]) -> list[Column]:
    """Columns under the words of the fields of a commitment."""
    words = {field.name: field.verbose_name for field in Commitment._meta.fields}
    return [Column(name, words[name]) for name in names]


SUPPORTING = {
    BodySide.ADMINISTRATION: _("supporting bodies of the administration"),
    BodySide.CIVIL_SOCIETY: _("supporting bodies of civil society"),
    BodySide.PRIVATE: _("supporting bodies of the private sector"),
    BodySide.MULTILATERAL: _("supporting multilateral organisations and donors"),
}
COMMITMENT_COLUMNS: tuple[Column, ...] = (
    *_fields(
        ["number", "title_ar", "title_latin", "theme", "policy_areas", "problem", "description", "how_it_helps"],
    ),
    Column("ogp_values", _("values of open government")),
    *_fields(
        ["expected_results", "lead_body", "responsible_name", "responsible_function", "responsible_contact"],
    ),
    *(Column(f"supporting_{side.value}", heading) for side, heading in SUPPORTING.items()),
    *_fields(["starts_on", "ends_on", "resources", "standing"]),
    Column("standing_reason", _("reason why it is suspended or withdrawn")),
)
MILESTONE_COLUMNS: tuple[Column, ...] = (
    Column(f"{OF_MILESTONE}position", _("milestone: position")),
    Column(f"{OF_MILESTONE}title", _("milestone: action")),
    Column(f"{OF_MILESTONE}deliverable", _("milestone: deliverable")),
    Column(f"{OF_MILESTONE}starts_on", _("milestone: begins")),
    Column(f"{OF_MILESTONE}ends_on", _("milestone: ends")),
    Column(f"{OF_MILESTONE}weight", _("milestone: weight")),
    Column(f"{OF_MILESTONE}percent", _("milestone: percentage of completion")),
    Column(f"{OF_MILESTONE}evidence_url", _("milestone: address of the evidence")),
)
COLUMNS = COMMITMENT_COLUMNS + MILESTONE_COLUMNS
KEYS = [each.key for each in COLUMNS]


def heading_of(key: str) -> str:
    """In the reader's language."""
    return capfirst(str(next(each.heading for each in COLUMNS if each.key == key)))


@cache
def known_headings() -> dict[str, str]:
    """The key of every heading that is understood, by its folded text."""
    known = {fold(key): key for key in KEYS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {fold(str(each.heading)): each.key for each in COLUMNS}
    return known


def plan_rows(plan: ActionPlan) -> Iterator[list[Value]]:
    """The cells, in the order of COLUMNS. A commitment without milestones is one row."""
    commitments = plan.commitments.prefetch_related("milestones", "supporting")
    for commitment in commitments:
        cells = list(_commitment_cells(commitment))
        for milestone in commitment.milestones.all() or [None]:
            yield [*cells, *(_milestone_cell(milestone, each) for each in MILESTONE_COLUMNS)]


def _commitment_cells(commitment: Commitment) -> Iterator[Value]:
    bodies = commitment.bodies_by_side()
    served = [name for name in Commitment.VALUES if getattr(commitment, name)]
    joined = {f"supporting_{side}": SEPARATOR.join(names) for side, names in bodies.items()}
    joined["ogp_values"] = SEPARATOR.join(served)
    for each in COMMITMENT_COLUMNS:
        yield joined[each.key] if each.key in joined else getattr(commitment, each.key)


def _milestone_cell(milestone: Milestone | None, column: Column) -> Value:
    cell: Value = getattr(milestone, column.key.removeprefix(OF_MILESTONE)) if milestone else None
    return cell


def plan_file(plan: ActionPlan, format: PlanFormat, *, language: str) -> bytes:
    """JSON is {"columns": [keys], "rows": [{key: value}]}, with days as YYYY-MM-DD."""
    if format != PlanFormat.JSON:
        return table_file(plan.title, KEYS, plan_rows(plan), TableFormat(format.value), language=language)
    rows = [dict(zip(KEYS, map(_json, row), strict=True)) for row in plan_rows(plan)]
    return json.dumps({"columns": KEYS, "rows": rows}, ensure_ascii=False, indent=2).encode() + b"\n"


def _json(value: Value) -> str | int | None:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int) or value is None else str(value)
