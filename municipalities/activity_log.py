"""The log as a list to read and as a table to take away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from documents.tables import table_file
from municipalities.activity_words import said_by
from municipalities.models import Activity, ActivityKind, Membership, Municipality
from municipalities.models.activity import ActivityQuerySet
from municipalities.permissions import Role, UnitRole

# A file holds as many rows at most, the latest; the page says so beside the button. The Unit's is made in the
# background, a municipality's own while it waits.
MOST_ROWS = 10_000
MOST_OWN_ROWS = 2_000
PER_PAGE = 50
_ROLES = dict(Role.choices) | dict(UnitRole.choices)
_BY_SIGNATORY = frozenset({ActivityKind.CHARTER_SIGNED, ActivityKind.SIGNING_LINK})


@dataclass(frozen=True)
class Line:
    """One row of the log. `what` is in parts; `role` and `ip` may be empty."""

    at: datetime
    who: str
    role: str
    what: list[str]
    municipality: Municipality | None
    ip: str


def lines(rows: Sequence[Activity], *, reader: User | None = None) -> list[Line]:
    """`rows` in words, with the role of each person on that municipality, else in the Unit.

    With `reader`, addresses are told of the reader's own rows alone. One question to the database.
    """
    role_of = _Roles(rows)
    return [
        Line(
            at=row.at,
            who=row.by.display_name if row.by else _nobody(row),
            role=role_of(row),
            what=said_by(row),
            municipality=row.municipality,
            ip=row.ip or "" if reader is None or row.by_id == reader.pk else "",
        )
        for row in rows
    ]


def _nobody(row: Activity) -> str:
    """Who it was when it was nobody with an account."""
    return _("the signatory") if row.kind in _BY_SIGNATORY else _("the product itself")


class _Roles:
    """What each person of the rows was called to: on the municipality of a row (the last role), else in the Unit."""

    def __init__(self, rows: Iterable[Activity]) -> None:
        people = {row.by_id for row in rows if row.by_id}
        places = {row.municipality_id for row in rows if row.municipality_id}
        members = Membership.objects.filter(user__in=people, municipality__in=places).order_by()
        unit = User.objects.filter(pk__in=people, groups__name__in=UnitRole.values).order_by()
        found = members.values_list("user", "municipality", "role", "granted_at").union(
            unit.values_list("pk", Value(0), "groups__name", "date_joined")
        )
        by_time = sorted(found, key=lambda each: each[3])
        self.roles: dict[tuple[int, int], str] = {(user, place): role for user, place, role, _since in by_time}

    def __call__(self, row: Activity) -> str:
        if row.by_id is None:
            return ""
        role = self.roles.get((row.by_id, row.municipality_id or 0)) or self.roles.get((row.by_id, 0), "")
        return str(_ROLES.get(role, ""))


def log_file(found: ActivityQuerySet, format: str, *, language: str, reader: User | None = None) -> bytes:
    """The latest of `found` as a file. With `reader` it is that of one municipality, which is not named in each row."""
    across = reader is None
    rows = list(found.select_related("by", "municipality")[: MOST_ROWS if across else MOST_OWN_ROWS])
    headers = [_("When"), _("Who"), _("Role"), _("What")]
    headers += [_("Municipality")] if across else []
    headers.append(_("From where"))
    return table_file(_("Activity log"), headers, _cells(lines(rows, reader=reader), across), format, language=language)


def _cells(found: Iterable[Line], across: bool) -> Iterator[list[str | datetime]]:
    for line in found:
        place = [line.municipality.name if line.municipality else ""] if across else []
        yield [line.at, line.who, line.role, " · ".join(line.what), *place, line.ip]


def file_name(format: str, place: Municipality | None = None) -> str:
    """As the file is offered: `activity-tinja-2026-11-24.csv`."""
    parts = ["activity", *([place.slug] if place else []), timezone.localdate().isoformat()]
    return f"{'-'.join(parts)}.{format}"
