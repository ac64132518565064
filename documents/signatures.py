"""Checks electronic signatures in PDFs that come from outside, and says no more than was found.

The bytes are untrusted: they are parsed in the child process only (documents/child), nothing is ever fetched, and bad
content never raises: it is told by the verdict and its reasons. What the caller still has to decide is named in
`check`.
"""

from __future__ import annotations

import itertools
import json
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .opening import MAX_BYTES, Refusal, open_in_child
from .text import FORBIDDEN, fold

logger = logging.getLogger(__name__)

ISOLATED = "\u2068{}\u2069"
# Above this the orders of a name's words are not tried one by one.
MOST_WORDS = 6


class Verdict(models.TextChoices):
    """What is known of the signature of a file, from best to none. Only the first may be accepted without a person."""

    VALID_TRUSTED = "valid_trusted", _("Valid, by a trusted signer")
    VALID_UNTRUSTED = "valid_untrusted", _("Valid, but the signer cannot be trusted yet")
    ALTERED = "altered", _("Signed, but not what was issued or not only that")
    BROKEN = "broken", _("The signature does not hold")
    NOT_SIGNED = "not_signed", _("Not signed electronically")


class Revocation(models.TextChoices):
    """What the evidence inside the file says of the certificate; nobody else is asked."""

    GOOD = "good", _("Not revoked, by the evidence in the file")
    REVOKED = "revoked", _("Revoked")
    NOT_CHECKED = "not_checked", _("Not checked: the file holds no evidence")


class Coverage(models.TextChoices):
    ENTIRE_FILE = "entire_file", _("The whole file is signed")
    PART = "part", _("Only a part of the file is signed")
    NONE = "none", _("Nothing is signed")


# By code. `on` is a moment (ISO 8601) and is shown as a date; every other parameter comes from the file or the anchor.
SENTENCES: dict[str, Promise | str] = {
    # What holds
    "covers_all": _("The signature covers the whole file, and nothing was changed since."),
    "as_issued": _("The file begins with the bytes that were issued, and every page shows and says the same."),
    "trusted_issuer": _("The certificate leads to %(issuer)s, which the Unit trusts."),
    "time_stamped": _("A time-stamp authority that the Unit trusts confirms the moment of signing."),
    "time_claimed": _("The moment of signing is what the signer's computer said; nobody confirms it."),
    "revocation_good": _("By the evidence in the file, the certificate was not revoked."),
    "revocation_not_checked": _("Whether the certificate was revoked was not checked: the file holds no evidence."),
    "several_signatures": _("The file holds %(count)s signatures. All of them were checked."),
    # Why the signer is not trusted
    "no_anchors": _("The Unit has not said yet which certificate authorities it trusts."),
    "unknown_issuer": _("The certificate was issued by %(issuer)s, which the Unit does not trust."),
    "self_signed": _("The signer made the certificate alone: no authority confirms the name in it."),
    "expired": _("The certificate was valid until %(on)s only."),
    "not_yet_valid": _("The certificate is valid from %(on)s only."),
    "revoked": _("The certificate was revoked on %(on)s."),
    "authority_revoked": _("The certificate of the authority was revoked on %(on)s."),
    "anchor_out_of_period": _("The Unit trusted %(issuer)s at other dates than that of this signature."),
    "not_for_signing": _("The certificate was not issued for signing documents (no “non-repudiation” in its usage)."),
    "chain_fault": _("The chain from the certificate to a trusted authority does not hold."),
    # Why the file is not what was issued
    "bytes_after": _("Something follows the signed part of the file. The signed part on its own can be downloaded."),
    "changed_after": _("The file was changed after it was signed. What was signed can be downloaded."),
    "comments_after": _("Comments or form entries were added after the file was signed."),
    "evidence_after": _(
        "After signing, only evidence about the certificate was added, and no signature covers it. "
        "What was signed can be downloaded and sent on its own."
    ),
    "signature_removed": _("A signature was taken out of the file. What was signed can be downloaded."),
    "part_only": _("The signature leaves out a part of the file."),
    "other_document": _("This is not the document that was issued: its text is another."),
    "saved_anew": _(
        "The text is that of the document that was issued, but another program wrote the file anew before it was "
        "signed. Download the document again and sign it without printing or saving it first."
    ),
    "pages_changed": _("Pages were added or taken away: %(issued)s were issued, %(found)s were signed."),
    "page_text_changed": _("Page %(page)s does not say what was issued."),
    "page_look_changed": _("Page %(page)s does not look as it was issued, outside the signature."),
    "comments_added": _("Page %(page)s has comments, links or fields that were not issued."),
    "signature_hides_text": _("The picture of the signature on page %(page)s is so large that it hides the text."),
    "behaviour_added": _("The file was given layers, actions or attachments that were not issued."),
    "tags_changed": _("What a screen reader says of the pages was changed after they were issued."),
    # Why the signature does not hold
    "bytes_changed": _("The signed bytes are not those that were signed: the file was damaged or changed."),
    "wrong_key": _("The signature was not made with the key of the certificate in the file."),
    "weak_method": _("The signature uses %(method)s, which can be forged today. It proves nothing."),
    "unreadable_signature": _("A signature in the file is damaged or of a kind that cannot be checked."),
    "unreadable": _("The file could not be read safely: it is damaged, or not a PDF."),
    "too_slow": _("The file could not be read safely: opening it takes too long."),
    "too_heavy": _("The file could not be read safely: it is too large, or needs too much memory."),
    # Why there is none
    "no_signature": _("The file holds no electronic signature."),
    "only_time_stamp": _("The file holds a time stamp, but nobody's signature."),
}


