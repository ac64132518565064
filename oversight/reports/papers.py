"""All papers of a cohort in one ZIP: a folder for each municipality and step, and a list with the fingerprints."""

from __future__ import annotations

import re
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from charters.models import Charter
from documents.kinds import EXTENSIONS
from documents.models import FileAltered, StoredFile
from documents.tables import Cells, table_file
from documents.text import FORBIDDEN
from municipalities.models import Cohort, Evidence, Municipality, SubmissionFile
from municipalities.steps import Step, Text
from oversight.exports import file_stem
from oversight.past import end_of
from oversight.reports.making import Advance, Made, cohort_of, day_in, report

PAPERS = "papers_zip"
MEDIA_TYPE = "application/zip"
# The ZIP is held in memory once, when it is stored.
LARGEST = 500 * 1024 * 1024
TOLD_EVERY = 10
LONGEST_PART = 100  # signs
LONGEST_PART_BYTES = 230  # of UTF-8: file systems take 255
NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
# Names that a Windows computer keeps to itself, with any ending.
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

KINDS: dict[str, Text] = {
    "designation_act": gettext_lazy("designation act"),
    "delegation_act": gettext_lazy("delegation act"),
    "charter_scan": gettext_lazy("signed charter, scan"),
    "signed_edition": gettext_lazy("signed charter"),
    "certificate_signature": gettext_lazy("charter signed by certificate"),
    "founding_act": gettext_lazy("founding act"),
    "issued": gettext_lazy("charter as issued"),
}


@dataclass(frozen=True)
class Paper:
    """One file of the ZIP; `on` stands before its name."""

    municipality: Municipality
    step: Step
    kind: str
    on: date
    file: StoredFile
    received_at: datetime
    who: str
    reference: str
    original_name: str

    @property
    def step_folder(self) -> str:
        return safe_part(f"{list(Step).index(self.step) + 1} {self.step.label}")

    @property
    def file_name(self) -> str:
        ending = EXTENSIONS.get(self.file.media_type, "bin")
        words = KINDS.get(self.kind, self.kind.replace("_", " "))
        return f"{safe_part(f'{self.on} {words}', len(ending) + 5)}.{ending}"


def safe_part(text: str, reserve: int = 0) -> str:
    """`text` as a name of a folder or a file on every system: at most 100 signs, `reserve` of them left free."""
    clean = FORBIDDEN.sub("", unicodedata.normalize("NFC", text))
    clean = " ".join(NOT_IN_A_NAME.sub("-", clean).split())[: LONGEST_PART - reserve]
    clean = clean.encode(errors="ignore")[: LONGEST_PART_BYTES - reserve].decode(errors="ignore").strip(" .")
    return f"_{clean}" if not clean or RESERVED.match(clean) else clean


class Papers:
    """Every paper submitted in `cohort` until the end of `on`, each once, and the charters issued until then."""

    def __init__(self, cohort: Cohort | None, on: date) -> None:
        self._submitted = SubmissionFile.objects.filter(
            submission__progress__participation__cohort=cohort, submission__submitted_at__lt=end_of(on)
        )
        self._charters = Charter.objects.filter(participation__cohort=cohort, document__issued_at__lt=end_of(on))

    def size(self) -> int:
        """Bytes of all papers together."""
        evidence = Evidence.objects.filter(pk__in=self._submitted.values("evidence"))
        sizes = [
            evidence.aggregate(size=Sum("file__size"))["size"],
            self._charters.aggregate(size=Sum("document__file__size"))["size"],
        ]
        return sum(size or 0 for size in sizes)

    def count(self) -> int:
        return self._submitted.values("evidence").distinct().count() + self._charters.count()

    def __iter__(self) -> Iterator[Paper]:
        """By municipality, step and day."""
        papers = [*self._of_submissions(), *self._issued()]
        order = list(Step)
        yield from sorted(papers, key=lambda paper: (paper.municipality.slug, order.index(paper.step), paper.on))

    def _of_submissions(self) -> Iterator[Paper]:
        rows = self._submitted.select_related(
            "evidence__file", "evidence__uploaded_by", "evidence__municipality", "submission__progress"
        )
        seen = set()
        for row in rows.order_by("submission__submitted_at", "position", "pk"):
            evidence = row.evidence
            if evidence.pk in seen:
                continue
            seen.add(evidence.pk)
            yield Paper(
                municipality=evidence.municipality,
                step=Step(row.submission.progress.step),
                kind=evidence.kind,
                on=evidence.paper_date or timezone.localtime(evidence.uploaded_at).date(),
                file=evidence.file,
                received_at=evidence.uploaded_at,
                who=evidence.uploaded_by.display_name,
                reference=row.submission.reference,
                original_name=evidence.original_name,
            )

    def _issued(self) -> Iterator[Paper]:
        for charter in self._charters.select_related(
            "document__file", "document__issued_by", "participation__municipality"
        ):
            yield Paper(
                municipality=charter.municipality,
                step=Step.CHARTER,
                kind="issued",
                on=charter.issued_on,
                file=charter.document.file,
                received_at=charter.document.issued_at,
                who=charter.document.issued_by.display_name,
                reference=charter.register_number,
                original_name=charter.file_name,
            )


