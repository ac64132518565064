"""Adding a municipality and changing what is known of one, logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from municipalities.models import Activity, ActivityKind, Municipality, MunicipalityAlias

FIELDS = (
    "name_ar",
    "name_fr",
    "name_en",
    "governorate",
    "region",
    "ogp_local_member_since",
    "source",
    "certainty",
)


@transaction.atomic
def add_municipality(
    slug: str, values: Mapping[str, Any], *, aliases: Iterable[str] = (), by: User, at: datetime | None = None
) -> Municipality:
    """A new tenant; `values` by the names in FIELDS. It takes part in nothing yet."""
    municipality = Municipality.objects.create(slug=slug, **values)
    _add_aliases(municipality, aliases)
    Activity.objects.record(
        ActivityKind.MUNICIPALITY_ADDED, by=by, municipality=municipality, subject=municipality.slug, at=at
    )
    return municipality


@transaction.atomic
def change_municipality(
    municipality: Municipality,
    values: Mapping[str, Any],
    *,
    aliases: Iterable[str] = (),
    drop_aliases: Iterable[str] = (),
    by: User,
    at: datetime | None = None,
) -> None:
    """Writes those of FIELDS that are in `values`; adds and drops other spellings."""
    for name, value in values.items():
        setattr(municipality, name, value)
    municipality.aliases.filter(name__in=list(drop_aliases)).delete()
    _add_aliases(municipality, aliases)
    changed = [*values, *(["aliases"] if aliases or drop_aliases else [])]
    Activity.objects.record(
        ActivityKind.MUNICIPALITY_CHANGED, by=by, municipality=municipality, subject=", ".join(changed), at=at
    )


def _add_aliases(municipality: Municipality, names: Iterable[str]) -> None:
    rows = [MunicipalityAlias(municipality=municipality, name=name) for name in names]
    municipality.aliases.bulk_create(rows, ignore_conflicts=True)
    # Saved last, so that the search key knows the new spellings.
    municipality._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    municipality.save()
