"""The charter once more, for machines: the JSON file that travels inside every issued charter.

It says what the paper says, in the paper's own words, and nothing else; beside them stand only the names and
identifiers that tell machines which municipality and which cohort these are. Its form: docs/charter.schema.json. The
same charter gives the same bytes.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from documents.pdf import Enclosure

if TYPE_CHECKING:
    from charters.models import CharterArticle
    from charters.report import CharterReport, Column
    from municipalities.models.tenancy import NamedInThree

NAME = "charter.json"
FORMAT = "localogp-charter"
VERSION = 1
LANGUAGES = ("ar", "fr", "en")


def enclosure(report: CharterReport, code: str, *, language: str) -> Enclosure:
    """The twin of `report` under its number and `code`, described in `language`."""
    data = json.dumps(contents(report, code), ensure_ascii=False, indent=2).encode() + b"\n"
    with translation.override(language):
        return Enclosure(NAME, data, _("The words of this charter for machines (JSON)"), relationship="Data")


def contents(report: CharterReport, code: str) -> dict[str, Any]:
    """The twin as JSON will hold it. `report` carries its register number."""
    row, governorate = report.row, report.municipality.governorate
    return {
        "format": FORMAT,
        "version": VERSION,
        "number": report.register_number,
        "code": code,
        "check_at": f"{settings.SITE_URL}/verify/{code}/",
        "issued_on": report.on.isoformat(),
        "supersedes": report.replaces.register_number if report.replaces else None,
        "languages": list(report.languages),
        "binding_language": report.main.language,
        "cohort": {"id": report.participation.cohort.slug},
        "municipality": {
            "id": report.municipality.slug,
            "names": _names(report.municipality),
            "governorate": {
                "id": governorate.iso,
                "names": _names(governorate),
            },
        },
        "letterhead": {"ar": list(report.letterhead.ar), "latin": list(report.letterhead.latin)},
        "text": {
            "version": report.text.version,
            "proposed": report.text.proposed,
            "title": {column.language: column.title for column in report.columns},
        },
        "signatory": {
            "capacity": row["capacity"],
            "words": {
                column.language: {"civility": column.civility, "name": column.name, "capacity": column.capacity}
                for column in report.columns
            },
        },
        "delegation": {
            "number": row["act_number"],
            "date": _day(row["act_date"]),
            "from": _day(row["from_on"]),
            "until": _day(row["until_on"]),
        }
        if report.is_delegated
        else None,
        "deliberation": {"number": row["council_number"], "date": _day(row["council_date"])}
        if row["council_date"]
        else None,
        "legal_bases": [{cell.language: cell.text for cell in cells} for cells in report.bases],
        "preamble": [{cell.language: cell.text for cell in cells} for cells in report.preamble],
        "articles": [
            {
                "number": article.number,
                "words": {column.language: _article(column, article) for column in report.columns},
            }
            for article in report.text.articles.all()
        ],
    }


def _article(column: Column, article: CharterArticle) -> dict[str, Any]:
    cell = column.article(article)
    return {"ordinal": cell.ordinal, "heading": cell.heading, "paragraphs": cell.paragraphs}


def _names(place: NamedInThree) -> dict[str, str]:
    return {language: place.name_in(language) for language in LANGUAGES}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
