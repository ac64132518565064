"""How long charters take: made, looked at, read back, checked, each beside a bare tool that does the like.

    python -m benchmarks.charter [--rounds 20]

Everything is made anew in a folder of its own, and nothing is kept.
"""

from __future__ import annotations

import argparse
import io
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from charters.report import CharterReport
    from documents.pdf import RenderedDocument

SETS = (("ar",), ("ar", "fr"), ("ar", "fr", "en"))
NUMBER, CODE, AT = "LOGP/2026/0007", "7KD3MNXY", datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
# Issue 3: a pass of ours takes at most that much of a bare one.
LIMIT = 1.25
SHEETS = 10
COLUMNS = "{:<46}{:>10}{:>10}{:>10}{:>10}   {}"


@dataclass
class Times:
    """Seconds of each round: by the clock, and of the processor in this process and the ones it started."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    def row(self, name: str, note: str = "") -> str:
        return COLUMNS.format(
            name, *(f"{1000 * value:.0f}" for times in (self.processor, self.clock) for value in halves(times)), note
        )


def halves(times: list[float]) -> tuple[float, float]:
    """The median, and what 95 of 100 rounds stay below."""
    return statistics.median(times), sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]


def share(one: Times, other: Times, *, by_clock: bool = False) -> float:
    pair = (one.clock, other.clock) if by_clock else (one.processor, other.processor)
    return statistics.median(pair[0]) / statistics.median(pair[1])


def spent() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def ensure(holds: object, what: str) -> None:
    """A job that does not do its work is not measured."""
    if not holds:
        raise SystemExit(f"Not measured: {what}")


def measured(rounds: int, *jobs: Callable[[], object]) -> list[Times]:
    """The jobs in turn, round by round, so that what else the machine does falls on all of them alike."""
    for job in jobs:
        job()
    found = [Times() for _job in jobs]
    for _round in range(rounds):
        for times, job in zip(found, jobs, strict=True):
            clock, processor = time.perf_counter(), spent()
            job()
            times.clock.append(time.perf_counter() - clock)
            times.processor.append(spent() - processor)
    return found


# What is measured -----------------------------------------------------------------------------------------


def report_in(languages: tuple[str, ...]) -> CharterReport:
    from charters.report import CharterReport
    from charters.texts import load_charter_text
    from municipalities.models import Cohort, Governorate, Municipality

    names = {"name_ar": "تينجة", "name_fr": "Tinja", "name_en": "Tinja"}
    governorate, _made = Governorate.objects.get_or_create(
        iso="TN-23", defaults={"name_ar": "بنزرت", "name_fr": "Bizerte", "name_en": "Bizerte"}
    )
    municipality, made = Municipality.objects.get_or_create(
        slug="tinja", defaults={**names, "governorate": governorate}
    )
    cohort, _made = Cohort.objects.get_or_create(slug="pilot", defaults={**names, "opened_on": date(2026, 9, 1)})
    if made:
        cohort.admit(municipality)
        load_charter_text(cohort)
    signatory = {"civility": "ms", "name_ar": "ريم بن سالم", "name_latin": "Rim Ben Salem", "capacity": "mayor"}
    council = {"council_number": "12", "council_date": date(2026, 10, 3)}
    return CharterReport.for_draft(
        municipality.participations.get(), signatory=signatory, council=council, languages=languages, on=AT.date()
    )


def made(languages: tuple[str, ...]) -> RenderedDocument:
    from charters.report import render_charter

    return render_charter(report_in(languages), NUMBER, CODE, AT)


def one_pass(document: RenderedDocument) -> RenderedDocument:
    """The last of the two passes by which a charter is made: the first only counts the pages."""
    from documents.pdf import render_again

    return render_again(
        document.html, rtl=True, page_codes=codes(), pages=document.pages, enclosures=document.enclosures, at=AT
    )


def codes() -> Any:
    from django.conf import settings

    from documents.pdf import PageCodes

    return PageCodes(settings.SITE_URL, CODE, NUMBER)


def own_files() -> dict[str, Path]:
    from documents import pdf

    return pdf._own_files()


def bare_weasyprint(document: RenderedDocument) -> bytes:
    """The same HTML and page styles, the same fonts, PDF/A-3a and tags, by WeasyPrint alone."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from documents.pages import page_css

    class Files(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            if url not in own_files():
                return super().fetch(url, headers)
            kind = "image/svg+xml" if url.endswith(".svg") else "font/ttf"
            return URLFetcherResponse(url, own_files()[url].read_bytes(), {"Content-Type": kind})

    css = page_css(rtl=True, specimen=False, codes=codes(), pages=document.pages)
    fetcher = Files()
    source = HTML(string=document.html, base_url="https://documents.invalid/", url_fetcher=fetcher)
    written: bytes = source.write_pdf(
        stylesheets=[CSS(string=css, url_fetcher=fetcher)], pdf_variant="pdf/a-3a", pdf_tags=True
    )
    return written


@contextmanager
def chromium() -> Iterator[Any]:
    """A page of the system's Chromium, or None and the reason."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        yield None, "playwright is not installed"
        return
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
        except Error as error:
            yield None, str(error).splitlines()[0]
            return
        yield browser.new_page(), platform_of(browser.version)
        browser.close()


def platform_of(version: str) -> str:
    return f"Chromium {version}"


def for_chromium(document: RenderedDocument, folder: Path) -> str:
    """The same HTML as a file, its fonts and ornaments as files; footers and squares are beyond Chromium."""
    html = document.html
    for address, path in own_files().items():
        html = html.replace(f"url({address})", f"url({path.as_uri()})")
    target = folder / f"{document.pages}.html"
    target.write_text(html, encoding="utf-8")
    return target.as_uri()


def printed(page: Any, address: str) -> bytes:
    page.goto(address)
    pdf: bytes = page.pdf(format="A4", tagged=True, outline=True)
    return pdf


def scan_of(document: RenderedDocument) -> bytes:
    """Ten sheets at 150 dpi, grey, JPEG, a little askew."""
    import pypdfium2

    pages = pypdfium2.PdfDocument(document.pdf)
    sheets = [
        pages[sheet % len(pages)].render(scale=150 / 72).to_pil().convert("L").rotate(1.5, fillcolor=250)
        for sheet in range(SHEETS)
    ]
    target = io.BytesIO()
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return target.getvalue()


def read_scan(scan: bytes) -> None:
    from documents.opening import inspect, read_codes

    ensure(inspect(scan).refusal is None, "the scan was refused")
    ensure(all(reading.codes for reading in read_codes(scan)), "a code was not read")


def read_bare(scan: bytes) -> None:
    """The same sheets drawn and read in this process, without the limits around untrusted files."""
    import pypdfium2
    import zxingcpp

    for page in pypdfium2.PdfDocument(scan):
        ensure(zxingcpp.read_barcodes(page.render(scale=170 / 72, grayscale=True).to_pil()), "a code was not read")


def first_of(languages: tuple[str, ...]) -> str:
    """The first charter of a process: libraries, fonts and tables are read as well. In this process, once."""
    report = report_in(languages)
    from charters.report import render_charter

    clock, processor = time.perf_counter(), spent()
    render_charter(report, NUMBER, CODE, AT)
    return f"{time.perf_counter() - clock} {spent() - processor}"


# The table ------------------------------------------------------------------------------------------------


def generation(rounds: int) -> Iterator[str]:
    from documents.gate import passed

    with tempfile.TemporaryDirectory() as folder, chromium() as (page, told):
        yield f"Making a charter. Beside it: bare WeasyPrint on the same HTML, and {told}."
        for languages in SETS:
            name = "+".join(languages)
            document = made(languages)
            jobs: list[Callable[[], object]] = [
                lambda languages=languages: made(languages),  # type: ignore[misc]
                lambda document=document: one_pass(document),  # type: ignore[misc]
                lambda document=document: bare_weasyprint(document),  # type: ignore[misc]
                lambda document=document: passed(document),  # type: ignore[misc]
            ]
            if page is not None:
                address = for_chromium(document, Path(folder))
                jobs.append(lambda address=address: printed(page, address))  # type: ignore[misc]
            whole, single, bare, gate, *chrome = measured(rounds, *jobs)
            first = Times(*([float(number)] for number in first_in_another_process(languages).split()))
            ratio = share(single, bare)
            yield first.row(f"{name}: first in a process", f"{document.pages} pages")
            yield whole.row(f"{name}: warm, two passes", f"{share(whole, bare):.2f} × bare WeasyPrint")
            yield single.row(
                f"{name}: one pass", f"{ratio:.2f} × bare WeasyPrint, {'within' if ratio <= LIMIT else 'ABOVE'} {LIMIT}"
            )
            yield bare.row(f"{name}: bare WeasyPrint", "the baseline")
            for times in chrome:
                ratio = share(whole, times, by_clock=True)
                yield times.row(
                    f"{name}: Chromium, print to PDF", f"processor: not its own; ours takes {ratio:.2f} × by the clock"
                )
            yield gate.row(f"{name}: the gate", f"{share(gate, whole):.2f} × making it; in a process of its own")


def first_in_another_process(languages: tuple[str, ...]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.charter", "--first", ",".join(languages)],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split("\n")[-2]


def reading(rounds: int) -> Iterator[str]:
    yield f"Reading a scan of {SHEETS} sheets. Beside it: pdfium and zxing in this process, without limits."
    scan = scan_of(made(("ar", "fr")))
    ours, bare = measured(rounds, lambda: read_scan(scan), lambda: read_bare(scan))
    yield ours.row("opened, looked through, every code read", f"{share(ours, bare):.2f} × bare reading")
    yield bare.row("bare reading", "the baseline")


def checking(rounds: int) -> Iterator[str]:
    from documents import sealing
    from documents.signatures import Anchor, Verdict, check

    yield "Checking a signature. Beside it: pdfsig, which looks at the bytes and neither at pages nor at trust."
    issued = made(("ar", "fr")).pdf
    signed = sealing.seal(issued, reason="Measured", location="Tinja", at=AT)
    anchors = [Anchor(sealing.anchor())]

    def ours() -> None:
        report = check(signed, issued=issued, anchors=anchors, at=AT)
        ensure(report.verdict is Verdict.VALID_TRUSTED, f"the verdict was {report.verdict}")

    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(signed)
        file.flush()

        def pdfsig() -> None:
            told = subprocess.run(["pdfsig", "-nocert", file.name], capture_output=True, check=False).stdout
            ensure(b"Signature is Valid" in told, "pdfsig found no valid signature")

        own, bare = measured(rounds, ours, pdfsig)
    yield own.row("bytes, every page against the issued, chain", f"{share(own, bare):.1f} × pdfsig")
    yield bare.row("pdfsig", "the baseline")


def prepare(folder: str) -> None:
    """Django with an empty database in `folder`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ["DATA_DIR"] = folder
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/benchmark.sqlite3"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--first", help=argparse.SUPPRESS)
    given = options.parse_args()
    # Playwright's loop runs in this thread, and nothing here is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder)
        if given.first:
            print(first_of(tuple(given.first.split(","))))
            return
        print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.platform()} · Python {platform.python_version()}")
        print(f"{os.cpu_count()} processors · load before: {os.getloadavg()[0]:.1f} · {given.rounds} rounds")
        print(COLUMNS.format("milliseconds", "cpu p50", "cpu p95", "clock p50", "clock p95", ""))
        for part in (generation, reading, checking):
            print()
            for line in part(given.rounds):
                print(line, flush=True)
        print(f"\nload after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
