"""A member's minute on a narrow phone, in Arabic and without scripts: from the link to the public page."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation
from playwright.sync_api import expect

from committees.consents import asking
from committees.consents.wording import sentence
from committees.models import CommitteeMember, ConsentField
from municipalities.steps import StepState
from tests import factories
from tests.browser.visitor import Visitor
from tests.committees.factories import committee_progress, submit_committee

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = (320, 640)


@pytest.fixture
def member(site) -> CommitteeMember:
    """Of an accepted committee."""
    tinja = factories.MunicipalityFactory(slug="tinja", name_ar="تينجة", name_fr="Tinja", name_en="Tinja")
    factories.admit(tinja)
    focal_point = factories.member(tinja, email="focal@tinja.example")
    progress = committee_progress(tinja)
    submission = submit_committee(progress, by=focal_point)
    progress.accept(submission, by=factories.UserFactory(email="officer@unit.example"))
    assert progress.state == StepState.ACCEPTED
    return CommitteeMember.objects.get(name_latin="Hatem Jebali")


@pytest.fixture
def link(member) -> str:
    focal_point = factories.User.objects.get(email="focal@tinja.example")
    return asking.ask(member, language="ar", by=focal_point)[1]


def say(visitor: Visitor, member: CommitteeMember, field: ConsentField, answer: str) -> None:
    with translation.override(visitor.language):
        question = sentence(member, field)
    group = visitor.page.locator("fieldset", has=visitor.page.locator("legend", has_text=question))
    group.get_by_label(visitor.word(answer), exact=True).check()


def fits(visitor: Visitor) -> None:
    assert visitor.overflow() == []
    assert visitor.complaints == []


def test_a_member_agrees_changes_and_takes_back(visit, member, link):
    phone, anyone = visit("ar", PHONE, scripts=False), visit("ar", PHONE)
    public = reverse("public:committee", args=["tinja"])
    anyone.go(public)
    anyone.is_at("Joint steering committee")
    fits(anyone)
    assert anyone.barriers() == []
    expect(anyone.page.locator("body")).not_to_contain_text(member.name_ar)

    phone.go(link)
    phone.is_at("What may be shown of you?")
    expect(phone.page.locator("body")).not_to_contain_text(member.name_ar)
    phone.press("It is me: show the questions")
    phone.reads("With a no to everything, the page shows")
    fits(phone)
    phone.press("Confirm my answers")
    phone.reads("Please look at this again")
    say(phone, member, ConsentField.NAME, "Yes")
    say(phone, member, ConsentField.FUNCTION, "No")
    say(phone, member, ConsentField.EMAIL, "No")
    phone.press("Confirm my answers")
    phone.is_at("Your answers are kept. Thank you.")
    fits(phone)

    anyone.go(public)
    expect(anyone.page.locator("body")).to_contain_text(member.name_ar)
    expect(anyone.page.locator("body")).not_to_contain_text(member.email)

    phone.follow("Change my answers")
    say(phone, member, ConsentField.EMAIL, "Yes")
    phone.press("Confirm my answers")
    anyone.go(public)
    expect(anyone.page.locator("body")).to_contain_text(member.email)
    fits(anyone)

    phone.press("Take everything back")
    phone.is_at("You took everything back")
    anyone.go(public)
    expect(anyone.page.locator("body")).not_to_contain_text(member.name_ar)


def test_the_pages_of_a_consent_can_be_used_by_everybody(visit, member, link):
    reader = visit("ar")
    focal_point = factories.User.objects.get(email="focal@tinja.example")
    team = visit("ar", person=focal_point)
    reader.go(link)
    assert reader.barriers() == []
    reader.press("It is me: show the questions")
    reader.reads("Your answers")
    assert reader.barriers() == []
    for name, args in (("list", []), ("detail", [member.pk]), ("paper", [member.pk])):
        team.go(reverse(f"consents:{name}", args=["tinja", *args]))
        assert team.barriers() == []
        fits(team)
    team.go(reverse("consents:detail", args=["tinja", member.pk]))
    team.press("Make a link to copy")
    team.is_at("A link to hand over")
    assert team.barriers() == []
    fits(team)
