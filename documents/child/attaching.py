"""Files attached inside a PDF. None is taken but those that the product itself attached to the document it issued.

An attachment is ours when all that is said of it (its names, what it is for, its dates) and its content are the same as
in the file we made; each may stand in a paper as often as it stands in ours. How the bytes are packed is left out: a
program that saves the file anew packs them its own way.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pikepdf

from .refused import Refused

PACKING = {"/Length", "/Filter", "/DecodeParms"}
MOST_DEPTH = 8

# Where a trace of a file stands, and a fingerprint of it.
Trace = tuple[str, str, bytes]


def holds_file(value: pikepdf.Object) -> bool:
    """Whether the dictionary or stream is an attached file, or tells of one."""
    return "/EF" in value or value.get("/Type") == "/EmbeddedFile"


def lists_files(pdf: pikepdf.Pdf) -> bool:
    return "/EmbeddedFiles" in pdf.Root.get("/Names", {}) or "/AF" in pdf.Root or "/Collection" in pdf.Root


def check_files(pdf: pikepdf.Pdf, holding: Iterable[pikepdf.Object], ours: bytes | None) -> None:
    """Refuses every attachment that is not attached in `ours` as well. `holding`: what `holds_file` was true of."""
    holding = list(holding)
    if not holding and not lists_files(pdf):
        return
    if ours is None or "/Collection" in pdf.Root:
        raise Refused("embedded_files")
    with pikepdf.open(io.BytesIO(ours)) as own:
        tellers = [each for each in own.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream)]
        allowed = traces(own, [each for each in tellers if holds_file(each)])
    if traces(pdf, holding) - allowed:
        raise Refused("embedded_files")


def traces(pdf: pikepdf.Pdf, holding: list[pikepdf.Object]) -> Counter[Trace]:
    found: Counter[Trace] = Counter(("object", "", fingerprint(value)) for value in holding)
    names: Any = pdf.Root.get("/Names", {})
    if "/EmbeddedFiles" in names:
        tree = pikepdf.NameTree(names["/EmbeddedFiles"])
        found.update(("name", name, fingerprint(value)) for name, value in tree.items())
    found.update(("associated", "", fingerprint(value)) for value in pdf.Root.get("/AF", []))
    return found


def fingerprint(value: Any, depth: int = 0) -> bytes:
    if depth > MOST_DEPTH:
        raise Refused("embedded_files")
    made = hashlib.sha256()
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for key in sorted(set(value.keys()) - PACKING):
            made.update(key.encode() + fingerprint(value[key], depth + 1))
        if isinstance(value, pikepdf.Stream):
            made.update(b"stream" + hashlib.sha256(value.read_bytes()).digest())
    elif isinstance(value, pikepdf.Array):
        for each in value:
            made.update(b"," + fingerprint(each, depth + 1))
    elif isinstance(value, pikepdf.String):
        made.update(b"s" + bytes(value))
    else:
        made.update(repr(value).encode())
    return made.digest()
