"""The whole way of one municipality, from the invitation to three accepted steps, as its people walk it."""

from __future__ import annotations

import re
from io import BytesIO

import pypdfium2
import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from accounts.models import OutboxMessage
from charters.forms import CouncilForm, LanguagesForm, PreviewForm, SignatoryForm, SignedOnForm, UploadForm
from charters.models import Charter
from charters.texts import load_charter_text
from committees.forms import ActForm as FoundingActForm
from committees.forms import MemberForm, MembersForm, RemitForm
from municipalities.forms.focal_point import ActForm, DeputyForm, PersonForm, PublicationForm
from municipalities.forms.pages import CheckForm
from municipalities.models import Municipality, Participation
from municipalities.steps import Step
from oversight.forms import CHARTER_REASONS, InviteForm, ReturnForm
from tests.browser.reviewing import accept, name_of, open_submission
from tests.browser.visitor import File, Visitor, code_for, whole
from tests.committees.factories import ACT as FOUNDING_ACT
from tests.committees.factories import PEOPLE, REMIT
from tests.papers import jpeg_bytes, pdf_bytes
from tests.steps import FOCAL_POINT

pytestmark = pytest.mark.browser

EMAIL = "souad@tinja.example"
PERSON = FOCAL_POINT["person"] | {"email": EMAIL}
SIGNATORY = {"civility": "mr", "name_ar": "منصف العياري", "name_latin": "Moncef Ayari", "capacity": "secretary_general"}
SCREENS = [pytest.param("ar", (360, 740), id="ar-360"), pytest.param("fr", (1280, 800), id="fr-1280")]


def signed_on_paper(pdf: bytes, *, page: int, box: list[float], stamped: bool = True, dpi: int = 150) -> list[File]:
    """The printed pages as they come back: signed by hand inside the box (mm), each a scan lying 2° askew."""
    scans = []
    for number, sheet in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        picture = sheet.render(scale=dpi / 72).to_pil().convert("RGB")
        if number == page:
            left, top, right, bottom = (side / 25.4 * dpi for side in box)
            width, height = right - left, bottom - top
            strokes = [(0.1, 0.7), (0.25, 0.3), (0.3, 0.8), (0.45, 0.35), (0.5, 0.75), (0.7, 0.4), (0.9, 0.6)]
            line = [(left + x * width, top + y * height) for x, y in strokes]
            pen = ImageDraw.Draw(picture)
            pen.line(line, fill=(20, 30, 110), width=5, joint="curve")
            if stamped:
                radius, x, y = height * 0.35, left + width * 0.6, top + height * 0.55
                pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(150, 30, 60), width=6)
        askew = picture.rotate(2, expand=True, fillcolor=(246, 245, 240), resample=Image.Resampling.BICUBIC)
        target = BytesIO()
        askew.save(target, "JPEG", quality=60)
        scans.append((f"scan-{number}.jpg", "image/jpeg", target.getvalue()))
    return scans


def sent(kind: str, to: str) -> OutboxMessage:
    return OutboxMessage.objects.filter(kind=kind, to=to).latest("pk")


def sign_in(visitor: Visitor, email: str) -> None:
    """By the code that comes by e-mail."""
    visitor.is_at("Sign in")
    visitor.page.get_by_label(visitor.word("Your e-mail address"), exact=True).first.fill(email)
    visitor.press("Send me a code")
    visitor.is_at("Enter the code")
    visitor.page.get_by_label(visitor.word("The code in the e-mail"), exact=True).fill(code_for(email))
    visitor.page.get_by_role("main").get_by_role("button", name=whole(visitor.word("Sign in"))).click()


