"""Every page and every refusal, in three languages: no barrier that axe finds, nothing wider than a small phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from municipalities.forms.focal_point import PersonForm
from municipalities.forms.people import InviteMemberForm
from municipalities.permissions import UnitPerm
from municipalities.steps import Step
from oversight.forms import InviteForm
from tests import world
from tests.addresses import ADDRESSES, ALLAUTH, ALLAUTH_ARGS, PUBLIC, SIGNED_IN, address
from tests.browser.visitor import Visitor, code_for, whole
from tests.charters import signing
from tests.steps import FOCAL_POINT, fill_focal_point, save_page

pytestmark = pytest.mark.browser

LANGUAGES = ["ar", "fr", "en"]
# Addresses that answer with a paper, a picture, a table or a word, not with a page; the national ones are their twins.
NOT_PAGES = {
    "healthz",
    "readyz",
    "municipalities:evidence",
    "municipalities:evidence_page",
    "focal_point:letter",
    "charters:specimen",
    "charters:specimen_page",
    "charters:pdf",
    "charters:signed_pdf",
    "charters:straight_page",
    "calendar",
    "oversight:board_csv",
    "oversight:import_template",
    "oversight:municipality_file",
    "oversight:reminder_letter",
    "oversight:text_preview",
    "sign:pdf",
    "sign:picture",
    "oversight:evidence",
    "oversight:evidence_page",
    "oversight:straight_page",
    "answers:calendar",
    "answers:paper",
    "approval:pdf",
    "meetings:paper",
    "minutes:file",
    "minutes:paper",
    "papers:pdf",
    "plan:export",
    "plan:three_columns_file",
    "plan:paper",
    "public:committee_csv",
    "public:committee_json",
    "public:meetings_ics",
    "public:minutes_file",
    "public:plan_json",
}


class Round:
    """One visitor's round of pages; what is wrong on any of them is collected, and told at the end."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.wrong: list[str] = []

    def look(self, name: str = "") -> None:
        visitor = self.visitor
        found = visitor.barriers() + visitor.overflow() + visitor.complaints
        visitor.complaints.clear()
        self.wrong += [f"{name or visitor.page.url} ({visitor.language}): {line}" for line in found]

    def go(self, path: str, status: int | None = None) -> None:
        answered = self.visitor.go(path)
        if status is not None and answered != status:
            self.wrong.append(f"{path}: answered {answered}, not {status}")
        self.look(path)

    def send_nothing(self, forms: Mapping[str, str]) -> None:
        """Presses the button of each page, by its address, while something is missing."""
        for path, button in forms.items():
            self.visitor.go(path)
            self.visitor.press(button)
            self.visitor.reads("Please look at this again")
            self.look(f"{path} with errors")


def test_a_page_with_barriers_is_told(visit):
    """Proves the measure itself."""
    person = visit("fr")
    person.page.set_content("<html><body><img src='x.png'><p style='color:#999;width:400px'>faint</p></body></html>")
    assert {line.split(":")[0] for line in person.barriers()} >= {"image-alt", "color-contrast", "html-has-lang"}
    assert "px" in person.overflow()[0]


@pytest.fixture
def ground(site) -> world.World:
    return world.build()


def pages_of(who: str, ground: world.World) -> Iterator[str]:
    """The addresses of this visitor that answer a GET with a page."""
    for name, entry in ADDRESSES.items():
        if name.replace("national_", "") in NOT_PAGES or entry.get != 200:
            continue
        family = {PUBLIC: "visitor", SIGNED_IN: "member"}.get(entry.who) or (
            "officer" if isinstance(entry.who, UnitPerm) else "member"
        )
        if family == who:
            yield address(name, ground.tinja, ground)
    for name, (signed_out, signed_in) in ALLAUTH.items():
        if (who == "visitor" and signed_out == 200) or (who == "member" and signed_in == 200):
            yield reverse(name, args=ALLAUTH_ARGS.get(name))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_for_everybody(visit, ground, language):
    """One ground for all: making it takes seconds. The Unit comes last, for it decides."""
    looks = (look_as_anyone, look_as_a_member, look_as_the_unit)
    wrong = [line for look in looks for line in look(visit, ground, language)]
    assert not wrong, "\n".join(wrong)


