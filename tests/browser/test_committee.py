"""A list of members wrong in every way, on a phone in Arabic: what the meter proposes is done until all is met."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from committees.forms import MemberForm, MembersForm, RemitForm
from committees.models import CommitteeMember, CommitteeRole, Side
from municipalities.forms.pages import CheckForm
from municipalities.models import StepProgress
from municipalities.steps import StepState
from tests import factories
from tests.browser.visitor import Visitor
from tests.committees.factories import ACT, PEOPLE, REMIT, committee_progress
from tests.steps import attach, save_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = (360, 740)
SOUAD, MONCEF, LEILA, *SOCIETY = PEOPLE


@pytest.fixture
def progress(site) -> StepProgress:
    """Three from the administration and nobody else: too few, no parity, no roles, one who cannot be reached."""
    tinja = factories.MunicipalityFactory(slug="tinja", name_ar="تينجة", name_fr="Tinja", name_en="Tinja")
    factories.admit(tinja, factories.CohortFactory(committee_shared_lead=True))
    focal_point = factories.member(tinja, email="focal@tinja.example")
    progress = committee_progress(tinja)
    progress.start(by=focal_point)
    save_page(progress, "act", ACT, by=focal_point)
    attach(progress, "act", "scan", by=focal_point, kind="founding_act", paper_date=date(2026, 10, 12))
    for number, (name_ar, name_latin, side, body, _role) in enumerate((SOUAD, MONCEF, LEILA)):
        values = {"civility": "ms", "name_ar": name_ar, "name_latin": name_latin, "side": side, "body": body}
        email = f"member{number}@tinja.example" if number else ""
        CommitteeMember.objects.add(progress, values | {"role": CommitteeRole.MEMBER, "email": email}, by=focal_point)
    return progress


class Composer:
    """The page of the members, as the person reads it."""

    def __init__(self, here: Visitor) -> None:
        self.here = here
        self.unmet = here.page.locator(".meter .unmet")

    def proposes(self, words: str) -> None:
        expect(self.unmet.locator(".hint").filter(has_text=words).first).to_be_visible()

    def leaves(self, count: int) -> None:
        """So many rules are not met yet."""
        self.here.is_at(MembersForm.title)
        expect(self.unmet).to_have_count(count)

    def open(self, name: str) -> None:
        self.here.page.get_by_role("link", name=self.here.word("Change") + f" {name}").click()

    def change(self, name: str, **answers: object) -> None:
        self.open(name)
        self.here.fill(MemberForm, answers)
        self.here.press("Save this member")

    def add(self, number: int) -> None:
        name_ar, name_latin, side, body, _role = SOCIETY[number]
        self.here.follow("Add a member")
        values = {"side": side.value, "body": body, "civility": "mr", "name_ar": name_ar, "name_latin": name_latin}
        self.here.fill(MemberForm, values | {"email": f"society{number}@tinja.example"})
        self.here.press("Save this member")


def test_from_wrong_to_right_by_what_the_meter_proposes(visit, progress):
    here = visit("ar", PHONE, person=factories.User.objects.get(email="focal@tinja.example"))
    list_ = Composer(here)
    here.go("/m/tinja/committee/wizard/members/")
    # Too few, no parity, no focal point, no chair, no secretary, no shared lead, one who cannot be reached.
    list_.leaves(7)
    assert here.barriers() == []
    assert here.overflow() == []
    here.press("Save and continue")
    here.reads("Please look at this again")

    from_society = "Add %(count)d member from civil society.", "Add %(count)d members from civil society."
    for number, missing in enumerate((3, 2, 1)):
        list_.proposes(here.number(*from_society, missing))
        list_.add(number)
        list_.leaves(7 if missing > 1 else 5)

    list_.proposes(here.word("Give an e-mail address or a phone number for: %(names)s.", names=SOUAD[0]))
    list_.change(SOUAD[0], email="souad@tinja.example")
    list_.leaves(4)
    list_.proposes(
        here.word("Add the focal point; or, if already on the list, open that member and tick “is the focal point”.")
    )
    list_.change(SOUAD[0], is_focal_point=True)
    list_.leaves(3)
    list_.proposes(here.word("Give one member the role of secretary."))
    list_.change(SOUAD[0], role=CommitteeRole.SECRETARY.value)
    list_.leaves(2)
    list_.proposes(here.word("Give the role of chair to a member from the administration."))
    list_.change(MONCEF[0], role=CommitteeRole.CHAIR.value)
    list_.leaves(1)
    list_.proposes(here.word("Give the role of co-chair to a member from civil society."))
    list_.change(SOCIETY[0][0], role=CommitteeRole.CO_CHAIR.value)
    list_.leaves(0)
    expect(here.page.locator(".meter .met")).to_have_count(7)
    assert here.barriers() == []
    assert here.overflow() == []

    here.press("Save and continue")
    here.is_at(RemitForm.title)
    here.fill(RemitForm, REMIT)
    here.press("Save and continue")
    here.is_at(CheckForm.title)
    here.fill(CheckForm, {"confirm": True})
    here.press("Submit to the Unit")
    here.is_at("It is with the Unit")
    progress.refresh_from_db()
    assert progress.state == StepState.SUBMITTED
    assert progress.current_submission.answers["members"][0]["name_ar"] == SOUAD[0]
    assert CommitteeMember.objects.filter(side=Side.CIVIL_SOCIETY).count() == 3
    assert here.complaints == []
