"""One body under two names: a slip that makes two of one in letters, minutes and counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from documents.text import fold

ARTICLE = re.compile(r"\b(?:ال|l |la |le |les |the )")
MARKS = re.compile(r"[«»\"“”()\[\],;:/&]+")
# Of names shorter than this, a letter or two is a difference.
LONG_ENOUGH = 10
ALIKE = 0.9


def twins(bodies: Iterable[str]) -> list[tuple[str, ...]]:
    """Names that are written differently and seem to be one body's, together; each group in the order given."""
    groups: list[list[str]] = []
    for body in dict.fromkeys(bodies):
        group = next((known for known in groups if any(_seem_one(body, other) for other in known)), None)
        if group is None:
            groups.append([body])
        else:
            group.append(body)
    return [tuple(group) for group in groups if len(group) > 1]


def _seem_one(one: str, other: str) -> bool:
    first, second = _plain(one), _plain(other)
    if first == second:
        return True
    # A number is part of the name: two schools are not one.
    if min(len(first), len(second)) < LONG_ENOUGH or re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    alike = SequenceMatcher(None, first, second, autojunk=False)
    return alike.quick_ratio() >= ALIKE and alike.ratio() >= ALIKE


def _plain(body: str) -> str:
    """Folded, without marks and articles."""
    return " ".join(ARTICLE.sub("", MARKS.sub(" ", fold(body))).split())
