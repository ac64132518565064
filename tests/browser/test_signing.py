"""The head's two minutes, on a phone, in Arabic: from the link to the receipt, drawing and typing."""

from __future__ import annotations

import pytest

from accounts.models import OutboxMessage
from charters import signing as by_link
from charters.forms_signing import SignForm
from charters.models import SignedEdition
from tests import factories
from tests.charters import signing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = (360, 740)


@pytest.fixture
def link(site) -> str:
    municipality = factories.MunicipalityFactory(slug="tinja", name_ar="تينجة", name_fr="Tinja", name_en="Tinja")
    factories.admit(municipality)
    focal_point = factories.member(municipality, email="focal@tinja.example")
    charter = signing.issue(signing.progress_of(municipality), by=focal_point)
    return by_link.invite(charter, email="mayor@tinja.example", language="ar", by=focal_point)[1]


def last_code() -> str:
    text = OutboxMessage.objects.filter(kind="signing-code").order_by("-pk").first().text
    return next(line.strip() for line in text.splitlines() if line.strip().isdigit())


def to_the_field(head, link: str) -> None:
    head.go(link)
    head.press("Open the charter and read it")
    head.is_at("Read it, then choose")
    head.follow("Sign here, on the screen")
    head.press("Send me the code")
    head.fill(SignForm, {"declaration": True, "code": last_code()})


def is_signed(head) -> SignedEdition:
    head.press("Sign the charter")
    head.is_at("It is signed. Thank you.")
    edition = SignedEdition.objects.get()
    head.reads(edition.copies.get().submission.reference)
    return edition


def test_the_head_draws_on_a_phone_in_arabic(visit, link):
    head = visit("ar", PHONE)
    head.go(link)
    assert head.barriers() == []
    to_the_field(head, link)
    assert head.barriers() == []
    assert head.overflow() == []
    canvas = head.page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    head.page.mouse.move(box["x"] + 40, box["y"] + 100)
    head.page.mouse.down()
    for x, y in [(90, 30), (140, 110), (190, 40), (250, 90)]:
        head.page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    head.page.mouse.up()
    assert is_signed(head).method == "drawn"
    assert head.barriers() == []
    assert head.complaints == []


def test_without_scripts_the_name_is_typed(visit, link):
    head = visit("fr", scripts=False)
    to_the_field(head, link)
    head.fill(SignForm, {"typed": "Moncef Ayari"})
    assert is_signed(head).method == "typed"
