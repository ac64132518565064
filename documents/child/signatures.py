"""Reads the electronic signatures of a PDF and says what they are worth.

A signature can hold and the file be worthless all the same: bytes may follow, pages may have been exchanged before or
after. So every signature is checked mathematically, the last one must cover the file to its last byte, and the pages
must be those that were issued. Only then is the certificate asked (trusting.py).
"""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from asn1crypto import parser
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus, SignatureCoverageLevel

from .comparing import differences
from .trusting import Trust, checked, judge, load_anchors

# pyHanko tells every doubt to the log; here the doubts are the answer.
logging.disable(logging.CRITICAL)

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})\s*\]")
MOST_SIGNATURES = 8
WEAK_HASHES = {"md2", "md5", "sha1"}

Reason = tuple[str, dict[str, str]]


class Broken(Exception):
    """The file, or a signature in it, cannot be read or does not hold."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.reason: Reason = (code, params)


@contextmanager
def failing_as(code: str) -> Iterator[None]:
    """pyHanko and the readers below it raise anything at all at what a stranger wrote into a file."""
    try:
        yield
    except (Broken, MemoryError):
        raise
    except Exception as error:
        raise Broken(code) from error


@dataclass
class Signature:
    """One signature of the file: what pyHanko says of it, and up to which byte it reaches."""

    embedded: EmbeddedPdfSignature
    end: int
    exact: bool  # leaves out nothing but itself
    is_stamp: bool
    status: PdfSignatureStatus | DocumentTimestampStatus | None = None

    @property
    def holds(self) -> bool:
        return self.status is not None and bool(self.status.intact and self.status.valid)


@dataclass
class Report:
    """The answer; see documents.signatures.SignatureReport for what each part means."""

    verdict: str = "not_signed"
    reasons: list[Reason] = field(default_factory=list)
    signers: list[dict[str, str]] = field(default_factory=list)
    signed_at: str | None = None
    time_stamped: bool = False
    revocation: str = "not_checked"
    coverage: str = "none"
    intact: bool = False
    first_revision: int | None = None
    anchor: str = ""
    anchors: list[str] = field(default_factory=list)


def signatures(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answer: a Report. `data` is the PDF, then what was issued (if anything), then what is asked, as JSON."""
    size, issued_size = options["pdf"], options["issued"]
    pdf, rest = data[:size], data[size:]
    issued = None if issued_size is None else rest[:issued_size]
    asked = json.loads(rest[issued_size or 0 :])
    report = Report()
    try:
        examine(pdf, issued, asked, report)
    except Broken as broken:
        report.verdict, report.reasons = "broken", [broken.reason]
    return vars(report), []


def examine(pdf: bytes, issued: bytes | None, asked: dict[str, Any], report: Report) -> None:
    anchors = load_anchors(asked["anchors"])
    report.anchors = [anchor.sha256 for anchor in anchors]
    try:
        found = read(pdf)
    except Broken:
        if not look_before_the_tail(pdf, report, "bytes_after"):
            raise
        return
    # What the issuer signed before handing it out is not the signature that is asked for.
    own = [each for each in found if issued is not None and pdf.startswith(issued) and each.end <= len(issued)]
    signed = [each for each in found if each not in own and not each.is_stamp]
    if not signed:
        if not look_before_the_tail(pdf, report, "signature_removed", but_not=[each.end for each in found]):
            report.reasons = [("only_time_stamp" if any(each.is_stamp for each in found) else "no_signature", {})]
        return
    report.coverage = "entire_file" if whole(found[-1], pdf) else "part"
    report.signers = [who(each.embedded) for each in signed]
    holding = [each for each in found if check_mathematics(each)]
    report.intact = len(holding) == len(found)
    report.first_revision = min((each.end for each in holding if each in signed and each.exact), default=None)
    for each in found:
        refuse_what_does_not_hold(each)
    lost = raw_ends(pdf) - {each.end for each in found}
    altered = [*alterations(pdf, found), *removed(pdf, lost), *(differences(pdf, issued) if issued is not None else [])]
    judgements = [judge(each.embedded, anchors, datetime.fromisoformat(asked["at"])) for each in signed]
    tell_trust(report, judgements, len(signed))
    if altered:
        report.verdict, report.reasons = "altered", altered
    elif issued is not None:
        report.reasons.append(("as_issued", {}))


def tell_trust(report: Report, judgements: list[Trust], count: int) -> None:
    """All of the signers must be trusted; what is told of time and revocation is the first one's, unless worse."""
    first = judgements[0]
    doubted = next((each for each in judgements if not each.trusted), None)
    shown = doubted or first
    report.verdict = "valid_trusted" if doubted is None else "valid_untrusted"
    report.reasons = [*shown.reasons, ("covers_all", {})]
    if count > 1:
        report.reasons.append(("several_signatures", {"count": str(count)}))
    report.signed_at = first.signed_at.isoformat() if first.signed_at else None
    report.time_stamped = first.time_stamped
    states = {each.revocation for each in judgements}
    report.revocation = next(state for state in ("revoked", "not_checked", "good") if state in states)
    report.anchor = first.anchor


# Reading --------------------------------------------------------------------------------------------------


def read(pdf: bytes) -> list[Signature]:
    """The signatures of the file in the order in which they were made. Broken when it cannot be read."""
    with failing_as("unreadable"):
        reader = PdfFileReader(io.BytesIO(pdf), strict=True)
        if reader.encrypted:
            raise Broken("unreadable")
        fields = list(enumerate_sig_fields(reader, filled_status=True))
        len(reader.root["/Pages"]["/Kids"])
    if len(fields) > MOST_SIGNATURES:
        raise Broken("unreadable_signature")
    with failing_as("unreadable_signature"):
        found = [signature(pdf, EmbeddedPdfSignature(reader, each, name)) for name, _value, each in fields]
    return sorted(found, key=lambda each: each.end)


