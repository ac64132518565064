"""Commitments from a table: read, compared with the plan, shown, and only then written. An import takes nothing away.

A commitment is known again by its number, a milestone by its position in it. An empty cell leaves what is known as it
is. What the forms refuse is refused here, cell by cell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees.models import ActionPlan, Commitment, Milestone, PlanImport
from committees.models.action_plans import hold_open
from committees.plans.forms import CommitmentForm, MilestoneForm
from committees.plans.row_forms import RowForm
from committees.plans.tables import COMMITMENT_COLUMNS, MILESTONE_COLUMNS, OF_MILESTONE, heading_of, known_headings
from documents.table_reading import CannotRead, read_table
from documents.tables import typed_cell
from documents.text import fold

MAX_ROWS = 500
Cells = Mapping[str, str]
Rows = Iterable[tuple[int, Cells]]


@dataclass(frozen=True)
class Upload:
    """`rows` are (number in the file, cells by the key of their column); `ignored` are headings that mean nothing."""

    rows: list[tuple[int, dict[str, str]]]
    ignored: list[str]


def read_upload(data: bytes) -> Upload:
    """CannotRead when it is no table, too large, or lacks the numbers or the titles."""
    table = read_table(data, max_rows=MAX_ROWS + 1)
    if table.fault is not None:
        raise CannotRead(str(table.fault.label))
    (_number, headings), *body = table.rows
    known, keys, ignored = known_headings(), [], []
    for heading in headings:
        key = known.get(fold(typed_cell(heading)), "")
        keys.append("" if key in keys else key)
        if heading and not keys[-1]:
            ignored.append(heading)
    lacking = [heading_of(key) for key in ("number", "title_ar") if key not in keys]
    if lacking:
        text = _("The first row must name the columns. These are lacking: %(names)s. Export the plan to see them all.")
        raise CannotRead(text % {"names": ", ".join(lacking)})
    plain = typed_cell if table.kind == "csv" else str
    rows = [
        (number, {key: plain(cell) for key, cell in zip(keys, cells, strict=False) if key and cell})
        for number, cells in body
    ]
    rows = [(number, cells) for number, cells in rows if cells]
    if not rows:
        raise CannotRead(_("There is no commitment below the headings."))
    return Upload(rows, ignored)


class ImportedCommitmentForm(CommitmentForm):
    """A table also tells what was suspended or withdrawn, and why."""

    class Meta(CommitmentForm.Meta):
        fields = [*CommitmentForm.Meta.fields, "standing", "standing_reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("standing") and not cleaned.get("standing_reason"):
            self.add_error("standing_reason", _("Say why."))
        return cleaned


class ImportedMilestoneForm(MilestoneForm):
    """A table also tells the place of a milestone, and how far it has come."""

    class Meta(MilestoneForm.Meta):
        fields = ["position", *MilestoneForm.Meta.fields, "percent"]

    def clean_percent(self) -> int:
        percent: int = self.cleaned_data["percent"]
        if percent > 100:
            raise ValidationError(_("A percentage is a number from 0 to 100."), code="percent")
        return percent


class Outcome(models.TextChoices):
    """What an import does with a commitment or a milestone."""

    WRONG = "wrong", gettext_lazy("to be mended")
    NEW = "new", gettext_lazy("new")
    CHANGED = "changed", gettext_lazy("changed")
    UNCHANGED = "unchanged", gettext_lazy("unchanged")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell of a row, and what to do about it."""

    row: int
    heading: str
    text: str


@dataclass
class Part:
    """A commitment or a milestone of the table, by the form that it went through."""

    title: str
    form: RowForm
    known: Commitment | Milestone | None
    outcome: Outcome = Outcome.UNCHANGED


@dataclass
class CommitmentPart(Part):
    milestones: list[Part] = field(default_factory=list)

    @property
    def number(self) -> int:
        return int(self.form.cleaned_data["number"])


@dataclass
class ImportPlan:
    """What carrying it out would do now."""

    commitments: list[CommitmentPart] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def having(self, outcome: Outcome) -> list[CommitmentPart]:
        return [each for each in self.commitments if each.outcome == outcome]

    @property
    def writing(self) -> list[CommitmentPart]:
        return [each for each in self.commitments if any(part.outcome != Outcome.UNCHANGED for part in parts_of(each))]

    @property
    def does_nothing(self) -> bool:
        return not self.faults and not self.writing

    @property
    def fingerprint(self) -> str:
        """Equal when two plans would write the same upon the same."""
        told = [
            (part.outcome.value, part.known.version if part.known else 0, sorted(part.form.data.items()))
            for commitment in self.commitments
            for part in parts_of(commitment)
        ]
        return hashlib.sha256(repr([told, self.faults]).encode()).hexdigest()[:32]


def parts_of(commitment: CommitmentPart) -> Iterator[Part]:
    yield commitment
    yield from commitment.milestones


def plan_of(plan: ActionPlan, rows: Rows) -> ImportPlan:
    found = ImportPlan()
    known = {each.number: each for each in plan.commitments.prefetch_related("milestones", "supporting")}
    groups: dict[str, list[tuple[int, Cells]]] = {}
    for number, cells in rows:
        if not cells.get("number"):
            text = _("Give the number of the commitment in every row.")
            found.faults.append(Fault(number, heading_of("number"), text))
            continue
        key = str(int(cells["number"])) if cells["number"].isdecimal() else cells["number"]
        groups.setdefault(key, []).append((number, {**cells, "number": key}))
    for key, group in groups.items():
        before = known.get(int(key)) if key.isdecimal() else None
        found.commitments.append(_commitment(plan, before, group, found.faults))
    found.faults.sort(key=lambda fault: fault.row)
    return found


