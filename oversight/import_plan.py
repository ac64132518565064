"""What an import would do, row by row: what is wrong, what is new, what changes, who joins, who is invited.

A plan is worked out anew from the same rows whenever it is looked at, confirmed or carried out; its fingerprint tells
whether it would still do what was shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.text import clean_line, fold
from municipalities.matching import Known, spellings
from municipalities.models import Cohort, Governorate, Invitation, Membership, Municipality, Participation, Region
from oversight.cohorts import RESERVED, free_slug
from oversight.sheets import column

NAMES = ("name_ar", "name_fr", "name_en")
LONGEST = {"slug": 50, "source": 1000, "certainty": 1000, "aliases": 1000, "focal_email": 254}
Rows = Iterable[tuple[int, Mapping[str, str]]]


class Status(models.TextChoices):
    """What an import does with a row."""

    WRONG = "wrong", gettext_lazy("to be mended")
    NEW = "new", gettext_lazy("new, joins the cohort")
    JOINS = "joins", gettext_lazy("known, joins the cohort")
    CHANGED = "changed", gettext_lazy("in this cohort, changed")
    UNCHANGED = "unchanged", gettext_lazy("in this cohort, unchanged")
    ELSEWHERE = "elsewhere", gettext_lazy("takes part in another cohort: does not join")
    BEFORE = "before", gettext_lazy("took part in this cohort before: does not join")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell, and what to do about it."""

    heading: str
    text: str


@dataclass
class RowPlan:
    """One row. `values` are those to write, by field; `changes` the same for people: (heading, before, after).

    `invites`: the address that gets an invitation; empty with a `no_invitation` that says why not.
    """

    number: int
    cells: Mapping[str, str]
    status: Status = Status.NEW
    faults: list[Fault] = field(default_factory=list)
    municipality: Municipality | None = None
    slug: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    aliases: list[str] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    other_cohort: str = ""
    invites: str = ""
    language: str = "ar"
    no_invitation: str = ""

    @property
    def name(self) -> str:
        """In the reader's language, as far as it is known."""
        if self.municipality is not None:
            return self.municipality.name
        wanted = f"name_{translation.get_language()}"
        return next((self.cells[name] for name in (wanted, *NAMES) if self.cells.get(name)), "–")

    def fault(self, key: str, text: str) -> None:
        self.faults.append(Fault(str(column(key).heading), text))

    @property
    def admits(self) -> bool:
        return self.status in (Status.NEW, Status.JOINS)

    @property
    def writes(self) -> bool:
        return bool(self.status != Status.WRONG and (self.admits or self.values or self.aliases))


@dataclass(frozen=True)
class Plan:
    rows: list[RowPlan]

    def having(self, status: Status) -> list[RowPlan]:
        return [row for row in self.rows if row.status == status]

    @property
    def counts(self) -> list[tuple[Status, int]]:
        return [(status, len(self.having(status))) for status in Status if self.having(status)]

    @property
    def wrong(self) -> list[RowPlan]:
        return self.having(Status.WRONG)

    @property
    def new(self) -> list[RowPlan]:
        return self.having(Status.NEW)

    @property
    def changing(self) -> list[RowPlan]:
        """Known municipalities of which something is written."""
        return [row for row in self.rows if row.changes]

    @property
    def joining(self) -> list[RowPlan]:
        return self.having(Status.JOINS)

    @property
    def staying_out(self) -> list[RowPlan]:
        return [row for row in self.rows if row.status in (Status.ELSEWHERE, Status.BEFORE)]

    @property
    def inviting(self) -> list[RowPlan]:
        return [row for row in self.rows if row.invites]

    @property
    def not_inviting(self) -> list[RowPlan]:
        return [row for row in self.rows if row.no_invitation]

    @property
    def does_nothing(self) -> bool:
        return not self.wrong and not self.inviting and not any(row.writes for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """Equal when two plans would write the same."""
        rows = [
            (
                row.number,
                row.status.value,
                row.municipality.pk if row.municipality else row.slug,
                row.changes,
                row.invites,
                [fault.text for fault in row.faults],
            )
            for row in self.rows
        ]
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]


