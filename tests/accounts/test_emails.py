"""The words of every e-mail: three files each, three languages, nothing executed, nothing mixed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.html import escape

from accounts.models import OutboxMessage
from municipalities.permissions import UnitRole
from municipalities.steps import ReasonKind, Step
from tests.accounts.mails import Page, Words, written
from tests.steps import submit_focal_point

pytestmark = pytest.mark.once

EMAILS = Path(settings.BASE_DIR) / "templates" / "emails"
KINDS = sorted({re.sub(r"-(subject|body)\.\w+$", "", path.name) for path in EMAILS.glob("[!_]*")})
LISTS = {"digest", "unit-digest"}
ALLAUTH = Path(allauth.__file__).parent / "templates"

HOSTILE = '<img src=x onerror=alert(1)> & "d\'Or" {{ settings.SECRET_KEY }} {0.__class__}'


def words_left(text: str, words: Words) -> str:
    """`text` without what is no language's: what people typed, addresses, codes."""
    for known in [*words.all, "7KXM3R9A", "BCDF-GHJK"]:
        text = text.replace(known, "")
    return re.sub(r"https?://\S+|[\w.]+@[\w.]+", "", text)


@pytest.fixture(autouse=True)
def _missing_variables_show(settings):
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "OPTIONS": {**engine["OPTIONS"], "string_if_invalid": "InvalidVariable"}}]


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture(params=["ar", "fr", "en"])
def language(request):
    return request.param


def test_each_kind_has_its_three_files(kind):
    for part in ["subject.txt", "body.txt", "body.html"]:
        assert (EMAILS / f"{kind}-{part}").is_file()


def test_every_mail_that_allauth_may_send_has_words():
    asked = {
        f"account-{path.name.removesuffix('_subject.txt').replace('_', '-')}"
        for app in ("account", "mfa")
        for path in (ALLAUTH / app / "email").glob("*_subject.txt")
    }
    # Nobody signs up, and keys are no way to sign in here.
    asked.discard("account-email-confirmation-signup")
    if "webauthn" not in settings.MFA_SUPPORTED_TYPES:
        asked -= {"account-webauthn-added", "account-webauthn-removed"}
    assert asked == {kind for kind in KINDS if kind.startswith("account-")}


@pytest.mark.django_db
def test_renders_whole_in_each_language(kind, language):
    message = written(kind, language, Words())
    direction = "rtl" if language == "ar" else "ltr"
    assert message.subject
    assert len(message.subject) < 100
    for part in [message.subject, message.text, message.html]:
        assert not re.search(r"\{\{|\{%|%\(|\bNone\b|InvalidVariable", part)
    assert "\n\n\n" not in message.text
    assert "<" not in message.text
    page = Page(message.html)
    [root] = [attrs for tag, attrs in page.tags if tag == "html"]
    assert (root["lang"], root["dir"]) == (language, direction)
    # Mail clients drop <html>: the outermost table says it again.
    table = next(attrs for tag, attrs in page.tags if tag == "table")
    assert (table["lang"], table["dir"]) == (language, direction)


@pytest.mark.django_db
def test_has_one_button_and_its_address_is_written_out_in_both_parts(kind, language):
    message = written(kind, language, Words())
    page = Page(message.html)
    buttons = [attrs for _tag, attrs in page.tags if attrs.get("class") == "mail-button"]
    assert len(buttons) == (
        0 if "{{ code }}" in (EMAILS / f"{kind}-body.txt").read_text() and "email" not in kind else 1
    )
    links = page.links
    if kind in LISTS:  # a list of many keeps the addresses under its words; the button's is written out as everywhere
        links = [link for link in links if link in page.words]
        assert links
    for link in links:
        address = link.removeprefix("mailto:")
        assert address in page.words
        assert address in message.text.splitlines(), "an address stands alone on its line, or it cannot be copied"


@pytest.mark.django_db
def test_loads_nothing_from_anywhere(kind):
    page = Page(written(kind, "ar", Words()).html)
    assert not {"img", "script", "link", "iframe", "object", "svg", "form"} & {tag for tag, _attrs in page.tags}
    assert "url(" not in written(kind, "fr", Words()).html


@pytest.mark.django_db
def test_what_people_typed_is_escaped_in_html_and_literal_in_text(kind, language):
    words = Words(
        person=HOSTILE, comment=HOSTILE, municipality=dict.fromkeys(["name_ar", "name_fr", "name_en"], HOSTILE)
    )
    message = written(kind, language, words)
    assert "<img" not in message.html
    assert settings.SECRET_KEY not in message.html + message.text + message.subject
    for part in [message.text, message.subject]:
        assert "&lt;" not in part
        assert "&amp;" not in part
        assert "&quot;" not in part
    if not kind.startswith("account-"):
        assert escape(HOSTILE) in message.html
        assert HOSTILE in message.text


@pytest.mark.django_db
def test_address_typed_at_the_sign_in_page_is_escaped():
    message = written("account-unknown-account", "en", Words(), email=HOSTILE)
    assert escape(HOSTILE) in message.html
    assert "<img" not in message.html
    assert HOSTILE in message.text


