"""The last look at a document of our own before it leaves: what it must be is checked on the bytes themselves.

The makers of the bytes are libraries, fonts and templates; each changes by itself one day. A document that nobody can
read aloud, search, check or archive is found here, by the product, and not by the person who was sent it. So every
check ends in a refusal: nothing is stored, and no number is taken.

The bytes are read in the process of documents/child, and judged here.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from .models import StoredFile
from .opening import MAX_PIXELS, Refusal, open_in_child
from .pdf import Enclosure, RenderedDocument
from .text import fold

# Our own pages are clean: their codes are read at the resolution of a screen.
DPI = 110
ARABIC = "\u0620-\u06ff\u0750-\u077f"
# Words by script, and digits apart: where a line turns its direction, their order for the eye is another one.
RUNS = re.compile(rf"[{ARABIC}]+|[0-9]+|[^\W\d_{ARABIC}]+")
MEDIA_TYPES = {"json": "/application/json", "pdf": "/application/pdf"}


class Check(StrEnum):
    """What is looked at. The names stand in the log and in the tests."""

    READABLE = "readable"
    PAGES = "pages"
    STRUCTURE = "structure"
    LANGUAGE = "language"
    TITLE = "title"
    FONTS = "fonts"
    LETTERS = "letters"
    TEXT = "text"
    CODES = "codes"
    ACTIONS = "actions"
    ATTACHMENTS = "attachments"
    IDENTIFICATION = "identification"
    SEAL = "seal"
    STORED = "stored"


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it must be; `told` is for the operator."""

    check: Check
    told: str

    def __str__(self) -> str:
        return f"{self.check}: {self.told}"


