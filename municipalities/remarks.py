"""The reviewers' comments at their place: beside which answer, on which page of which paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from municipalities.definition import DraftedStep
from municipalities.steps import Text

if TYPE_CHECKING:
    from municipalities.models import ReviewComment, StepProgress


@dataclass(frozen=True)
class Remark:
    """One comment in the reader's language; `url` leads to the page of the wizard where it is answered, or is empty."""

    comment: ReviewComment
    page: Text
    label: Text
    url: str = ""

    @property
    def text(self) -> str:
        return self.comment.text

    @property
    def place(self) -> str:
        """As it stands before the comment: the page and the answer, or the paper and its page."""
        comment = self.comment
        if comment.evidence is not None:
            words = _("“%(name)s”, page %(number)s")
            return words % {"name": comment.evidence.original_name, "number": comment.paper_page}
        return " › ".join(str(part) for part in (self.page, self.label) if part)


def placed(progress: StepProgress, comments: Iterable[ReviewComment]) -> list[Remark]:
    """`comments` of `progress` with the names of their places, as the submission they were written on has them."""
    names: dict[int, dict[tuple[str, str], tuple[Text, Text]]] = {}
    remarks = []
    for comment in comments:
        if comment.submission_id not in names:
            comment.submission.progress = progress
            names[comment.submission_id] = _names(comment)
        known = names[comment.submission_id]
        page, label = known.get((comment.page, comment.field)) or known.get((comment.page, "")) or ("", "")
        remarks.append(Remark(comment, page, label, _url(progress, comment)))
    return remarks


def _names(comment: ReviewComment) -> dict[tuple[str, str], tuple[Text, Text]]:
    """Title of the page and label of the answer, by their keys; a page alone has an empty label."""
    names: dict[tuple[str, str], tuple[Text, Text]] = {}
    for page in comment.submission.describe():
        names[page.key, ""] = (page.title, "")
        names |= {(page.key, answer.field): (page.title, answer.label) for answer in page.answers}
    return names


def _url(progress: StepProgress, comment: ReviewComment) -> str:
    """The page of the wizard that holds the place, at the answer itself; the step's own page for any other place."""
    definition = progress.definition
    if isinstance(definition, DraftedStep) and comment.page in definition.pages:
        anchor = f"#id_{comment.page}-{comment.field}" if comment.field and not comment.evidence_id else ""
        return definition.page_url(progress, comment.page) + anchor
    return definition.overview_url(progress)
