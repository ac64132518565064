"""What every answer carries, errors included, and how cookies travel."""

from __future__ import annotations

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from tests import factories
from tests.addresses import ADDRESSES, address, everywhere
from tests.world import undone

pytestmark = pytest.mark.once

PAGE = {
    "default-src": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
    "form-action": ["'self'"],
    "img-src": ["'self'", "data:"],
}
# A paper to be saved may do nothing at all; one that is shown is drawn by the browser's own viewer, with its styles.
SAVED = {"default-src": ["'none'"], "sandbox": []}
SHOWN = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "object-src": ["'self'"],
    "frame-ancestors": ["'none'"],
}


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("nobody expected this")


urlpatterns = [path("broken/", broken), path("", include("localogp.urls"))]


def policy(answer: HttpResponse) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: sorted(sources) for name, *sources in parts}


def assert_safe(answer: HttpResponse) -> None:
    is_paper = "Content-Disposition" in answer and answer["Content-Type"] in (
        "application/pdf",
        "image/jpeg",
        "image/png",
    )
    if is_paper:
        assert policy(answer) == (SAVED if answer["Content-Disposition"].startswith("attachment") else SHOWN)
    else:
        assert policy(answer) == PAGE
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("visitor", ["anonymous", "focal point", "manager"])
def test_every_answer_is_safe_and_a_signed_in_one_is_kept_by_no_cache(world, visitor):
    browser = world.browser(visitor)
    seen = set()
    for url in everywhere(world):
        for method in ("GET", "POST", "PUT"):
            with undone():
                answer = browser.generic(method, url)
            seen.add(answer.status_code)
            assert_safe(answer)
            if visitor != "anonymous":
                assert "no-store" in answer["Cache-Control"], f"{method} {url}"
            assert "Content-Language" in answer
        browser = world.browser(visitor)
    assert {200, 302, 405} <= seen


def test_an_answer_without_csrf_token_is_refused_safely(world):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies.update(world.browser("focal point").cookies)
    for name, entry in ADDRESSES.items():
        if entry.post and not entry.one_click:
            answer = browser.post(address(name, world.tinja, world))
            assert answer.status_code == 403, name
            assert_safe(answer)


@override_settings(ROOT_URLCONF="tests.test_headers")
def test_a_failure_is_told_safely_in_plain_words(db):
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert_safe(answer)
    assert b"nobody expected this" not in answer.content
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize("url", ["/nothing/", "/municipalities/nowhere/", "/invitations/none/", "/verify/AAAAAAAA/"])
def test_what_is_not_there_is_told_safely(client, db, url):
    answer = client.get(url)
    assert answer.status_code == 404
    assert_safe(answer)


def test_a_foreign_host_name_is_refused(client, db):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_cookies_are_bound_to_the_host_and_out_of_reach_of_scripts(client, db):
    client.get("/accounts/login/?lang=fr", secure=True)
    factories.UserFactory(email="a@b.example", password="fourteen-olive-trees")
    client.post("/accounts/login/", {"login": "a@b.example", "password": "fourteen-olive-trees"}, secure=True)
    client.get("/accounts/home/", secure=True)
    assert {"__Host-session", "__Host-csrf", "__Host-language"} == set(client.cookies)
    for name, cookie in client.cookies.items():
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] in ("Lax", "Strict"), name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name


def test_a_secure_answer_asks_for_two_years_of_https(client, db):
    answer = client.get("/", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


@override_settings(SECURE_SSL_REDIRECT=True)
def test_an_answer_in_clear_leads_to_https(client, db):
    answer = client.get("/m/tinja/")
    assert (answer.status_code, answer.url) == (301, "https://testserver/m/tinja/")


def test_an_uploaded_paper_is_for_saving_and_never_for_the_browser_to_run(world):
    answer = world.browser("focal point").get(address("municipalities:evidence", world.tinja, world))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/pdf"
    assert_safe(answer)
