"""How reports name municipalities in running text."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from documents.isolates import isolated

# With more names a sentence is read by nobody: the annex has them.
MOST_NAMES = 20


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
