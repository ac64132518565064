"""What people type stays: through back and refresh, a closed tab, two tabs, a colleague, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from municipalities.forms.focal_point import ActForm, DeputyForm, PersonForm, PublicationForm
from municipalities.forms.pages import CheckForm
from municipalities.models import DraftPage, Evidence, Membership, Municipality, Submission
from municipalities.permissions import Role
from municipalities.steps import Step, StepState
from tests.browser.visitor import Visitor
from tests.papers import pdf_bytes
from tests.steps import FOCAL_POINT, fill_focal_point

pytestmark = pytest.mark.browser

PHONE_SCREEN = (360, 740)
PAPER = ("قرار التعيين.pdf", "application/pdf", pdf_bytes())
DEPUTY = {
    "has_deputy": "yes",
    "civility": "mr",
    "name_ar": "حاتم الجبالي",
    "name_latin": "Hatem Jebali",
    "function": "Archivist",
    "email": "hatem@tinja.example",
    "phone": "72 400 101",
}
PAGES = [
    ("person", PersonForm, FOCAL_POINT["person"]),
    ("deputy", DeputyForm, DEPUTY),
    ("act", ActForm, FOCAL_POINT["act"] | {"act_scan": PAPER}),
    ("publication", PublicationForm, FOCAL_POINT["publication"]),
]


def progress_of(place: Municipality):
    return place.participations.get().progress_of(Step.FOCAL_POINT)


def begin(place: Municipality, person) -> None:
    progress_of(place).start(by=person)


def url(place: Municipality, page: str) -> str:
    return f"/m/{place.slug}/focal-point/wizard/{page}/"


def saved(place: Municipality, page: str) -> dict[str, str]:
    row = DraftPage.objects.get(progress=progress_of(place), page=page)
    return {field: values[-1] for field, values in row.answers.items() if values and values[-1]}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_back_and_refresh_keep_every_page_and_its_files(visit, tinja, focal_point, language):
    begin(tinja, focal_point)
    here = visit(language, PHONE_SCREEN, person=focal_point)
    here.go(url(tinja, "person"))
    for _key, form, answers in PAGES:
        here.is_at(form.title)
        here.fill(form, answers)
        here.press("Save and continue")
    here.is_at(CheckForm.title)

    for _key, form, answers in reversed(PAGES):
        here.press("Back")
        here.is_at(form.title)
        here.keeps(form, answers)
        here.page.reload()
        here.keeps(form, answers)

    # The browser's own buttons lead over the same pages.
    here.go(url(tinja, "act"))
    here.press("Save and continue")
    here.is_at(PublicationForm.title)
    here.page.go_back()
    here.is_at(ActForm.title)
    here.keeps(ActForm, PAGES[2][2])
    here.page.go_forward()
    here.keeps(PublicationForm, PAGES[3][2])
    assert Evidence.objects.count() == 1


def test_going_back_saves_what_is_half_typed(visit, tinja, focal_point):
    begin(tinja, focal_point)
    here = visit("fr", person=focal_point)
    here.go(url(tinja, "person"))
    here.fill(PersonForm, FOCAL_POINT["person"])
    here.press("Save and continue")
    here.is_at(DeputyForm.title)
    half = {"has_deputy": "yes", "name_latin": "Hatem", "email": "hatem@"}
    here.fill(DeputyForm, half)
    here.press("Back")
    here.is_at(PersonForm.title)
    here.press("Save and continue")
    here.is_at(DeputyForm.title)
    here.keeps(DeputyForm, half)
    expect(here.page.locator(".field-error")).to_have_count(0)


def test_the_open_page_is_saved_by_itself_and_survives_the_closed_tab(visit, tinja, focal_point):
    begin(tinja, focal_point)
    here = visit("ar", PHONE_SCREEN, person=focal_point)
    here.go(url(tinja, "person"))
    here.fill(PersonForm, {"name_ar": "سعاد المثلوثي", "function": "رئيسة مصلحة"})
    expect(here.page.locator("[data-saved-at]")).to_contain_text(here.beginning("Saved at %(time)s by %(name)s"))
    here.page.close()

    again = here.tab()
    again.go(url(tinja, "person"))
    again.keeps(PersonForm, {"name_ar": "سعاد المثلوثي", "function": "رئيسة مصلحة"})
    # An autosaved page is not told off for what is still empty.
    expect(again.page.locator(".field-error")).to_have_count(0)


def test_what_autosave_keeps_does_not_make_the_next_save_stale(visit, tinja, focal_point):
    begin(tinja, focal_point)
    here = visit("fr", person=focal_point)
    here.go(url(tinja, "person"))
    here.fill(PersonForm, FOCAL_POINT["person"])
    expect(here.page.locator("[data-saved-at]")).to_contain_text(here.beginning("Saved at %(time)s by %(name)s"))
    here.press("Save and continue")
    here.is_at(DeputyForm.title)


def test_two_tabs_on_two_municipalities_save_each_its_own(visit, tinja, zriba, focal_point):
    Membership.grant(focal_point, zriba, Role.FOCAL_POINT, by=None)
    first = visit("ar", PHONE_SCREEN, person=focal_point)
    tabs = {"tinja": (tinja, first), "zriba": (zriba, first.tab())}
    typed = {
        slug: [
            ("person", PersonForm, FOCAL_POINT["person"] | {"function": f"Function in {slug}", "department": slug}),
            ("deputy", DeputyForm, {"has_deputy": "no", "no_deputy_reason": f"Nobody yet in {slug}."}),
            ("act", ActForm, FOCAL_POINT["act"] | {"act_number": f"{slug}/1", "act_scan": (f"{slug}.pdf", *PAPER[1:])}),
            ("publication", PublicationForm, FOCAL_POINT["publication"]),
        ]
        for slug in tabs
    }
    for place, tab in tabs.values():
        begin(place, focal_point)
        tab.go(url(place, "person"))
    for position in range(len(PAGES)):
        for slug, (_place, tab) in tabs.items():
            _key, form, answers = typed[slug][position]
            tab.is_at(form.title)
            tab.fill(form, answers)
        for _place, tab in reversed(tabs.values()):
            tab.press("Save and continue")
    for slug, (place, tab) in tabs.items():
        tab.is_at(CheckForm.title)
        for key, form, answers in typed[slug]:
            written = {name: value for name, value in answers.items() if name != "act_scan"}
            assert saved(place, key) == written, f"{slug}, {form.__name__}"
        assert progress_of(place).draft_files.get().evidence.original_name == f"{slug}.pdf"
        tab.fill(CheckForm, {"confirm": True})
        tab.press("Submit to the Unit")
        tab.is_at("It is with the Unit")
    assert {submission.progress.municipality.slug for submission in Submission.objects.all()} == set(tabs)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_colleague_who_was_faster_is_shown_beside_my_own_text(visit, tinja, focal_point, deputy, language):
    fill_focal_point(progress_of(tinja), by=focal_point)
    mine, theirs = visit(language, PHONE_SCREEN, person=focal_point), visit(language, PHONE_SCREEN, person=deputy)
    for visitor in (mine, theirs):
        visitor.go(url(tinja, "person"))
    theirs.fill(PersonForm, {"function": "Typed by the deputy"})
    theirs.press("Save and continue")
    theirs.is_at(DeputyForm.title)

    mine.fill(PersonForm, {"function": "Typed by me"})
    mine.press("Save and continue")
    table = mine.page.get_by_role("alert").get_by_role("table")
    expect(table.get_by_role("cell", name="Typed by me")).to_be_visible()
    expect(table.get_by_role("cell", name="Typed by the deputy")).to_be_visible()
    mine.keeps(PersonForm, {"function": "Typed by me"})
    assert saved(tinja, "person")["function"] == "Typed by the deputy"

    mine.press("Save and continue")
    mine.is_at(DeputyForm.title)
    assert saved(tinja, "person")["function"] == "Typed by me"


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_focal_point_step_needs_no_scripts(visit, tinja, focal_point, language):
    here = visit(language, PHONE_SCREEN, person=focal_point, scripts=False)
    here.go(f"/m/{tinja.slug}/")
    here.follow("Begin")
    here.press("Start")
    here.press("Save and continue")
    here.reads("Please look at this again")
    for _key, form, answers in PAGES:
        here.is_at(form.title)
        here.fill(form, answers)
        here.press("Save and continue")
    here.is_at(CheckForm.title)
    here.fill(CheckForm, {"confirm": True})
    here.press("Submit to the Unit")
    here.is_at("It is with the Unit")
    assert progress_of(tinja).state == StepState.SUBMITTED
    reference = Submission.objects.get().reference
    expect(here.page.get_by_role("main")).to_contain_text(re.compile(re.escape(reference)))


def test_two_clicks_submit_once(visit, tinja, focal_point):
    fill_focal_point(progress_of(tinja), by=focal_point)
    here = visit("fr", person=focal_point)
    here.go(url(tinja, "check"))
    here.fill(CheckForm, {"confirm": True})
    here.button("Submit to the Unit").dblclick()
    here.is_at("It is with the Unit")
    assert Submission.objects.count() == 1


def test_enter_saves_and_goes_on(visit, tinja, focal_point):
    begin(tinja, focal_point)
    here = visit("fr", person=focal_point)
    here.go(url(tinja, "person"))
    here.fill(PersonForm, FOCAL_POINT["person"])
    here.field(PersonForm, "department").press("Enter")
    here.is_at(DeputyForm.title)


def test_a_file_is_removed_and_chosen_again(visit, tinja, focal_point):
    fill_focal_point(progress_of(tinja), by=focal_point)
    here: Visitor = visit("ar", PHONE_SCREEN, person=focal_point)
    here.go(url(tinja, "act"))
    here.press("Remove this file")
    expect(here.page.locator(".file-kept")).to_have_count(0)
    here.press("Save and continue")
    here.reads(ActForm.base_fields["act_scan"].error_messages["required"])
    here.fill(ActForm, {"act_scan": PAPER})
    here.press("Save and continue")
    here.is_at(PublicationForm.title)
    here.press("Back")
    here.keeps(ActForm, {"act_scan": PAPER})
