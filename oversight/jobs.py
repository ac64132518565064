"""Work in the background: what kinds there are, and how one runs. A failure is told, never swallowed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone, translation
from django_tasks import task

from municipalities.steps import Text
from oversight.models import Job

logger = logging.getLogger(__name__)

Work = Callable[[Job], None]
PATIENCE = timedelta(seconds=2)


@dataclass(frozen=True)
class Kind:
    """`title` heads the page of its progress; `work` does it, and may set `job.result` (JSON) and keep a file."""

    title: Text
    work: Work


_kinds: dict[str, Kind] = {}


def job(name: str, title: Text) -> Callable[[Work], Work]:
    """Registers a kind of background work under `name`. Its module is imported by `OversightConfig.ready()`."""

    def register(work: Work) -> Work:
        _kinds[name] = Kind(title, work)
        return work

    return register


def title_of(job: Job) -> Text:
    return _kinds[job.kind].title


@task()
def run_job(pk: int) -> None:
    """Runs a waiting job once, in the language of who started it; a second call does nothing."""
    if not Job.objects.filter(pk=pk, state=Job.State.WAITING).update(state=Job.State.RUNNING, moved_at=timezone.now()):
        return
    found = Job.objects.select_related("started_by").get(pk=pk)
    try:
        with translation.override(found.language):
            _kinds[found.kind].work(found)
        found.state = Job.State.DONE
    except Exception:  # whatever it was: the person who waits must learn of it
        logger.exception("Job %s (%s) failed", pk, found.kind)
        found.state = Job.State.FAILED
    found.finished_at = timezone.now()
    found.save(update_fields=["state", "finished_at", "result"])


def wait_for(job: Job) -> Job:
    """Gives a short job `PATIENCE` to end, so that its outcome comes at once; the longer ones have a page."""
    until = time.monotonic() + PATIENCE.total_seconds()
    while not job.is_over and time.monotonic() < until:
        time.sleep(0.1)
        job.refresh_from_db()
    return job