def look_as_anyone(visit, ground: world.World, language: str) -> list[str]:
    # An invited account has no password.
    invited = ground.people["deputy"]
    invited.language = language
    invited.set_unusable_password()
    invited.save()
    person = visit(language)
    rounds = Round(person)
    for path in pages_of("visitor", ground):
        rounds.go(path, 200)
    rounds.go("/nothing-here/", 404)
    rounds.go("/verify/?code=AAAA", None)
    rounds.go("/verify/ABCDEFGH/", None)
    rounds.go("/?q=nowhere", 200)
    rounds.go("/invitations/unknown/", 404)
    links = {
        reverse("answers:page", args=[ground.tinja.joint.answer_token]): "Send my answer",
        reverse("consent:page", args=[ground.tinja.joint.consent_token]): "Confirm my answers",
        reverse("replies:reply", args=[ground.tinja.joint.reply_token]): "Send the reply",
    }
    rounds.send_nothing(links)

    person.go("/accounts/login/")
    person.unfold("Sign in with a password instead")
    rounds.look("the password, unfolded")
    person.press("Sign in with the password")
    person.reads("Please look at this again")
    rounds.look("a refused password")
    person.go("/accounts/login/")
    person.page.get_by_label(person.word("Your e-mail address"), exact=True).first.fill(invited.email)
    person.press("Send me a code")
    person.is_at("Enter the code")
    rounds.look("the code")
    person.page.get_by_label(person.word("The code in the e-mail"), exact=True).fill("AAAAAA")
    person.page.get_by_role("main").get_by_role("button", name=whole(person.word("Sign in"))).click()
    person.reads("Please look at this again")
    rounds.look("a wrong code")
    person.page.get_by_label(person.word("The code in the e-mail"), exact=True).fill(code_for(invited.email))
    person.page.get_by_role("main").get_by_role("button", name=whole(person.word("Sign in"))).click()
    person.page.wait_for_url("**/m/tinja/")
    # Just signed in: the second factor may be set up.
    rounds.go(reverse("mfa_activate_totp"), 200)
    person.page.get_by_role("main").locator("form button[type=submit]").first.click()
    person.reads("Please look at this again")
    rounds.look("a second factor without its code")
    return rounds.wrong


def look_as_a_member(visit, ground: world.World, language: str) -> list[str]:
    place = ground.tinja
    member = visit(language, person=ground.people["focal point"])
    rounds = Round(member)
    for path in pages_of("member", ground):
        rounds.go(path, 200)
    rounds.go("/m/tinja/nowhere/", 404)
    rounds.go("/m/zriba/", 404)

    member.go(f"/m/{place.slug}/people/invite/")
    member.press("Send the invitation")
    member.reads("Please look at this again")
    rounds.look("an invitation without address")
    member.fill(InviteMemberForm, {"email": "another@tinja.example", "role": "reader", "language": "ar"})
    member.press("Send the invitation")
    member.is_at("The invitation is on its way")
    rounds.look("the invitation's link")

    member.go(f"/m/{place.slug}/committee/wizard/members/")
    member.press("Save and continue")
    member.reads("Please look at this again")
    rounds.look("the rules of the committee, not met")
    committee = place.municipality.participations.get().progress_of(Step.COMMITTEE)
    place.removed.restore(committee, by=ground.people["focal point"])
    for page in ("act", "members", "remit", "check"):
        rounds.go(f"/m/{place.slug}/committee/wizard/{page}/", 200)
    member.press("Submit to the Unit")
    member.reads("Please look at this again")
    rounds.look("the check, not ticked")
    member.go(f"/m/{place.slug}/committee/members/add/")
    member.press("Save this member")
    member.reads("Please look at this again")
    rounds.look("a member without anything")

    detail = f"/m/{place.slug}/charter/"
    member.go(detail)
    member.press("Add these files")
    member.reads("Please look at this again")
    rounds.look("no scan chosen")
    at_work = {
        reverse("meetings:new", args=[place.slug]): "Plan the meeting",
        reverse("papers:list", args=[place.slug]): "Add these files",
        reverse("plan:commitment_add", args=[place.slug]): "Save",
    }
    rounds.send_nothing(at_work)
    member.go(reverse("minutes:send", args=[place.slug, place.joint.minutes_draft.pk]))
    member.press("Send for approval")
    member.is_at("The committee is not set up yet")
    rounds.look("minutes of a committee that is not set up")
    return rounds.wrong


