"""Texts → letterheads, begun → charters → publication, signing, trust → certificates → signed, signing again.

Each file may import those before it.
"""

from charters.models.begun import BegunText
from charters.models.certificates import CertificateOverride, CertificateSignature, OverrideMissing
from charters.models.charters import Charter, CharterState, WayNotAccepted
from charters.models.letterheads import UnitLetterhead
from charters.models.publication import CharterPublication
from charters.models.signed import CharterScan, ScanOverride, Signature, SignedCopy
from charters.models.signing import (
    EventKind,
    SignedEdition,
    SigningCode,
    SigningEvent,
    SigningInvitation,
    SigningMethod,
    SigningOutcome,
)
from charters.models.signing_again import SigningAgain, SigningAgainReason
from charters.models.texts import CharterArticle, CharterText, LegalBasis, TextIncomplete, TextStatus
from charters.models.trust import TrustAnchor

__all__ = [
    "BegunText",
    "CertificateOverride",
    "CertificateSignature",
    "Charter",
    "CharterArticle",
    "CharterPublication",
    "CharterScan",
    "CharterState",
    "CharterText",
    "EventKind",
    "LegalBasis",
    "OverrideMissing",
    "ScanOverride",
    "Signature",
    "SignedCopy",
    "SignedEdition",
    "SigningAgain",
    "SigningAgainReason",
    "SigningCode",
    "SigningEvent",
    "SigningInvitation",
    "SigningMethod",
    "SigningOutcome",
    "TextIncomplete",
    "TextStatus",
    "TrustAnchor",
    "UnitLetterhead",
    "WayNotAccepted",
]
