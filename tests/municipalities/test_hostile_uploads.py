"""Hostile papers through the wizard: refused with a reason, what was typed is kept, the next request is answered."""

from html import unescape

import pytest

from documents.opening import Refusal
from municipalities.models import DraftPage, Evidence
from municipalities.steps import Step
from tests.documents.hostile import HOSTILE
from tests.papers import upload
from tests.processor import Spent
from tests.steps import FOCAL_POINT, fill_focal_point

pytestmark = [pytest.mark.django_db, pytest.mark.once]

URL = "/m/tinja/focal-point/wizard/act/"


@pytest.fixture
def browser(client_of, focal_point, tinja):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    fill_focal_point(progress, by=focal_point)
    progress.draft_files.all().delete()
    Evidence.objects.all().delete()
    return client_of(focal_point)


# One of each danger; the whole corpus stands in tests/documents/test_opening.py.
DANGERS = [
    "nothing",
    "more than 20 MB",
    "bomb in a page",
    "bomb in the table of objects",
    "script on opening",
    "program to start",
    "attached program",
    "password",
    "web page",
    "zip behind the PDF",
    "144 million points",
    "nested 50,000 deep",
    "10,000 pages",
    "DOCX",
]


@pytest.mark.parametrize("name", DANGERS)
def test_a_hostile_paper_is_refused_with_its_reason_within_the_limits(browser, name):
    make, refusals = HOSTILE[name]
    typed = {f"act-{field}": value for field, value in FOCAL_POINT["act"].items()}
    paper = upload(f"{name}.pdf", make())
    with Spent() as spent:
        answer = browser.post(URL, {**typed, "act-act_number": "2026/15", "act-act_scan": paper, "version": "1"})
    assert spent.seconds < 15
    assert answer.status_code == 422
    told = unescape(answer.content.decode())
    assert any(str(Refusal(refusal).message) in told for refusal in refusals.split())
    assert DraftPage.objects.get(page="act").answers["act_number"] == ["2026/15"]
    assert not Evidence.objects.exists()
    assert browser.get(URL).status_code == 200
