"""The papers of a submission as the review page shows them, and what the machine can say about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charters.models.signing import EVIDENCE_KIND
from municipalities.models import Evidence, Submission, SubmissionFile
from municipalities.steps import AnswerPage, Text


@dataclass(frozen=True)
class Picture:
    """One page of a paper; `number` counts from 1.

    `page` is the page of the issued paper that was laid straight for this picture, 0 for a page as it came; `original`
    then shows the page as it came. `is_straight` is False when it could not be laid onto the issued page.
    """

    number: int
    url: str
    page: int = 0
    original: str = ""
    is_straight: bool = True


@dataclass(frozen=True)
class ReviewedPaper:
    """`label` is the question the paper answers, empty when its step does not say."""

    evidence: Evidence
    label: Text
    url: str
    pictures: list[Picture]


@dataclass(frozen=True)
class ReviewFinding:
    """A sentence; `is_fine` when it asks for no look of the reviewer."""

    text: str
    is_fine: bool


def papers_of(submission: Submission, pages: Iterable[AnswerPage]) -> list[ReviewedPaper]:
    """In the order of the submission; `pages` are its answers, which name the papers."""
    slug = submission.progress.municipality.slug
    labels = {evidence.pk: label for page in pages for label, evidence in page.papers}
    prefetch_related_objects([row.evidence for row in submission.papers], "looks")
    return [
        ReviewedPaper(
            evidence=row.evidence,
            label=labels.get(row.evidence.pk, ""),
            url=row.evidence.get_oversight_url(),
            pictures=[
                picture
                for number in range(1, (row.evidence.file.pages or 1) + 1)
                for picture in _pictures(slug, row.evidence, number)
            ],
        )
        for row in submission.papers
    ]


def _pictures(slug: str, evidence: Evidence, number: int) -> list[Picture]:
    """The issued pages that stand on this sheet, laid straight; the sheet as it came when there are none."""
    original = reverse("oversight:evidence_page", args=[slug, evidence.pk, number])
    straight = [
        Picture(
            number,
            reverse("oversight:straight_page", args=[slug, look.pk]),
            page=look.page,
            original=original,
            is_straight=look.aligned,
        )
        for look in evidence.looks.all()
        if look.sheet == number and look.picture_id is not None
    ]
    return straight or [Picture(number, original)]


def findings_of(submission: Submission, papers: list[ReviewedPaper]) -> list[ReviewFinding]:
    """What the step itself found, then what can be said of any paper; the worst first."""
    found = [
        ReviewFinding(finding.sentence, not (finding.blocks or finding.is_note))
        for finding in getattr(submission.progress.definition, "findings", _no_findings)(submission)
    ]
    found += [_opened(paper.evidence) for paper in papers]
    found += _seen_before(submission, papers)
    return sorted(found, key=lambda finding: finding.is_fine)


def _no_findings(submission: Submission) -> list[Any]:
    """Of a step that reads none of its papers."""
    return []


def _opened(evidence: Evidence) -> ReviewFinding:
    """No more than the opening at upload showed: such papers are refused there."""
    if evidence.kind == EVIDENCE_KIND:
        text = _("“%(name)s” was made and sealed by the platform; the charter as it was issued is attached inside.")
        return ReviewFinding(text % {"name": evidence.original_name}, True)
    if evidence.file.media_type != "application/pdf":
        return ReviewFinding(_("“%(name)s” opens as a picture.") % {"name": evidence.original_name}, True)
    pages = evidence.file.pages or 1
    text = ngettext(
        "“%(name)s” opens as a PDF of %(pages)s page, without programs or attached files.",
        "“%(name)s” opens as a PDF of %(pages)s pages, without programs or attached files.",
        pages,
    )
    return ReviewFinding(text % {"name": evidence.original_name, "pages": pages}, True)


def _seen_before(submission: Submission, papers: list[ReviewedPaper]) -> list[ReviewFinding]:
    """The very same bytes from another municipality: perhaps the wrong file was chosen."""
    names = {paper.evidence.file.sha256: paper.evidence.original_name for paper in papers}
    others = (
        SubmissionFile.objects.filter(evidence__file__sha256__in=names)
        .exclude(evidence__municipality=submission.progress.municipality)
        .select_related("evidence__file", "evidence__municipality", "submission__progress")
    )
    places: dict[str, dict[str, None]] = {}
    for row in others:
        place = f"{row.evidence.municipality.name} ({row.submission.progress.get_step_display()})"
        places.setdefault(row.evidence.file.sha256, {})[place] = None
    text = _("“%(name)s” is the very same file that came from elsewhere: %(places)s.")
    return [
        ReviewFinding(text % {"name": names[digest], "places": ", ".join(found)}, False)
        for digest, found in places.items()
    ]
