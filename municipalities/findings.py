"""What can be said of the scans of a signed paper: each finding a sentence for its reader, with a way on.

Most sentences are the same for every paper; those that name the paper come from the app that issues it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

Words = Mapping["FindingKind", Callable[[], str]]

# A file name in Arabic letters must not turn a French sentence around, nor the other way round.
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


class FindingKind(TextChoices):
    PAGE = "page"
    OVERRIDDEN = "overridden"
    UPSIDE_DOWN = "upside_down"
    SIDEWAYS = "sideways"
    REPEATED = "repeated"
    ORDER = "order"
    WITHOUT_CODE = "without_code"
    LOOK = "look"
    WRITTEN = "written"
    STAMP_ONLY = "stamp_only"
    NOT_LAID = "not_laid"
    BOX_EMPTY = "box_empty"
    BOX_STATED = "box_stated"
    ON_SCREEN = "on_screen"
    NOTHING = "nothing"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    OTHER_MUNICIPALITY = "other_municipality"
    SUPERSEDED = "superseded"
    REPLACED = "replaced"
    SET_ASIDE = "set_aside"
    STILL_IN_FORCE = "still_in_force"
    UNKNOWN = "unknown"
    OTHER_PAPER = "other_paper"


BLOCKING = frozenset(
    {
        FindingKind.NOTHING,
        FindingKind.MISSING,
        FindingKind.UNREADABLE,
        FindingKind.OTHER_MUNICIPALITY,
        FindingKind.SUPERSEDED,
        FindingKind.REPLACED,
        FindingKind.SET_ASIDE,
        FindingKind.STILL_IN_FORCE,
        FindingKind.UNKNOWN,
        FindingKind.OTHER_PAPER,
        FindingKind.BOX_EMPTY,
    }
)
# Worth a reviewer's look, though they block nothing.
NOTES = frozenset(
    {
        FindingKind.OVERRIDDEN,
        FindingKind.REPEATED,
        FindingKind.WITHOUT_CODE,
        FindingKind.LOOK,
        FindingKind.STAMP_ONLY,
        FindingKind.NOT_LAID,
        FindingKind.BOX_STATED,
    }
)


@dataclass(frozen=True)
class Finding:
    """One thing found. `sheet` is the page of the file `file`; `page` of `pages` is the page of the paper.

    `names` are a municipality's by language, `number` a register number, `day` (ISO 8601) when that paper ended;
    `reason` and `who` are of what a person said. `paper` is the kind of paper that was to come back, `is_of` the kind
    that the sheet turned out to be, where that was asked.
    Stored as JSON with a submission, so that it is told in each reader's language.
    """

    kind: str
    file: str = ""
    sheet: int = 0
    page: int = 0
    pages: int = 0
    number: str = ""
    names: dict[str, str] = field(default_factory=dict)
    reason: str = ""
    who: str = ""
    scan: int = 0
    day: str = ""
    paper: str = "charter"
    is_of: str = ""

    @property
    def blocks(self) -> bool:
        return self.kind in BLOCKING

    @property
    def is_note(self) -> bool:
        """Worth a reviewer's look, though it blocks nothing."""
        return self.kind in NOTES

    @property
    def municipality(self) -> str:
        return self.names.get(get_language() or "ar") or self.names.get("ar", "")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def sentence(self) -> str:
        """What was found, in the reader's language."""
        kind = FindingKind(self.kind)
        told = _sentences.get(self.is_of or self.paper, {}).get(kind) or SENTENCES[kind]
        return told() % {
            "file": f"{FIRST_STRONG_ISOLATE}{self.file}{POP_ISOLATE}" if self.file else "",
            "sheet": self.sheet,
            "page": self.page,
            "pages": self.pages,
            "number": self.number,
            "municipality": self.municipality,
            "reason": self.reason,
            "who": self.who,
            "day": date_format(date.fromisoformat(self.day), "DATE_FORMAT") if self.day else "",
        }

    @property
    def way_on(self) -> str:
        """What mends it; empty when nothing needs mending."""
        kind = FindingKind(self.kind)
        way = _ways_on.get(self.paper, {}).get(kind) or WAYS_ON.get(kind)
        return way() if way else ""


SENTENCES = {
    FindingKind.PAGE: lambda: _("Page %(page)s of %(pages)s is there."),
    FindingKind.OVERRIDDEN: lambda: _(
        "Page %(page)s of %(pages)s could not be read by the machine. %(who)s says that it is sheet %(sheet)s of "
        "“%(file)s”: %(reason)s"
    ),
    FindingKind.UPSIDE_DOWN: lambda: _("Page %(page)s lies upside down in “%(file)s”. It was read all the same."),
    FindingKind.SIDEWAYS: lambda: _("Page %(page)s lies on its side in “%(file)s”. It was read all the same."),
    FindingKind.REPEATED: lambda: _(
        "Page %(page)s came more than once; sheet %(sheet)s of “%(file)s” is the extra one."
    ),
    FindingKind.ORDER: lambda: _("The pages came in another order. They are put in order in the copy for the Unit."),
    FindingKind.WITHOUT_CODE: lambda: _(
        "Sheet %(sheet)s of “%(file)s” carries no code. All pages are there, so it is kept as an annex or a blank back."
    ),
    FindingKind.LOOK: lambda: _(
        "The machine does not read signatures. The signature and the stamp belong in the box on page %(page)s: "
        "look there."
    ),
    FindingKind.WRITTEN: lambda: _(
        "The box on page %(page)s is written in. Whose signature it is, no machine can say."
    ),
    FindingKind.STAMP_ONLY: lambda: _(
        "In the box on page %(page)s the machine saw a stamp and nothing beside it: look whether a signature is there."
    ),
    FindingKind.NOT_LAID: lambda: _(
        "Sheet %(sheet)s of “%(file)s” passes for page %(page)s, but could not be laid onto the page that was issued: "
        "look whether it is that page."
    ),
    FindingKind.BOX_EMPTY: lambda: _("The box for the signature on page %(page)s looks empty."),
    FindingKind.BOX_STATED: lambda: _(
        "The box for the signature on page %(page)s looks empty to the machine. %(who)s says that it is signed: "
        "%(reason)s"
    ),
    FindingKind.ON_SCREEN: lambda: _(
        "%(who)s signed on screen, after a code sent by e-mail: a simple electronic signature, sealed by the platform. "
        "It stands on page %(page)s; the record of it is the last page."
    ),
    FindingKind.NOTHING: lambda: _("No scan has been uploaded yet."),
    FindingKind.MISSING: lambda: _("Page %(page)s of %(pages)s is missing."),
    FindingKind.UNREADABLE: lambda: _("No code could be read on sheet %(sheet)s of “%(file)s”."),
}
WAYS_ON = {
    FindingKind.MISSING: lambda: _("Scan that page and add it; what you uploaded stays."),
    FindingKind.BOX_EMPTY: lambda: _(
        "If it was signed, scan that page again, in colour and a little darker, and add the scan: the better one "
        "counts. If the ink shows on no scan, say so below, and why."
    ),
}

_sentences: dict[str, Words] = {}
_ways_on: dict[str, Words] = {}


def register_words(paper: str, sentences: Words, ways_on: Words) -> None:
    """Called by each app that issues papers to be signed: how findings that name such a paper are told."""
    _sentences[paper], _ways_on[paper] = sentences, ways_on
