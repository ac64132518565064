"""A charter drafted, issued, printed, scanned and submitted, as people would, for tests that begin later."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pypdfium2
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from charters.forms import PAGES
from charters.models import Charter, CharterScan, EventKind, SigningEvent, SigningInvitation
from charters.texts import load_charter_text
from documents.pdf import Box
from municipalities.drafts import Draft
from municipalities.forms.scans import PapersField
from municipalities.models import StepProgress, Submission
from municipalities.steps import Step
from tests.documents.worn import signed
from tests.steps import save_page

ANSWERS = {
    "signatory": {
        "civility": "mr",
        "name_ar": "منصف العياري",
        "name_latin": "Moncef Ayari",
        "capacity": "secretary_general",
    },
    "council": {"council_number": "", "council_date": ""},
    "languages": {"languages": "ar,fr"},
}


def progress_of(municipality) -> StepProgress:
    return municipality.participations.get().progress_of(Step.CHARTER)


def fill_charter(progress: StepProgress, *, by, languages: str = "ar,fr", **signatory) -> None:
    load_charter_text(progress.participation.cohort)
    if progress.state == "not_started":
        progress.start(by=by)
    for page, answers in ANSWERS.items():
        answers = {**answers, **signatory} if page == "signatory" else answers
        answers = {"languages": languages} if page == "languages" else answers
        save_page(progress, page, answers, by=by)


def issue(progress: StepProgress, *, by, at=None, **answers) -> Charter:
    fill_charter(progress, by=by, **answers)
    draft = Draft(progress)
    cleaned = {page: draft.cleaned(page, form_class) for page, form_class in PAGES.items()}
    return Charter.issue(
        progress,
        signatory=cleaned["signatory"],
        council=cleaned["council"],
        languages=tuple(cleaned["languages"]["languages"].split(",")),
        by=by,
        at=at,
    )


def printed(charter: Charter, page: int, *, dpi: int = 150, is_signed: bool = True) -> Image.Image:
    """Page `page` on paper, in colour; that of the signature is signed."""
    document = pypdfium2.PdfDocument(charter.document.file.read())
    picture = document[page - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    if is_signed and page == charter.signature_page:
        picture = signed(picture, Box(page, *charter.signature_box))
    return picture


def scanned(
    charter: Charter, page: int, *, dpi: int = 150, turn: float = 0, quality: int = 60, is_signed: bool = True
) -> bytes:
    """Page `page` as a scanner would give it: a grey JPEG, lying turned by `turn` degrees counter-clockwise."""
    picture = printed(charter, page, dpi=dpi, is_signed=is_signed).convert("L")
    if turn:
        picture = picture.rotate(turn, expand=True, fillcolor=250, resample=Image.Resampling.BICUBIC)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality)
    return target.getvalue()


def scanned_pdf(charter: Charter, *pages: int, turns: dict[int, int] | None = None, is_signed: bool = True) -> bytes:
    """The pages, in the order given, as one scanned PDF."""
    sheets = [scanned(charter, page, turn=(turns or {}).get(page, 0), is_signed=is_signed) for page in pages]
    pictures = [Image.open(io.BytesIO(sheet)) for sheet in sheets]
    target = io.BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return target.getvalue()


def blank_page() -> bytes:
    target = io.BytesIO()
    Image.new("L", (1240, 1754), 250).save(target, "JPEG")
    return target.getvalue()


def file(data: bytes, name: str = "scan.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def add_scans(charter: Charter, progress: StepProgress, *files: bytes, by) -> list[CharterScan]:
    papers = PapersField().clean([file(data, f"scan {number}.pdf") for number, data in enumerate(files, start=1)])
    return CharterScan.objects.add(charter, progress, papers, by=by)


def submit(progress: StepProgress, *, by, signed_on: date | None = None, **answers) -> Submission:
    """The whole step up to the submission, with one scanned PDF of all pages."""
    charter = Charter.objects.being_signed(progress.participation) or issue(progress, by=by, **answers)
    if not charter.scans.exists():
        add_scans(charter, progress, scanned_pdf(charter, *range(1, charter.pages + 1)), by=by)
    save_page(progress, "signing", {"signed_on": (signed_on or charter.issued_on).isoformat()}, by=by)
    return progress.submit(by=by)


def mail_contexts(person: str, comment: str, municipality, *, at: datetime, site: str) -> dict[str, dict[str, Any]]:
    """What the templates of the e-mails around a link for signing get, by kind; no row is written."""
    charter = Charter(name_ar=person, name_latin=person)
    event = SigningEvent(invitation=SigningInvitation(charter=charter), kind=EventKind.QUESTION, at=at, comment=comment)
    return {
        "signing-request": {
            "charter": charter,
            "municipality": municipality,
            "inviter_name": person,
            "expires_at": at,
            "url": f"{site}/sign/zM3yqk2TQw9Yw2mG/",
        },
        "signing-code": {"charter": charter, "municipality": municipality, "code": "271828", "minutes": 10},
        "signing-event": {"municipality": municipality, "event": event, "url": f"{site}/m/tinja/charter/"},
    }
