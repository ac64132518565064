"""The dates that stand in a text, as Tunisian minutes write them: days, lists of days, months, numbers, ranges."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from committees.minutes.words import MONTHS

# Names of months in use beside the official ones, and spellings without their signs.
_SPELLINGS = {
    "افريل": 4,
    "جوييلية": 7,
    "اوت": 8,
    "اكتوبر": 10,
    "fevrier": 2,
    "aout": 8,
    "decembre": 12,
}
_MONTHS = {name.lower(): number for names in MONTHS.values() for number, name in enumerate(names, 1)} | _SPELLINGS
_MONTH = "|".join(sorted(map(re.escape, _MONTHS), key=len, reverse=True))
_DAY = r"\d{1,2}(?:\s*(?:er|st|nd|rd|th)\b)?"
_LIST = rf"(?P<days>{_DAY}(?:\s*(?:،|,|و|et|and|&|[-–])\s*{_DAY})*)"
_WRITTEN = re.compile(
    rf"(?:(?<![\d/]){_LIST}\s+)?(?<![^\W\d_])(?P<month>{_MONTH})\b\s+(?P<year>(?:19|20)\d\d)(?!\d)", re.I
)
_NUMBERS = re.compile(
    r"(?<![\d/.])(?P<day>\d{1,2})\s?[/.]\s?(?P<month>\d{1,2})\s?[/.]\s?(?P<year>(?:19|20)\d\d)(?![\d/])"
)
# «من 29 أفريل إلى 02 ماي 2019»: the first end leaves its year to the second.
_RANGE = re.compile(
    rf"(?<![^\W\d_])(?:من|du|de|from)\s*(?:أواخر|بداية|fin|début|late|early)?\s*(?P<day>{_DAY})?\s*(?P<month>{_MONTH})\b"
    rf"(?:\s+(?P<year>(?:19|20)\d\d))?\s+(?:إلى|الى|au|à|to)\s",
    re.I,
)
YEARS = re.compile(r"(?<!\d)(?P<first>(?:19|20)\d\d)\s*[-–—‑]\s*(?P<last>(?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True)
class Found:
    """A date in a text: its first and last day (a month has many), the words, and where they stand.

    `first` is None for a day that no calendar has.
    """

    first: date | None
    last: date | None
    words: str
    start: int
    end: int


def dates_in(text: str) -> list[Found]:
    """Every dated day or month, in the order of the text."""
    return sorted([*_written(text), *_in_numbers(text)], key=lambda found: found.start)


def _written(text: str) -> Iterator[Found]:
    for match in _WRITTEN.finditer(text):
        year, month = int(match["year"]), _MONTHS[match["month"].lower()]
        days = [int(day) for day in re.findall(r"\d{1,2}", match["days"] or "")]
        last_of_month = monthrange(year, month)[1]
        words = " ".join(match[0].split())
        if any(not 1 <= day <= last_of_month for day in days):
            yield Found(None, None, words, match.start(), match.end())
            continue
        first, last = (min(days), max(days)) if days else (1, last_of_month)
        yield Found(date(year, month, first), date(year, month, last), words, match.start(), match.end())


def _in_numbers(text: str) -> Iterator[Found]:
    for match in _NUMBERS.finditer(text):
        try:
            day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            yield Found(None, None, match[0], match.start(), match.end())
        else:
            yield Found(day, day, match[0], match.start(), match.end())


@dataclass(frozen=True)
class Range:
    first: date
    last: date
    words: str


def ranges_in(text: str) -> Iterator[Range]:
    """From one written date to another: "من أواخر نوفمبر 2019 إلى أواخر ديسمبر 2020"."""
    found = dates_in(text)
    for match in _RANGE.finditer(text):
        until = next((one for one in found if match.end() <= one.start <= match.end() + 12), None)
        if until is None or until.first is None or until.last is None:
            continue
        year, month = int(match["year"] or until.first.year), _MONTHS[match["month"].lower()]
        day = int(re.sub(r"\D", "", match["day"] or "1"))
        if 1 <= day <= monthrange(year, month)[1]:
            words = " ".join(text[match.start() : until.end].split())
            yield Range(date(year, month, day), until.last, words)
