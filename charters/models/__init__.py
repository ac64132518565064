"""Texts → letterheads, begun → charters → signed, signing again: each file may import those before it."""

from charters.models.begun import BegunText
from charters.models.charters import Charter, CharterState
from charters.models.letterheads import UnitLetterhead
from charters.models.signed import CharterScan, ScanOverride, Signature, SignatureWay, SignedCopy
from charters.models.signing_again import SigningAgain, SigningAgainReason
from charters.models.texts import CharterArticle, CharterText, LegalBasis, TextIncomplete, TextStatus

__all__ = [
    "BegunText",
    "Charter",
    "CharterArticle",
    "CharterScan",
    "CharterState",
    "CharterText",
    "LegalBasis",
    "ScanOverride",
    "Signature",
    "SignatureWay",
    "SignedCopy",
    "SigningAgain",
    "SigningAgainReason",
    "TextIncomplete",
    "TextStatus",
    "UnitLetterhead",
]
