"""Judges the scans of a signed charter: what each page is, what is missing, and what a person must look at.

The machine reads the QR of every page and nothing else: that the right pages came back, not that they are signed.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from charters.models import Charter, CharterScan
from documents.codes import PageMark, read_page_address
from documents.models import StoredFile
from documents.opening import page_pictures

COPY_DPI = 150
# A larger scan is not mailed as it is: mail servers refuse it.
MAIL_LIMIT = 8 * 1024 * 1024
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
    ON_SCREEN = "on_screen"
    NOTHING = "nothing"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    OTHER_MUNICIPALITY = "other_municipality"
    SUPERSEDED = "superseded"
    UNKNOWN = "unknown"


BLOCKING = frozenset(
    {
        FindingKind.NOTHING,
        FindingKind.MISSING,
        FindingKind.UNREADABLE,
        FindingKind.OTHER_MUNICIPALITY,
        FindingKind.SUPERSEDED,
        FindingKind.UNKNOWN,
    }
)


@dataclass(frozen=True)
class Finding:
    """One thing found. `sheet` is the page of the file `file`; `page` of `pages` is the page of the charter.

    `names` are a municipality's by language, `number` a register number; `reason` and `who` are of an override.
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

    @property
    def blocks(self) -> bool:
        return self.kind in BLOCKING

    @property
    def is_note(self) -> bool:
        """Worth a reviewer's look, though it blocks nothing."""
        return self.kind in (FindingKind.OVERRIDDEN, FindingKind.REPEATED, FindingKind.WITHOUT_CODE, FindingKind.LOOK)

    @property
    def municipality(self) -> str:
        return self.names.get(get_language() or "ar") or self.names.get("ar", "")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def sentence(self) -> str:
        """What was found, in the reader's language."""
        return SENTENCES[FindingKind(self.kind)]() % {
            "file": f"{FIRST_STRONG_ISOLATE}{self.file}{POP_ISOLATE}" if self.file else "",
            "sheet": self.sheet,
            "page": self.page,
            "pages": self.pages,
            "number": self.number,
            "municipality": self.municipality,
            "reason": self.reason,
            "who": self.who,
        }

    @property
    def way_on(self) -> str:
        """What mends it; empty when nothing needs mending."""
        way = WAYS_ON.get(FindingKind(self.kind))
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
    FindingKind.ON_SCREEN: lambda: _(
        "%(who)s signed on screen, after a code sent by e-mail: a simple electronic signature, sealed by the platform. "
        "It stands on page %(page)s; the record of it is the last page."
    ),
    FindingKind.NOTHING: lambda: _("No scan has been uploaded yet."),
    FindingKind.MISSING: lambda: _("Page %(page)s of %(pages)s is missing."),
    FindingKind.UNREADABLE: lambda: _("No code could be read on sheet %(sheet)s of “%(file)s”."),
    FindingKind.OTHER_MUNICIPALITY: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of charter %(number)s: this is the charter of %(municipality)s."
    ),
    FindingKind.SUPERSEDED: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of charter %(number)s, which is no longer the one to be signed."
    ),
    FindingKind.UNKNOWN: lambda: _(
        "Sheet %(sheet)s of “%(file)s” carries a code that stands on no charter issued here."
    ),
}
WAYS_ON = {
    FindingKind.NOTHING: lambda: _(
        "Print the charter, have it signed and stamped, scan every page and upload the scan."
    ),
    FindingKind.MISSING: lambda: _("Scan that page and add it; what you uploaded stays."),
    FindingKind.UNREADABLE: lambda: _(
        "Scan it again, flat and whole, with the square at the bottom. If SPECIMEN stands across it, the specimen was "
        "signed: print the charter itself. If no better scan can be had, say below which page it is, and why."
    ),
    FindingKind.OTHER_MUNICIPALITY: lambda: _("Remove this file and upload your own charter."),
    FindingKind.SUPERSEDED: lambda: _(
        "Remove this file. Print the charter that is open now, have it signed, and scan it."
    ),
    FindingKind.UNKNOWN: lambda: _("Remove this file. Print the charter from this page, have it signed, and scan it."),
}


