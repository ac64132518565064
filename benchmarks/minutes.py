"""How long the papers of minutes take: the meeting of 2019, and one of thirty items, beside bare tools.

python -m benchmarks.minutes [--rounds 10]
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from benchmarks.charter import COLUMNS, LIMIT, bare_weasyprint, measured, one_pass, prepare, share


def bare_word(file: bytes) -> bytes:
    """The same paragraphs and tables by python-docx alone, without direction, language and fonts."""
    from docx import Document

    source, copy, target = Document(io.BytesIO(file)), Document(), io.BytesIO()
    for paragraph in source.paragraphs:
        copy.add_paragraph(paragraph.text, style=paragraph.style.name if paragraph.style else None)
    for table in source.tables:
        rows = copy.add_table(len(table.rows), len(table.columns))
        for row, given in zip(rows.rows, table.rows, strict=True):
            for cell, other in zip(row.cells, given.cells, strict=True):
                cell.text = other.text
    copy.save(target)
    return target.getvalue()


def papers(rounds: int) -> Iterator[str]:
    from committees.minutes.document import make_pdf
    from committees.minutes.word import make_docx
    from documents.gate import passed
    from tests.committees.minuted import IN_ARABIC, long_minutes

    for name, content in (("2019", IN_ARABIC), ("30 items", long_minutes())):
        document, file = make_pdf(content), make_docx(content)
        whole, single, bare, gate, word, bare_docx = measured(
            rounds,
            partial(make_pdf, content),
            partial(one_pass, document),
            partial(bare_weasyprint, document),
            partial(passed, document),
            partial(make_docx, content),
            partial(bare_word, file),
        )
        ratio = share(single, bare)
        yield whole.row(f"{name}: PDF, two passes", f"{document.pages} pages, {share(whole, bare):.2f} × bare")
        yield single.row(f"{name}: one pass", f"{ratio:.2f} × bare, {'within' if ratio <= LIMIT else 'ABOVE'} {LIMIT}")
        yield bare.row(f"{name}: bare WeasyPrint", "the baseline")
        yield gate.row(f"{name}: the gate", f"{share(gate, whole):.2f} × making it")
        yield word.row(f"{name}: Word", f"{share(word, bare_docx):.2f} × python-docx reading and copying it plain")
        yield bare_docx.row(f"{name}: plain copy by python-docx", "the baseline")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=10)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.platform()} · Python {platform.python_version()}")
        print(f"{os.cpu_count()} processors · load before: {os.getloadavg()[0]:.1f} · {rounds} rounds")
        print(COLUMNS.format("milliseconds", "cpu p50", "cpu p95", "clock p50", "clock p95", ""))
        for line in papers(rounds):
            print(line, flush=True)
        print(f"\nload after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
