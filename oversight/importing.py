"""Municipalities from a table: read, compared with what is known (import_plan), shown, and only then written.

A table that was imported changes nothing when it comes again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from documents.table_reading import CannotRead, read_table
from documents.tables import typed_cell
from documents.text import fold
from municipalities import inviting, lifecycle
from municipalities.data_changes import add_municipality, change_municipality
from municipalities.models import Activity, ActivityKind, Cohort
from municipalities.permissions import Role
from oversight.import_plan import Plan, Planner, RowPlan
from oversight.jobs import job
from oversight.models import ImportDraft, Job
from oversight.sheets import COLUMNS, column, known_headings

MAX_ROWS = 2000
EXAMPLE = str(column("focal_email").example)
KIND = "import_municipalities"


@dataclass(frozen=True)
class Upload:
    """What a file holds. `rows` are (number in the file, cells by the key of their column); `ignored` are headings
    that mean nothing here; `encoding` is that of a CSV, as it was recognised or guessed."""

    rows: list[tuple[int, dict[str, str]]]
    ignored: list[str]
    encoding: str


def read_upload(data: bytes) -> Upload:
    """CannotRead when it is no table, too large, or lacks a column that is needed."""
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
    lacking = [str(each.heading) for each in COLUMNS if each.needed and each.key not in keys]
    if lacking:
        names = ", ".join(lacking)
        text = _("The first row must name the columns. These are lacking: %(names)s. Take the template and fill it in.")
        raise CannotRead(text % {"names": names})
    rows = [
        (number, {key: typed_cell(cell) for key, cell in zip(keys, cells, strict=False) if key and cell})
        for number, cells in body
    ]
    rows = [(number, cells) for number, cells in rows if cells and cells.get("focal_email") != EXAMPLE]
    if not rows:
        raise CannotRead(_("There is no municipality below the headings."))
    return Upload(rows, ignored, table.encoding)


def plan_of(draft: ImportDraft) -> Plan:
    """What carrying it out would do now."""
    return Planner(draft.cohort).plan([(number, cells) for number, cells in draft.rows])


@job(KIND, gettext_lazy("Import of municipalities"))
def carry_out(work: Job) -> None:
    """Writes the draft of `params` (draft, seen, invite), a row at a time: what is done stays when it is interrupted,
    and the rest is done by the next attempt. Nothing is written when it would do something else than was shown."""
    draft = ImportDraft.objects.select_related("cohort").get(pk=work.params["draft"])
    plan = plan_of(draft)
    if draft.is_over or plan.wrong or plan.fingerprint != work.params["seen"]:
        work.result = {
            "lines": [_("Something changed since you looked: nothing was imported. Look at the file again.")]
        }
        return
    done: Counter[str] = Counter()
    for number, row in enumerate(plan.rows, start=1):
        with transaction.atomic():
            done.update(_carry_out(row, draft.cohort, by=work.started_by, invite=work.params["invite"]))
        if number % 25 == 0:
            work.advance(number, len(plan.rows))
    work.advance(len(plan.rows), len(plan.rows))
    with transaction.atomic():
        draft.finish()
        Activity.objects.record(
            ActivityKind.MUNICIPALITIES_IMPORTED,
            by=work.started_by,
            subject=f"{draft.cohort.slug}: {draft.file_name} ({len(plan.rows)})",
        )
    work.result = {"lines": outcome_lines(done)}


def _carry_out(row: RowPlan, cohort: Cohort, *, by: User, invite: bool) -> list[str]:
    """Names what it did: added, joined, changed, invited."""
    done = []
    municipality = row.municipality
    if municipality is None:
        municipality = add_municipality(row.slug, row.values, aliases=row.aliases, by=by)
        done.append("added")
    elif row.changes:
        change_municipality(municipality, row.values, aliases=row.aliases, by=by)
        done.append("changed")
    if row.admits:
        lifecycle.admit(municipality, cohort, by=by)
        done.append("joined")
    if invite and row.invites:
        name = row.cells.get("focal_name", "")
        inviting.invite(
            row.invites, role=Role.FOCAL_POINT, municipality=municipality, name=name, language=row.language, by=by
        )
        done.append("invited")
    return done


def outcome_lines(done: Counter[str]) -> list[str]:
    """What an import did, a sentence each; what did not happen is left out."""
    sentences = {
        "added": ngettext("%(count)d municipality was added.", "%(count)d municipalities were added.", done["added"]),
        "changed": ngettext(
            "%(count)d municipality was changed.", "%(count)d municipalities were changed.", done["changed"]
        ),
        "joined": ngettext(
            "%(count)d municipality joined the cohort.", "%(count)d municipalities joined the cohort.", done["joined"]
        ),
        "invited": ngettext("%(count)d invitation was sent.", "%(count)d invitations were sent.", done["invited"]),
    }
    lines = [text % {"count": done[what]} for what, text in sentences.items() if done[what]]
    return lines or [_("Nothing was to be done: everything stood there already.")]
