"""The places of a submission about which a reviewer can write, each with what was written there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from municipalities.models import Evidence, ReviewComment, Submission
from municipalities.remarks import Remark, placed
from municipalities.steps import Answer, AnswerPage, Text
from oversight.papers import Picture, ReviewedPaper
from oversight.review_forms import CommentForm


@dataclass
class Place:
    """One answer, or one page of a paper. `form` is there when it came back with errors."""

    page: str
    field: str
    label: str
    evidence: Evidence | None = None
    number: int | None = None
    comments: list[ReviewComment] = dataclasses.field(default_factory=list)
    form: CommentForm | None = None

    @property
    def key(self) -> str:
        if self.evidence is not None:
            return f"paper-{self.evidence.pk}-{self.number}"
        return f"answer-{self.page}-{self.field}"


@dataclass(frozen=True)
class CommentedAnswers:
    """One page of answers; `rows` are the answers with their places."""

    title: Text
    rows: list[tuple[Answer, Place]]


@dataclass(frozen=True)
class CommentedPaper:
    """One paper; a page that is shown in two pictures has its place under the first."""

    paper: ReviewedPaper
    pictures: list[tuple[Picture, Place | None]]


class Places:
    """Everything of `submission` that can be commented on. `pages` and `papers` are what the review page shows."""

    def __init__(self, submission: Submission, pages: Iterable[AnswerPage], papers: Iterable[ReviewedPaper]) -> None:
        self.by_key: dict[str, Place] = {}
        self.answers = [self._answers(page) for page in pages]
        where = {row.evidence_id: (row.page, row.field) for row in submission.papers}
        self.papers = [self._paper(paper, *where[paper.evidence.pk]) for paper in papers]
        for comment in ReviewComment.objects.filter(submission=submission).select_related("by", "evidence"):
            place = Place(comment.page, comment.field, "", comment.evidence, comment.paper_page)
            if place.key in self.by_key:
                self.by_key[place.key].comments.append(comment)

    def _keep(self, place: Place) -> Place:
        self.by_key[place.key] = place
        return place

    def _answers(self, page: AnswerPage) -> CommentedAnswers:
        rows = [(answer, self._keep(Place(page.key, answer.field, str(answer.label)))) for answer in page.answers]
        return CommentedAnswers(page.title, rows)

    def _paper(self, paper: ReviewedPaper, page: str, name: str) -> CommentedPaper:
        pictures: list[tuple[Picture, Place | None]] = []
        for picture in paper.pictures:
            place = Place(page, name, paper.evidence.original_name, paper.evidence, picture.number)
            pictures.append((picture, None if place.key in self.by_key else self._keep(place)))
        return CommentedPaper(paper, pictures)

    @property
    def count(self) -> int:
        return sum(len(place.comments) for place in self.by_key.values())


def asked_before(submission: Submission) -> list[Remark]:
    """What was sent with earlier returns and still stood when `submission` came in, in the order it was written."""
    sent = ReviewComment.objects.filter(
        Q(resolved_at__isnull=True) | Q(resolved_at__gte=submission.submitted_at),
        submission__progress=submission.progress,
        submission__number__lt=submission.number,
        returned_at__isnull=False,
    )
    return placed(submission.progress, sent.select_related("submission", "evidence", "by", "resolved_by"))
