"""The words of an issued charter for the screen: from the HTML that it was made from, language by language.

A picture of a page says nothing to a screen reader, and is small on a phone. What a PDF gives back of its Arabic is
not always in the order of reading; the HTML is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from charters.models import Charter

PARAGRAPHS = {"p": "p", "h1": "heading", "h2": "heading"}
VOID = {"br", "img", "meta", "link"}


@dataclass
class Passage:
    """One paragraph or heading."""

    text: str
    is_heading: bool


@dataclass
class Reading:
    """The whole text in one language, in order."""

    language: str
    passages: list[Passage] = field(default_factory=list)

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"


def readings_of(charter: Charter) -> list[Reading]:
    """The text of `charter` in each of its languages, the binding one first; empty when its HTML was not kept."""
    if charter.html is None:
        return []
    parser = _Words(charter.languages)
    parser.feed(charter.html.read().decode())
    return [reading for reading in parser.readings.values() if reading.passages]


class _Words(HTMLParser):
    """Collects paragraphs under the language that the nearest element names; the footer of the pages is left out."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=True)
        self.readings = {language: Reading(language) for language in languages}
        self._open: list[tuple[str, str, bool]] = []
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            if self._text is not None:
                self._text.append(" ")
            return
        _tag, language, silent = self._open[-1] if self._open else ("", "", False)
        given = dict(attrs)
        silent = silent or tag in ("head", "style") or "footer" in (given.get("class") or "").split()
        # An isolate inside a sentence belongs to the sentence.
        language = language if self._text is not None else given.get("lang") or language
        self._open.append((tag, language, silent))
        if tag in PARAGRAPHS and not silent:
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            opened, language, _silent = self._open.pop()
            if opened == tag:
                break
        if tag in PARAGRAPHS and self._text is not None:
            words = " ".join("".join(self._text).split())
            self._text = None
            if words and language in self.readings:
                self.readings[language].passages.append(Passage(words, tag != "p"))

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)
