"""Text that runs in two directions: what keeps its own is put into Unicode isolates, which each medium writes its way.

Sentences are written with isolates around names, numbers and words of the other script, which keep their direction
whatever surrounds them. `as_html` turns the isolates into <bdi>; `plain` takes them away, for text that is pasted
elsewhere and for Word, where the runs carry the direction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG, POP = "\u2066", "\u2067", "\u2068", "\u2069"
# What runs from left to right inside of an Arabic text: Latin letters with the digits and signs that belong to them
# (LOGP/2026/0003), percentages, telephone numbers, and ranges: 2018-2020 reads as 2020-2018 otherwise.
LATIN_PIECE = re.compile(
    r"([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9'’ ./:@_-]*[A-Za-zÀ-ÿ0-9]|[A-Za-zÀ-ÿ]|[0-9]+ ?%|\+[0-9][0-9 ]*[0-9]"
    r"|[0-9]+(?: ?[-‐-–] ?[0-9]+)+(?: ?%)?)"
)
ARABIC_PIECE = re.compile(r"([\u0620-\u06ff](?:[\u0620-\u06ff0-9 ،؛«»]*[\u0620-\u06ff0-9])?)")
_TAGS = str.maketrans(
    {
        LEFT_TO_RIGHT: '<bdi dir="ltr">',
        RIGHT_TO_LEFT: '<bdi lang="ar" dir="rtl">',
        FIRST_STRONG: "<bdi>",
        POP: "</bdi>",
    }
)
_SIGNS = dict.fromkeys(map(ord, (LEFT_TO_RIGHT, RIGHT_TO_LEFT, FIRST_STRONG, POP)))


def isolated(text: str) -> str:
    return f"{FIRST_STRONG}{text}{POP}"


def with_isolates(text: str, *, rtl: bool) -> str:
    """What people typed, with each piece that runs against the text around it in an isolate of its own."""
    if rtl:
        return LATIN_PIECE.sub(rf"{LEFT_TO_RIGHT}\1{POP}", text)
    return ARABIC_PIECE.sub(rf"{RIGHT_TO_LEFT}\1{POP}", text)


def runs_from_right(text: str) -> bool:
    """Whether its first letter is Arabic: the direction that a browser gives to <bdi>."""
    first = next((sign for sign in text if sign.isalpha()), "")
    return bool(ARABIC_PIECE.match(first))


def runs(text: str, *, rtl: bool) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it runs from right to left: what `with_isolates` would mark apart."""
    for number, piece in enumerate((LATIN_PIECE if rtl else ARABIC_PIECE).split(text)):
        if piece:
            yield piece, rtl != bool(number % 2)


def plain(text: str) -> str:
    return text.translate(_SIGNS)


def as_html(text: str) -> SafeString:
    return mark_safe(str(escape(text)).translate(_TAGS))  # noqa: S308  # escaped


def day_in_words(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