def _commitment(
    plan: ActionPlan, known: Commitment | None, group: list[tuple[int, Cells]], faults: list[Fault]
) -> CommitmentPart:
    first, _cells = group[0]
    cells: dict[str, str] = {}
    for number, row in group:
        for column in COMMITMENT_COLUMNS:
            cell = row.get(column.key)
            if cell and cells.setdefault(column.key, cell) != cell:
                text = _("Row %(row)s says something else about the same commitment.") % {"row": first}
                faults.append(Fault(number, heading_of(column.key), text))
    blank: RowForm = ImportedCommitmentForm(instance=known, plan=plan)
    # A form writes into the row that it is given while it judges: what is known must stay as it is.
    form = ImportedCommitmentForm(data=_typed(blank, cells), instance=copy(known), plan=plan)
    part = CommitmentPart(cells.get("title_ar", "") or (known.title_ar if known else ""), form, known)
    _judge(part, first, "", faults)
    # A new commitment has no row yet: its milestones are held against the period that the table gives it.
    whole = known or Commitment(plan=plan)
    if form.is_valid():
        whole = Commitment(pk=whole.pk, plan=plan, starts_on=form.cleaned_data["starts_on"])
        whole.ends_on = form.cleaned_data["ends_on"]
    of_known = {each.position: each for each in known.milestones.all()} if known else {}
    seen: dict[int, int] = {}
    for number, row in group:
        own = {each.key.removeprefix(OF_MILESTONE): row[each.key] for each in MILESTONE_COLUMNS if each.key in row}
        if not own:
            continue
        typed = own.get("position", "")
        position = int(typed) if typed.isdecimal() else max([*seen, *of_known, 0]) + 1
        if position in seen:
            text = _("Row %(row)s has this position in the same commitment.") % {"row": seen[position]}
            faults.append(Fault(number, heading_of(f"{OF_MILESTONE}position"), text))
            continue
        seen[position] = number
        before = of_known.get(position)
        blank = ImportedMilestoneForm(instance=before, commitment=whole)
        data = _typed(blank, {"position": str(position), **own})
        form_of_row = ImportedMilestoneForm(data=data, instance=copy(before), commitment=whole)
        milestone = Part(own.get("title", ""), form_of_row, before)
        _judge(milestone, number, OF_MILESTONE, faults)
        part.milestones.append(milestone)
    return part


def _typed(blank: RowForm, cells: Cells) -> dict[str, Any]:
    """What the form would send: what is known, and over it what the table says."""
    data: dict[str, Any] = {}
    for name, field_of_form in blank.fields.items():
        if isinstance(field_of_form, forms.FileField):
            continue
        value = blank.get_initial_for_field(field_of_form, name)
        if name == "ogp_values":
            data[name] = [each.strip() for each in cells[name].split(";")] if name in cells else value or []
        else:
            data[name] = cells.get(name, "" if value is None else str(value))
    return data


def _judge(part: Part, row: int, prefix: str, faults: list[Fault]) -> None:
    form = part.form
    if not form.is_valid():
        part.outcome = Outcome.WRONG
        for name, errors in form.errors.items():
            heading = heading_of(f"{prefix}{name}") if name != "__all__" else ""
            faults += [Fault(row, heading, str(error)) for error in errors]
    elif part.known is None:
        part.outcome = Outcome.NEW
    elif _says_the_same(part):
        part.outcome = Outcome.UNCHANGED
    else:
        part.outcome = Outcome.CHANGED


def _says_the_same(part: Part) -> bool:
    known, form = part.known, part.form
    if isinstance(form, CommitmentForm) and isinstance(known, Commitment) and form.bodies() != known.bodies_by_side():
        return False
    return all(getattr(known, name) == value for name, value in form.row_values().items())


class ChangedMeanwhile(Exception):
    """The import would do something else than was shown; nothing was written."""


@transaction.atomic
def carry_out(draft: PlanImport, seen: str, *, by: User, at: datetime | None = None) -> int:
    """Writes what was shown, all of it or nothing; how many commitments it wrote something of."""
    moment = at or timezone.now()
    hold_open(draft.plan)
    plan = plan_of(draft.plan, [(number, cells) for number, cells in draft.rows])
    if plan.faults or plan.fingerprint != seen or not draft.finish(at=moment):
        raise ChangedMeanwhile
    for part in plan.writing:
        _write(draft.plan, part, by=by, at=moment)
    draft.plan.log("imported", f"{draft.file_name} ({len(plan.writing)})", by=by, at=moment)
    return len(plan.writing)


def _write(plan: ActionPlan, part: CommitmentPart, *, by: User, at: datetime) -> None:
    form: Any = part.form
    commitment: Any = part.known
    if commitment is None:
        commitment = Commitment.objects.add(plan, form.row_values(), form.bodies(), by=by, at=at)  # type: ignore[attr-defined]
    else:
        commitment.change(form.row_values(), form.bodies(), version=commitment.version, by=by, at=at)
    for each in part.milestones:
        values = each.form.row_values()
        if each.known is None:
            Milestone.objects.add(commitment, values, by=by, at=at)  # type: ignore[attr-defined]
        elif isinstance(each.known, Milestone):
            each.known.change(values, version=each.known.version, by=by, at=at)
