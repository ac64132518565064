"""How reports name municipalities in running text, in three media.

Sentences are written with Unicode isolates around names and numbers, which keep their direction whatever surrounds
them. `as_html` turns the isolates into <bdi>; `plain` takes them away, for text that is pasted elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

FIRST_STRONG, POP = "\u2068", "\u2069"
# With more names a sentence is read by nobody: the annex has them.
MOST_NAMES = 20


def isolated(text: str) -> str:
    return f"{FIRST_STRONG}{text}{POP}"


def plain(text: str) -> str:
    return text.replace(FIRST_STRONG, "").replace(POP, "")


def as_html(text: str) -> SafeString:
    return mark_safe(str(escape(text)).replace(FIRST_STRONG, "<bdi>").replace(POP, "</bdi>"))  # noqa: S308  # escaped


def day_in_words(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def named(entries: Sequence[tuple[str, str]]) -> str:
    """ "Tinja (detail), Zriba and Nefza (detail)" of names with details, which may be empty."""
    if len(entries) > MOST_NAMES:
        return _("see the annex")
    texts = [
        _("%(name)s (%(detail)s)") % {"name": isolated(name), "detail": detail} if detail else isolated(name)
        for name, detail in entries
    ]
    return listed(texts)


def listed(texts: Sequence[str]) -> str:
    """Joined as the language joins: by commas and one "and", in Arabic by "and" alone."""
    if len(texts) < 2:
        return "".join(texts)
    before = pgettext("between the names of a list", ", ").join(texts[:-1])
    return before + pgettext("before the last name of a list", " and ") + texts[-1]