@pytest.mark.parametrize(("language", "screen"), SCREENS)
def test_from_the_invitation_to_three_accepted_steps(visit, site, tinja, officer, language, screen):
    load_charter_text(tinja.participations.get().cohort)
    unit = visit(language, screen, person=officer)
    here = visit(language, screen)

    invitation = invite(unit, tinja)
    accept_invitation(here, invitation)
    name_the_focal_point(here)
    accept(unit, tinja, Step.FOCAL_POINT)

    prepare_the_charter(here)
    charter = Charter.objects.get()
    paper = here.page.request.get(here.page.get_by_role("link", name="PDF").first.get_attribute("href"))
    assert paper.headers["content-type"] == "application/pdf"
    place = {"page": charter.signature_page, "box": charter.signature_box}
    scans = signed_on_paper(paper.body(), **place, stamped=False)
    assert len(scans) == charter.pages
    upload_and_submit(here, scans)
    return_the_charter(unit, tinja)
    correct_the_scan(here, signed_on_paper(paper.body(), **place))
    accept(unit, tinja, Step.CHARTER)

    set_up_the_committee(here)
    accept(unit, tinja, Step.COMMITTEE)
    three_of_three(unit, here, tinja)

    received = OutboxMessage.objects.filter(kind="submission-received", to=settings.UNIT_MAILBOX)
    assert received.count() == 4
    charters = [message for message in mail.outbox if message.to == [settings.UNIT_MAILBOX] and message.attachments]
    name, content, media_type = charters[-1].attachments[0]
    assert (name[-4:], content[:5], media_type) == (".pdf", b"%PDF-", "application/pdf")
    assert len(pypdfium2.PdfDocument(content)) >= charter.pages
    assert sent("completed", EMAIL).language == language


def invite(unit: Visitor, place: Municipality) -> str:
    """The Unit invites from the municipality's page; the link is shown, and the e-mail carries the same."""
    unit.go(f"/oversight/municipalities/{place.slug}/")
    unit.follow("Invite somebody")
    unit.fill(InviteForm, {"email": EMAIL, "name": "Souad", "role": "focal_point", "language": unit.language})
    unit.press("Send the invitation")
    unit.is_at("The invitation is on its way")
    link = unit.page.get_by_label(unit.word("The link, to hand over by phone or message")).input_value()
    message = sent("invitation", EMAIL)
    assert link in message.text
    assert message.state == "sent"
    return link


def accept_invitation(here: Visitor, link: str) -> None:
    here.go(link)
    here.follow("Sign in to accept")
    sign_in(here, EMAIL)
    here.press("Accept the invitation")
    here.reads("Welcome. You now have access to your municipality.")
    here.reads("None of the three steps is accepted yet")


def name_the_focal_point(here: Visitor) -> None:
    here.follow("Begin")
    here.is_at(Step.FOCAL_POINT.label)
    here.press("Start")
    act = FOCAL_POINT["act"] | {"act_scan": ("مقرر.pdf", "application/pdf", pdf_bytes())}
    pages = [(PersonForm, PERSON), (DeputyForm, FOCAL_POINT["deputy"]), (ActForm, act)]
    for form, answers in [*pages, (PublicationForm, FOCAL_POINT["publication"])]:
        here.is_at(form.title)
        here.fill(form, answers)
        here.press("Save and continue")
    check_and_submit(here)


def check_and_submit(here: Visitor) -> None:
    here.is_at(CheckForm.title)
    here.fill(CheckForm, {"confirm": True})
    here.press("Submit to the Unit")
    received(here)


def received(here: Visitor) -> None:
    """The receipt, whose reference is the one in the e-mail."""
    here.is_at("It is with the Unit")
    reference = here.page.locator("main .code").first.inner_text()
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}[ -]?[2-9A-HJ-NP-Z]{4}", reference)
    assert reference in sent("submission-receipt", EMAIL).text


def prepare_the_charter(here: Visitor) -> None:
    here.follow("Back to the three steps")
    here.reads("One of the three steps is accepted")
    here.follow("Begin")
    here.press("Start")
    pages = [(SignatoryForm, SIGNATORY), (CouncilForm, {}), (LanguagesForm, {"languages": "ar,fr"})]
    for form, answers in pages:
        here.is_at(form.title)
        here.fill(form, answers)
        here.press("Save and continue")
    here.is_at(PreviewForm.title)
    specimen = here.page.locator(".paper-pages img").first
    specimen.scroll_into_view_if_needed()
    assert specimen.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    here.fill(PreviewForm, {"confirm": True})
    here.press("Issue the charter")
    here.is_at(Step.CHARTER.label)
    here.reads("1. Print it and have it signed")


