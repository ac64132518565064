"""Municipalities as a table: the columns, their headings, and what stands in each cell.

The export, the template of the import and the import itself read this one list, so that what goes out can come in
again. A heading is understood in Arabic, French and English, and by its key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from documents.text import fold
from municipalities.models import Municipality
from municipalities.steps import Text

ALIAS_SEPARATOR = "; "


@dataclass(frozen=True)
class Column:
    """`value` is the cell of a municipality in the reader's language; None for what only an import brings.

    `example` stands in the second row of the template.
    """

    key: str
    heading: Text
    example: Text = ""
    value: Callable[[Municipality], str] | None = None
    needed: bool = False
    hint: Text = ""


def _aliases(municipality: Municipality) -> str:
    return ALIAS_SEPARATOR.join(alias.name for alias in municipality.aliases.all())


def _member_since(municipality: Municipality) -> str:
    day = municipality.ogp_local_member_since
    return day.isoformat() if day else ""


MUNICIPALITY_COLUMNS: tuple[Column, ...] = (
    Column(
        "slug",
        _("Short name in addresses"),
        "tinja",
        lambda municipality: municipality.slug,
        hint=_("Small Latin letters, digits and hyphens. Left empty, it is made from the French name."),
    ),
    Column("name_ar", _("Name in Arabic"), "تينجة", lambda municipality: municipality.name_ar, needed=True),
    Column("name_fr", _("Name in French"), "Tinja", lambda municipality: municipality.name_fr, needed=True),
    Column(
        "name_en",
        _("Name in English"),
        "Tinja",
        lambda municipality: municipality.name_en,
        hint=_("Left empty, the French name stands there too."),
    ),
    Column(
        "governorate",
        _("Governorate"),
        "TN-23",
        lambda municipality: municipality.governorate.name,
        needed=True,
        hint=_("By its name in any of the three languages, or by its ISO code, for example TN-23."),
    ),
    Column(
        "region",
        _("Region"),
        _("North"),
        lambda municipality: str(municipality.get_region_display()),
        hint=_("North, Centre or South, as the programme groups them; it may stay empty."),
    ),
    Column(
        "aliases",
        _("Other spellings"),
        "Tinga; Tindja",
        _aliases,
        hint=_("Separated by semicolons. They are added to those that are known; none is taken away."),
    ),
    Column(
        "ogp_local_member_since",
        _("Member of OGP Local since"),
        "2024-04-01",
        _member_since,
        hint=_("Year-month-day, for example 2024-04-01."),
    ),
    Column("source", _("Source of the data"), "https://…", lambda municipality: municipality.source),
    Column(
        "certainty",
        _("How certain the data are"),
        "",
        lambda municipality: municipality.certainty,
        hint=_("In your own words."),
    ),
)
# Read by the import alone: whom to invite as the focal point.
INVITATION_COLUMNS: tuple[Column, ...] = (
    Column(
        "focal_email",
        _("Focal point: e-mail address"),
        "point.focal@commune.example",
        hint=_("An invitation goes to this address, if you say so before the import."),
    ),
    Column("focal_name", _("Focal point: name"), "سعاد المثلوثي"),
    Column("focal_language", _("Focal point: language"), "ar", hint=_("ar, fr or en; left empty: ar.")),
)
COLUMNS: tuple[Column, ...] = MUNICIPALITY_COLUMNS + INVITATION_COLUMNS


def column(key: str) -> Column:
    return next(each for each in COLUMNS if each.key == key)


@cache
def known_headings() -> dict[str, str]:
    """The key of every heading that is understood, by its folded text: each language's words, and the keys."""
    known = {fold(each.key): each.key for each in COLUMNS}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            known |= {fold(str(each.heading)): each.key for each in COLUMNS}
    return known


def municipality_headings() -> list[str]:
    """In the reader's language."""
    return [str(each.heading) for each in MUNICIPALITY_COLUMNS]


def municipality_rows(municipalities: Iterable[Municipality]) -> Iterator[list[str]]:
    """A list of cells for each; `municipalities` come with governorate and aliases read."""
    for municipality in municipalities:
        yield [each.value(municipality) for each in MUNICIPALITY_COLUMNS if each.value]