class Planner:
    """Compares rows with what is known; a constant number of queries for any number of rows."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self.known = Known()
        self.governorates = _by_words(
            (governorate, [governorate.iso, governorate.name_ar, governorate.name_fr, governorate.name_en])
            for governorate in Governorate.objects.all()
        )
        self.regions = _by_words((region, [region.value, *_in_all_languages(region.label)]) for region in Region)
        self.languages = _by_words((code, [code, *_in_all_languages(name)]) for code, name in settings.LANGUAGES)
        participations = Participation.objects.select_related("cohort")
        self.open = {each.municipality_id: each for each in participations.open()}  # type: ignore[attr-defined]
        self.before = set(cohort.participations.values_list("municipality", flat=True))
        self.members = set(Membership.objects.open().values_list("municipality", "user__email"))  # type: ignore[attr-defined]
        self.invited = set(Invitation.objects.pending().values_list("municipality", "email"))  # type: ignore[attr-defined]
        self.slugs = set(self.known.by_slug)
        self.seen: dict[Any, int] = {}

    def plan(self, rows: Rows) -> Plan:
        return Plan([self._row(number, cells) for number, cells in rows])

    def _row(self, number: int, cells: Mapping[str, str]) -> RowPlan:
        row = RowPlan(number, cells)
        values = self._values(row)
        slug = self._slug(row)
        if not row.faults:
            self._match(row, slug, values)
        if not row.faults:
            self._once(row, values)
        if row.faults:
            row.status = Status.WRONG
            return row
        if row.municipality is None:
            row.values = values | {"name_en": values["name_en"] or values["name_fr"]}
            row.slug = slug or free_slug(self.slugs, values["name_fr"])
            self.slugs.add(row.slug)
        else:
            self._compare(row, row.municipality, values, by_slug=row.municipality.slug == slug)
            self._place(row, row.municipality.pk)
        self._invitation(row)
        return row

    # One row ---------------------------------------------------------------------------------------------

    def _values(self, row: RowPlan) -> dict[str, Any]:
        """Every field as it would be written; what cannot be, becomes a fault."""
        values: dict[str, Any] = {}
        for name in (*NAMES, "source", "certainty"):
            values[name] = self._line(row, name)
        for name in ("name_ar", "name_fr"):
            if not row.cells.get(name):
                row.fault(name, _("This cell is empty: the name is needed."))
        if values["name_ar"] and set(values["name_ar"]) <= set("? "):
            text = _("The letters are lost: the file was saved without Arabic. Save it as XLSX or as CSV in UTF-8.")
            row.fault("name_ar", text)
        values["governorate"] = self._governorate(row)
        text = _("Write North, Centre or South, or leave it empty.")
        values["region"] = self._choice(row, "region", self.regions, text)
        values["ogp_local_member_since"] = self._day(row)
        row.aliases = [
            line for part in self._line(row, "aliases").replace("؛", ";").split(";") if (line := part.strip())
        ]
        if any(len(alias) > 120 for alias in row.aliases):
            row.fault("aliases", _("A spelling has more than 120 signs. Separate them by semicolons."))
        return values

    def _line(self, row: RowPlan, key: str) -> str:
        typed = row.cells.get(key, "")
        limit = LONGEST.get(key, 120)
        if len(typed) > limit:
            row.fault(key, _("This is too long: at most %(limit)d signs.") % {"limit": limit})
            return ""
        try:
            return clean_line(typed)
        except ValidationError as error:
            row.fault(key, error.messages[0])
            return ""

    def _governorate(self, row: RowPlan) -> Governorate | None:
        text = _("This is no governorate. Write its name in Arabic, French or English, or its code, for example TN-23.")
        found: Governorate | None = self._choice(row, "governorate", self.governorates, text)
        if found is None and not row.cells.get("governorate"):
            row.fault("governorate", _("This cell is empty: the governorate is needed."))
        return found

    def _choice(self, row: RowPlan, key: str, choices: Mapping[str, Any], text: str) -> Any:
        """The value meant by the words of the cell; None for an empty one. Regions are kept as their value."""
        typed = row.cells.get(key, "")
        if not typed:
            return "" if key == "region" else None
        found = choices.get(fold(typed))
        if found is None:
            row.fault(key, f"{_quoted(typed)} {text}")
            return "" if key == "region" else None
        return found.value if key == "region" else found

    def _day(self, row: RowPlan) -> date | None:
        typed = row.cells.get("ogp_local_member_since", "")
        if not typed:
            return None
        try:
            day = parse_date(typed)
        except ValueError:
            day = None
        if day is None:
            text = _("This is no date. Write year-month-day, for example 2024-04-01.")
            row.fault("ogp_local_member_since", f"{_quoted(typed)} {text}")
        return day

    def _slug(self, row: RowPlan) -> str:
        typed = row.cells.get("slug", "").lower()
        if not typed:
            return ""
        # A slug that is known may be anything that was once allowed.
        if typed in self.known.by_slug:
            return typed
        if typed in RESERVED or len(typed) > LONGEST["slug"] or not _is_slug(typed):
            row.fault("slug", _("Use small Latin letters, digits and hyphens, or leave the cell empty."))
        return typed

    def _match(self, row: RowPlan, slug: str, values: Mapping[str, Any]) -> None:
        if slug in self.known.by_slug:
            row.municipality = self.known.by_slug[slug]
            return
        names = [values[name] for name in NAMES if values[name]]
        found = self.known.find(names, governorate=values["governorate"].pk)
        if len(found) > 1:
            text = _("Several municipalities may be meant: %(names)s. Write the short name of the right one.")
            both = ", ".join(f"\u2068{each.name} ({each.slug})\u2069" for each in found)
            row.fault("slug", text % {"names": both})
        elif found:
            row.municipality = found[0]

    def _once(self, row: RowPlan, values: Mapping[str, Any]) -> None:
        """No two rows of a file mean the same municipality."""
        if row.municipality is not None:
            keys: list[Any] = [row.municipality.pk]
        else:
            keys = [(values["governorate"].pk, fold(values[name])) for name in NAMES if values[name]]
            keys += [row.cells["slug"].lower()] if row.cells.get("slug") else []
        earlier = next((self.seen[key] for key in keys if key in self.seen), None)
        if earlier is not None:
            text = _("Row %(number)d is about the same municipality. Leave only one of the two in the file.")
            row.fault("name_fr", text % {"number": earlier})
            return
        self.seen |= dict.fromkeys(keys, row.number)

    def _compare(self, row: RowPlan, municipality: Municipality, values: Mapping[str, Any], *, by_slug: bool) -> None:
        """What differs from what is known. An empty cell says nothing; and where the municipality was found by a
        name, one of its other spellings does not rename it."""
        known = spellings(municipality)
        for name, value in values.items():
            before = getattr(municipality, name)
            if not value or value == before:
                continue
            if name in NAMES and not by_slug and fold(value) in known:
                continue
            row.values[name] = value
            row.changes.append((str(column(name).heading), _shown(name, before), _shown(name, value)))
        have = {alias.name for alias in municipality.aliases.all()}
        row.aliases = [alias for alias in dict.fromkeys(row.aliases) if alias not in have]
        if row.aliases:
            row.changes.append((str(column("aliases").heading), "", "; ".join(row.aliases)))

    def _place(self, row: RowPlan, pk: int) -> None:
        running = self.open.get(pk)
        if running is not None and running.cohort_id == self.cohort.pk:
            row.status = Status.CHANGED if row.changes else Status.UNCHANGED
        elif pk in self.before:
            row.status = Status.BEFORE
        elif running is not None:
            row.status, row.other_cohort = Status.ELSEWHERE, running.cohort.name
        else:
            row.status = Status.JOINS

    def _invitation(self, row: RowPlan) -> None:
        address = row.cells.get("focal_email", "").strip().lower()
        if not address:
            return
        try:
            validate_email(address)
        except ValidationError:
            row.fault("focal_email", _("This is no e-mail address. Mend it, or leave the cell empty."))
        self._line(row, "focal_name")
        row.language = self._choice(row, "focal_language", self.languages, _("Write ar, fr or en.")) or "ar"
        if row.faults:
            row.status = Status.WRONG
            return
        pk = row.municipality.pk if row.municipality else None
        if pk and (pk, address) in self.members:
            row.no_invitation = _("has access already")
        elif pk and (pk, address) in self.invited:
            row.no_invitation = _("is invited already")
        else:
            row.invites = address


def _quoted(typed: str) -> str:
    """What stands in the cell, in an isolate: it may run the other way than the words around it."""
    return f"“\u2068{typed[:60]}\u2069”"


def _is_slug(text: str) -> bool:
    return text.isascii() and all(sign.isalnum() or sign in "-_" for sign in text)


def _shown(name: str, value: Any) -> str:
    """A value of a municipality in words."""
    if name == "region":
        return str(Region(value).label) if value else ""
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _in_all_languages(text: Any) -> list[str]:
    words = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words.append(str(text))
    return words


def _by_words(pairs: Iterable[tuple[Any, list[str]]]) -> dict[str, Any]:
    return {fold(word): value for value, words in pairs for word in words}