@dataclass(frozen=True)
class Reason:
    """One thing that was found. `code` is for programs and for storing; `sentence` is for people."""

    code: str
    params: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In the current language; what comes from the file is isolated, so that it cannot turn the sentence."""
        return str(SENTENCES[self.code]) % {name: self._shown(name, value) for name, value in self.params.items()}

    @staticmethod
    def _shown(name: str, value: str) -> str:
        if name == "on":
            return date_format(timezone.localtime(datetime.fromisoformat(value)), "DATE_FORMAT")
        return value if value.isdigit() else ISOLATED.format(value)


@dataclass(frozen=True)
class Signer:
    """What the certificate says, in its own letters. Nothing here is true unless the verdict is VALID_TRUSTED."""

    common_name: str
    organisation: str
    serial: str
    issuer: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class SignatureReport:
    """What was found. `as_json` is what to store with the accepted file: verdict, reasons, moment, anchors.

    - `reasons`: never empty; the first says why the verdict is not better.
    - `signers`: one for each signature, in the order of signing; empty when none could be read.
    - `signed_at`: by the time-stamp when `time_stamped`, else as the (first) signer's computer claims; may be None.
    - `coverage`: of the last signature. A valid verdict always means ENTIRE_FILE.
    - `intact`: every signature holds mathematically over the bytes it names, whatever those bytes are.
    - `first_signed_revision`: the bytes as they were when first signed, if that is less than the file; to offer for
      download, and to check in their own right.
    - `anchor`: SHA-256 (hex) of the trust anchor the chain led to; "" when it led to none.
    """

    verdict: Verdict
    reasons: list[Reason]
    checked_at: datetime
    signers: list[Signer] = field(default_factory=list)
    signed_at: datetime | None = None
    time_stamped: bool = False
    revocation: Revocation = Revocation.NOT_CHECKED
    coverage: Coverage = Coverage.NONE
    intact: bool = False
    first_signed_revision: bytes | None = field(default=None, repr=False)
    anchor: str = ""
    anchors: list[str] = field(default_factory=list)

    @property
    def signer(self) -> Signer | None:
        """The first to sign."""
        return self.signers[0] if self.signers else None

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> SignatureReport:
        """The report as `as_json` stored it, without the bytes."""
        moment = datetime.fromisoformat
        signers = [
            Signer(
                **{
                    **signer,
                    "valid_from": moment(signer["valid_from"]),
                    "valid_until": moment(signer["valid_until"]),
                }
            )
            for signer in stored["signers"]
        ]
        return cls(
            **{
                **stored,
                "verdict": Verdict(stored["verdict"]),
                "reasons": [Reason(reason["code"], reason["params"]) for reason in stored["reasons"]],
                "checked_at": moment(stored["checked_at"]),
                "signers": signers,
                "signed_at": moment(stored["signed_at"]) if stored["signed_at"] else None,
                "revocation": Revocation(stored["revocation"]),
                "coverage": Coverage(stored["coverage"]),
            }
        )

    def as_json(self) -> dict[str, Any]:
        """Everything but the bytes, for a JSONField: moments in ISO 8601, reasons as code and params."""
        return {
            "verdict": self.verdict.value,
            "reasons": [{"code": reason.code, "params": reason.params} for reason in self.reasons],
            "checked_at": self.checked_at.isoformat(),
            "signers": [
                {
                    **vars(signer),
                    "valid_from": signer.valid_from.isoformat(),
                    "valid_until": signer.valid_until.isoformat(),
                }
                for signer in self.signers
            ],
            "signed_at": self.signed_at.isoformat() if self.signed_at else None,
            "time_stamped": self.time_stamped,
            "revocation": self.revocation.value,
            "coverage": self.coverage.value,
            "intact": self.intact,
            "anchor": self.anchor,
            "anchors": self.anchors,
        }


@dataclass(frozen=True)
class Anchor:
    """A certificate the Unit trusts, and the period in which it does (aware moments; None is open)."""

    pem: bytes
    not_before: datetime | None = None
    not_after: datetime | None = None


@dataclass(frozen=True)
class AnchorInfo:
    """What a certificate says that is to become a trust anchor. `pem` is the one certificate, written cleanly."""

    subject: str
    common_name: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    is_ca: bool
    sha256: str
    pem: bytes


def check(pdf: bytes, *, issued: bytes | None, anchors: list[Anchor], at: datetime) -> SignatureReport:
    """What the signatures in `pdf` are worth at the moment `at`. Never raises for what the file holds.

    `issued` is what the signer was given: the issued PDF or the one with the prepared field. It must be the beginning
    of the file, byte for byte, and the file may differ from it by signatures only. None leaves that out (a file nobody
    here issued): then nothing is said of its content.

    `anchors`: whom the Unit trusts; one counts when its period includes the moment of signing, which is the moment of
    a time stamp from a trusted authority, else `at`. Certificates are judged at that moment too.

    A file that cannot be opened within the limits is BROKEN with the reason "too_slow" or "too_heavy", which says
    nothing of its signature: it may be tried again when the machine is less busy.

    For the caller to decide: whether the signer is the person who had to sign (`names_match` with each signer's
    `common_name`), and whether VALID_UNTRUSTED is accepted by a person with a written reason.
    """
    if len(pdf) > MAX_BYTES:
        return SignatureReport(Verdict.BROKEN, [Reason("too_heavy")], at)
    asked = {
        "at": at.isoformat(),
        "anchors": [
            {
                "pem": anchor.pem.decode("ascii"),
                "not_before": anchor.not_before.isoformat() if anchor.not_before else None,
                "not_after": anchor.not_after.isoformat() if anchor.not_after else None,
            }
            for anchor in anchors
        ],
    }
    data = pdf + (issued or b"") + json.dumps(asked).encode()
    answer = open_in_child(data, "signatures", pdf=len(pdf), issued=None if issued is None else len(issued))
    if isinstance(answer, Refusal):
        code = answer.value if answer in {Refusal.TOO_SLOW, Refusal.TOO_HEAVY} else "unreadable"
        return SignatureReport(Verdict.BROKEN, [Reason(code)], at)
    return _report(answer[0], pdf, at)


def _report(found: dict[str, Any], pdf: bytes, at: datetime) -> SignatureReport:
    revision = found["first_revision"]
    return SignatureReport(
        verdict=Verdict(found["verdict"]),
        reasons=[
            Reason(code, {name: clean(value) for name, value in params.items()}) for code, params in found["reasons"]
        ],
        checked_at=at,
        signers=[
            Signer(
                common_name=clean(signer["common_name"]),
                organisation=clean(signer["organisation"]),
                serial=signer["serial"],
                issuer=clean(signer["issuer"]),
                valid_from=datetime.fromisoformat(signer["valid_from"]),
                valid_until=datetime.fromisoformat(signer["valid_until"]),
            )
            for signer in found["signers"]
        ],
        signed_at=datetime.fromisoformat(found["signed_at"]) if found["signed_at"] else None,
        time_stamped=found["time_stamped"],
        revocation=Revocation(found["revocation"]),
        coverage=Coverage(found["coverage"]),
        intact=found["intact"],
        first_signed_revision=pdf[:revision] if revision and revision < len(pdf) else None,
        anchor=found["anchor"],
        anchors=found["anchors"],
    )


def clean(text: str) -> str:
    """A text out of a certificate as it can be shown: one line, nothing invisible, not without end."""
    return FORBIDDEN.sub("", " ".join(text.split()))[:200]


def names_match(certificate: str, person: str) -> bool:
    """Whether two names are one: folded as searches fold, in any order, and however the words are cut.

    «عبد الرحمان التليلي» is «التليلي عبدالرحمان». Arabic letters never match Latin ones: ask once for each script in
    which the person's name is known. A title or a middle name more on one side is no match; a person decides then.
    """
    one, other = fold(certificate).split(), fold(person).split()
    if not one or not other:
        return False
    return sorted(one) == sorted(other) or _written_as(one, other) or _written_as(other, one)


def _written_as(words: list[str], other: list[str]) -> bool:
    """Whether some order of `words`, written together, is `other` written together."""
    joined = "".join(other)
    if len(words) > MOST_WORDS or len("".join(words)) != len(joined):
        return False
    return any("".join(order) == joined for order in itertools.permutations(words))


def read_anchor(pem: bytes) -> AnchorInfo:
    """What the certificate says. ValueError, with a message for the form, when it cannot be a trust anchor."""
    if b"PRIVATE KEY" in pem:
        raise ValueError(gettext("The file contains a private key. Send the certificate alone, and replace that key."))
    try:
        certificates = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise ValueError(
            gettext("This is not a certificate in PEM form: a text that begins with -----BEGIN CERTIFICATE-----.")
        ) from error
    if len(certificates) > 1:
        raise ValueError(gettext("The file contains several certificates. Add them one by one."))
    certificate = certificates[0]
    try:
        return _anchor_info(certificate)
    except (ValueError, x509.DuplicateExtension) as error:
        logger.info("A certificate was refused as an anchor: %s", error)
        raise ValueError(gettext("The certificate is damaged or of a kind that cannot be used.")) from error


def _anchor_info(certificate: x509.Certificate) -> AnchorInfo:
    key = certificate.public_key()
    algorithm = certificate.signature_hash_algorithm
    if (isinstance(key, rsa.RSAPublicKey) and key.key_size < 2048) or isinstance(algorithm, hashes.SHA1 | hashes.MD5):
        raise ValueError("weak")
    try:
        is_ca = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_ca = False
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return AnchorInfo(
        subject=clean(certificate.subject.rfc4514_string()),
        common_name=clean(str(names[0].value)) if names else "",
        issuer=clean(certificate.issuer.rfc4514_string()),
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        is_ca=is_ca,
        sha256=certificate.fingerprint(hashes.SHA256()).hex(),
        pem=certificate.public_bytes(Encoding.PEM),
    )
