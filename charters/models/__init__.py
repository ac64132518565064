"""Texts → charters → signing → signed: each file may import those before it."""

from charters.models.charters import Charter, CharterState
from charters.models.signed import CharterScan, ScanOverride, Signature, SignatureWay, SignedCopy
from charters.models.signing import (
    EventKind,
    SignedEdition,
    SigningCode,
    SigningEvent,
    SigningInvitation,
    SigningMethod,
    SigningOutcome,
)
from charters.models.texts import CharterArticle, CharterText, LegalBasis, TextStatus

__all__ = [
    "Charter",
    "CharterArticle",
    "CharterScan",
    "CharterState",
    "CharterText",
    "EventKind",
    "LegalBasis",
    "ScanOverride",
    "Signature",
    "SignatureWay",
    "SignedCopy",
    "SignedEdition",
    "SigningCode",
    "SigningEvent",
    "SigningInvitation",
    "SigningMethod",
    "SigningOutcome",
    "TextStatus",
]
