"""Judges the scans of a signed paper: what each page is, what is missing, and what a person must look at.

The machine reads the QR of every page, and looks whether the box for the signature holds ink: that the right pages
came back and are written in, never whose hand it was.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from documents.codes import PageMark, read_page_address
from documents.models import StoredFile
from documents.opening import page_pictures
from documents.scanning import SheetPlace
from municipalities.findings import Finding, FindingKind
from municipalities.models import BoxInk, EmptyBoxStatement, SheetLook
from municipalities.models.looks import look_once
from municipalities.models.signable import SignablePaper, papers_by_code

COPY_DPI = 150
# A larger scan is not mailed as it is: mail servers refuse it.
MAIL_LIMIT = 8 * 1024 * 1024
# What is kept when the page of the signature came more than once: ink before doubt, doubt before an empty box.
BEST = (BoxInk.INKED, BoxInk.UNSURE, "", BoxInk.EMPTY)


@dataclass(frozen=True)
class Sheet:
    """Where a page of the paper is: sheet `number` (from 1) of `scan`, lying turned by `turn` degrees.

    `look` is what the machine saw there beyond the code; None for scans of before it looked, and until it does.
    """

    scan: Any
    number: int
    page: int
    turn: int = 0
    look: SheetLook | None = None

    @property
    def place(self) -> SheetPlace:
        return SheetPlace(self.number, self.page)

    @property
    def statement(self) -> EmptyBoxStatement | None:
        """What a person said of a box that looks empty."""
        return getattr(self.look, "statement", None)


class ScanReport:
    """What stands in the scans of one paper. Make it with `of()`, or with scans that were loaded before."""

    def __init__(self, paper: SignablePaper, scans: Iterable[Any]) -> None:
        self.paper = paper
        self.scans = list(scans)
        self.pages = paper.pages
        self.found: dict[int, Sheet] = {}
        self._order: list[int] = []
        self._extra: list[Finding] = []
        self._wrong: list[Finding] = []
        self._unread: list[Finding] = []
        self._overridden: list[Finding] = []
        self._known = papers_by_code(
            mark.code for scan in self.scans for reading in scan.readings for mark, _turn in marks_of(reading)
        )
        for scan in self.scans:
            self._read(scan)

    @classmethod
    def of(cls, paper: SignablePaper) -> ScanReport:
        return cls(paper, paper.kept_scans())

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
            return [self._finding(FindingKind.NOTHING)]
        blocking = self._wrong + self.unreadable
        blocking += [self._finding(FindingKind.MISSING, page=page, pages=self.pages) for page in self.missing]
        box = self._box()
        blocking += [finding for finding in box if finding.blocks]
        return blocking + self._overridden + self._good() + [finding for finding in box if not finding.blocks]

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

    @property
    def empty_box(self) -> Sheet | None:
        """The page of the signature while its box looks empty, whether somebody has said why or not."""
        sheet = self.found.get(self.paper.signature_page)
        return sheet if sheet and sheet.look and sheet.look.ink == BoxInk.EMPTY else None

    @property
    def workers(self) -> set[int]:
        """The keys of all who brought a scan, or said something of one."""
        found = {scan.evidence.uploaded_by_id for scan in self.scans}
        found |= {override.by_id for scan in self.scans for override in scan.overrides.all()}
        return found | {sheet.statement.by_id for sheet in self.sheets() if sheet.statement}

    def sheets(self) -> list[Sheet]:
        """Where each page of the paper is, in its order."""
        return [self.found[page] for page in sorted(self.found)]

    def _finding(self, kind: FindingKind, **about: Any) -> Finding:
        return Finding(kind, paper=self.paper.paper, **about)

    def _read(self, scan: Any) -> None:
        overrides = {override.page: override for override in scan.overrides.all()}
        for number, reading in enumerate(scan.readings, start=1):
            marks = marks_of(reading)
            place: dict[str, Any] = {"file": scan.evidence.original_name, "sheet": number, "scan": scan.pk}
            for mark, turn in marks:
                self._take(scan, number, mark, turn, place)
            override = overrides.get(number)
            if not marks and override is not None and override.stands_for <= self.pages:
                if override.stands_for not in self.found:
                    self.found[override.stands_for] = self._sheet(scan, number, override.stands_for)
                    self._order.append(override.stands_for)
                self._overridden.append(
                    self._finding(
                        FindingKind.OVERRIDDEN,
                        page=override.stands_for,
                        pages=self.pages,
                        reason=override.reason,
                        who=override.by.display_name,
                        **place,
                    )
                )
            elif not marks:
                self._unread.append(self._finding(FindingKind.UNREADABLE, **place))

    def _take(self, scan: Any, number: int, mark: PageMark, turn: int, place: dict[str, Any]) -> None:
        found = self._known.get(mark.code)
        if found is None or mark.page > found.pages or mark.pages != found.pages:
            self._wrong.append(self._finding(FindingKind.UNKNOWN, **place))
            return
        # Told in the words of what the sheet is, whatever it was brought as.
        about = {"is_of": found.paper, "page": mark.page, "pages": mark.pages, "number": found.register_number, **place}
        if found.municipality.pk != self.paper.municipality.pk:
            names = {language: found.municipality.name_in(language) for language in ("ar", "fr", "en")}
            self._wrong.append(self._finding(FindingKind.OTHER_MUNICIPALITY, names=names, **about))
        elif found.paper != self.paper.paper:
            self._wrong.append(self._finding(FindingKind.OTHER_PAPER, **about))
        elif found.pk != self.paper.pk:
            kind, day = found.end()
            self._wrong.append(self._finding(kind, day=day, **about))
        else:
            self._place(self._sheet(scan, number, mark.page, turn))

    def _sheet(self, scan: Any, number: int, page: int, turn: int = 0) -> Sheet:
        looks = {(look.sheet, look.page): look for look in scan.evidence.looks.all()}
        return Sheet(scan, number, page, turn, looks.get((number, page)))

    def _place(self, sheet: Sheet) -> None:
        """The first sheet of a page counts, and of the page of the signature the one with most to be seen."""
        known = self.found.get(sheet.page)
        if known is None:
            self.found[sheet.page] = sheet
            self._order.append(sheet.page)
            return
        if sheet.page == self.paper.signature_page and _rank(sheet) < _rank(known):
            self.found[sheet.page], sheet = sheet, known
        self._extra.append(
            self._finding(
                FindingKind.REPEATED,
                page=sheet.page,
                pages=self.pages,
                file=sheet.scan.evidence.original_name,
                sheet=sheet.number,
                scan=sheet.scan.pk,
            )
        )

    def _box(self) -> list[Finding]:
        """What stands in the box for the signature, as far as a machine sees it."""
        sheet = self.found.get(self.paper.signature_page)
        if sheet is None:
            return []
        about: dict[str, Any] = {"page": sheet.page, "pages": self.pages}
        look, statement = sheet.look, sheet.statement
        if look is None or not look.ink or not look.aligned:
            return [self._finding(FindingKind.LOOK, **about)]
        if look.ink == BoxInk.EMPTY and statement is not None:
            about |= {"reason": statement.reason, "who": statement.by.display_name}
            return [self._finding(FindingKind.BOX_STATED, **about)]
        if look.ink == BoxInk.EMPTY:
            return [self._finding(FindingKind.BOX_EMPTY, scan=sheet.scan.pk, sheet=sheet.number, **about)]
        if look.ink == BoxInk.INKED:
            return [self._finding(FindingKind.WRITTEN, **about)]
        return [self._finding(FindingKind.STAMP_ONLY if look.stamp_only else FindingKind.LOOK, **about)]

    def _good(self) -> list[Finding]:
        good = [
            self._finding(FindingKind.PAGE, page=page, pages=self.pages)
            for page in sorted(self.found)
            if not any(finding.page == page for finding in self._overridden)
        ]
        for page, sheet in sorted(self.found.items()):
            kind = FindingKind.UPSIDE_DOWN if abs(sheet.turn) > 135 else FindingKind.SIDEWAYS
            if abs(sheet.turn) > 45:
                good.append(self._finding(kind, page=page, pages=self.pages, file=sheet.scan.evidence.original_name))
        if self._order != sorted(self._order):
            good.append(self._finding(FindingKind.ORDER))
        good += self._extra
        if not self.missing:
            good += [
                self._finding(FindingKind.WITHOUT_CODE, file=unread.file, sheet=unread.sheet, scan=unread.scan)
                for unread in self._unread
            ]
        good += [
            self._finding(
                FindingKind.NOT_LAID,
                page=page,
                pages=self.pages,
                file=sheet.scan.evidence.original_name,
                sheet=sheet.number,
            )
            for page, sheet in sorted(self.found.items())
            if sheet.look and not sheet.look.aligned
        ]
        return good


def _rank(sheet: Sheet) -> int:
    return BEST.index(sheet.look.ink if sheet.look else "")


def look_at_the_rest(report: ScanReport, *, by: User, at: datetime) -> None:
    """Stores a look at every page that was not looked at when it came, so that the Unit finds all of them."""
    for sheet in report.sheets():
        if sheet.look is None:
            evidence = sheet.scan.evidence
            SheetLook.objects.keep(evidence, [look_once(report.paper, evidence, sheet.place)], by=by, at=at)


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
