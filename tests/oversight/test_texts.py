"""Unit managers write the texts of the charter and its letterheads on their pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from charters.models import Charter, CharterArticle, CharterState, CharterText, LegalBasis, UnitLetterhead
from charters.texts import load_charter_text
from municipalities.steps import Step
from tests import factories
from tests.charters import signing
from tests.charters.test_letterheads import MINISTRY, logo
from tests.charters.test_texts_in_the_product import words_of
from tests.papers import pdf_bytes

pytestmark = pytest.mark.django_db

TEXTS = "/oversight/texts/"


@pytest.fixture
def published():
    return load_charter_text(factories.CohortFactory())


@pytest.fixture
def browser(client_of, manager):
    return client_of(manager)


@pytest.fixture
def draft(browser, published):
    answer = browser.post(f"{TEXTS}new/{published.cohort.slug}/")
    text = CharterText.objects.get(version=2)
    assert answer.url == f"{TEXTS}{text.pk}/"
    return text


def page(browser, url) -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(browser, url) -> dict[str, object]:
    """What the form of a page would send, untouched."""
    form = browser.get(url).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_the_list_leads_to_each_text_and_to_one_draft(browser, published):
    assert "Draft the next version" in page(browser, TEXTS)
    browser.post(f"{TEXTS}new/{published.cohort.slug}/")
    browser.post(f"{TEXTS}new/{published.cohort.slug}/")
    assert CharterText.objects.filter(status="draft").count() == 1
    listed = page(browser, TEXTS)
    assert "Draft the next version" not in listed
    assert "Go on writing" in listed


def test_only_managers_find_the_entry(client_of, officer, browser):
    assert 'href="/oversight/texts/"' in page(browser, "/oversight/tools/")
    assert 'href="/oversight/texts/"' not in page(client_of(officer), "/oversight/tools/")


def test_a_manager_writes_a_text_and_publishes_it(browser, manager, published, draft):
    url = f"{TEXTS}{draft.pk}/"
    words = typed(browser, f"{url}words/")
    words |= {"title_ar": "ميثاق جديد", "title_fr": "Nouvelle charte", "title_en": "New charter"}
    assert browser.post(f"{url}words/", words).status_code == 302

    article = {"heading_ar": "السجل", "heading_fr": "Registre", "body_ar": "سجل.\r\n\r\n  ثان. "}
    assert browser.post(f"{url}articles/add/", article).status_code == 302
    added = CharterArticle.objects.get(text=draft, number=10)
    assert added.body_ar == "سجل.\nثان."
    shown = page(browser, url)
    assert "Article 10 is empty." in shown
    assert "Publish version 2" not in shown
    assert (
        browser.post(f"{url}publish/", {"as_of": CharterText.objects.get(pk=draft.pk).edited_at.isoformat()}).url == url
    )
    assert CharterText.objects.get(pk=draft.pk).is_draft

    one = f"{url}articles/{added.pk}/"
    whole = {"heading_en": "Register", "body_fr": "Un.\nDeux.", "body_en": "One.\nTwo."}
    assert browser.post(one, typed(browser, one) | whole).status_code == 302
    browser.post(f"{one}move/", {"to": "up"})
    basis = {"citation_ar": "قانون", "citation_fr": "loi", "citation_en": "law", "valid_from": "2026-01-01"}
    assert browser.post(f"{url}bases/add/", basis).status_code == 422
    assert browser.post(f"{url}bases/add/", basis | {"source": "Official gazette"}).status_code == 302
    browser.post(f"{url}bases/{draft.legal_bases.first().pk}/remove/")
    assert draft.legal_bases.count() == published.legal_bases.count()

    shown = browser.get(url)
    assert shown.context["is_complete"]
    assert {change.kind for change in shown.context["changes"]} == {"added", "removed", "changed"}
    assert browser.post(f"{url}publish/", {"as_of": shown.context["text"].edited_at.isoformat()}).status_code == 302
    draft.refresh_from_db()
    published.refresh_from_db()
    assert (draft.status, draft.published_by, published.status) == ("published", manager, "retired")
    assert CharterArticle.objects.get(text=draft, number=9).heading_en == "Register"


def test_every_form_refuses_a_published_text(browser, published, draft):
    """The forms are opened on the draft, and sent after it was published."""
    url = f"{TEXTS}{draft.pk}/"
    article, basis = draft.articles.first(), draft.legal_bases.first()
    forms = [f"{url}words/", f"{url}articles/{article.pk}/", f"{url}bases/{basis.pk}/"]
    filled = {
        form: typed(browser, form) | {"title_ar": "آخر", "heading_ar": "آخر", "citation_ar": "آخر"} for form in forms
    }
    filled[f"{url}articles/add/"] = {"heading_ar": "آخر"}
    filled[f"{url}bases/add/"] = {"citation_ar": "آخر", "valid_from": "2026-01-01", "source": "?"}
    for part in (f"{url}articles/{article.pk}/", f"{url}bases/{basis.pk}/"):
        filled[f"{part}move/"] = {"to": "down"}
        filled[f"{part}remove/"] = {}
    filled[f"{url}discard/"] = {}
    draft.publish()
    filled[f"{url}publish/"] = {"as_of": draft.edited_at.isoformat()}
    before = words_of(draft)
    for address, data in filled.items():
        assert browser.post(address, data).status_code == 409, address
    assert words_of(CharterText.objects.get(pk=draft.pk)) == before
    for form in [*forms, f"{url}articles/add/", f"{url}bases/add/"]:
        assert browser.get(form).url == url


def test_no_part_is_reached_through_another_text(browser, published, draft):
    article, basis = published.articles.first(), published.legal_bases.first()
    for part in (f"articles/{article.pk}/", f"bases/{basis.pk}/"):
        for action in ("", "move/", "remove/"):
            assert browser.post(f"{TEXTS}{draft.pk}/{part}{action}", {"to": "down"}).status_code == 404


def test_a_colleagues_newer_words_are_never_overwritten_unseen(browser, client_of, draft):
    url = f"{TEXTS}{draft.pk}/articles/{draft.articles.first().pk}/"
    mine = typed(browser, url) | {"heading_en": "Mine"}
    colleague = factories.UserFactory(email="second@unit.example")
    colleague.groups.set(browser.get(url).wsgi_request.user.groups.all())
    assert client_of(colleague).post(url, mine | {"heading_en": "Theirs"}).status_code == 302
    answer = browser.post(url, mine)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Theirs" in shown
    assert "Mine" in shown
    assert draft.articles.first().heading_en == "Theirs"
    knowing = mine | {"read": answer.context["form"]["read"].value()}
    assert browser.post(url, knowing).status_code == 302
    assert draft.articles.first().heading_en == "Mine"


@pytest.mark.parametrize("words", ["{mayor}", "{", "evil \u202e text"])
def test_what_may_not_stand_in_a_text_is_refused_at_its_field(browser, draft, words):
    url = f"{TEXTS}{draft.pk}/articles/{draft.articles.first().pk}/"
    answer = browser.post(url, typed(browser, url) | {"body_en": words})
    assert answer.status_code == 422
    assert answer.context["form"].errors["body_en"]
    answer = browser.post(url, typed(browser, url) | {"heading_en": "{municipality}"})
    assert answer.context["form"].errors["heading_en"]


def test_a_discarded_draft_leaves_the_published_text(browser, published, draft):
    assert browser.post(f"{TEXTS}{draft.pk}/discard/").url == TEXTS
    assert CharterText.objects.get() == published
    assert LegalBasis.objects.exclude(text=published).count() == 0


def test_a_retired_text_has_no_successor_until_one_is_published(browser, published):
    browser.post(f"{TEXTS}{published.pk}/retire/")
    assert CharterText.objects.published_for(published.cohort) is None
    assert "retired on" in page(browser, f"{TEXTS}{published.pk}/")


def test_the_preview_is_a_pdf_in_each_set_of_languages(browser, draft):
    url = f"{TEXTS}{draft.pk}/preview.pdf"
    answer = browser.get(url, {"languages": "ar"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert browser.get(url, {"languages": "en"}).status_code == 404
    empty = CharterText.objects.begin(factories.CohortFactory(slug="next"), by=factories.UserFactory())
    assert browser.get(f"{TEXTS}{empty.pk}/preview.pdf").status_code == 302
    assert "still empty" in page(browser, f"{TEXTS}{empty.pk}/")


def test_a_manager_has_a_charter_signed_again(browser, tinja, focal_point, officer):
    progress = tinja.participations.get().progress_of(Step.CHARTER)
    submission = signing.submit(progress, by=focal_point, languages="ar")
    progress.accept(submission, by=officer)
    url = "/oversight/municipalities/tinja/charter/sign-again/"
    assert url in page(browser, "/oversight/municipalities/tinja/")
    assert page(browser, url)
    assert browser.post(url, {"reason_kind": "text", "comment": "The text of 2027."}).status_code == 302
    progress.refresh_from_db()
    assert progress.state == "in_progress"
    assert Charter.objects.get().state == CharterState.IN_FORCE
    assert url not in page(browser, "/oversight/municipalities/tinja/")


# Letterheads -----------------------------------------------------------------------------------------------


def sent(**changes) -> dict[str, object]:
    return {"valid_from": timezone.localdate().isoformat(), **MINISTRY, **changes}


def test_a_letterhead_is_kept_with_a_logo_drawn_anew(browser):
    picture = SimpleUploadedFile("logo.png", logo())
    answer = browser.post("/oversight/letterheads/add/", sent(logo=picture, logo_text="شعار"))
    assert answer.status_code == 302
    kept = UnitLetterhead.objects.get()
    assert kept.logo.media_type == "image/png"
    assert kept.logo.read() != logo()
    shown = page(browser, "/oversight/letterheads/")
    assert 'src="data:image/png;base64,' in shown
    assert 'alt="شعار"' in shown


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_from": (timezone.now() - timedelta(days=2)).date().isoformat()}, "valid_from"),
        ({"unit_fr": "Unité"}, "unit_ar"),
        ({"ministry_en": ""}, "ministry_en"),
        ({"logo": ("logo.png", logo())}, "logo_text"),
        ({"logo": ("logo.png", pdf_bytes()), "logo_text": "شعار"}, "logo"),
        ({"logo": ("logo.png", b"<svg onload='alert(1)'/>"), "logo_text": "شعار"}, "logo"),
        ({"ministry_ar": "رئاسة\u202e"}, "ministry_ar"),
    ],
)
def test_what_cannot_be_a_letterhead_is_refused_at_its_field(browser, changes, field):
    if "logo" in changes:
        changes = changes | {"logo": SimpleUploadedFile(*changes["logo"])}
    answer = browser.post("/oversight/letterheads/add/", sent(**changes))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not UnitLetterhead.objects.exists()


def test_only_a_letterhead_to_come_is_removed(browser, manager):
    today = timezone.localdate()
    used = UnitLetterhead.objects.make(by=manager, valid_from=today, **MINISTRY)
    to_come = UnitLetterhead.objects.make(by=manager, valid_from=today + timedelta(days=9), **MINISTRY)
    assert browser.post(f"/oversight/letterheads/{used.pk}/remove/").status_code == 409
    assert browser.post(f"/oversight/letterheads/{to_come.pk}/remove/").status_code == 302
    assert UnitLetterhead.objects.get() == used
