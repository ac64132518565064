"""Makes the Arabic of our documents come out as it was put in, when text is copied, searched or read aloud.

Amiri draws some letters as two glyphs, the letter and a stroke that carries it over to the next. WeasyPrint gives the
letter to the glyph that comes first, which is the stroke, and nothing to the other, for the whole document: محاضر
then reads ماضر. The font itself tells which glyph is the stroke and which letter a glyph was made from. So it is with
two marks on one letter: WeasyPrint gives both to the glyph of the one that comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import combining, normalize

if TYPE_CHECKING:
    import pydyf

SINGLE, MULTIPLE, EXTENSION = 1, 2, 7
# The stroke as people type it, to make a word longer: no part of the word.
TATWEEL = "\u0640"
MAPPING = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")


@dataclass(frozen=True)
class Meanings:
    """By glyph number: the strokes that stand for no letter, and the letter of every glyph made from one letter."""

    strokes: frozenset[int]
    letters: dict[int, str]


@cache
def meanings(path: Path) -> Meanings:
    """What the glyphs of a font mean, from its substitution tables. A quarter of a second, once a process."""
    from fontTools.ttLib import TTFont

    with TTFont(path, lazy=True) as font:
        # NFKC: a glyph that stands for a presentation form (U+FEA1) means the letter itself (U+062D).
        letters = {glyph: normalize("NFKC", chr(codepoint)) for codepoint, glyph in font.getBestCmap().items()}
        strokes: set[str] = set()
        made_from: dict[str, str] = {}
        for source, made in _substitutions(font):
            if made:
                made_from.setdefault(made[0], source)
                strokes |= set(made[1:])
        for glyph in made_from:
            seen, origin = {glyph}, glyph
            while origin not in letters and made_from.get(origin, origin) not in seen:
                origin = made_from[origin]
                seen.add(origin)
            if origin in letters:
                letters[glyph] = letters[origin]
        return Meanings(
            strokes=frozenset(font.getGlyphID(glyph) for glyph in strokes if letters.get(glyph, TATWEEL) == TATWEEL),
            letters={font.getGlyphID(glyph): letter for glyph, letter in letters.items()},
        )


def _substitutions(font: Any) -> Iterator[tuple[str, list[str]]]:
    """(glyph, the glyphs put in its place), one for one and one for several."""
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = table.ExtSubTable if table.LookupType == EXTENSION else table
            if table.LookupType == SINGLE:
                yield from ((source, [made]) for source, made in table.mapping.items())
            elif table.LookupType == MULTIPLE:
                yield from table.mapping.items()


def mend_text(pdf: pydyf.PDF, fonts: dict[bytes, Path]) -> None:
    """Corrects what the glyphs of our fonts mean in the file. `fonts`: by the end of the font's name in the PDF."""
    for item in pdf.objects:
        if not (isinstance(item, dict) and "ToUnicode" in item and "BaseFont" in item):
            continue
        path = next((path for ending, path in fonts.items() if item["BaseFont"].endswith(ending)), None)
        if path is None:
            continue
        known = meanings(path)
        table = pdf.objects[int(item["ToUnicode"].split()[0])]
        table.stream = [_mended(line, known) for line in table.stream]


def _mended(line: bytes, known: Meanings) -> bytes:
    found = MAPPING.fullmatch(line)
    if not found:
        return line
    glyph, text = int(found[1], 16), found[2]
    letter = known.letters.get(glyph, "")
    if glyph in known.strokes:
        text = b""
    elif letter and (not text or (len(letter) == 1 and combining(letter))):
        text = letter.encode("utf-16-be").hex().encode()
    return b"<%04x> <%b>" % (glyph, text)
