"""Whether the pages of a signed file are those that were issued.

The issued bytes stand at the beginning of the file, but an update behind them can exchange, cover or hide all of it
before anybody signs. So each page is compared three ways: what it is made of, what it says, and what it looks like.
"""

import hashlib
import io
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw

DPI = 50
# Differences of this many grey levels are seen; less is rounding.
SEEN = 12
# A picture of a signature may hide that share of a page, or that many letters; a prepared field may hide its box.
LARGEST_SHARE = 0.15
MOST_HIDDEN_LETTERS = 80
PAGE_KEYS = ("/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/AA")
BEHAVIOUR = ("/OCProperties", "/OpenAction", "/AA", "/Names", "/AF", "/URI", "/Collection", "/Requirements")
# What a screen reader says instead of the letters on the page, or how.
SPOKEN = ("/S", "/Alt", "/ActualText", "/E", "/Lang")
# Ways back up the tree, and where a thing stands in the tags: no part of what a page shows.
LEFT_OUT = {"/Parent", "/P", "/StructParent", "/StructParents", "/Pg"}
MOST_DEPTH = 60

Reason = tuple[str, dict[str, str]]
Rectangle = tuple[float, float, float, float]


class Unlike(Exception):
    """The files cannot be compared: what was signed cannot be read as a document of pages."""


def differences(pdf: bytes, issued: bytes) -> list[Reason]:
    """What the signed file shows, says or does that was not issued; an empty list when there is only the signature."""
    if not pdf.startswith(issued):
        return [("saved_anew" if same_words(pdf, issued) else "other_document", {})]
    try:
        with pikepdf.open(io.BytesIO(pdf)) as signed, pikepdf.open(io.BytesIO(issued)) as before:
            if len(signed.pages) != len(before.pages):
                return [("pages_changed", {"issued": str(len(before.pages)), "found": str(len(signed.pages))})]
            reasons: list[Reason] = []
            prints, old_prints = Prints(), Prints()
            if any(prints.of(signed.Root.get(key)) != old_prints.of(before.Root.get(key)) for key in BEHAVIOUR):
                reasons.append(("behaviour_added", {}))
            if any(spoken_otherwise(each, signed) for each in before.objects):
                reasons.append(("tags_changed", {}))
            boxes = [
                compare_page(number, page, old, prints, old_prints, reasons)
                for number, (page, old) in enumerate(zip(signed.pages, before.pages, strict=True), start=1)
            ]
    except (pikepdf.PdfError, Unlike, ValueError, TypeError, KeyError, AttributeError):
        return [("changed_after", {})]
    return [*reasons, *(each for each in looks(pdf, issued, boxes) if each not in reasons)]


def compare_page(
    number: int, page: pikepdf.Page, old: pikepdf.Page, prints: "Prints", old_prints: "Prints", reasons: list[Reason]
) -> list[Rectangle]:
    """What the page is made of, and what lies on it. Returns where signatures may be seen, in points."""
    where = {"page": str(number)}
    if any(prints.of(inherited(page.obj, key)) != old_prints.of(inherited(old.obj, key)) for key in PAGE_KEYS):
        reasons.append(("page_look_changed", where))
    notes, fields = parted(page)
    old_notes, prepared = parted(old)
    if [prints.of(note) for note in notes] != [old_prints.of(note) for note in old_notes]:
        reasons.append(("comments_added", where))
    expected = [rectangle(widget) for widget in prepared]
    boxes = [rectangle(widget) for widget in fields]
    left, bottom, right, top = rectangle_of(inherited(page.obj, "/MediaBox"))
    surface = max((right - left) * (top - bottom), 1)
    if any(
        (x1 - x0) * (y1 - y0) > LARGEST_SHARE * surface for x0, y0, x1, y1 in boxes if (x0, y0, x1, y1) not in expected
    ):
        reasons.append(("signature_hides_text", where))
    return boxes


def parted(page: pikepdf.Page) -> tuple[list[Any], list[Any]]:
    """The annotations of a page: those of any kind, and the widgets of signature fields."""
    others: list[Any] = []
    widgets: list[Any] = []
    for each in page.obj.get("/Annots", []):
        is_signature = each.get("/Subtype") == "/Widget" and inherited(each, "/FT") == "/Sig"
        (widgets if is_signature else others).append(each)
    return others, widgets


