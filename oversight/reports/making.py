"""How a report comes about: at once when it is small, else in the background; either way it stands in the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.http import content_disposition_header

from accounts.models import User
from documents.text import FORBIDDEN
from municipalities.models import Activity, ActivityKind, Cohort, Municipality
from municipalities.steps import Text
from oversight.board import Board
from oversight.board_forms import BoardFilterForm
from oversight.jobs import job
from oversight.models import Job
from oversight.rows import Row
from oversight.views.jobs import file_or_page

Advance = Callable[[int, int], None]


@dataclass(frozen=True)
class Made:
    """A report: its bytes, and what it is called when it is saved. `lines` stand on the page of the work."""

    data: bytes
    media_type: str
    name: str
    lines: tuple[str, ...] = ()


# From the choices of the form, in the language of the report; the second argument tells how far it came.
Maker = Callable[[dict[str, Any], Advance], Made]


def report(kind: str, title: Text) -> Callable[[Maker], Maker]:
    """Registers a maker as background work of `kind`."""

    def register(make: Maker) -> Maker:
        @job(kind, title)
        def work(running: Job) -> None:
            made = in_its_language(make, running.params, running.advance)
            running.keep_file(made.data, media_type=made.media_type, name=made.name)
            running.result = {"lines": list(made.lines)}

        return make

    return register


def in_its_language(make: Maker, params: dict[str, Any], advance: Advance = lambda done, total: None) -> Made:
    with translation.override(params["language"]):
        return make(params, advance)


def answer_now(make: Maker, params: dict[str, Any]) -> HttpResponse:
    """Made within the request and kept nowhere."""
    made = in_its_language(make, params)
    return HttpResponse(
        made.data,
        content_type="text/csv; charset=utf-8" if made.media_type == "text/csv" else made.media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, FORBIDDEN.sub("", made.name)) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def answer_in_background(kind: str, params: dict[str, Any], *, by: User) -> HttpResponseBase:
    """The file when it is quick, else the page that shows how far it is."""
    return file_or_page(Job.objects.start(kind, by=by, params=params, language=params["language"]))


# What the name of the file tells already, or what would fill the log.
UNTOLD = {"cohort", "on", "language", "format", "columns"}


def log_export(
    what: str, params: dict[str, Any], count: int | None, *, by: User, municipality: Municipality | None = None
) -> None:
    """Who took what out of the platform: the file by its name, what was chosen, and how many rows or papers."""
    owner = municipality.slug if municipality else params["cohort"]
    chosen = [f"{name}={value}" for name, value in _flat(params) if value and name not in UNTOLD]
    counted = [f"({count})"] if count is not None else []
    subject = [f"{owner}-{what}-{params['on']}-{params['language']}.{params['format']}", *chosen, *counted]
    Activity.objects.record(ActivityKind.EXPORTED, by=by, municipality=municipality, subject=" ".join(subject))


def _flat(params: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in params.items():
        yield from value.items() if isinstance(value, dict) else [(name, value)]


def cohort_of(params: dict[str, Any]) -> Cohort | None:
    return Cohort.objects.filter(slug=params["cohort"]).first()


def day_in(params: dict[str, Any], name: str = "on") -> date:
    return date.fromisoformat(params[name])


def rows_of(params: dict[str, Any]) -> list[Row]:
    """The rows of the board at the end of the day asked for, under the filters of `params["filters"]`, if any."""
    cohort = cohort_of(params)
    form = BoardFilterForm(params.get("filters", {}), cohort=cohort)
    return Board(cohort, form.filters, on=day_in(params)).rows
