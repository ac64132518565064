"""Texts → charters → signed: each file may import those before it."""

from charters.models.charters import Charter, CharterState
from charters.models.signed import CharterScan, ScanOverride, Signature, SignatureWay, SignedCopy
from charters.models.texts import CharterArticle, CharterText, LegalBasis, TextStatus

__all__ = [
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
    "TextStatus",
]
