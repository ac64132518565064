"""What anyone may know of a paper that was issued here: a registry, so that one page tells of every kind.

No name of a person is among it. The page of the charters' codes asks here for what is no charter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from municipalities.models import Municipality
from municipalities.steps import Text


@dataclass(frozen=True)
class PublicPaper:
    """`standing` is a sentence: what became of it. `capacity` is of the person who signs."""

    what: Text
    municipality: Municipality
    register_number: str
    code: str
    issued_on: date
    pages: int
    capacity: str
    standing: str
    url: str
    signed_on: date | None = None
    accepted_on: date | None = None
    replaced_by: str = ""
    replaced_by_url: str = ""


class PublicPapers(Protocol):
    """What an app that issues papers answers."""

    def by_code(self, code: str) -> PublicPaper | None: ...

    def issued_as(self, sha256: str) -> PublicPaper | None:
        """The paper whose very bytes have this hash."""

    def accepted_as(self, sha256: str) -> PublicPaper | None:
        """The paper whose signed scan has this hash, and was accepted by the Unit."""


_sources: list[PublicPapers] = []


def register_public(source: PublicPapers) -> None:
    _sources.append(source)


def public_paper(code: str) -> PublicPaper | None:
    return next((found for source in _sources if (found := source.by_code(code))), None)


def issued_paper(sha256: str) -> PublicPaper | None:
    return next((found for source in _sources if (found := source.issued_as(sha256))), None)


def accepted_paper(sha256: str) -> PublicPaper | None:
    return next((found for source in _sources if (found := source.accepted_as(sha256))), None)