@dataclass(frozen=True)
class Sheet:
    """Where a page of the charter is: sheet `number` (from 1) of `scan`, lying turned by `turn` degrees."""

    scan: CharterScan
    number: int
    turn: int = 0


class ScanReport:
    """What stands in the scans of one charter. Make it with `of()`, or with scans that were loaded before."""

    def __init__(self, charter: Charter, scans: Iterable[CharterScan]) -> None:
        self.charter = charter
        self.scans = list(scans)
        self.pages = charter.pages
        self.found: dict[int, Sheet] = {}
        self._order: list[int] = []
        self._extra: list[Finding] = []
        self._wrong: list[Finding] = []
        self._unread: list[Finding] = []
        self._overridden: list[Finding] = []
        self._known = self._charters_by_code()
        for scan in self.scans:
            self._read(scan)

    @classmethod
    def of(cls, charter: Charter) -> ScanReport:
        return cls(charter, CharterScan.objects.of(charter))

    @property
    def missing(self) -> list[int]:
        return [page for page in range(1, self.pages + 1) if page not in self.found]

    @property
    def unreadable(self) -> list[Finding]:
        """Sheets that need a better scan, or a person to say which of the missing pages each is."""
        return self._unread if self.missing else []

    def unread_sheet(self, scan: int, number: int) -> Finding | None:
        """The sheet if no code could be read on it and nobody has said what it is."""
        return next((found for found in self._unread if (found.scan, found.sheet) == (scan, number)), None)

    @property
    def findings(self) -> list[Finding]:
        """Everything, worst first; each reads as a sentence."""
        if not self.scans:
            return [Finding(FindingKind.NOTHING)]
        blocking = self._wrong + self.unreadable
        blocking += [Finding(FindingKind.MISSING, page=page, pages=self.pages) for page in self.missing]
        return blocking + self._overridden + self._good()

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    @property
    def is_complete(self) -> bool:
        """Every page is there and nothing foreign is."""
        return not self.blocking

    @property
    def used_overrides(self) -> list[Finding]:
        return self._overridden

    def sheets(self) -> list[Sheet]:
        """Where each page of the charter is, in the charter's order."""
        return [self.found[page] for page in sorted(self.found)]

    def _charters_by_code(self) -> dict[str, Charter]:
        codes = {mark.code for scan in self.scans for reading in scan.readings for mark, _turn in marks_of(reading)}
        charters = Charter.objects.filter(document__code__in=codes)
        return {
            charter.document.code: charter
            for charter in charters.select_related("document__file", "participation__municipality")
        }

    def _read(self, scan: CharterScan) -> None:
        overrides = {override.page: override for override in scan.overrides.all()}
        for number, reading in enumerate(scan.readings, start=1):
            marks = marks_of(reading)
            place: dict[str, Any] = {"file": scan.evidence.original_name, "sheet": number, "scan": scan.pk}
            for mark, turn in marks:
                self._take(scan, number, mark, turn, place)
            override = overrides.get(number)
            if not marks and override is not None and override.stands_for <= self.pages:
                if override.stands_for not in self.found:
                    self.found[override.stands_for] = Sheet(scan, number)
                    self._order.append(override.stands_for)
                self._overridden.append(
                    Finding(
                        FindingKind.OVERRIDDEN,
                        page=override.stands_for,
                        pages=self.pages,
                        reason=override.reason,
                        who=override.by.display_name,
                        **place,
                    )
                )
            elif not marks:
                self._unread.append(Finding(FindingKind.UNREADABLE, **place))

    def _take(self, scan: CharterScan, number: int, mark: PageMark, turn: int, place: dict[str, Any]) -> None:
        charter = self._known.get(mark.code)
        if charter is None or mark.page > charter.pages or mark.pages != charter.pages:
            self._wrong.append(Finding(FindingKind.UNKNOWN, **place))
        elif charter.participation.municipality_id != self.charter.participation.municipality_id:
            names = {language: charter.municipality.name_in(language) for language in ("ar", "fr", "en")}
            self._wrong.append(
                Finding(
                    FindingKind.OTHER_MUNICIPALITY,
                    page=mark.page,
                    pages=mark.pages,
                    number=charter.register_number,
                    names=names,
                    **place,
                )
            )
        elif charter.pk != self.charter.pk:
            self._wrong.append(
                Finding(
                    FindingKind.SUPERSEDED, page=mark.page, pages=mark.pages, number=charter.register_number, **place
                )
            )
        elif mark.page in self.found:
            self._extra.append(Finding(FindingKind.REPEATED, page=mark.page, pages=self.pages, **place))
        else:
            self.found[mark.page] = Sheet(scan, number, turn)
            self._order.append(mark.page)

    def _good(self) -> list[Finding]:
        good = [
            Finding(FindingKind.PAGE, page=page, pages=self.pages)
            for page in sorted(self.found)
            if not any(finding.page == page for finding in self._overridden)
        ]
        for page, sheet in sorted(self.found.items()):
            kind = FindingKind.UPSIDE_DOWN if abs(sheet.turn) > 135 else FindingKind.SIDEWAYS
            if abs(sheet.turn) > 45:
                good.append(Finding(kind, page=page, pages=self.pages, file=sheet.scan.evidence.original_name))
        if self._order != sorted(self._order):
            good.append(Finding(FindingKind.ORDER))
        good += self._extra
        if not self.missing:
            good += [
                Finding(FindingKind.WITHOUT_CODE, file=unread.file, sheet=unread.sheet, scan=unread.scan)
                for unread in self._unread
            ]
        if self.charter.signature_page in self.found:
            good.append(Finding(FindingKind.LOOK, page=self.charter.signature_page, pages=self.pages))
        return good


