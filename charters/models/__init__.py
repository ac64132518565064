"""Texts → letterheads, begun → charters → publication, looks, signing → signed, signing again: each file may import
those before it."""

from charters.models.begun import BegunText
from charters.models.charters import Charter, CharterState
from charters.models.letterheads import UnitLetterhead
from charters.models.looks import BoxInk, EmptyBoxStatement, SheetLook
from charters.models.publication import CharterPublication
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
from charters.models.signing_again import SigningAgain, SigningAgainReason
from charters.models.texts import CharterArticle, CharterText, LegalBasis, TextIncomplete, TextStatus

__all__ = [
    "BegunText",
    "BoxInk",
    "Charter",
    "CharterArticle",
    "CharterPublication",
    "CharterScan",
    "CharterState",
    "CharterText",
    "EmptyBoxStatement",
    "EventKind",
    "LegalBasis",
    "ScanOverride",
    "SheetLook",
    "Signature",
    "SignatureWay",
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
    "UnitLetterhead",
]
