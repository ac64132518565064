"""Finding a name in a text however it is spelled: أ or ا, ة or ه, with or without signs, capitals or accents."""

from __future__ import annotations

from collections.abc import Iterator

from documents.text import fold


class FoldedText:
    """A text as searches compare it, that still knows where each sign stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        signs: list[str] = []
        self._at: list[int] = []
        for position, sign in enumerate(text):
            folded = " " if sign.isspace() or sign in "-'’." else fold(sign)
            if folded == " " and (not signs or signs[-1] == " "):
                continue
            for letter in folded:
                signs.append(letter)
                self._at.append(position)
        self.folded = "".join(signs)

    def spans_of(self, words: str) -> Iterator[tuple[int, int]]:
        """Where `words` stand in the text, from–until, as whole words; a word may have «و» or «ل» before it."""
        wanted = FoldedText(words).folded.strip()
        start = 0
        while wanted and (found := self.folded.find(wanted, start)) >= 0:
            end = found + len(wanted)
            if not self._is_letter(end) and self._begins_word(found):
                yield self._at[found], self._at[end - 1] + 1
            start = found + 1

    def _is_letter(self, index: int) -> bool:
        return index < len(self.folded) and self.folded[index].isalnum()

    def _begins_word(self, index: int) -> bool:
        before = self.folded[:index].rpartition(" ")[2]
        return not before or not before[-1].isalnum() or before in {"و", "ل", "ب", "ف", "ول", "وب"}