@report(PAPERS, gettext_lazy("ZIP of all papers"))
def make_papers(params: dict[str, Any], advance: Advance) -> Made:
    """params: cohort, on, language."""
    cohort, on = cohort_of(params), day_in(params)
    stem = file_stem(cohort, "papers", on)
    with tempfile.TemporaryFile() as target:
        packed, altered = pack(
            Papers(cohort, on),
            target,
            root=safe_part(cohort.slug if cohort else "localogp"),
            language=params["language"],
            advance=advance,
        )
        target.seek(0)
        data = target.read()
    lines = [ngettext("%(count)s paper is packed.", "%(count)s papers are packed.", packed) % {"count": packed}]
    if altered:
        lines.append(
            ngettext(
                "%(count)s paper is not the one that was stored and was left out; the list in the ZIP names it.",
                "%(count)s papers are not those that were stored and were left out; the list in the ZIP names them.",
                altered,
            )
            % {"count": altered}
        )
    return Made(data, MEDIA_TYPE, f"{stem}.zip", tuple(lines))


def pack(papers: Papers, target: IO[bytes], *, root: str, language: str, advance: Advance) -> tuple[int, int]:
    """Writes the ZIP to `target`; how many papers are in it, and how many were left out because they were altered."""
    index: list[Cells] = []
    taken: set[str] = set()
    owners: dict[str, int] = {}
    total, packed = papers.count(), 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, paper in enumerate(papers, start=1):
            folder = f"{root}/{_folder_of(paper.municipality, owners)}/{paper.step_folder}"
            path = _free(folder, paper.file_name, taken)
            try:
                data = paper.file.read()
            except FileAltered:
                state = _("altered: left out")
            else:
                state = _("packed")
                _write(archive, path, data, paper.received_at)
                packed += 1
            index.append(_index_row(paper, path.removeprefix(f"{root}/"), state))
            if number % TOLD_EVERY == 0 or number == total:
                advance(number, total)
        _write(archive, f"{root}/index.csv", table_file("index", _headers(), index, "csv", language=language), None)
    return packed, len(index) - packed


def _folder_of(municipality: Municipality, owners: dict[str, int]) -> str:
    """Its name; of two with the same name, the second carries its slug too. `owners` remembers whose a folder is."""
    name = safe_part(municipality.name)
    if owners.setdefault(name.casefold(), municipality.pk) == municipality.pk:
        return name
    return safe_part(f"{name[:40]} ({municipality.slug})")


def _free(folder: str, name: str, taken: set[str]) -> str:
    """A path that no other paper has, on systems too that take capitals for small letters."""
    stem, _dot, ending = name.rpartition(".")
    path, number = f"{folder}/{name}", 2
    while path.casefold() in taken:
        path, number = f"{folder}/{stem} {number}.{ending}", number + 1
    taken.add(path.casefold())
    return path


def _write(archive: zipfile.ZipFile, path: str, data: bytes, at: datetime | None) -> None:
    moment = timezone.localtime(at)
    entry = zipfile.ZipInfo(path, moment.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


def _headers() -> list[str]:
    return [
        _("File"),
        _("Municipality"),
        _("Step"),
        _("Kind"),
        _("Date of the paper"),
        _("Received"),
        _("From whom"),
        _("Reference"),
        _("Original name"),
        _("Size in bytes"),
        "SHA-256",
        _("State"),
    ]


def _index_row(paper: Paper, path: str, state: str) -> Cells:
    return [
        path,
        paper.municipality.name,
        paper.step.label,
        KINDS.get(paper.kind, paper.kind),
        paper.on,
        paper.received_at,
        paper.who,
        paper.reference,
        paper.original_name,
        paper.file.size,
        paper.file.sha256,
        state,
    ]
