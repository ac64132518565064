"""A second opinion on signatures that shares no line with pyHanko: cut out by hand, verified by openssl."""

from __future__ import annotations

import re
import subprocess
from datetime import datetime
from pathlib import Path


def length_of_der(data: bytes) -> int:
    if data[1] < 0x80:
        return 2 + data[1]
    size = data[1] & 0x7F
    return 2 + size + int.from_bytes(data[2 : 2 + size], "big")


def check(pdf: bytes, authority: bytes, at: datetime, folder: Path) -> list[tuple[bool, bool]]:
    """For each signature in the file (time stamps of documents are none): whether its bytes and its chain to
    `authority` (PEM) hold, and whether it covers the file.
    """
    found = []
    (folder / "authority.pem").write_bytes(authority)
    for match in re.finditer(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)", pdf):
        if b"/DocTimeStamp" in pdf[pdf.rfind(b" obj", 0, match.start()) : pdf.find(b"endobj", match.end())]:
            continue
        start, before, after, length = map(int, match.groups())
        whole = start == 0 and after + length == len(pdf)
        try:
            der = bytes.fromhex(pdf[start + before : after].strip(b"<> \r\n").decode())
            signature = der[: length_of_der(der)]
        except (ValueError, IndexError, UnicodeDecodeError):
            found.append((False, whole))
            continue
        (folder / "signed").write_bytes(pdf[start : start + before] + pdf[after : after + length])
        (folder / "signature").write_bytes(signature)
        arguments = ["-verify", "-inform", "DER", "-in", "signature", "-content", "signed", "-binary"]
        trust = ["-CAfile", "authority.pem", "-purpose", "any", "-attime", str(int(at.timestamp()))]
        done = subprocess.run(
            ["openssl", "cms", *arguments, *trust, "-out", "/dev/null"], cwd=folder, capture_output=True, check=False
        )
        found.append((done.returncode == 0, whole))
    return found
