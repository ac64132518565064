"""What can be said of a file that anyone brings: whether it is what was issued here. Nothing of it is kept.

The bytes are compared with our own before anything is opened; what is not ours byte for byte is opened in the child
process only (documents.opening, documents.signatures). No more is told than the page of the charter's code tells
anyone, and what the file itself says to whoever has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils import timezone

from charters.models import Charter, Signature, SignedEdition, TrustAnchor
from documents import sealing
from documents.codes import read_page_address
from documents.opening import MAX_BYTES, Refusal, inspect, read_codes
from documents.signatures import Anchor, SignatureReport, Verdict, check, read_anchor
from municipalities.public_papers import PublicPaper, accepted_paper, issued_paper, public_paper

# Pages on which a code is looked for: every page of a charter carries one.
PAGES_READ = 4
# What a file may be refused for and still be one of ours with something done to it.
READ_ON = {None, Refusal.EMBEDDED_FILES, Refusal.TRAILING_BYTES}
VALID = {Verdict.VALID_TRUSTED, Verdict.VALID_UNTRUSTED}
BUSY = {Refusal.TOO_SLOW.value, Refusal.TOO_HEAVY.value}


class Answer(TextChoices):
    """Best first."""

    ACCEPTED = "accepted"  # the exact bytes of the signed charter that the Unit accepted
    ISSUED = "issued"  # the exact bytes of the charter as it was issued, unsigned
    SEALED = "sealed"  # sealed by the platform and unchanged since, but nothing that the Unit accepted
    SIGNED = "signed"  # what was issued, signed with a certificate, unchanged since, but not accepted
    ALTERED = "altered"  # our bytes or our seal are in it, and it is not what we issued
    COPY = "copy"  # carries the code of a charter: a scan, a print, a copy, or something made to look like one
    OTHER = "other"  # not ours
    BUSY = "busy"  # could not be opened in time: nothing is known


@dataclass(frozen=True)
class FileAnswer:
    """`report` is of the signatures in the file, `refusal` why it could not be opened. `paper` is one of another kind
    than a charter, where the file is of such a one."""

    answer: Answer
    charter: Charter | None = None
    signature: Signature | None = None
    report: SignatureReport | None = None
    refusal: Refusal | None = None
    paper: PublicPaper | None = None


def verify(data: bytes, *, at: datetime | None = None) -> FileAnswer:
    """What `data` is. Never raises for what it holds, and stores nothing."""
    if not data or len(data) > MAX_BYTES:
        return FileAnswer(Answer.OTHER, refusal=Refusal.TOO_LARGE if data else Refusal.EMPTY)
    moment = at or timezone.now()
    known = KnownBytes.beginning(data)
    if known is None:
        return _other_paper(data) or _unknown(data, moment)
    if known.size < len(data):
        return _continued(data, known, moment)
    if known.signature is not None:
        return FileAnswer(Answer.ACCEPTED, known.charter, known.signature)
    return FileAnswer(Answer.ISSUED if known.is_issued else Answer.SEALED, known.charter)


@dataclass(frozen=True)
class KnownBytes:
    """A file of ours, `size` bytes long: as it was issued, with or without a field for a signature (`is_issued`), or
    signed, and accepted where there is a `signature`."""

    charter: Charter
    size: int
    is_issued: bool
    signature: Signature | None = None

    @classmethod
    def beginning(cls, data: bytes) -> KnownBytes | None:
        """The longest file of ours that `data` is or begins with; None when there is none."""
        sizes = {size for size in _sizes() if size <= len(data)}
        digests, hasher, start = {}, hashlib.sha256(), 0
        for size in sorted(sizes):
            hasher.update(data[start:size])
            start = size
            digests[hasher.hexdigest()] = size
        found = list(cls._with(list(digests)))
        return max(found, key=lambda known: (known.size, known.signature is not None), default=None)

    @classmethod
    def _with(cls, digests: list[str]) -> Iterable[KnownBytes]:
        charters = Charter.objects.select_related("document__file", "text", "participation__municipality__governorate")
        # A few thousand hashes at most, in portions that every database takes.
        for start in range(0, len(digests), 500):
            some = digests[start : start + 500]
            for charter in charters.filter(document__file__sha256__in=some):
                yield cls(charter, charter.document.file.size, is_issued=True)
            for charter in charters.filter(prepared__sha256__in=some).select_related("prepared"):
                if charter.prepared is not None:
                    yield cls(charter, charter.prepared.size, is_issued=True)
            editions = SignedEdition.objects.filter(evidence__file__sha256__in=some)
            for edition in editions.select_related("evidence__file", "invitation"):
                charter = charters.get(pk=edition.invitation.charter_id)
                yield cls(charter, edition.file.size, is_issued=False)
            accepted = Signature.objects.filter(copy__file__sha256__in=some, withdrawn_at__isnull=True)
            for signature in accepted.select_related("copy__file"):
                charter = charters.get(pk=signature.charter_id)
                yield cls(charter, signature.copy.file.size, is_issued=False, signature=signature)


def _sizes() -> Iterable[int]:
    """Of every file that `KnownBytes` knows."""
    yield from Charter.objects.values_list("document__file__size", flat=True)
    yield from Charter.objects.filter(prepared__isnull=False).values_list("prepared__size", flat=True)
    yield from SignedEdition.objects.values_list("evidence__file__size", flat=True)
    yield from Signature.objects.filter(withdrawn_at__isnull=True).values_list("copy__file__size", flat=True)


def _continued(data: bytes, known: KnownBytes, at: datetime) -> FileAnswer:
    """Begins with bytes of ours: signed by somebody since, or otherwise changed."""
    report = check(data, issued=data[: known.size], anchors=anchors(), at=at)
    if report.reasons[0].code in BUSY:
        return FileAnswer(Answer.BUSY, known.charter)
    if report.verdict in VALID:
        return FileAnswer(Answer.SEALED if _is_sealed(report) else Answer.SIGNED, known.charter, report=report)
    return FileAnswer(Answer.ALTERED, known.charter, report=None if report.verdict is Verdict.NOT_SIGNED else report)


def _other_paper(data: bytes) -> FileAnswer | None:
    """The exact bytes of a paper of another kind, as it was issued or as it came back signed and was accepted."""
    digest = hashlib.sha256(data).hexdigest()
    accepted = accepted_paper(digest)
    if accepted is not None:
        return FileAnswer(Answer.ACCEPTED, paper=accepted)
    issued = issued_paper(digest)
    return FileAnswer(Answer.ISSUED, paper=issued) if issued is not None else None


def _unknown(data: bytes, at: datetime) -> FileAnswer:
    """No bytes of ours at its beginning: perhaps our seal, or the code of a charter, all the same."""
    inspection = inspect(data)
    if inspection.refusal is Refusal.TOO_SLOW:
        return FileAnswer(Answer.BUSY)
    if inspection.refusal not in READ_ON:
        return FileAnswer(Answer.OTHER, refusal=inspection.refusal)
    report = None
    if inspection.refusal or "signed" in inspection.marks:
        report = check(data, issued=None, anchors=anchors(), at=at)
        if report.verdict is Verdict.NOT_SIGNED:
            report = None
    charter, paper = _named_on(data)
    if report is not None and report.verdict in VALID and _is_sealed(report):
        return FileAnswer(Answer.SEALED, charter, report=report)
    if report is not None and _bears_our_seal(report):
        return FileAnswer(Answer.ALTERED, charter, report=report)
    if charter is not None or paper is not None:
        return FileAnswer(Answer.COPY, charter, report=report, paper=paper)
    return FileAnswer(Answer.OTHER, refusal=inspection.refusal)


def _named_on(data: bytes) -> tuple[Charter | None, PublicPaper | None]:
    """The charter whose code stands on one of the first pages, else the paper of another kind."""
    readings = read_codes(data, last=PAGES_READ, at_length=False)
    marks = [read_page_address(code.text) for reading in readings for code in reading.codes]
    codes = [mark.code for mark in marks if mark is not None]
    charters = Charter.objects.select_related("document__file", "text", "participation__municipality__governorate")
    charter = charters.filter(document__code__in=codes).first() if codes else None
    if charter is not None:
        return charter, None
    return None, next((found for code in codes if (found := public_paper(code))), None)


def own_seal() -> list[Anchor]:
    """What the platform's own seal leads to; empty where this installation has none."""
    try:
        return [Anchor(sealing.anchor())]
    except sealing.NotConfigured:
        return []


def anchors() -> list[Anchor]:
    """Whose signatures are believed here: the platform's seal, and the authorities that the Unit trusts."""
    return [*own_seal(), *TrustAnchor.objects.for_checks()]


def _is_sealed(report: SignatureReport) -> bool:
    return report.anchor in {read_anchor(anchor.pem).sha256 for anchor in own_seal()}


def _bears_our_seal(report: SignatureReport) -> bool:
    """Whether a signature in the file names our seal as its own, right or wrong."""
    seals = [read_anchor(anchor.pem) for anchor in own_seal()]
    return any(
        signer.serial == seal.serial or signer.issuer == seal.common_name for signer in report.signers for seal in seals
    )
