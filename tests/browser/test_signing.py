"""The head's two minutes on a phone, in Arabic: from the link to the receipt, and every other way from there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import OutboxMessage
from charters import signing as by_link
from charters.forms_certificate import CertificateForm
from charters.forms_signing import HandOverForm, SignForm
from charters.models import SignedCopy, SignedEdition, SigningEvent, SigningInvitation
from tests import factories
from tests.browser.visitor import whole
from tests.charters import certificates, signing
from tests.documents import signing as outside
from tests.papers import pdf_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = (360, 740)


@pytest.fixture
def asked(site) -> tuple[SigningInvitation, str]:
    municipality = factories.MunicipalityFactory(slug="tinja", name_ar="تينجة", name_fr="Tinja", name_en="Tinja")
    factories.admit(municipality)
    focal_point = factories.member(municipality, email="focal@tinja.example")
    charter = signing.issue(signing.progress_of(municipality), by=focal_point)
    return by_link.invite(charter, email="mayor@tinja.example", language="ar", by=focal_point)


@pytest.fixture
def invitation(asked) -> SigningInvitation:
    return asked[0]


@pytest.fixture
def link(asked) -> str:
    return asked[1]


@pytest.fixture
def head(visit, link):
    """On a phone, with the charter open."""
    head = visit("ar", PHONE)
    head.go(link)
    head.press("Open the charter and read it")
    head.is_at("Read it, then choose")
    return head


def told(kind: str) -> OutboxMessage:
    """What the focal point gets of the last event, which is of this kind."""
    event = SigningEvent.objects.latest("pk")
    assert event.kind == kind
    return OutboxMessage.objects.get(kind="signing-event", dedupe_key__startswith=f"signing-event:{event.pk}:")


def is_closed(head, title: str) -> None:
    head.is_at(title)
    assert head.barriers() == []
    assert head.overflow() == []
    assert head.page.get_by_role("link", name=whole(head.word("Sign here, on the screen"))).count() == 0


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


def test_the_head_asks_a_question_and_the_link_stays_open(head):
    head.follow("Ask a question first")
    assert head.barriers() == []
    head.page.get_by_label(whole(head.word("Your question"))).fill("هل صادق المجلس على الميثاق؟")
    head.press("Send the question")
    head.is_at("Read it, then choose")
    head.reads("Your question is on its way. This link stays open.")
    assert "هل صادق المجلس على الميثاق؟" in told("question").text


def test_the_head_refuses_with_a_reason_and_the_link_closes(head, link):
    head.follow("I do not sign")
    head.press("Refuse to sign")
    head.reads("Write a sentence, so that your municipality knows what to do.")
    head.page.get_by_label(whole(head.word("Why do you not sign?"))).fill("الفصل الثالث يحتاج إلى نقاش في المجلس.")
    head.press("Refuse to sign")
    is_closed(head, "You did not sign")
    assert "الفصل الثالث يحتاج إلى نقاش في المجلس." in told("refused").text
    head.go(link)
    is_closed(head, "You did not sign")


def test_the_head_hands_over_to_a_delegate_who_signs(head, visit):
    head.follow("Hand over to my delegate")
    assert head.barriers() == []
    today = timezone.localdate()
    person = {
        "civility": "ms",
        "name_ar": "سعاد المثلوثي",
        "name_latin": "Souad Methlouthi",
        "email": "delegate@tinja.example",
        "act_number": "2026/41",
        "act_scan": ("act.pdf", "application/pdf", pdf_bytes()),
    }
    gone = {"act_date": today - timedelta(90), "from_on": today - timedelta(90), "until_on": today - timedelta(1)}
    head.fill(HandOverForm, person | {name: day.isoformat() for name, day in gone.items()})
    head.press("Hand over")
    head.is_at("Hand over to my delegate")
    assert head.page.locator(".error-summary").is_visible()
    head.fill(HandOverForm, {"until_on": (today + timedelta(90)).isoformat(), "act_scan": person["act_scan"]})
    head.press("Hand over")
    is_closed(head, "It is handed over")
    request = OutboxMessage.objects.get(kind="signing-request", to="delegate@tinja.example")
    delegate = visit("ar", PHONE)
    to_the_field(delegate, next(line for line in request.text.splitlines() if "/sign/" in line))
    delegate.fill(SignForm, {"typed": "سعاد المثلوثي"})
    assert is_signed(delegate).invitation.charter.act_number == "2026/41"


def test_the_head_chooses_paper_and_saves_the_file(head, invitation):
    head.follow("Print it and sign on paper")
    assert head.barriers() == []
    with head.page.expect_download() as saved:
        head.follow("Save the charter (PDF)")
    assert saved.value.path().read_bytes() == invitation.charter.document.file.read()
    head.press("Tell the focal point that I sign on paper")
    head.is_at("Read it, then choose")
    told("paper")


def test_the_head_signs_with_a_certificate(head):
    head.follow("Sign with my certificate")
    assert head.barriers() == []
    assert head.overflow() == []
    with head.page.expect_download() as saved:
        head.press("Save the charter prepared for a certificate (PDF)")
    told("certificate")
    prepared = saved.value.path().read_bytes()
    head.fill(CertificateForm, {"signed": ("charter.pdf", "application/pdf", prepared)})
    head.press("Check it and send it")
    head.is_at("Sign with a certificate")
    assert head.page.locator(".error-summary").is_visible()
    with ThreadPoolExecutor(1) as elsewhere:  # Playwright's own loop runs in this thread
        data = elsewhere.submit(outside.sign, prepared, certificates.signatory(), at=timezone.now()).result()
    head.fill(CertificateForm, {"signed": ("charter.pdf", "application/pdf", data)})
    head.press("Check it and send it")
    is_closed(head, "It is signed. Thank you.")
    copy = SignedCopy.objects.get()
    assert (copy.way, copy.file.read()) == ("certificate", data)
    head.reads(copy.submission.reference)


def test_expired_link_says_so_and_a_renewed_one_works(visit, invitation, link):
    SigningInvitation.objects.update(expires_at=timezone.now())
    head = visit("ar", PHONE)
    head.go(link)
    is_closed(head, "This link has expired")
    renewed = by_link.renew(invitation, by=invitation.created_by)
    assert head.go(link) == 404
    to_the_field(head, renewed)
    head.fill(SignForm, {"typed": "منصف العياري"})
    is_signed(head)


def test_revoked_link_says_so(visit, invitation, link):
    by_link.revoke(invitation, by=invitation.created_by)
    head = visit("ar", PHONE)
    head.go(link)
    is_closed(head, "This link was revoked")


def test_second_use_shows_what_was_signed_and_signs_nothing_more(visit, link):
    head = visit("ar", PHONE)
    to_the_field(head, link)
    other_tab = head.tab()
    other_tab.go(f"{link}here/")
    head.fill(SignForm, {"typed": "منصف العياري"})
    edition = is_signed(head)
    other_tab.fill(SignForm, {"declaration": True, "typed": "منصف العياري", "code": "123456"})
    other_tab.press("Sign the charter")
    is_closed(other_tab, "It is signed. Thank you.")
    assert SignedEdition.objects.get() == edition
    with head.page.expect_download() as saved:
        head.follow("Save the signed charter (PDF)")
    assert saved.value.path().read_bytes() == edition.file.read()


def test_scanner_that_follows_every_link_changes_nothing(head, link):
    """Mail filters open what stands in a mail, and what stands on the page behind it."""
    before = SigningEvent.objects.count(), SigningInvitation.objects.values().get()
    addresses = head.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    here = [address for address in addresses if link in address]
    assert len(here) > 6
    for address in [link, *here, f"{link}open/", f"{link}code/"]:
        for method in ("GET", "HEAD"):
            assert head.page.request.fetch(address, method=method).status < 500
    assert (SigningEvent.objects.count(), SigningInvitation.objects.values().get()) == before
    assert OutboxMessage.objects.filter(kind="signing-code").count() == 0
