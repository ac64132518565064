"""Papers of the committee, issued, signed and scanned as people would, for tests that begin later."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from committees.models import CommitteePaper, DecisionScan
from committees.papers.composing import decision_report
from committees.papers.forms import DECISION, DecisionForm
from municipalities.drafts import Draft
from municipalities.forms.scans import PapersField
from municipalities.models import StepProgress
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
