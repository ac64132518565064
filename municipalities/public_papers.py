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
    """`standing` is a sentence: what became of it. `capacity` is of the person who signs, "" where nobody does;
    `municipality` is None of a paper of the national committee. `about` says more of what it is. `public_url` is where
    an edition for the public is read, made anew for its readers: its bytes are not those that were issued."""

    what: Text
    municipality: Municipality | None
    register_number: str
    code: str
    issued_on: date
    pages: int
    standing: str
    url: str
    capacity: str = ""
    about: str = ""
    approved_on: date | None = None
    public_url: str = ""
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