def marks_of(reading: dict[str, Any]) -> list[tuple[PageMark, int]]:
    """The codes of ours on one sheet, with how it lies; two when two pages were copied onto one sheet."""
    found: dict[PageMark, int] = {}
    for code in reading["codes"]:
        mark = read_page_address(code["text"])
        if mark is not None:
            found.setdefault(mark, int(code["turn"]))
    return list(found.items())


def signed_pdf(report: ScanReport, *, by: Any, at: Any) -> StoredFile:
    """The signed pages as one PDF: the scan itself when it is just that, else a copy in order and upright."""
    sheets = report.sheets()
    scans = {sheet.scan.pk: sheet.scan for sheet in sheets}
    if len(report.scans) == 1 and len(scans) == 1:
        file: StoredFile = sheets[0].scan.evidence.file
        in_order = [sheet.number for sheet in sheets] == list(range(1, (file.pages or 0) + 1))
        upright = all(abs(sheet.turn) <= 45 for sheet in sheets)
        if file.media_type == "application/pdf" and in_order and upright and file.size <= MAIL_LIMIT:
            return file
    data, pages = _assembled(sheets)
    return StoredFile.objects.store(data, media_type="application/pdf", pages=pages, by=by, at=at)


def _assembled(sheets: list[Sheet]) -> tuple[bytes, int]:
    from PIL import Image

    pictures = []
    for sheet in sheets:
        drawn = page_pictures(sheet.scan.evidence.file, dpi=COPY_DPI, first=sheet.number, last=sheet.number)
        if drawn:
            picture = Image.open(io.BytesIO(drawn[0])).convert("RGB")
            pictures.append(picture.rotate(round(sheet.turn / 90) * 90, expand=True))
    target = io.BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:], resolution=COPY_DPI)
    return target.getvalue(), len(pictures)
