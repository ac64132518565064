"""Loads a text of the charter from a data file of this app."""

from __future__ import annotations

import tomllib
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.db import transaction

from charters.models import CharterArticle, CharterText, LegalBasis
from municipalities.models import Cohort

PILOT_TEXT = "pilot-charter.toml"


def in_three(name: str, values: dict[str, str]) -> dict[str, str]:
    return {f"{name}_{language}": values[language].strip() for language in ("ar", "fr", "en")}


@transaction.atomic
def load_charter_text(cohort: Cohort, *, file_name: str = PILOT_TEXT, at: datetime | None = None) -> CharterText:
    """Publishes the text of `file_name` for `cohort`; a version that is there already is left as it is."""
    data: dict[str, Any] = tomllib.loads((files("charters") / "data" / file_name).read_text(encoding="utf-8"))
    existing = CharterText.objects.filter(cohort=cohort, version=data["version"]).first()
    if existing is not None:
        return existing
    text = CharterText.objects.create(
        cohort=cohort,
        version=data["version"],
        proposed=data["proposed"],
        **in_three("title", data["title"]),
        **in_three("preamble", data["preamble"]),
    )
    CharterArticle.objects.bulk_create(
        CharterArticle(
            text=text, number=number, **in_three("heading", article["heading"]), **in_three("body", article["body"])
        )
        for number, article in enumerate(data["articles"], start=1)
    )
    LegalBasis.objects.bulk_create(
        LegalBasis(
            text=text,
            position=position,
            valid_from=basis["valid_from"],
            valid_until=basis.get("valid_until"),
            source=basis["source"],
            **in_three("citation", basis["citation"]),
        )
        for position, basis in enumerate(data["legal_bases"], start=1)
    )
    text.publish(at=at)
    return text