def signature(pdf: bytes, embedded: EmbeddedPdfSignature) -> Signature:
    start, before, after, length = (int(number) for number in embedded.byte_range)
    between, contents = pdf[before:after], embedded.pkcs7_content
    exact = (
        start == 0
        and 0 < before < after <= after + length <= len(pdf)
        and between[:1] == b"<"
        and between[-1:] == b">"
        and bytes.fromhex(between[1:-1].decode("ascii")) == contents
        and not contents[parser.peek(contents) :].strip(b"\0")
    )
    return Signature(embedded, after + length, exact, is_stamp=embedded.sig_object_type == "/DocTimeStamp")


def raw_ends(pdf: bytes) -> set[int]:
    """Where signatures end by what stands in the bytes, whether a reader still finds them or not."""
    ends = {int(after) + int(length) for _before, after, length in BYTE_RANGE.findall(pdf)}
    return set(sorted(end for end in ends if 0 < end <= len(pdf))[:MOST_SIGNATURES])


def look_before_the_tail(pdf: bytes, report: Report, code: str, but_not: list[int] | None = None) -> bool:
    """Fills the report when a part of the file from its beginning is signed, though the file as such is not."""
    for end in sorted(raw_ends(pdf) - set(but_not or ())):
        holding = [each for each in signatures_until(pdf, end) if check_mathematics(each)]
        if holding:
            report.verdict, report.reasons, report.coverage = "altered", [(code, {})], "part"
            report.signers = [who(each.embedded) for each in holding if not each.is_stamp]
            report.intact, report.first_revision = True, end
            return True
    return False


def signatures_until(pdf: bytes, end: int) -> list[Signature]:
    try:
        return [each for each in read(pdf[:end]) if each.end == end and each.exact]
    except Broken:
        return []


def who(embedded: EmbeddedPdfSignature) -> dict[str, str]:
    with failing_as("unreadable_signature"):
        certificate = embedded.signer_cert
        subject, issuer = certificate.subject.native, certificate.issuer.native
        validity = certificate["tbs_certificate"]["validity"]
        return {
            "common_name": flat(subject.get("common_name")),
            "organisation": flat(subject.get("organization_name")),
            "serial": f"{certificate.serial_number:x}",
            "issuer": flat(issuer.get("common_name")) or certificate.issuer.human_friendly,
            "valid_from": validity["not_before"].native.isoformat(),
            "valid_until": validity["not_after"].native.isoformat(),
        }


def flat(value: Any) -> str:
    """A name that stands twice in a certificate comes as a list."""
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    return "" if value is None else str(value)


# Checking -------------------------------------------------------------------------------------------------


def check_mathematics(each: Signature) -> bool:
    try:
        with failing_as("unreadable_signature"):
            each.status = checked(each.embedded, is_stamp=each.is_stamp)
    except Broken:
        return False
    return each.holds


def refuse_what_does_not_hold(each: Signature) -> None:
    status = each.status
    if status is None:
        raise Broken("unreadable_signature")
    if not status.intact:
        raise Broken("bytes_changed")
    if not status.valid:
        raise Broken("wrong_key")
    if each.is_stamp:
        return
    info = each.embedded.signer_info
    methods = {info["digest_algorithm"]["algorithm"].native}
    with failing_as("unreadable_signature"):
        mechanism = info["signature_algorithm"]
        if mechanism.signature_algo not in {"ed25519", "ed448"} and "_" in mechanism["algorithm"].native:
            methods.add(mechanism.hash_algo)
    if weak := methods & WEAK_HASHES:
        raise Broken("weak_method", method=", ".join(sorted(weak)).upper())


def whole(last: Signature, pdf: bytes) -> bool:
    return last.exact and last.end == len(pdf)


def alterations(pdf: bytes, found: list[Signature]) -> list[Reason]:
    """What was done to the file after its signatures, or beside them."""
    if any(not each.exact or each.embedded.coverage < SignatureCoverageLevel.ENTIRE_REVISION for each in found):
        return [("part_only", {})]
    last = found[-1]
    if not whole(last, pdf):
        newest = last.embedded.signed_revision == last.embedded.reader.xrefs.total_revisions - 1
        return [("bytes_after" if newest else change_after(last), {})]
    fields = {each.embedded.field_name for each in found}
    if not all(only_signed_after(each, fields) for each in found[:-1]):
        return [("changed_after", {})]
    return []


def only_signed_after(each: Signature, fields: set[str]) -> bool:
    """Whether nothing followed the signature but others, and evidence. Filling a form is allowed by PDF, not here."""
    if each.status is None or not each.status.docmdp_ok:
        return False
    changes = each.status.diff_result
    return isinstance(changes, DiffResult) and set(changes.changed_form_fields) <= fields


def change_after(last: Signature) -> str:
    level = last.status.modification_level if last.status else None
    if level == ModificationLevel.LTA_UPDATES:
        return "evidence_after"
    if level in {ModificationLevel.FORM_FILLING, ModificationLevel.ANNOTATIONS}:
        return "comments_after"
    return "changed_after"


def removed(pdf: bytes, ends: set[int]) -> list[Reason]:
    """A signature that a later revision took out of the form, but not out of the bytes."""
    gone = any(check_mathematics(each) for end in sorted(ends) for each in signatures_until(pdf, end))
    return [("signature_removed", {})] if gone else []
