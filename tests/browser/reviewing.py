"""An officer of the Unit at the queue."""

from __future__ import annotations

from playwright.sync_api import expect

from municipalities.models import Municipality
from municipalities.steps import Step
from tests.browser.visitor import Visitor


def name_of(place: Municipality, reader: Visitor) -> str:
    return place.name_ar if reader.language == "ar" else place.name_fr


def open_submission(officer: Visitor, place: Municipality, step: Step) -> None:
    """Opens the submission that waits, from the queue."""
    officer.go("/oversight/review/")
    officer.is_at("Review queue")
    officer.follow(name_of(place, officer))
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text(officer.word(step.label))


def accept(officer: Visitor, place: Municipality, step: Step) -> None:
    open_submission(officer, place, step)
    officer.press("Accept")
    # Nobody filled in the checklist: it is asked about once.
    officer.press("Accept all the same")
    officer.is_at("Review queue")
    officer.reads(
        "Accepted: %(step)s of %(municipality)s. The municipality is told by e-mail.",
        step=officer.word(step.label),
        municipality=name_of(place, officer),
    )
