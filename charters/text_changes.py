"""What changed between two versions of the text, word by word, article by article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from charters.models import CharterArticle, CharterText


class ChangeKind(models.TextChoices):
    ADDED = "added", _("new")
    REMOVED = "removed", _("taken out")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved")


@dataclass(frozen=True)
class Words:
    """One language of a passage: `parts` are (same, out or in, words) in reading order."""

    language: str
    direction: str
    parts: list[tuple[str, str]]


@dataclass(frozen=True)
class Change:
    """One passage of the text: what it is, what happened to it, and its words, before and after in one."""

    label: str
    kind: ChangeKind
    words: list[Words]


def changes_between(old: CharterText, new: CharterText, languages: Iterable[str] = ("ar", "fr", "en")) -> list[Change]:
    """In the order of the new text; what was taken out comes at the end of its kind."""
    asked = list(languages)
    found = []
    for name, label in (("title", gettext("Title")), ("preamble", gettext("Preamble"))):
        words = _compared({each: (_of(old, name, each), _of(new, name, each)) for each in asked})
        if words:
            found.append(Change(label, ChangeKind.CHANGED, words))
    return [*found, *_articles(old, new, asked), *_bases(old, new, asked)]


def _articles(old: CharterText, new: CharterText, languages: list[str]) -> list[Change]:
    before = {article.key: article for article in old.articles.all()}
    now = list(new.articles.all())
    # A number alone tells no move: every article after a new one has another.
    order_before = [key for key in before if key in {article.key for article in now}]
    order_now = [article.key for article in now if article.key in before]
    kept_in_place = {
        order_before[place]
        for block in SequenceMatcher(None, order_before, order_now, autojunk=False).get_matching_blocks()
        for place in range(block.a, block.a + block.size)
    }
    found = []
    for article in now:
        earlier = before.pop(article.key, None)
        words = _compared({each: (_whole(earlier, each), _whole(article, each)) for each in languages})
        label = gettext("Article %(number)s") % {"number": article.number}
        if earlier is not None and article.key not in kept_in_place:
            label = gettext("Article %(number)s, until now article %(before)s") % {
                "number": article.number,
                "before": earlier.number,
            }
            found.append(Change(label, ChangeKind.MOVED, words))
        elif words:
            found.append(Change(label, ChangeKind.CHANGED if earlier else ChangeKind.ADDED, words))
    for article in before.values():
        words = _compared({each: (_whole(article, each), "") for each in languages})
        was = gettext("Article %(number)s until now") % {"number": article.number}
        found.append(Change(was, ChangeKind.REMOVED, words))
    return found


def _bases(old: CharterText, new: CharterText, languages: list[str]) -> list[Change]:
    """A legal basis has no more identity than its citation: another citation is another basis."""

    def citations(text: CharterText) -> dict[tuple[str, ...], dict[str, str]]:
        rows = [{each: _of(basis, "citation", each) for each in languages} for basis in text.legal_bases.all()]
        return {tuple(row.values()): row for row in rows}

    before, now, label = citations(old), citations(new), gettext("Legal basis")
    added = [row for key, row in now.items() if key not in before]
    gone = [row for key, row in before.items() if key not in now]
    return [
        *(Change(label, ChangeKind.ADDED, _compared({each: ("", row[each]) for each in languages})) for row in added),
        *(Change(label, ChangeKind.REMOVED, _compared({each: (row[each], "") for each in languages})) for row in gone),
    ]


def _of(row: models.Model, name: str, language: str) -> str:
    words: str = getattr(row, f"{name}_{language}")
    return words


def _whole(article: CharterArticle | None, language: str) -> str:
    return f"{_of(article, 'heading', language)}\n{_of(article, 'body', language)}" if article else ""


def _compared(passages: dict[str, tuple[str, str]]) -> list[Words]:
    """The languages in which the two differ; none when all are alike."""
    return [
        Words(language, "rtl" if language == "ar" else "ltr", _parts(old, new))
        for language, (old, new) in passages.items()
        if old.split() != new.split()
    ]


def _parts(old: str, new: str) -> list[tuple[str, str]]:
    before, now = _words(old), _words(new)
    parts = []
    for operation, a, b, c, d in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if operation == "equal":
            parts.append(("same", "".join(before[a:b])))
            continue
        parts += [("out", "".join(before[a:b]))] if a < b else []
        parts += [("in", "".join(now[c:d]))] if c < d else []
    return parts


def _words(text: str) -> list[str]:
    """Words with the space after them."""
    return re.findall(r"\S+\s*", text)
