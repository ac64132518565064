"""Signing by certificate: the file that is handed out, the check of the one that comes back, and what is kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from charters import signing
from charters.models import CertificateSignature, Charter, EventKind, SigningInvitation, TrustAnchor
from charters.models.certificates import CERTIFICATE_KIND, signed_day
from charters.models.signing import SigningOutcome
from documents.codes import spaced
from documents.models import StoredFile
from documents.opening import Inspection, inspect
from documents.pdf import Box, Metadata, RenderedDocument, render
from documents.sealing import prepare_field
from documents.signatures import Reason, SignatureReport, Verdict, check, names_match
from municipalities.models import ActivityKind, Evidence
from municipalities.steps import SignatureWay

if TYPE_CHECKING:
    from accounts.models import User
    from documents.fields import Paper

VALID = frozenset({Verdict.VALID_TRUSTED, Verdict.VALID_UNTRUSTED})
# Of a busy machine, not of the file.
UNKNOWN_YET = frozenset({"too_slow", "too_heavy"})


# Handing out ----------------------------------------------------------------------------------------------


def prepare(charter: Charter, *, by: User, at: datetime | None = None) -> StoredFile:
    """The issued PDF with an empty signature field in the box. Made once: what is checked is what was handed out.

    WayNotAccepted when the cohort accepts no certificate.
    """
    charter.require(SignatureWay.CERTIFICATE)
    with transaction.atomic():
        row = Charter.objects.select_for_update().select_related("document__file").get(pk=charter.pk)
        if row.prepared is None:
            # The field is named in the language of the document.
            with translation.override("ar"):
                data = prepare_field(row.document.file.read(), box=Box(row.signature_page, *row.signature_box))
            row.prepared = StoredFile.objects.store(
                data, media_type="application/pdf", pages=row.pages, by=by, at=at or timezone.now()
            )
            row.save(update_fields=["prepared"])
        charter.prepared = row.prepared
        return row.prepared


def prepare_for_signatory(invitation: SigningInvitation, *, at: datetime | None = None) -> StoredFile:
    """The same through the link; the first time the team is told that the person signs by certificate."""
    moment = at or timezone.now()
    with transaction.atomic():
        file = prepare(invitation.charter, by=signing.keeper_of(invitation), at=moment)
        if not invitation.events.filter(kind=EventKind.CERTIFICATE).exists():
            signing.record(invitation, EventKind.CERTIFICATE, at=moment)
        return file


# Checking -------------------------------------------------------------------------------------------------


def inspect_signed(charter: Charter, data: bytes) -> Inspection:
    """Whether a signed file may be opened at all; it may carry what `charter` carries itself."""
    return inspect(data, ours=charter.document.file.read())


def examine(charter: Charter, data: bytes, *, at: datetime | None = None) -> SignatureReport:
    """What the signature of an uploaded file is worth today. Nothing is written."""
    moment, anchors, issued = at or timezone.now(), TrustAnchor.objects.for_checks(), charter.issued_for(data)
    report = check(data, issued=issued, anchors=anchors, at=moment)
    if is_unknown_yet(report):
        # The clock of the reader runs on a busy machine too: nobody is sent away after one try.
        report = check(data, issued=issued, anchors=anchors, at=moment)
    return report


def passes(report: SignatureReport) -> bool:
    """It can be submitted. Everything else never can."""
    return report.verdict in VALID


def is_unknown_yet(report: SignatureReport) -> bool:
    """The machine was too busy to say anything: the same file may be sent again."""
    return report.reasons[0].code in UNKNOWN_YET


def names_signatory(charter: Charter, report: SignatureReport) -> bool:
    """Whether one of the certificates names the person on the charter, in either script."""
    names = (charter.name_ar, charter.name_latin)
    return any(names_match(signer.common_name, name) for signer in report.signers for name in names)


# Keeping --------------------------------------------------------------------------------------------------


def keep(
    charter: Charter,
    paper: Paper,
    report: SignatureReport,
    *,
    by: User,
    left_out: Sequence[Reason] = (),
    at: datetime | None = None,
) -> CertificateSignature:
    """The team uploaded a file that passes; submitting it is another act.

    `left_out`: why the whole file did not pass, when `paper` is only the signed part of what was uploaded.
    WayNotAccepted, OutsideDelegation, or DraftClosed when the charter waits for no signature (any more).
    """
    moment = at or timezone.now()
    made = _make(charter, paper, report, left_out, at=moment)
    with transaction.atomic():
        signing.hold_unsigned(charter, moment)
        return made.store(by=by)


def sign(
    invitation: SigningInvitation,
    paper: Paper,
    report: SignatureReport,
    *,
    left_out: Sequence[Reason] = (),
    at: datetime | None = None,
) -> CertificateSignature:
    """The signatory uploaded a file that passes: it is submitted in the name of whoever prepared it.

    Takes and raises what `keep` does, and LinkClosed.
    """
    moment = at or timezone.now()
    made = _make(invitation.charter, paper, report, left_out, at=moment)
    with transaction.atomic():
        progress = signing.hold_unsigned(invitation.charter, moment)
        if not invitation.close(SigningOutcome.SIGNED, at=moment):
            raise signing.LinkClosed
        signature = made.store(by=signing.keeper_of(invitation), invitation=invitation)
        signing.record(invitation, EventKind.CERTIFIED, at=moment)
        submitter = signing.submitter_of(invitation)
        if submitter is not None:
            progress.submit(by=submitter, at=moment)
    return signature


def give_up(signature: CertificateSignature, charter: Charter, *, at: datetime | None = None) -> None:
    """The municipality wants another signature: this one counts no longer, its bytes are kept."""
    moment = at or timezone.now()
    with transaction.atomic():
        signing.hold(charter, moment)
        signature.give_up(at=moment)


@dataclass(frozen=True)
class _Made:
    """A passing file with its record, ready to be stored: rendering does not hold up the database."""

    charter: Charter
    paper: Paper
    report: SignatureReport
    left_out: Sequence[Reason]
    signed_on: date
    record: RenderedDocument
    at: datetime

    def store(self, *, by: User, invitation: SigningInvitation | None = None) -> CertificateSignature:
        """Inside the transaction that holds the charter."""
        evidence = Evidence.objects.keep(
            self.paper,
            self.charter.municipality,
            kind=CERTIFICATE_KIND,
            by=by,
            paper_date=self.signed_on,
            at=self.at,
        )
        record = StoredFile.objects.store(
            self.record.pdf, media_type="application/pdf", pages=self.record.pages, by=by, at=self.at
        )
        signature = CertificateSignature(
            charter=self.charter,
            invitation=invitation,
            evidence=evidence,
            verdict=self.report.verdict,
            name_matches=names_signatory(self.charter, self.report),
            report=self.report.as_json(),
            left_out=[{"code": reason.code, "params": reason.params} for reason in self.left_out],
            checked_at=self.report.checked_at,
            signed_on=self.signed_on,
            record=record,
        )
        signature.save()
        subject = f"{SignatureWay.CERTIFICATE} {self.charter.capacity}"
        self.charter.log(ActivityKind.CHARTER_SIGNED, subject, by=None, at=self.at)
        return signature


def _make(
    charter: Charter, paper: Paper, report: SignatureReport, left_out: Sequence[Reason], *, at: datetime
) -> _Made:
    charter.require(SignatureWay.CERTIFICATE)
    if not passes(report):
        raise ValueError(f"A file that is {report.verdict} is never kept.")
    signed_on = signed_day(charter, report.signed_at, at=at)
    if not charter.is_delegated_on(signed_on):
        raise signing.OutsideDelegation
    return _Made(charter, paper, report, left_out, signed_on, render_record(charter, paper.data, report), at)


def render_record(charter: Charter, data: bytes, report: SignatureReport) -> RenderedDocument:
    """What was checked and what was found, to be kept beside the signed file: nothing may be added to that one."""
    names = dict(TrustAnchor.objects.filter(sha256__in=report.anchors).values_list("sha256", "name"))
    return render(
        "pdf/certificate_record.html",
        {
            "charter": charter,
            "report": report,
            "name_matches": names_signatory(charter, report),
            "file_sha256": hashlib.sha256(data).hexdigest(),
            "anchors": [(names.get(sha256, ""), sha256) for sha256 in report.anchors],
            "trusted": names.get(report.anchor, ""),
            "check_code": spaced(charter.code),
            "site": settings.SITE_URL.partition("://")[2],
            "languages": [(language, "rtl" if language == "ar" else "ltr") for language in charter.languages],
        },
        language="ar",
        metadata=Metadata(
            author=charter.municipality.name_ar, subject=charter.register_number, created=report.checked_at
        ),
    )
