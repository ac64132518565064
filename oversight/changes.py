"""What changed between two submissions of one step, answer by answer and paper by paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from municipalities.models import Evidence, Submission


@dataclass(frozen=True)
class AnswerChange:
    """One answer; `old` is empty when it is new, `new` when it is gone."""

    page: str | Promise
    label: str | Promise
    old: str
    new: str


@dataclass(frozen=True)
class PaperChange:
    """One paper; `old` is None when it is new, `new` when it is gone."""

    old: Evidence | None
    new: Evidence | None


@dataclass(frozen=True)
class Changes:
    """Everything that differs from `previous`."""

    previous: Submission
    answers: list[AnswerChange]
    papers: list[PaperChange]

    def __bool__(self) -> bool:
        return bool(self.answers or self.papers)


def changes_since(previous: Submission, submission: Submission) -> Changes:
    return Changes(previous, _answers(previous, submission), _papers(previous, submission))


def _answers(previous: Submission, submission: Submission) -> list[AnswerChange]:
    """In the order of the pages as they are now; answers that are gone come after those of their page."""
    before = {page.key: page for page in previous.describe()}
    found = []
    for page in submission.describe():
        earlier = before.pop(page.key, None)
        gone = {answer.field: answer for answer in earlier.answers} if earlier else {}
        for answer in page.answers:
            old = gone.pop(answer.field, None)
            old_value = old.value if old else ""
            if old_value != answer.value:
                found.append(AnswerChange(page.title, answer.label, old_value, answer.value))
        found += [AnswerChange(page.title, old.label, old.value, "") for old in gone.values() if old.value]
    for page in before.values():
        found += [AnswerChange(page.title, old.label, old.value, "") for old in page.answers if old.value]
    return found


def _papers(previous: Submission, submission: Submission) -> list[PaperChange]:
    """By place: another file at the same page and field replaces the one that was there."""
    before, now = _by_place(previous), _by_place(submission)
    found = []
    for place in [*now, *(place for place in before if place not in now)]:
        old = [paper for paper in before.get(place, []) if not _holds(now.get(place, []), paper)]
        new = [paper for paper in now.get(place, []) if not _holds(before.get(place, []), paper)]
        for position in range(max(len(old), len(new))):
            found.append(
                PaperChange(
                    old[position] if position < len(old) else None, new[position] if position < len(new) else None
                )
            )
    return found


def _by_place(submission: Submission) -> dict[tuple[str, str], list[Evidence]]:
    places: dict[tuple[str, str], list[Evidence]] = {}
    for row in submission.files.select_related("evidence__file", "evidence__municipality"):
        places.setdefault((row.page, row.field), []).append(row.evidence)
    return places


def _holds(papers: list[Evidence], paper: Evidence) -> bool:
    """The same bytes, whatever the upload."""
    return any(other.file.sha256 == paper.file.sha256 for other in papers)
