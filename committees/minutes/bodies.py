"""One body under two names: "المركز الوطني لرسم الخرائط" in one place, "المعهد الوطني لرسم الخرائط" in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

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


def two_names(texts: list[str], bodies: Iterable[str]) -> Iterator[tuple[Named, str]]:
    """Where one of `texts` names a body otherwise than it is named before, in `bodies` first; with that other name."""
    known = list(dict.fromkeys(body for body in bodies if body))
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    told: set[tuple[str, str]] = set()
    for number, text in enumerate([*known, *texts]):
        words = _words(text)
        for index, word in enumerate(words):
            following, end = _following(words, index)
            if word.core not in _HEADS or len(following) < COMMON:
                continue
            name = text[word.start : end]
            core, other = seen.setdefault(following, (word.core, name))
            if core != word.core and (core, word.core) not in told:
                told.add((core, word.core))
                yield Named(number - len(known), name), other
    for one, other in combinations(known, 2):
        if _alike(one, other) and not any(name in told for name in _cores(one, other)):
            yield Named(-1, other), one


def _following(words: list[_Word], index: int) -> tuple[tuple[str, ...], int]:
    """The next words that say something, and where the last of them ends."""
    kept = [word for word in words[index + 1 : index + 1 + 2 * COMMON] if word.core not in _LITTLE][:COMMON]
    return tuple(word.core for word in kept), kept[-1].end if kept else 0


def _cores(one: str, other: str) -> Iterator[tuple[str, str]]:
    first, second = _words(one), _words(other)
    if first and second:
        yield first[0].core, second[0].core
        yield second[0].core, first[0].core


def _alike(one: str, other: str) -> bool:
    """Names of three words and more, nearly the same without being it, signs and spellings apart."""
    first, second = ([word.core for word in _words(name)] for name in (one, other))
    if first == second or min(len(first), len(second)) < COMMON:
        return False
    return SequenceMatcher(None, first, second).ratio() >= 0.8
