"""Signed sheets that came back, laid onto the pages that were issued: straight for the eye, and the box looked into.

The scan is what somebody sent: all of it happens in the process of documents/child. The bytes that came are the paper;
the pictures made here are for reading only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from .opening import MAX_PIXELS, Refusal, open_in_child
from .pdf import Box

# As many sheets as one process looks at within half its time.
SHEETS_AT_ONCE = 4


class Ink(StrEnum):
    """What the signature box holds. Ink in it is not a signature, and says nothing of whose it is."""

    EMPTY = "empty"
    INKED = "inked"
    UNSURE = "unsure"


@dataclass(frozen=True)
class InkVerdict:
    """`share` of the box's surface is inked. `stamp_only`: a round stamp, and nothing outside it (always unsure)."""

    state: Ink
    share: float = 0.0
    stamp_only: bool = False


@dataclass(frozen=True)
class SheetPlace:
    """Sheet `sheet` of the scan is taken for page `page` of the document; both count from 1."""

    sheet: int
    page: int


@dataclass(frozen=True)
class PageLook:
    """One sheet looked at.

    `picture`: a JPEG of the page, upright at 110 dpi; None when the sheet cannot be drawn. `aligned`: the sheet shows
    the issued page, and the picture is laid onto it; else the picture is the sheet as it came, turned upright by its
    code. `ink`: of the signature page only, and never sure on a sheet that is not aligned.
    """

    sheet: int
    page: int
    picture: bytes | None
    ink: InkVerdict | None
    aligned: bool


def look_at(
    scan: bytes, issued: bytes, *, sheets: Sequence[SheetPlace], signature_page: int, signature_box: Box | None
) -> list[PageLook]:
    """Looks at each sheet, in the order given. `issued` is the document that was printed, of our own making.

    The code on each issued page says which code the sheet must carry and where. Without `signature_box` no ink is
    looked for. Never raises for what the scan holds.
    """
    looks: list[PageLook] = []
    for places, answer in _in_batches(scan, issued, list(sheets), signature_page, signature_box):
        looks += [_unseen(place) for place in places] if isinstance(answer, Refusal) else _looks(answer)
    return [look if look.page == signature_page and signature_box else replace(look, ink=None) for look in looks]


def _in_batches(
    scan: bytes, issued: bytes, sheets: list[SheetPlace], signature_page: int, box: Box | None
) -> Iterator[tuple[list[SheetPlace], tuple[dict[str, Any], list[bytes]] | Refusal]]:
    """The child's answers for a few sheets at a time; one by one where it refused a few."""
    waiting = [sheets[start : start + SHEETS_AT_ONCE] for start in range(0, len(sheets), SHEETS_AT_ONCE)]
    while waiting:
        places = waiting.pop(0)
        answer = open_in_child(
            scan + issued,
            "look",
            scan_size=len(scan),
            places=[[place.sheet, place.page] for place in places],
            signature_page=signature_page,
            box=[box.x0, box.y0, box.x1, box.y1] if box else None,
            max_pixels=MAX_PIXELS,
        )
        if isinstance(answer, Refusal) and len(places) > 1:
            waiting = [[place] for place in places] + waiting
            continue
        yield places, answer


def _looks(answer: tuple[dict[str, Any], list[bytes]]) -> list[PageLook]:
    return [
        PageLook(
            look["sheet"],
            look["page"],
            picture,
            InkVerdict(Ink(look["ink"]["state"]), look["ink"]["share"], look["ink"]["stamp_only"])
            if look["ink"]
            else InkVerdict(Ink.UNSURE),
            look["aligned"],
        )
        for look, picture in zip(answer[0]["looks"], answer[1], strict=True)
    ]


def _unseen(place: SheetPlace) -> PageLook:
    return PageLook(place.sheet, place.page, None, InkVerdict(Ink.UNSURE), aligned=False)
