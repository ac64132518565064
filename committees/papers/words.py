"""The words of the committee's papers, from this app's data: Arabic, and French where it stands beside."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import dateformat, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.text import ARABIC

_ARABIC = re.compile(ARABIC)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("committees") / "data" / "papers.toml").read_text(encoding="utf-8"))


def is_arabic(text: str) -> bool:
    return bool(_ARABIC.search(text))


def isolated(text: str) -> SafeString:
    """In its own direction inside whatever surrounds it."""
    return format_html('<bdi dir="{}">{}</bdi>', "rtl" if is_arabic(text) else "ltr", text)


def say(key: str, language: str, **values: str) -> SafeString:
    """The words at `key` ("decision.title") in `language`, with what is filled in escaped and isolated."""
    text = _at(key)[language]
    filled = {name: _value(value) for name, value in values.items()}
    return format_html(text, **filled) if filled else format_html("{}", text)


def _value(value: str) -> SafeString:
    return value if isinstance(value, SafeString) else isolated(value)


def has(key: str) -> bool:
    try:
        _at(key)
    except KeyError:
        return False
    return True


def _at(key: str) -> dict[str, Any]:
    found: dict[str, Any] = _data()
    for part in key.split("."):
        found = found[part]
    return found


def day_in(day: date, language: str) -> SafeString:
    """25 نوفمبر 2019, with the months of Tunisia."""
    with translation.override(language):
        return format_html("{}", dateformat.format(day, "j F Y"))


def rhythm_in(months: int, language: str) -> SafeString:
    form = {1: "one", 2: "two"}.get(months, "few" if months <= 10 else "many")
    return say(f"words.rhythm.{form}", language, months=str(months))


def usual_remit(language: str) -> str:
    return str(_data()["words"]["remit"][language])


def articles() -> list[dict[str, Any]]:
    """The articles of the decision in their order: `key`, `heading`, `body`."""
    found: list[dict[str, Any]] = _data()["decision"]["articles"]
    return found


@dataclass(frozen=True)
class Basis:
    """A legal text that the decision rests on, in each language."""

    citation: dict[str, str]
    valid_from: date
    valid_until: date | None
    source: str
    capacities: tuple[str, ...] = ()

    def holds(self, on: date, capacity: str) -> bool:
        in_force = self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)
        return in_force and (not self.capacities or capacity in self.capacities)


def legal_bases(on: date, capacity: str) -> list[Basis]:
    """Those that a decision of that day may cite; one that has lapsed is never among them."""
    known = [
        Basis(
            row["citation"], row["valid_from"], row.get("valid_until"), row["source"], tuple(row.get("capacities", ()))
        )
        for row in _data()["decision"]["legal_bases"]
    ]
    return [basis for basis in known if basis.holds(on, capacity)]
