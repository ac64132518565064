"""The paper of minutes (محضر جلسة) as Word: the same text as the PDF, to be edited."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation

from committees.minutes.content import MinutesContent
from committees.minutes.paper import Paper
from documents.pdf import Letterhead
from documents.word import WordDocument

# Number, decision, owner, due date; who, as what, when: shares of the line.
DECISION_WIDTHS = (9, 49, 24, 18)
APPROVAL_WIDTHS = (42, 30, 28)


def make_docx(content: MinutesContent, letterhead: Letterhead | None = None) -> bytes:
    """Real headings, lists and tables, from right to left in Arabic."""
    with translation.override(content.language):
        paper = Paper(content)
        document = WordDocument(
            paper.file_title, language=content.language, made_at=paper.dated, author=content.committee
        )
        document.letterhead(letterhead or Letterhead())
        _write_head(document, paper)
        _write_sitting(document, paper)
        _write_end(document, paper)
        document.number_pages(" · ".join(filter(None, [paper.standing_mark, content.number])))
        return document.data()


def _write_head(document: WordDocument, paper: Paper) -> None:
    document.heading(paper.title)
    document.paragraph(paper.subtitle, is_centered=True)
    for mark in paper.marks:
        document.paragraph(mark, is_centered=True)
    for label, text in paper.facts:
        document.paragraph(text, label=label)
    for heading, people in paper.people:
        document.heading(heading, 2)
        document.points(people)


def _write_sitting(document: WordDocument, paper: Paper) -> None:
    _write_part(document, paper.opening_heading, paper.opening)
    if paper.content.agenda:
        document.heading(paper.agenda_heading, 2)
        document.points(paper.content.agenda, is_numbered=True)
    _write_part(document, paper.sitting_heading, [*paper.recalled, *paper.link])
    for item in paper.items:
        document.heading(item.heading, 3)
        for text in item.paragraphs:
            document.paragraph(text)
        document.points(item.item.steps)
        if item.decided:
            document.paragraph(item.decided, is_note=True)


def _write_end(document: WordDocument, paper: Paper) -> None:
    if paper.decisions:
        document.heading(paper.decisions_heading, 2)
        document.table(paper.decision_headers, paper.decisions, DECISION_WIDTHS)
    _write_fact(document, paper.next_meeting)
    for text in paper.closing:
        document.paragraph(text)
    _write_fact(document, paper.drafter)
    if paper.approvals:
        document.heading(paper.approval_heading, 2)
        document.table(paper.approval_headers, paper.approvals, APPROVAL_WIDTHS)


def _write_fact(document: WordDocument, fact: tuple[str, str] | None) -> None:
    if fact:
        document.paragraph(fact[1], label=fact[0])


def _write_part(document: WordDocument, heading: str, texts: Sequence[str]) -> None:
    if texts:
        document.heading(heading, 2)
        for text in texts:
            document.paragraph(text)
