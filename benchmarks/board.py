"""How long the board takes with 350 and with 5,000 municipalities, beside a plain SELECT of the same rows.

    python -m benchmarks.board [--rounds 20]

Every size has a database of its own in a folder of its own, with 20 log rows for each municipality; nothing is kept.
Each address is asked for through the whole product, middleware and sign-in included, in this process.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from benchmarks.charter import Times, ensure, halves, measured, prepare

if TYPE_CHECKING:
    from django.test import Client

SIZES = (350, 5000)
LOGS = 20
# The limits that were agreed: a page of 50 rows, and all 350 on one page, in milliseconds; and the queries of any page.
PAGE_LIMIT, ALL_LIMIT, QUERIES_LIMIT = 35, 88, 12
PAGES = {
    "a page of 50 rows": "/oversight/",
    "… the latest first": "/oversight/?sort=-late",
    "… moved last first": "/oversight/?sort=-moved",
    "… by the state of a step": "/oversight/?sort=charter",
    "… late in one step": "/oversight/?state=late&step=charter",
    "… found by name": "/oversight/?q=ba",
    "… the last page": "/oversight/?page=999999",
    "… for anyone": "/",
    "up to 500 on one page": "/oversight/?per_page=all",
    "… on a past day": "/oversight/?on=2026-06-01",
    "all as a table (CSV)": "/oversight/board.csv",
    "curve and days": "/oversight/board/progress/",
}
BARE = (
    "<table>{% for row in rows %}<tr><th>{{ row.0 }}</th><td>{{ row.1 }}</td><td>{{ row.2 }}</td><td>{{ row.3 }}</td>"
    "<td>{{ row.4 }}</td></tr>{% endfor %}</table>"
)
COLUMNS = "{:<34}{:>8}{:>8}{:>8}{:>8}{:>9}   {}"


def signed_in() -> Client:
    """A browser of an officer of the Unit."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from accounts.models import User

    officer = User.objects.create_user("officer@unit.example")
    officer.groups.add(Group.objects.get(name="unit_officer"))
    browser = Client(headers={"accept-language": "ar"})
    browser.force_login(officer)
    return browser


def read(browser: Client, url: str) -> None:
    answer = browser.get(url)
    ensure(answer.status_code == 200, f"{url} answered {answer.status_code}")


def bare(limit: int) -> str:
    """Names, governorates, steps, states and due dates of as many municipalities, three rows each, as they come."""
    from django.template import Context, Template

    from municipalities.models import StepProgress

    place = "participation__municipality"
    rows = StepProgress.objects.order_by("participation", "pk").values_list(
        f"{place}__name_ar", f"{place}__governorate__name_ar", "step", "state", "due_on"
    )[: 3 * limit]
    return Template(BARE).render(Context({"rows": rows}))


def queries_of(job: Callable[[], object]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        job()
    return len(captured)


def line(name: str, times: Times, *, queries: int, beside: Times | None = None, limit: int = 0) -> str:
    least = 1000 * min(times.clock)
    median, most = (1000 * each for each in halves(times.clock))
    notes = [f"{min(times.clock) / min(beside.clock):.1f} × the bare rows"] if beside else []
    if limit:
        notes.append(f"{'within' if least <= limit else 'OVER'} {limit} ms")
    processor = 1000 * min(times.processor)
    return COLUMNS.format(
        name, *(f"{each:.1f}" for each in (least, median, most, processor)), queries, ", ".join(notes)
    )


def measure(size: int, rounds: int) -> None:
    """Prints the lines of one size."""
    from benchmarks.histories import write_cohort

    write_cohort(size, logs=LOGS)
    browser = signed_in()
    print(f"\n{size} municipalities, {LOGS} log rows each", flush=True)
    rows_shown = {"up to 500 on one page": min(size, 500), "all as a table (CSV)": size, "… on a past day": 50}
    for name, url in PAGES.items():
        page = partial(read, browser, url)
        plain = partial(bare, rows_shown.get(name, 50))
        # What takes a second with 5,000 is known after a few.
        ours, beside = measured(rounds if size < 1000 or name not in SLOW else max(2, rounds // 5), page, plain)
        queries = queries_of(page)
        ensure(queries <= QUERIES_LIMIT, f"{url} asked {queries} queries")
        print(line(name, ours, queries=queries, beside=beside, limit=limit_of(name, size)), flush=True)
        if name in ("a page of 50 rows", "up to 500 on one page"):
            print(line("   bare rows", beside, queries=1), flush=True)


SLOW = {"… on a past day", "all as a table (CSV)", "curve and days"}


def limit_of(name: str, size: int) -> int:
    if name == "a page of 50 rows":
        return PAGE_LIMIT
    return ALL_LIMIT if name == "up to 500 on one page" and size == SIZES[0] else 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--size", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.size:
        with tempfile.TemporaryDirectory() as folder:
            prepare(folder)
            measure(given.size, given.rounds)
        return
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {platform.platform()} · Python {platform.python_version()}")
    print(f"{os.cpu_count()} processors · load before: {os.getloadavg()[0]:.1f} · {given.rounds} rounds")
    print(COLUMNS.format("milliseconds", "least", "p50", "p95", "cpu", "queries", ""), flush=True)
    for size in SIZES:
        command: list[Any] = [sys.executable, "-m", "benchmarks.board", "--size", size, "--rounds", given.rounds]
        subprocess.run([str(part) for part in command], check=True)
    print(f"\nload after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