class NotFit(Exception):
    """The document must not leave. `faults` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


def passed(document: RenderedDocument, *, is_sealed: bool = False) -> RenderedDocument:
    """The document itself, when its bytes are what its HTML says, archivable, accessible, and nothing beside.

    Raises NotFit otherwise. Each page carries the square that `document.squares` has for it; attached are
    `document.enclosures` and nothing else. With `is_sealed` the file carries one field, which is signed; without, none.
    """
    answer = open_in_child(document.pdf, "audit", dpi=DPI, max_pixels=MAX_PIXELS)
    if isinstance(answer, Refusal):
        raise NotFit([Fault(Check.READABLE, f"the document cannot be read: {answer.value}")])
    found, source = answer[0], Source.of(document.html)
    faults = [
        *_of_pages(found, document.pages),
        *_of_itself(found, source),
        *_of_fonts(found),
        *_of_text(found["pieces"], source),
        *_of_codes(found["codes"], document.squares),
        *_of_attachments(found, document.enclosures),
        *_of_actions(found, is_sealed),
    ]
    if faults:
        raise NotFit(faults)
    return document


def check_stored(file: StoredFile, document: RenderedDocument) -> None:
    """Raises NotFit unless what was stored is the document, by its recorded hash and byte for byte."""
    if file.sha256 != hashlib.sha256(document.pdf).hexdigest() or file.read() != document.pdf:
        raise NotFit([Fault(Check.STORED, f"stored file {file.pk} is not the document that was made")])


def _of_pages(found: dict[str, Any], pages: int) -> Iterator[Fault]:
    if found["pages"] != pages:
        yield Fault(Check.PAGES, f"{found['pages']} pages instead of {pages}")
    if not found["marked"]:
        yield Fault(Check.STRUCTURE, "the document does not say that it is tagged")
    read = {piece["page"] for piece in found["pieces"] if piece["glyphs"]}
    if untagged := sorted(set(range(1, found["pages"] + 1)) - read):
        yield Fault(Check.STRUCTURE, f"the structure tree holds nothing of the pages {untagged}")
    if found["loose"]:
        yield Fault(Check.STRUCTURE, f"text outside all tags on the pages {found['loose']}")


def _of_itself(found: dict[str, Any], source: Source) -> Iterator[Fault]:
    if found["language"] != source.language:
        yield Fault(Check.LANGUAGE, f"the document's language is {found['language']!r}, not {source.language!r}")
    if any(" ".join(title.split()) != source.title for title in found["titles"]) or not source.title:
        yield Fault(Check.TITLE, f"the titles are {found['titles']}, not {source.title!r}")
    if not found["shows_title"]:
        yield Fault(Check.TITLE, "readers show the name of the file instead of the title")
    if found["archivable"] != "3A":
        yield Fault(Check.IDENTIFICATION, f"PDF/A is {found['archivable']!r}, not '3A'")
    if found["accessible"] != "1":
        yield Fault(Check.IDENTIFICATION, f"PDF/UA is {found['accessible']!r}, not '1'")


def _of_fonts(found: dict[str, Any]) -> Iterator[Fault]:
    if found["fonts_missing"]:
        yield Fault(Check.FONTS, f"not in the file: {found['fonts_missing']}")
    if found["fonts_mute"]:
        yield Fault(Check.LETTERS, f"no letters behind the glyphs: {found['fonts_mute']}")


def _of_codes(found: list[list[str]], expected: Sequence[str]) -> Iterator[Fault]:
    for number, codes in enumerate(found, start=1):
        wanted = list(expected[number - 1 : number])
        if codes != wanted:
            yield Fault(Check.CODES, f"page {number} carries {codes} instead of {wanted}")


def _of_attachments(found: dict[str, Any], enclosures: Sequence[Enclosure]) -> Iterator[Fault]:
    expected = [
        {
            "name": each.name,
            "relationship": f"/{each.relationship}",
            "media_type": MEDIA_TYPES[each.name.rpartition(".")[2]],
            "sha256": hashlib.sha256(each.data).hexdigest(),
        }
        for each in enclosures
    ]
    # Each stands once in the list, once among the associated files, and is two objects: what it is called, and itself.
    counts = (found["associated"], found["files"])
    if found["attached"] != expected or counts != (len(expected), 2 * len(expected)):
        yield Fault(Check.ATTACHMENTS, f"attached are {found['attached']} ({counts}) instead of {expected}")


def _of_actions(found: dict[str, Any], is_sealed: bool) -> Iterator[Fault]:
    if found["acting"]:
        yield Fault(Check.ACTIONS, f"it acts, leads out or was annotated: {found['acting']}")
    if found["signed"] != (["form", "signed"] if is_sealed else []):
        yield Fault(Check.SEAL, f"fields and signatures: {found['signed']}, sealed: {is_sealed}")


# Text -----------------------------------------------------------------------------------------------------


@dataclass
class Source:
    """What the HTML says: its language and title, and its words by language in the order of reading."""

    language: str = ""
    title: str = ""
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, html: str) -> Source:
        parser = _SourceParser()
        parser.feed(html)
        source = parser.source
        source.title = " ".join(source.title.split())
        return source


class _SourceParser(HTMLParser):
    """Reads what stands on the pages. The footer of the pages is no part of the text, for screen readers neither."""

    VOID = frozenset({"br", "img", "meta", "link", "hr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.source = Source()
        self._open: list[tuple[str, str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.VOID:
            return
        given = dict(attrs)
        _tag, language, silent = self._open[-1] if self._open else ("", "", False)
        language = given.get("lang") or language
        silent = silent or tag in {"head", "style"} or "footer" in (given.get("class") or "").split()
        self._open.append((tag, language, silent))
        if tag == "html":
            self.source.language = language

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language, silent = self._open[-1] if self._open else ("", "", True)
        if tag == "title":
            self.source.title += data
        elif not silent:
            self.source.words[language] += RUNS.findall(fold(data))


def _of_text(pieces: list[dict[str, Any]], source: Source) -> Iterator[Fault]:
    """One fault at most for each language: behind the first difference nothing fits."""
    for language in sorted({*source.words, *(piece["language"] for piece in pieces)}):
        yield from _of_language(
            language, source.words.get(language, []), [piece for piece in pieces if piece["language"] == language]
        )


def _of_language(language: str, words: list[str], pieces: Iterable[dict[str, Any]]) -> Iterator[Fault]:
    """Line by line the same letters as the source has there, and in each line its words.

    A line is kept in the order of the eye, where Arabic runs from the right: a word stands in it forwards or backwards.
    Compared as searches compare: vowel signs and the forms of a letter do not count, nor does punctuation.
    """
    letters = "".join(words)
    starts, at = set(), 0
    for word in words:
        starts.add(at)
        at += len(word)
    at = 0
    for piece in pieces:
        glyphs = ["".join(RUNS.findall(fold(glyph))) for glyph in piece["glyphs"]]
        forwards, backwards = "".join(glyphs), "".join(reversed(glyphs))
        end = at + len(forwards)
        cuts = [at, *(place for place in range(at + 1, end) if place in starts), end]
        expected = [letters[start:stop] for start, stop in pairwise(cuts)]
        if Counter(letters[at:end]) != Counter(forwards) or not all(
            word in forwards or word in backwards for word in expected
        ):
            read = backwards if re.search(f"[{ARABIC}]", forwards) else forwards
            told = f"page {piece['page']}, language {language!r}: {' '.join(expected)!r} reads {read!r}"
            yield Fault(Check.TEXT, told)
            return
        at = end
    if at != len(letters):
        yield Fault(Check.TEXT, f"language {language!r}: the last {len(letters) - at} letters are missing")
