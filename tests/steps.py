"""Complete answers for each step, saved as a person would through the wizard, for tests that begin later."""

from __future__ import annotations

from datetime import UTC, date, datetime

from accounts.models import User
from documents.fields import PaperField
from municipalities.models import DraftFile, DraftPage, Evidence, StepProgress, Submission
from tests.papers import upload

FOCAL_POINT = {
    "person": {
        "civility": "ms",
        "name_ar": "سعاد المثلوثي",
        "name_latin": "Souad Methlouthi",
        "function": "Head of citizen relations",
        "department": "Citizen relations",
        "email": "focal@tinja.example",
        "phone": "72 400 100",
        "mobile": "98 400 100",
    },
    "deputy": {"has_deputy": "no", "no_deputy_reason": "The post is vacant until January."},
    "act": {
        "act_kind": "decision",
        "act_number": "2026/14",
        "act_date": "2026-10-05",
        "signatory_name": "منصف العياري",
        "signatory_capacity": "secretary_general",
    },
    "publication": {"publish_name": "on", "consent": "on"},
}


def save_page(
    progress: StepProgress, page: str, answers: dict[str, str], *, by: User, at: datetime | None = None
) -> None:
    saved = DraftPage.objects.filter(progress=progress, page=page).first()
    raw = {field: [value] for field, value in answers.items()}
    DraftPage.objects.save_page(progress, page, raw, version=saved.version if saved else 0, by=by, at=at)


def attach(
    progress: StepProgress, page: str, field: str, *, by: User, kind: str, paper_date: date | None = None, data=None
) -> Evidence:
    paper = PaperField().clean(upload(data=data))
    evidence = Evidence.objects.keep(paper, progress.municipality, kind=kind, by=by, paper_date=paper_date)
    DraftFile.objects.attach(progress, page, field, evidence)
    return evidence


def fill_focal_point(progress: StepProgress, *, by: User, **person: str) -> None:
    if progress.state == "not_started":
        progress.start(by=by, at=datetime(2026, 10, 6, 8, 0, tzinfo=UTC))
    for page, answers in FOCAL_POINT.items():
        save_page(progress, page, {**answers, **person} if page == "person" else answers, by=by)
    attach(progress, "act", "act_scan", by=by, kind="designation_act", paper_date=date(2026, 10, 5))


def submit_focal_point(progress: StepProgress, *, by: User, **person: str) -> Submission:
    fill_focal_point(progress, by=by, **person)
    return progress.submit(by=by)
