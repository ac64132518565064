"""Opens one untrusted paper in a process that can do nothing else.

Protocol: argv is the task (`inspect`, `pictures`, `codes`, `poor_codes`, `look`, `signatures`, `audit`, `table`) and
its options as one JSON object; stdin is the paper; stdout is one line of JSON, followed by the pictures if any, whose
sizes stand in the line.

Limits, set before a single byte of the paper is looked at: 500 MiB of address space, 5 s of processor time, 128 MiB of
output, no new process, and no new file descriptor, so no file is opened and no address connected to. The parent
holds the clock.
"""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from .refused import Refused

MEMORY = 500 * 1024 * 1024
PROCESSOR_SECONDS = 5
OUTPUT = 128 * 1024 * 1024

Task = Callable[[bytes, dict[str, Any]], tuple[dict[str, Any], list[bytes]]]


def load(name: str) -> Task:
    """The function of the task, with everything it needs imported: later no file can be opened."""
    if name == "inspect":
        from .inspecting import inspect as task
    elif name == "pictures":
        from .picturing import pictures as task
    elif name == "codes":
        from .reading import codes as task
    elif name == "poor_codes":
        from .poor import poor_codes as task
    elif name == "audit":
        from .auditing import audit as task
    elif name == "table":
        from .tables import table as task
    elif name == "look":
        from .looking import look as task
    elif name == "signatures":
        from . import offline  # noqa: F401  before anything of pyHanko
        from .signatures import signatures as task
    else:
        raise SystemExit(f"unknown task {name}")
    return task


def close_doors() -> None:
    for what, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (limit, limit))


def main() -> None:
    task, options = load(sys.argv[1]), json.loads(sys.argv[2])
    close_doors()
    blobs: list[bytes] = []
    try:
        answer, blobs = task(sys.stdin.buffer.read(), options)
    except Refused as refused:
        answer = {"refusal": refused.reason}
    except MemoryError:
        answer = {"refusal": "too_heavy"}
    except RecursionError:
        answer = {"refusal": "broken"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    for blob in blobs:
        sys.stdout.buffer.write(blob)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
