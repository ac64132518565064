"""Coming in: by an e-mailed code or a password, only with an account that somebody invited."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from accounts.models import OutboxMessage, User
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "focal@tinja.example"
PASSWORD = "fourteen-olive-trees"
NOON = datetime(2026, 11, 2, 11, 0, tzinfo=UTC)
ASK, CONFIRM, SIGN_IN = "/accounts/login/code/", "/accounts/login/code/confirm/", "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def person(db):
    return factories.UserFactory(email=ADDRESS, password=PASSWORD)


def last_code() -> str:
    mail = OutboxMessage.objects.filter(kind="account-login-code").first()
    [code] = re.findall(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.text, flags=re.MULTILINE)
    return code


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def ask(client, address: str = ADDRESS) -> None:
    answer = client.post(ASK, {"email": address})
    assert (answer.status_code, answer.url) == (302, CONFIRM)


class TestByCode:
    def test_the_code_comes_by_the_outbox_in_the_language_of_the_reader_and_opens(self, client, person):
        User.objects.update(language="fr")
        ask(client)
        mail = OutboxMessage.objects.get()
        assert (mail.to, mail.language) == (ADDRESS, "fr")
        assert client.post(CONFIRM, {"code": last_code()}).status_code == 302
        assert is_signed_in(client)

    def test_no_password_is_needed(self, client):
        factories.UserFactory(email=ADDRESS, password=None)
        ask(client)
        client.post(CONFIRM, {"code": last_code()})
        assert is_signed_in(client)

    def test_the_address_may_be_typed_in_capitals(self, client, person):
        ask(client, "Focal@TINJA.example")
        client.post(CONFIRM, {"code": last_code()})
        assert is_signed_in(client)

    def test_looking_at_the_page_uses_no_try_and_opens_nothing(self, client, person):
        ask(client)
        for _look in range(8):
            assert client.get(CONFIRM).status_code == 200
            assert client.get(CONFIRM, {"code": last_code()}).status_code == 200
        assert not is_signed_in(client)
        client.post(CONFIRM, {"code": last_code()})
        assert is_signed_in(client)

    @pytest.mark.parametrize(("minutes", "opens"), [(9, True), (11, False)])
    def test_it_is_good_for_ten_minutes(self, client, person, minutes, opens):
        with time_machine.travel(NOON, tick=False) as clock:
            ask(client)
            code = last_code()
            clock.shift(timedelta(minutes=minutes))
            client.post(CONFIRM, {"code": code})
            assert is_signed_in(client) is opens

    def test_it_opens_once(self, client, person):
        ask(client)
        code = last_code()
        client.post(CONFIRM, {"code": code})
        client.post("/accounts/logout/")
        assert not is_signed_in(client)
        client.post(CONFIRM, {"code": code})
        assert not is_signed_in(client)

    def test_it_opens_only_in_the_browser_that_asked(self, client, person):
        ask(client)
        other = Client()
        other.post(CONFIRM, {"code": last_code()})
        assert not is_signed_in(other)

    def test_a_new_code_ends_the_old_one(self, client, person):
        ask(client)
        old = last_code()
        client.post("/accounts/logout/", {"next": SIGN_IN})  # "use another address"
        ask(client)
        assert old != last_code()
        client.post(CONFIRM, {"code": old})
        assert not is_signed_in(client)

    def test_after_five_wrong_tries_the_right_code_is_refused_too(self, client, person):
        ask(client)
        code = last_code()
        for _try in range(5):
            client.post(CONFIRM, {"code": "WRONG1"})
        client.post(CONFIRM, {"code": code})
        assert not is_signed_in(client)

    def test_an_unknown_address_sees_what_a_known_one_sees(self, client, person):
        pages = []
        for address in (ADDRESS, "nobody@tinja.example"):
            browser = Client()
            ask(browser, address)
            page = browser.get(CONFIRM).content.decode().replace(address, "")
            pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
        assert pages[0] == pages[1]
        assert not User.objects.filter(email="nobody@tinja.example").exists()

    def test_a_disabled_account_gets_no_way_in(self, client, person):
        User.objects.update(is_active=False)
        client.post(ASK, {"email": ADDRESS})
        mail = OutboxMessage.objects.filter(kind="account-login-code").first()
        if mail:
            client.post(CONFIRM, {"code": last_code()})
        assert not is_signed_in(client)


class TestByPassword:
    def test_it_opens_under_a_new_session(self, client, person):
        client.get(SIGN_IN)
        session = client.session
        session["before"] = 1
        session.save()
        client.cookies["__Host-session"] = before = session.session_key
        assert client.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD}).status_code == 302
        assert is_signed_in(client)
        assert client.session.session_key != before

    def test_a_wrong_password_and_an_unknown_address_read_the_same(self, client, person):
        pages = []
        for address in (ADDRESS, "nobody@tinja.example"):
            answer = Client().post(SIGN_IN, {"login": address, "password": "wrong"})
            assert answer.status_code == 200
            page = answer.content.decode().replace(address, "")
            pages.append(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page))
        assert pages[0] == pages[1]

    def test_many_wrong_tries_are_slowed_without_locking_the_owner_out_elsewhere(self, client, person):
        for _try in range(30):
            answer = client.post(SIGN_IN, {"login": ADDRESS, "password": "wrong"}, REMOTE_ADDR="203.0.113.9")
        assert answer.status_code in (200, 429)
        attacker = Client(REMOTE_ADDR="203.0.113.9")
        attacker.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD})
        assert not is_signed_in(attacker)
        owner = Client(REMOTE_ADDR="198.51.100.7")
        owner.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD})
        assert is_signed_in(owner)

    def test_a_forged_forwarding_header_does_not_reset_the_count(self, client, person):
        for number in range(30):
            client.post(
                SIGN_IN, {"login": ADDRESS, "password": "wrong"}, headers={"x-forwarded-for": f"198.51.100.{number}"}
            )
        client.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD}, headers={"x-forwarded-for": "198.51.100.200"})
        assert not is_signed_in(client)

    def test_a_disabled_account_is_refused(self, client, person):
        User.objects.update(is_active=False)
        client.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD})
        assert not is_signed_in(client)

    def test_signing_out_ends_the_session_itself(self, client, person):
        client.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD})
        stolen = Client()
        stolen.cookies.update(client.cookies)
        assert stolen.get("/accounts/settings/").status_code == 200
        client.post("/accounts/logout/")
        assert stolen.get("/accounts/settings/").status_code == 302

    def test_looking_at_the_page_signs_nobody_out(self, client, person):
        client.force_login(person)
        client.get("/accounts/logout/")
        assert is_signed_in(client)

    @pytest.mark.parametrize(
        "target",
        ["//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "https://evil.example/"],
    )
    def test_signing_in_leads_to_no_other_site(self, client, person, target):
        answer = client.post(f"{SIGN_IN}?next={target}", {"login": ADDRESS, "password": PASSWORD, "next": target})
        assert answer.url == "/accounts/home/"


class TestNoOpenDoor:
    def test_no_page_opens_an_account(self, client):
        accounts = User.objects.count()
        page = client.get("/accounts/signup/")
        assert b'name="password1"' not in page.content
        form = {"email": "new@tinja.example", "password1": PASSWORD, "password2": PASSWORD}
        for path in ("/accounts/signup/", ASK, SIGN_IN, "/accounts/password/reset/"):
            client.post(path, {**form, "login": form["email"], "password": PASSWORD})
        assert User.objects.count() == accounts
        assert not is_signed_in(client)

    def test_nobody_changes_the_address_that_an_invitation_is_bound_to(self, client, person):
        client.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD})
        for action in ("action_add", "action_primary"):
            client.post("/accounts/email/", {"email": "manager@unit.example", action: ""})
        client.post("/accounts/settings/", {"language": "fr", "email": "manager@unit.example", "is_staff": "on"})
        person.refresh_from_db()
        assert (person.email, person.language, person.is_staff) == (ADDRESS, "fr", False)

    def test_a_reset_link_names_the_site_and_not_the_host_that_was_asked(self, client, person):
        client.post("/accounts/password/reset/", {"email": ADDRESS}, headers={"host": "localhost"})
        mail = OutboxMessage.objects.get()
        assert mail.kind.startswith("account-password-reset")
        assert "https://testserver/accounts/password/reset/key/" in mail.text
        assert "localhost" not in mail.text + mail.html

    def test_a_new_password_signs_the_other_browsers_out(self, client, person):
        other = Client()
        for browser in (client, other):
            browser.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD})
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        new = "twenty-almond-trees"
        answer = client.post(
            "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
        )
        assert answer.status_code == 302
        person.refresh_from_db()
        assert person.check_password(new)
        assert other.get("/accounts/settings/").status_code == 302


class TestSecondFactor:
    @pytest.fixture
    def secret(self, person):
        secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        TOTP.activate(person, secret)
        return secret

    def test_the_set_up_page_opens_and_shows_a_picture_and_the_key(self, client):
        client.force_login(User.objects.create_user("code-only@tinja.example"))
        page = client.get("/accounts/2fa/totp/activate/")
        assert page.status_code == 200
        assert "<svg" in page.content.decode() or "data:image/svg+xml" in page.content.decode()

    def test_whoever_has_a_password_types_it_again_first(self, client, person):
        client.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD})
        answer = client.get("/accounts/2fa/totp/activate/", follow=True)
        assert answer.request["PATH_INFO"] == "/accounts/reauthenticate/"
        answer = client.post(f"/accounts/reauthenticate/?{answer.request['QUERY_STRING']}", {"password": PASSWORD})
        assert client.get(answer.url).status_code == 200

    @pytest.mark.parametrize("way", ["password", "code"])
    def test_both_ways_in_ask_for_it(self, client, person, secret, way):
        if way == "password":
            client.post(SIGN_IN, {"login": ADDRESS, "password": PASSWORD})
        else:
            ask(client)
            client.post(CONFIRM, {"code": last_code()})
        assert not is_signed_in(client)
        assert client.get("/accounts/home/").status_code == 302
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
        assert not is_signed_in(client)
        counter = int(datetime.now(tz=UTC).timestamp()) // 30
        client.post("/accounts/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, counter))})
        assert is_signed_in(client)
        assert Authenticator.objects.filter(user=person).count() == 1


class TestLanguage:
    """`?lang=`, else the preference, else the cookie, else the browser, else Arabic."""

    def language_of(self, answer) -> str:
        found = re.search(r'<html lang="(\w+)" dir="(\w+)"', answer.content.decode())
        assert found[2] == ("rtl" if found[1] == "ar" else "ltr")
        assert answer["Content-Language"] == found[1]
        return found[1]

    @pytest.fixture(autouse=True)
    def _language(self):
        """The request alone decides."""
        with translation.override("ar"):
            yield

    def test_arabic_unless_something_says_otherwise(self, client):
        assert self.language_of(client.get(SIGN_IN)) == "ar"
        assert self.language_of(client.get(SIGN_IN, headers={"accept-language": "de, it;q=0.5"})) == "ar"

    def test_the_browser_before_arabic(self, client):
        assert self.language_of(client.get(SIGN_IN, headers={"accept-language": "de, fr-TN;q=0.7, en;q=0.3"})) == "fr"

    def test_the_cookie_before_the_browser(self, client):
        client.cookies["__Host-language"] = "en"
        assert self.language_of(client.get(SIGN_IN, headers={"accept-language": "fr"})) == "en"

    def test_the_preference_before_the_cookie(self, client):
        client.force_login(factories.UserFactory(language="fr"))
        client.cookies["__Host-language"] = "en"
        assert self.language_of(client.get("/accounts/settings/")) == "fr"

    def test_what_the_address_says_before_all_and_it_is_remembered(self, client):
        client.force_login(factories.UserFactory(language="fr"))
        assert self.language_of(client.get("/accounts/settings/?lang=en")) == "en"
        client.logout()
        client.cookies["__Host-language"] = "en"
        assert self.language_of(client.get(SIGN_IN)) == "en"

    @pytest.mark.parametrize("value", ["xx", "", "fr-FR-x", "<script>", "a" * 500])
    def test_an_unknown_language_is_not_one(self, client, value):
        assert self.language_of(client.get(SIGN_IN, {"lang": value})) == "ar"
