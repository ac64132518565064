"""The founding decision, prepared, issued, printed, signed by hand, scanned back, accepted; then anyone checks it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from committees.forms import ActForm, MembersForm
from committees.models import CommitteePaper
from committees.papers.forms import DecisionForm, IssueForm, TakeForm, UploadForm
from demo.papers import as_pdf, scanned, signed
from documents.pdf import Box
from municipalities.forms.pages import CheckForm
from municipalities.steps import Step, StepState
from tests.browser.reviewing import accept
from tests.committees.factories import REMIT, committee_progress, seat_everyone
from tests.steps import save_page

pytestmark = pytest.mark.browser

SIGNATORY = {"civility": "mr", "name_ar": "منصف العياري", "name_latin": "Moncef Ayari", "capacity": "secretary_general"}


def scan_of(pdf: bytes, decision: CommitteePaper) -> bytes:
    """The pages printed, signed and stamped in their box, and laid a little askew on a scanner."""
    box = Box(decision.signature_page, *decision.signature_box)
    pages = signed(pdf, box, place="بلدية تينجة", day=timezone.localdate(), hand="Moncef Ayari")
    return as_pdf(scanned(pages, seed="tinja"))


@pytest.fixture
def progress(site, tinja, focal_point):
    """Members and remit are given; the act is not."""
    progress = committee_progress(tinja)
    progress.start(by=focal_point)
    seat_everyone(progress, by=focal_point)
    save_page(progress, "members", {}, by=focal_point)
    save_page(progress, "remit", REMIT, by=focal_point)
    return progress


def test_printed_signed_scanned_back_and_accepted(visit, tinja, progress, focal_point, officer):
    here = visit("ar", person=focal_point)
    here.go("/m/tinja/committee/wizard/act/")
    here.fill(ActForm, {"prepared": "here"})
    here.press("Save and continue")
    here.is_at(MembersForm.title)
    here.go("/m/tinja/committee/")
    here.follow("Papers of the committee")
    here.follow("Prepare the decision")
    here.is_at(DecisionForm.title)
    here.fill(DecisionForm, SIGNATORY)
    here.press("Save and read it")
    here.is_at("Read the decision, then issue it")
    here.fill(IssueForm, {"confirm": True})
    here.press("Issue the decision")
    here.reads(here.beginning("Issued under number %(number)s. Print it and have it signed."))

    decision = CommitteePaper.objects.get()
    expect(here.page.locator("#decision")).to_contain_text(decision.register_number)
    paper = here.page.request.get(here.page.locator("#decision .actions a").get_attribute("href"))
    assert paper.headers["content-type"] == "application/pdf"
    here.fill(UploadForm, {"scans": ("قرار.pdf", "application/pdf", scan_of(paper.body(), decision))})
    here.press("Upload and check")
    for page in range(1, decision.pages + 1):
        here.reads("Page %(page)s of %(pages)s is there.", page=page, pages=decision.pages)
    here.reads(
        "The box on page %(page)s is written in. Whose signature it is, no machine can say.",
        page=decision.signature_page,
    )
    here.fill(TakeForm, {"signed_on": timezone.localdate().isoformat()})
    here.press("Take it as the founding act")
    expect(here.page.locator("#take")).to_have_class("stack")

    here.go("/m/tinja/committee/wizard/check/")
    here.reads(decision.register_number)
    here.fill(CheckForm, {"confirm": True})
    here.press("Submit to the Unit")
    here.is_at("It is with the Unit")

    accept(visit("ar", person=officer), tinja, Step.COMMITTEE)
    progress.refresh_from_db()
    assert progress.state == StepState.ACCEPTED
    anyone = visit("ar", (360, 740))
    anyone.go(f"/verify/{decision.code}/")
    anyone.reads("It came back signed, and the Unit accepted it.")
    anyone.reads(decision.register_number)
    expect(anyone.page.locator("body")).not_to_contain_text(SIGNATORY["name_ar"])
    assert anyone.overflow() == []
    assert here.complaints == []