def look_as_the_unit(visit, ground: world.World, language: str) -> list[str]:
    """As a manager, who sees everything an officer sees and more."""
    manager = visit(language, person=ground.people["manager"])
    rounds = Round(manager)
    for path in pages_of("officer", ground):
        rounds.go(path, 200)
    for query in ("?state=late", "?q=nowhere", "?state=accepted&step=charter&sort=-late"):
        rounds.go(f"/oversight/{query}", 200)
    for state in ("open", "expired", "accepted", "revoked"):
        rounds.go(f"/oversight/invitations/?state={state}", 200)

    forms = {
        "municipalities/tinja/invite/": "Send the invitation",
        "invitations/staff/": "Send the invitation",
        "municipalities/tinja/charter/extend/": "Move the due date",
    }
    rounds.send_nothing({f"/oversight/{path}": button for path, button in forms.items()})
    draft = reverse("national_minutes:send", args=[ground.national.minutes_draft.pk])
    rounds.send_nothing({draft: "Send for approval"})
    manager.go("/oversight/municipalities/tinja/invite/")
    manager.fill(InviteForm, {"email": "somebody@tinja.example"})
    manager.press("Send the invitation")
    manager.is_at("The invitation is on its way")
    rounds.look("the link to hand over")

    submission = ground.tinja.submission
    review = reverse("oversight:review", args=[submission.pk])
    manager.go(review)
    manager.press("Return for changes")
    manager.reads("Please look at this again")
    rounds.look("a return without a reason")
    # Another reviewer decides while the page is open.
    manager.go(review)
    submission.progress.accept(submission, by=ground.people["officer"])
    manager.press("Accept")
    manager.is_at("Somebody was faster")
    rounds.look("a colleague decided")
    rounds.go(review, 200)
    rounds.go(reverse("oversight:municipality", args=["tinja"]), 200)
    manager.go(reverse("oversight:reopen", args=["tinja", "focal_point"]))
    manager.page.get_by_role("main").locator("form button[type=submit]").click()
    manager.reads("Please look at this again")
    rounds.look("reopened without a reason")

    # The charter comes back mended: what changed stands beside the papers.
    signed = ground.tinja.charter.participation.progress_of(Step.CHARTER)
    ground.tinja.unreadable.let_go(signed)
    save_page(signed, "signing", {"signed_on": date.today().isoformat()}, by=ground.people["focal point"])
    again = signed.submit(by=ground.people["focal point"])
    rounds.go(reverse("oversight:review", args=[again.pk]), 200)
    rounds.go(reverse("oversight:review", args=[again.previous.pk]), 200)

    observer = Round(visit(language, person=ground.people["observer"]))
    observer.go("/oversight/", 200)
    observer.go("/oversight/review/", 403)
    return rounds.wrong + observer.wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wizard_from_the_first_page_to_the_last(visit, site, tinja, focal_point, deputy, reader, language):
    """The states that the shared ground has left behind: not started, errors, stale, closed, not allowed."""
    signing.load_charter_text(tinja.participations.get().cohort)
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    member = visit(language, person=focal_point)
    rounds = Round(member)
    base = f"/m/{tinja.slug}/focal-point/"
    for step in ("", "focal-point/", "charter/", "committee/"):
        rounds.go(f"/m/{tinja.slug}/{step}", 200)
    member.go(base)
    member.press("Start")
    member.is_at(PersonForm.title)
    member.press("Save and continue")
    member.reads("Please look at this again")
    rounds.look("the first page with its errors")
    progress.refresh_from_db()
    fill_focal_point(progress, by=focal_point)
    for page in ("person", "deputy", "act", "publication", "check"):
        rounds.go(f"{base}wizard/{page}/", 200)

    member.go(f"{base}wizard/person/")
    save_page(progress, "person", {"function": "Theirs"}, by=deputy)
    member.fill(PersonForm, {"function": "Mine"})
    member.press("Save and continue")
    expect(member.page.get_by_role("alert").get_by_role("table")).to_be_visible()
    rounds.look("two texts")

    member.go(f"/m/{tinja.slug}/charter/")
    member.press("Start")
    member.press("Save and continue")
    member.reads("Please look at this again")
    rounds.look("no signatory")
    signing.fill_charter(signing.progress_of(tinja), by=focal_point)
    for page in ("signatory", "council", "languages", "preview"):
        rounds.go(f"/m/{tinja.slug}/charter/wizard/{page}/", 200)
    member.press("Issue the charter")
    member.reads("Please look at this again")
    rounds.look("the preview, not ticked")
    charter = signing.issue(signing.progress_of(tinja), by=focal_point)
    rounds.go(f"/m/{tinja.slug}/charter/", 200)
    signing.add_scans(charter, signing.progress_of(tinja), signing.blank_page(), by=focal_point)
    rounds.go(f"/m/{tinja.slug}/charter/", 200)
    override = member.page.locator("details").filter(has_text=member.word("Tell the Unit"))
    override.locator("summary").click()
    member.press("Tell the Unit")
    member.reads("Please look at this again")
    rounds.look("an override without a reason")

    save_page(progress, "person", FOCAL_POINT["person"], by=deputy)
    member.go(f"{base}wizard/check/")
    progress.submit(by=deputy)
    member.press("Submit to the Unit")
    member.is_at("This step is closed for changes")
    rounds.look("the step is closed")
    rounds.go(f"{base}receipt/", 200)

    onlooker = Round(visit(language, person=reader))
    onlooker.go(f"{base}wizard/person/", 403)
    onlooker.go(f"/m/{tinja.slug}/charter/", 200)
    assert not rounds.wrong + onlooker.wrong, "\n".join(rounds.wrong + onlooker.wrong)
