"""Papers of the committee, issued, signed and scanned as people would, for tests that begin later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.utils import timezone, translation

from accounts.models import User
from committees.models import CommitteePaper, DecisionScan
from committees.papers.composing import decision_report
from committees.papers.forms import DECISION, DecisionForm
from municipalities.drafts import Draft
from municipalities.forms.scans import PapersField
from municipalities.models import StepProgress
from municipalities.permissions import Role
from municipalities.steps import Step
from tests import factories
from tests.charters.signing import file, scanned_pdf
from tests.committees.factories import REMIT, seat_everyone
from tests.steps import save_page

ANSWERS = {
    "civility": "mr",
    "name_ar": "منصف العياري",
    "name_latin": "Moncef Ayari",
    "capacity": "secretary_general",
    "act_number": "",
    "act_date": "",
    "own_number": "",
    "place": "",
    "dated_on": "",
    "council_number": "",
    "council_date": "",
    "remit_fr": "",
    "languages": "ar",
}


def fill(progress: StepProgress, *, by: User, **answers: str) -> None:
    """Everything that a decision is made of; the act itself is still to be prepared."""
    if progress.state == "not_started":
        progress.start(by=by)
    save_page(progress, "act", {"prepared": "here"}, by=by)
    if not progress.participation.committee_papers.exists():
        seat_everyone(progress, by=by)
    save_page(progress, "members", {}, by=by)
    save_page(progress, "remit", REMIT, by=by)
    save_page(progress, DECISION, ANSWERS | answers, by=by)


def report_of(progress: StepProgress, *, on: date | None = None) -> Any:
    values = Draft(progress).cleaned(DECISION, DecisionForm)
    assert values is not None
    return decision_report(progress, values, on=on or timezone.localdate())


def issue(progress: StepProgress, *, by: User, **answers: str) -> CommitteePaper:
    """Issues a decision after the last one, whatever that was."""
    fill(progress, by=by, **answers)
    last = CommitteePaper.objects.decisions(progress.participation).first()
    return CommitteePaper.issue(report_of(progress), progress, after=last.pk if last else None, by=by)


def scan(decision: CommitteePaper, *pages: int, **how: Any) -> bytes:
    return scanned_pdf(decision, *(pages or range(1, decision.pages + 1)), **how)  # type: ignore[arg-type]


def add_scans(decision: CommitteePaper, progress: StepProgress, *files: bytes, by: User) -> list[DecisionScan]:
    uploads = PapersField().clean([file(data, f"scan {number}.pdf") for number, data in enumerate(files, start=1)])
    return DecisionScan.objects.add(decision, progress, uploads, by=by)


@contextmanager
def built(folder: Path) -> Iterator[SimpleNamespace]:
    """Tinja with an issued decision, and Zriba with another: what most tests of a module begin with, made once."""
    stored = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}},
    }
    with override_settings(STORAGES=stored), translation.override("en"), transaction.atomic():
        made = {}
        for slug in ("tinja", "zriba"):
            name = slug.capitalize()
            municipality = factories.MunicipalityFactory(slug=slug, name_ar=name, name_fr=name, name_en=name)
            factories.admit(municipality)
            made[slug] = SimpleNamespace(
                municipality=municipality,
                focal_point=factories.member(municipality, Role.FOCAL_POINT, email=f"focal@{slug}.example"),
                progress=municipality.participations.get().progress_of(Step.COMMITTEE),
            )
            made[slug].decision = issue(made[slug].progress, by=made[slug].focal_point)
        yield SimpleNamespace(**made, whole=scan(made["tinja"].decision))
        transaction.set_rollback(True)