def upload_and_submit(here: Visitor, scans: list[File]) -> None:
    """Without its last page it is refused in words; with it, submitted."""
    here.fill(UploadForm, {"scans": scans[:-1]})
    here.press("Upload and check")
    here.reads("Page %(page)s of %(pages)s is missing.", page=len(scans), pages=len(scans))
    here.fill(UploadForm, {"scans": scans[-1:]})
    here.press("Add these files")
    for page in range(1, len(scans) + 1):
        here.reads("Page %(page)s of %(pages)s is there.", page=page, pages=len(scans))
    here.fill(SignedOnForm, {"signed_on": timezone.localdate().isoformat()})
    here.press("Submit to the Unit")
    received(here)


REASON = "The stamp cannot be seen / الختم لا يظهر"


def return_the_charter(unit: Visitor, place: Municipality) -> None:
    open_submission(unit, place, Step.CHARTER)
    unit.fill(ReturnForm, {"reason_kind": dict(CHARTER_REASONS)["scan"], "comment": REASON})
    unit.press("Return for changes")
    unit.is_at("Review queue")


def correct_the_scan(here: Visitor, scans: list[File]) -> None:
    """The reason stands on the municipality's pages and in the e-mail; the scans are replaced."""
    assert REASON in sent("returned", EMAIL).text
    here.follow("Back to the three steps")
    here.follow("See what must change")
    here.reads(REASON)
    for name, _kind, _data in scans:
        here.page.get_by_role("button", name=re.compile(rf"{re.escape(name)}$")).click()
        expect(here.page.locator(".files").get_by_text(name)).to_have_count(0)
    here.fill(UploadForm, {"scans": scans})
    here.press("Upload and check")
    here.reads("Page %(page)s of %(pages)s is there.", page=len(scans), pages=len(scans))
    here.press("Submit to the Unit")
    received(here)


def set_up_the_committee(here: Visitor) -> None:
    here.follow("Back to the three steps")
    here.follow("Begin")
    here.press("Start")
    here.is_at(FoundingActForm.title)
    here.fill(FoundingActForm, FOUNDING_ACT | {"scan": ("act.jpg", "image/jpeg", jpeg_bytes())})
    here.press("Save and continue")
    here.is_at(MembersForm.title)
    expect(here.page.locator(".meter .unmet")).not_to_have_count(0)
    here.press("Save and continue")
    here.reads("Please look at this again")
    here.follow("Add the focal point")
    here.keeps(MemberForm, {"name_ar": PERSON["name_ar"], "email": EMAIL, "is_focal_point": True})
    here.fill(MemberForm, {"role": "secretary"})
    here.press("Save this member")
    for number, (name_ar, name_latin, side, body, role) in enumerate(PEOPLE[1:]):
        here.is_at(MembersForm.title)
        here.follow("Add a member")
        values = {"side": side.value, "body": body, "civility": "ms", "name_ar": name_ar, "name_latin": name_latin}
        here.fill(MemberForm, values | {"role": role.value, "email": f"member{number}@tinja.example"})
        here.press("Save this member")
    here.is_at(MembersForm.title)
    expect(here.page.locator(".meter .unmet")).to_have_count(0)
    here.press("Save and continue")
    here.is_at(RemitForm.title)
    here.fill(RemitForm, REMIT)
    here.press("Save and continue")
    check_and_submit(here)


def three_of_three(unit: Visitor, here: Visitor, place: Municipality) -> None:
    """The same on the board, in the workspace and before the public."""
    assert place.participations.get().state == Participation.State.COMPLETED
    unit.go("/oversight/")
    row = unit.page.get_by_role("row").filter(has_text=name_of(place, unit))
    expect(row.locator(".state.accepted")).to_have_count(3)
    unit.go(f"/oversight/municipalities/{place.slug}/")
    unit.reads("%(done)s of 3 steps accepted", done=3)
    here.follow("Back to the three steps")
    here.reads("All three steps are accepted")
    here.go(f"/municipalities/{place.slug}/")
    here.reads("All three steps are done and accepted, since %(day)s.", day=here.day(timezone.localdate()))