@pytest.mark.django_db
def test_every_word_is_marked_for_translation(kind, monkeypatch):
    """Under a language that puts brackets around each translated message, no word is left outside of them."""

    def pseudo(message: str, *_rest: Any) -> str:
        return f"⟦{message}⟧"

    def pseudo_plural(singular: str, plural: str, number: int) -> str:
        return pseudo(plural)

    def pseudo_context(_context: str, message: str) -> str:
        return pseudo(message)

    monkeypatch.setattr(translation._trans, "gettext", pseudo)
    monkeypatch.setattr(translation._trans, "ngettext", pseudo_plural)
    monkeypatch.setattr(translation._trans, "pgettext", pseudo_context)
    words = Words()
    message = written(kind, "en", words)
    for part in [message.subject, message.text, Page(message.html).words]:
        assert "⟦" in part
        left = words_left(part, words)
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", left)) != left:
            left = shorter
        assert not re.search(r"[^\W\d_]", left), left


@pytest.mark.django_db
def test_arabic_mail_has_no_latin_words(kind):
    words = Words()
    message = written(kind, "ar", words)
    for part in [message.subject, message.text, Page(message.html).words]:
        left = words_left(part, words).replace("Local OGP", "").replace("OGP", "")
        assert not re.search(r"[A-Za-z]", left), left


@pytest.mark.django_db
def test_french_mail_has_no_english_or_arabic_line(kind):
    words = Words()
    french, english = written(kind, "fr", words), written(kind, "en", words)
    for one, other in [(french.subject, english.subject), (french.text, english.text)]:
        lines = [{words_left(line, words).strip() for line in part.splitlines()} for part in (one, other)]
        same = {line for line in lines[0] & lines[1] if re.search(r"[^\W\d_]", line)}
        assert same <= {"Local OGP"}
        assert not re.search(r"[\u0600-\u06ff]", one)


@pytest.mark.django_db
def test_dates_are_written_as_tunisian_offices_write_them():
    assert "24 November 2026, 10:05" in written("invitation", "en", Words()).text
    assert "24 novembre 2026" in written("invitation", "fr", Words()).text
    arabic = written("invitation", "ar", Words()).text
    assert "24 نوفمبر 2026، 10:05" in arabic
    assert not re.search(r"[٠-٩]", arabic)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["account-login-code", "account-password-reset-code"])
def test_code_stands_alone_and_bare_on_its_line(kind, language):
    """Whoever copies the line must not copy an invisible sign with it."""
    message = written(kind, language, Words())
    assert "BCDF-GHJK" in message.text.splitlines()
    assert '<strong class="mail-sunken" dir="ltr"' in message.html


@pytest.mark.django_db
def test_foreign_names_are_isolated_in_both_parts():
    message = written("invitation", "ar", Words(person="Souad"))
    assert "\u2068Souad\u2069" in message.text
    assert '<bdi dir="auto">Souad</bdi>' in message.html
    assert '<bdi dir="ltr">ons@tinja.example</bdi>' in message.html
    assert "\u2068" not in message.subject


@pytest.mark.django_db
def test_invitation_to_the_unit_names_no_municipality():
    message = written(
        "invitation", "en", Words(), municipality=None, inviter_name="", role_label=UnitRole.MANAGER.label
    )
    assert message.subject == "Your invitation to Local OGP: Unit manager"
    assert "You are invited to Local OGP. Your role there: Unit manager." in message.text
    assert "Tinja" not in message.text + message.html


@pytest.mark.django_db
def test_returned_says_reason_comment_and_that_nothing_is_lost():
    message = written("returned", "en", Words(comment="Page 2 is cut.\nScan it again."))
    assert message.subject == "To be corrected: Charter, Tinja"
    assert "↺ Returned: to be corrected" in message.text
    assert "Reason: The scan or the signature cannot be used" in message.text
    assert "Page 2 is cut.\nScan it again." in message.text
    assert "Page 2 is cut.<br>Scan it again." in message.html
    assert "is kept" in message.text


@pytest.mark.django_db
def test_accepted_carries_the_comment_when_there_is_one():
    assert "The Unit writes" not in written("accepted", "en", Words()).text
    OutboxMessage.objects.all().delete()
    message = written("accepted", "en", Words(), comment="Thank you, very complete.")
    assert "Thank you, very complete." in message.text
    assert "Thank you, very complete." in message.html


@pytest.mark.django_db
def test_unit_reads_which_submission_it_is_and_whether_the_paper_travels_along():
    again = written("submission-received", "en", Words())
    assert "It is submission number 2." in again.text
    assert "attached to this e-mail" in again.text
    OutboxMessage.objects.all().delete()
    without = written("submission-received", "en", Words(), has_attachment=False)
    assert "attached" not in without.text + without.html


def test_moves_of_a_step_give_the_words_all_they_need(tinja, focal_point, deputy, officer, settings):
    progress = tinja.participations.get().progress_of(Step.FOCAL_POINT)
    submission = submit_focal_point(progress, by=focal_point)
    progress.return_for_changes(submission, by=officer, reason_kind=ReasonKind.WRONG, comment="The number is missing.")
    mails = {(message.kind, message.to): message for message in OutboxMessage.objects.all()}
    assert set(mails) == {
        ("submission-received", settings.UNIT_MAILBOX),
        ("submission-receipt", focal_point.email),
        ("returned", focal_point.email),
        ("returned", deputy.email),
    }
    for message in mails.values():
        assert "InvalidVariable" not in message.subject + message.text + message.html
        assert submission.reference in message.text
    assert "The number is missing." in mails["returned", deputy.email].text