def spoken_otherwise(element: Any, signed: pikepdf.Pdf) -> bool:
    if not isinstance(element, pikepdf.Dictionary) or element.get("/Type") != "/StructElem":
        return False
    now = signed.get_object(element.objgen)
    return not isinstance(now, pikepdf.Dictionary) or any(now.get(key) != element.get(key) for key in SPOKEN)


def inherited(page: Any, key: str) -> Any:
    for _level in range(MOST_DEPTH):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page["/Parent"]
    raise Unlike


def rectangle(widget: Any) -> Rectangle:
    return rectangle_of(widget["/Rect"])


def rectangle_of(value: Any) -> Rectangle:
    x0, y0, x1, y1 = (float(edge) for edge in value)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


class Prints:
    """Fingerprints of objects with all that they refer to, wherever in the file it stands."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], bytes] = {}

    def of(self, value: Any, depth: int = 0) -> bytes:
        if depth > MOST_DEPTH:
            raise Unlike
        name = value.objgen if isinstance(value, pikepdf.Object) and value.is_indirect else None
        if name and name in self.known:
            return self.known[name]
        if name:
            # A thing inside itself is named, not followed.
            self.known[name] = b"itself"
        made = self.make(value, depth + 1)
        if name:
            self.known[name] = made
        return made

    def make(self, value: Any, depth: int) -> bytes:
        made = hashlib.sha256()
        if isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            if value.get("/Type") in {"/Page", "/Pages"}:
                # Somewhere to go to; the pages themselves are compared one by one.
                return b"page"
            for key in sorted(set(value.keys()) - LEFT_OUT):
                made.update(key.encode() + self.of(value[key], depth))
            if isinstance(value, pikepdf.Stream):
                made.update(value.read_raw_bytes())
        elif isinstance(value, pikepdf.Array):
            for each in value:
                made.update(b"," + self.of(each, depth))
        elif isinstance(value, pikepdf.String):
            made.update(b"s" + bytes(value))
        else:
            made.update(repr(value).encode())
        return made.digest()


# Looking --------------------------------------------------------------------------------------------------


def same_words(pdf: bytes, issued: bytes) -> bool:
    try:
        signed, before = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument(issued)
        return len(signed) == len(before) and all(
            "".join(words(signed[index]).split()) == "".join(words(before[index]).split())
            for index in range(len(before))
        )
    except (pypdfium2.PdfiumError, ValueError):
        return False


def words(page: pypdfium2.PdfPage) -> str:
    return str(page.get_textpage().get_text_bounded())


def looks(pdf: bytes, issued: bytes, boxes: list[list[Rectangle]]) -> list[Reason]:
    """Page by page: the words, and the picture outside the boxes of the signatures."""
    try:
        signed, before = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument(issued)
        signed.init_forms()
        reasons: list[Reason] = []
        for index, around in enumerate(boxes):
            page, old, where = signed[index], before[index], {"page": str(index + 1)}
            if words(page) != words(old):
                reasons.append(("page_text_changed", where))
            if any(hidden_letters(old, box) > MOST_HIDDEN_LETTERS for box in around):
                reasons.append(("signature_hides_text", where))
            if not alike(page, old, around):
                reasons.append(("page_look_changed", where))
    except (pypdfium2.PdfiumError, ValueError):
        return [("changed_after", {})]
    return reasons


def hidden_letters(page: pypdfium2.PdfPage, box: Rectangle) -> int:
    text = page.get_textpage().get_text_bounded(left=box[0], bottom=box[1], right=box[2], top=box[3])
    return len("".join(text.split()))


def alike(page: pypdfium2.PdfPage, old: pypdfium2.PdfPage, boxes: list[Rectangle]) -> bool:
    if page.get_size() != old.get_size():
        return False
    seen, was = drawn(page), drawn(old)
    left, _bottom, _right, top = page.get_mediabox()
    for x0, y0, x1, y1 in boxes:
        # Lines of a box are drawn half outside it.
        edges = (x0 - left - 1, top - y1 - 1, x1 - left + 1, top - y0 + 1)
        for picture in (seen, was):
            ImageDraw.Draw(picture).rectangle(tuple(edge * DPI / 72 for edge in edges), fill=255)
    difference = ImageChops.difference(seen, was).point(lambda level: 255 if level > SEEN else 0)
    return difference.getbbox() is None


def drawn(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
