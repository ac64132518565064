"""Re-checks what is kept of the charters: every byte against its hash, every seal and signature in its own right."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from charters.models import CertificateSignature, Charter, SignedCopy, SignedEdition
from charters.models.signed import EVIDENCE_KIND
from documents.models import FileAltered, StoredFile
from documents.signatures import Anchor, SignatureReport, Verdict, check
from municipalities.models import Evidence, SheetLook

# Rows that are held in memory at once; of the files, one.
AT_ONCE = 100
# A busy machine may not open an honest file in its time: that is no verdict.
TRIES = 3
NO_VERDICT = {"too_slow", "too_heavy"}
VALID = {Verdict.VALID_TRUSTED, Verdict.VALID_UNTRUSTED}


@dataclass(frozen=True)
class Kept:
    """One file that is kept for a charter.

    `sealed_at`: when the platform sealed it, None for what bears no seal; `certificate`: the signature that it holds.
    """

    of: str
    what: str
    file: StoredFile
    sealed_at: datetime | None = None
    certificate: CertificateSignature | None = None

    @property
    def is_signed(self) -> bool:
        return self.sealed_at is not None or self.certificate is not None


@dataclass(frozen=True)
class Checked:
    """A file and what is wrong with it; `fault` is empty for what is right."""

    kept: Kept
    fault: str = ""

    def __str__(self) -> str:
        return f"{self.kept.of} · {self.kept.what} · {self.kept.file.path}: {self.fault}"


def kept() -> Iterator[Kept]:
    """Every file of every charter, one row after the other; nothing is read from the disk yet."""
    for charter in _each(Charter.objects.select_related("document__file", "html", "prepared")):
        yield Kept(charter.register_number, "as issued", charter.document.file)
        if charter.html is not None:
            yield Kept(charter.register_number, "text as issued", charter.html)
        if charter.prepared is not None:
            yield Kept(charter.register_number, "prepared for a certificate", charter.prepared)
    editions = SignedEdition.objects.select_related("evidence__file", "invitation__charter__document")
    for edition in _each(editions):
        yield Kept(edition.invitation.charter.register_number, "signed edition", edition.file, edition.signed_at)
    signatures = CertificateSignature.objects.select_related("evidence__file", "record", "charter__document__file")
    for signature in _each(signatures.select_related("charter__prepared")):
        number = signature.charter.register_number
        yield Kept(number, "signed by certificate", signature.file, certificate=signature)
        yield Kept(number, "record of a signature", signature.record)
    copies = SignedCopy.objects.filter(edition__isnull=True, certificate__isnull=True)
    for copy in _each(copies.select_related("file", "charter__document")):
        yield Kept(copy.charter.register_number, "signed copy", copy.file)
    scans = Evidence.objects.filter(kind=EVIDENCE_KIND).select_related("file", "municipality")
    for scan in _each(scans):
        yield Kept(scan.municipality.slug, "scan", scan.file)
    looks = SheetLook.objects.filter(picture__isnull=False).select_related("picture", "evidence__municipality")
    for look in _each(looks):
        if look.picture is not None:
            yield Kept(look.evidence.municipality.slug, "picture of a scan", look.picture)


def _each(rows: QuerySet) -> Iterator:  # type: ignore[type-arg]
    return rows.order_by("pk").iterator(chunk_size=AT_ONCE)


def checked(files: Iterator[Kept], anchors: Sequence[Anchor]) -> Iterator[Checked]:
    """Reads each file and says what is wrong with it. `anchors`: of the platform's seals, today's and earlier ones."""
    for each in files:
        try:
            data = each.file.read()
        except FileAltered as error:
            yield Checked(each, str(error))
            continue
        fault = ""
        if each.sealed_at is not None:
            fault = _fault_of_seal(data, each.sealed_at, anchors)
        elif each.certificate is not None:
            fault = _fault_of_signature(each.certificate)
        yield Checked(each, fault)


def _fault_of_seal(data: bytes, at: datetime, anchors: Sequence[Anchor]) -> str:
    """Empty when the seal holds, covers the whole file and leads to one of `anchors`."""
    return _told(lambda: check(data, issued=None, anchors=list(anchors), at=at), {Verdict.VALID_TRUSTED})


def _fault_of_signature(signature: CertificateSignature) -> str:
    """Empty when it still holds over what was issued. Whom the Unit trusts by now is another question, and decided."""
    try:
        return _told(lambda: signature.check_again(at=signature.checked_at), VALID)
    except FileAltered as error:
        return f"What was issued cannot be compared. {error}"


def _told(again: Callable[[], SignatureReport], right: Container[Verdict]) -> str:
    """Empty when the verdict is `right`, else what it is, and why."""
    for _try in range(TRIES):
        report = again()
        if report.verdict in right:
            return ""
        if report.reasons[0].code not in NO_VERDICT:
            break
    return f"{report.verdict.label}. {report.reasons[0].sentence}"
