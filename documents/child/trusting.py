"""Whether the signer of a signature is to be trusted, by the anchors given and the evidence inside the file.

Nothing is fetched. What the file does not hold is "not checked".
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from asn1crypto import crl, ocsp, pem, x509
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

# Made while files can still be opened: a loop needs some of its own.
LOOP = asyncio.new_event_loop()
NO_CHECK, REQUIRED = RevocationCheckingRule.NO_CHECK, RevocationCheckingRule.CRL_OR_OCSP_REQUIRED
WHEN_KNOWN = RevocationCheckingRule.CHECK_IF_DECLARED_SOFT
# Which usages a certificate must have is told as a reason of its own.
ANY_USAGE = KeyUsageConstraints(key_usage=set())
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Reason = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Anchor:
    certificate: x509.Certificate
    sha256: str
    not_before: datetime | None
    not_after: datetime | None

    def counts_at(self, moment: datetime) -> bool:
        own = self.certificate["tbs_certificate"]["validity"]
        return (
            own["not_before"].native <= moment <= own["not_after"].native
            and (self.not_before is None or self.not_before <= moment)
            and (self.not_after is None or moment <= self.not_after)
        )


@dataclass(frozen=True)
class Evidence:
    """What the file brings along: other certificates, and answers about revocation."""

    certificates: list[x509.Certificate] = field(default_factory=list)
    crls: list[crl.CertificateList] = field(default_factory=list)
    ocsps: list[ocsp.OCSPResponse] = field(default_factory=list)


@dataclass(frozen=True)
class Trust:
    """`reasons`: first why the signer is not trusted, or else whom the trust comes from."""

    trusted: bool
    reasons: list[Reason]
    revocation: str
    anchor: str
    signed_at: datetime | None
    time_stamped: bool


def load_anchors(given: list[dict[str, Any]]) -> list[Anchor]:
    return [
        Anchor(
            certificate=(certificate := x509.Certificate.load(pem.unarmor(each["pem"].encode())[2])),
            sha256=certificate.sha256.hex(),
            not_before=datetime.fromisoformat(each["not_before"]) if each["not_before"] else None,
            not_after=datetime.fromisoformat(each["not_after"]) if each["not_after"] else None,
        )
        for each in given
    ]


def checked(embedded: EmbeddedPdfSignature, *, is_stamp: bool = False) -> PdfSignatureStatus | DocumentTimestampStatus:
    """The mathematics, the coverage and the later changes of a signature; nobody is trusted here."""
    nobody = context([], Evidence(), LONG_AGO)
    if is_stamp:
        return LOOP.run_until_complete(async_validate_pdf_timestamp(embedded, nobody))
    return LOOP.run_until_complete(async_validate_pdf_signature(embedded, nobody, key_usage_settings=ANY_USAGE))


def context(
    anchors: list[Anchor], evidence: Evidence, moment: datetime, rule: RevocationCheckingRule = NO_CHECK
) -> ValidationContext:
    return ValidationContext(
        trust_roots=[each.certificate for each in anchors],
        other_certs=evidence.certificates,
        moment=moment,
        allow_fetching=False,
        crls=evidence.crls,
        ocsps=evidence.ocsps,
        revinfo_policy=CertRevTrustPolicy(
            RevocationCheckingPolicy(rule, WHEN_KNOWN if rule is REQUIRED else NO_CHECK),
            # Evidence about a signature is collected after it.
            retroactive_revinfo=True,
        ),
    )


def judge(embedded: EmbeddedPdfSignature, anchors: list[Anchor], at: datetime) -> Trust:
    evidence = evidence_in(embedded)
    claimed = embedded.self_reported_timestamp
    stamp = stamped_at(embedded, [each for each in anchors if each.counts_at(at)], evidence, at)
    moment = stamp or at
    certificate: x509.Certificate = embedded.signer_cert
    counting = [each for each in anchors if each.counts_at(moment)]

    status = validated(embedded, counting, evidence, moment)
    revocation, revoked = revocation_of(embedded, counting, evidence, moment)
    doubts = [*revoked, *validity(certificate, moment)]
    if not status.trusted and not doubts:
        doubts = [why_not(embedded, anchors, evidence, moment)]
    if not signs_documents(certificate):
        doubts.append(("not_for_signing", {}))
    anchor = top_of(status, counting) if status.trusted and not revoked else None
    reasons = doubts or [("trusted_issuer", {"issuer": anchor.certificate.subject.human_friendly if anchor else ""})]
    reasons.append(("time_stamped" if stamp else "time_claimed", {}))
    if revocation != "revoked":
        reasons.append((f"revocation_{revocation}", {}))
    return Trust(
        trusted=status.trusted and not doubts,
        reasons=reasons,
        revocation=revocation,
        anchor=anchor.sha256 if anchor else "",
        signed_at=stamp or claimed,
        time_stamped=stamp is not None,
    )


def validated(
    embedded: EmbeddedPdfSignature,
    anchors: list[Anchor],
    evidence: Evidence,
    moment: datetime,
    rule: RevocationCheckingRule = NO_CHECK,
) -> PdfSignatureStatus:
    return LOOP.run_until_complete(
        async_validate_pdf_signature(
            embedded,
            context(anchors, evidence, moment, rule),
            ts_validation_context=context(anchors, evidence, moment),
            key_usage_settings=ANY_USAGE,
            skip_diff=True,
        )
    )


def stamped_at(
    embedded: EmbeddedPdfSignature, anchors: list[Anchor], evidence: Evidence, at: datetime
) -> datetime | None:
    """The moment of the time stamp on the signature, if there is one from an authority that is trusted."""
    stamp = validated(embedded, anchors, evidence, at).timestamp_validity
    if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted) or stamp.timestamp > at:
        return None
    return stamp.timestamp


# Revocation -----------------------------------------------------------------------------------------------


def evidence_in(embedded: EmbeddedPdfSignature) -> Evidence:
    """From the security store of the document, from Adobe's attribute, and from the signature itself."""
    found = Evidence(certificates=list(embedded.other_embedded_certs))
    try:
        store = DocumentSecurityStore.read_dss(embedded.reader)
        found.certificates.extend(store.load_certs())
        found.crls.extend(crl.CertificateList.load(each.get_object().data) for each in store.crls)
        found.ocsps.extend(ocsp.OCSPResponse.load(each.get_object().data) for each in store.ocsps)
    except NoDSSFoundError:
        pass
    for archive in adobe_archives(embedded):
        found.crls.extend(archive["crl"] or ())
        found.ocsps.extend(archive["ocsp"] or ())
    for each in embedded.signed_data["crls"] or ():
        if each.name == "certificate_revocation_list":
            found.crls.append(each.chosen)
    return found


