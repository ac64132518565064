"""One body under two names: a slip that makes two of one in letters, minutes and counts.

"المركز الوطني لرسم الخرائط" in one place, "المعهد الوطني لرسم الخرائط" in another; or a name spelled in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial

from documents.text import fold

# How names of bodies begin, folded and without the article.
_HEAD_WORDS = """
    مركز معهد وكاله ديوان صندوق هييه بنك وزاره موسسه منظمه جمعيه شركه مرصد مجلس اداره وحده كتابه لجنه اتحاد تحالف شبكه
    مدرسه جامعه مديريه دايره مصلحه مكتب
    centre center institut institute agence agency office fonds fund instance banque bank ministere ministry
    organisation organization association societe observatoire observatory conseil council direction unite unit
    ecole universite union reseau network federation alliance caisse commission comite
"""
_LITTLE_WORDS = "de du des la le les l d a et en of for the and on in pour sur من في على عن الي"
_HEADS, _LITTLE = frozenset(_HEAD_WORDS.split()), frozenset(_LITTLE_WORDS.split())
_WORD = re.compile(r"[^\W_]+")
# What Arabic writes together with a word: و، ف، ب، ك, the article, and «لل».
_JOINED = re.compile(r"^[وف]?(?:[بك]?ال|لل)(?=..)")
# So many words in common after the first, little ones apart, make two names of one body.
COMMON = 3
TATWEEL = "\u0640"

ARTICLE = re.compile(r"\b(?:ال|l |la |le |les |the )")
MARKS = re.compile(r"[«»\"“”()\[\],;:/&]+")
# Of names shorter than this, a letter or two is a difference.
LONG_ENOUGH = 10
ALIKE = 0.9


@dataclass(frozen=True)
class _Word:
    core: str
    start: int
    end: int


def _words(text: str) -> list[_Word]:
    return [
        _Word(_JOINED.sub("", fold(match[0])), match.start(), match.end())
        for match in _WORD.finditer(re.sub("[\u064b-\u0652]", TATWEEL, text))  # signs would cut a word in two
    ]


@dataclass(frozen=True)
class Named:
    """A body as it is named in the text number `text`."""

    text: int
    words: str


# Names beside each other --------------------------------------------------------------------------------------------


def twins(bodies: Iterable[str]) -> list[tuple[str, ...]]:
    """Names that are written differently and seem to be one body's, together; each group in the order given."""
    groups: list[list[str]] = []
    for body in dict.fromkeys(bodies):
        group = next((known for known in groups if any(map(partial(_seem_one, body), known))), None)
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
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    if _without_head(one) & _without_head(other):
        return True
    if min(len(first), len(second)) < LONG_ENOUGH:
        return False
    alike = SequenceMatcher(None, first, second, autojunk=False)
    return alike.quick_ratio() >= ALIKE and alike.ratio() >= ALIKE


def _plain(body: str) -> str:
    """Folded, without marks and articles."""
    return " ".join(ARTICLE.sub("", MARKS.sub(" ", fold(body))).split())


def _without_head(body: str) -> set[tuple[str, ...]]:
    """What a name says behind its first word, where that is one of those that names of bodies begin with."""
    words = _words(body)
    following, _end = _following(words, 0) if words and words[0].core in _HEADS else ((), 0)
    return {following} if len(following) == COMMON else set()


# Names in what is written -------------------------------------------------------------------------------------------


def two_names(texts: list[str], bodies: Iterable[str]) -> Iterator[tuple[Named, str]]:
    """Where one of `texts` names a body otherwise than it is named before, in `bodies` first; with that other name.

    What differs within `bodies` comes first, as text number -1.
    """
    known = list(dict.fromkeys(body for body in bodies if body))
    groups = twins(known)
    for first, *others in groups:
        yield from ((Named(-1, other), first) for other in others)
    grouped = {body for group in groups for body in group}
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    told: set[tuple[str, str]] = set()
    for number, text in enumerate([*known, *texts], start=-len(known)):
        words = _words(text)
        for index, word in enumerate(words):
            following, end = _following(words, index)
            if word.core not in _HEADS or len(following) < COMMON:
                continue
            name = text[word.start : end]
            core, other = seen.setdefault(following, (word.core, name))
            if core == word.core or (core, word.core) in told or (number < 0 and text in grouped):
                continue
            told.add((core, word.core))
            yield Named(max(number, -1), name), other


def _following(words: list[_Word], index: int) -> tuple[tuple[str, ...], int]:
    """The next words that say something, and where the last of them ends."""
    kept = [word for word in words[index + 1 : index + 1 + 2 * COMMON] if word.core not in _LITTLE][:COMMON]
    return tuple(word.core for word in kept), kept[-1].end if kept else 0