def adobe_archives(embedded: EmbeddedPdfSignature) -> list[Any]:
    try:
        return list(find_cms_attribute_iter(embedded.signer_info["signed_attrs"], "adobe_revocation_info_archival"))
    except KeyError:
        return []


def revocation_of(
    embedded: EmbeddedPdfSignature, anchors: list[Anchor], evidence: Evidence, moment: datetime
) -> tuple[str, list[Reason]]:
    if not evidence.crls and not evidence.ocsps:
        return "not_checked", []
    status = validated(embedded, anchors, evidence, moment, REQUIRED)
    if status.trusted:
        return "good", []
    if status.revocation_details is None and evidence.crls:
        # A list that has run out still knows who had been revoked when it was made.
        fresh = max((each["tbs_cert_list"]["this_update"].native for each in evidence.crls), default=moment)
        if fresh < moment:
            status = validated(embedded, anchors, replace(evidence, ocsps=[]), fresh, REQUIRED)
    details = status.revocation_details
    if details is None or details.revocation_date > moment:
        return "not_checked", []
    code = "authority_revoked" if details.ca_revoked else "revoked"
    return "revoked", [(code, {"on": details.revocation_date.isoformat()})]


# Reasons --------------------------------------------------------------------------------------------------


def validity(certificate: x509.Certificate, moment: datetime) -> list[Reason]:
    own = certificate["tbs_certificate"]["validity"]
    if moment > own["not_after"].native:
        return [("expired", {"on": own["not_after"].native.isoformat()})]
    if moment < own["not_before"].native:
        return [("not_yet_valid", {"on": own["not_before"].native.isoformat()})]
    return []


def why_not(embedded: EmbeddedPdfSignature, anchors: list[Anchor], evidence: Evidence, moment: datetime) -> Reason:
    certificate: x509.Certificate = embedded.signer_cert
    issuer = {"issuer": certificate.issuer.human_friendly}
    if not anchors:
        return "no_anchors", {}
    if any(not each.counts_at(moment) for each in anchors) and validated(embedded, anchors, evidence, moment).trusted:
        return "anchor_out_of_period", issuer
    if certificate.subject == certificate.issuer:
        return "self_signed", {}
    known = {each.certificate.subject.hashable for each in anchors}
    above = [certificate, *evidence.certificates]
    return ("chain_fault", {}) if any(each.issuer.hashable in known for each in above) else ("unknown_issuer", issuer)


def signs_documents(certificate: x509.Certificate) -> bool:
    """RFC 5280, 4.2.1.3: a certificate that says nothing of its usage is limited by nothing."""
    usage = certificate.key_usage_value
    return usage is None or "non_repudiation" in usage.native


def top_of(status: PdfSignatureStatus, anchors: list[Anchor]) -> Anchor | None:
    top = status.validation_path.first if status.validation_path else None
    return next((each for each in anchors if top and each.certificate.dump() == top.dump()), None)
