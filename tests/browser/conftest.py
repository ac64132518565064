"""A real Chromium against the running product: one browser for the session, one profile for each person."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, sync_playwright

from committees.consents import asking
from committees.models import Committee, CommitteeRole, ConsentField
from tests.browser.visitor import PATIENCE, Visitor
from tests.committees.factories import committee_progress, submit_committee

# Playwright's own loop runs in this thread while the tests ask the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

EXECUTABLE = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK = (1280, 800)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db, live_server, settings) -> str:
    """The address of the running product; without TLS, so without the cookies that need it."""
    settings.SITE_URL = live_server.url
    settings.SECURE_SSL_REDIRECT = False
    settings.SECURE_HSTS_SECONDS = 0
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = False
    settings.SESSION_COOKIE_NAME = "session"
    settings.CSRF_COOKIE_NAME = "csrf"
    settings.LANGUAGE_COOKIE_NAME = "language"
    settings.ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
    cache.clear()
    return live_server.url


@pytest.fixture
def committee(site, tinja, focal_point, officer) -> Committee:
    """Of Tinja, accepted; Hatem Jebali chairs it beside Moncef Ayari, and he alone agreed that his name is shown."""
    progress = committee_progress(tinja)
    progress.accept(submit_committee(progress, by=focal_point), by=officer)
    committee = Committee.objects.get(participation=progress.participation)
    hatem = committee.members.get(name_latin="Hatem Jebali")
    committee.members.filter(pk=hatem.pk).update(role=CommitteeRole.CO_CHAIR)
    asking.record_paper(hatem, {ConsentField.NAME: True}, on=timezone.localdate(), by=focal_point, note="In the file")
    return committee


@pytest.fixture
def visit(chromium, site) -> Iterator[Callable[..., Visitor]]:
    """Opens a browser profile for somebody: `visit("ar", (360, 740), person=...)` is signed in already."""
    contexts = []

    def opened(language: str = "en", size: tuple[int, int] = DESK, *, person=None, scripts: bool = True) -> Visitor:
        context = chromium.new_context(
            base_url=site,
            viewport={"width": size[0], "height": size[1]},
            locale={"ar": "ar-TN", "fr": "fr-FR", "en": "en-GB"}[language],
            timezone_id="Africa/Tunis",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if person is not None:
            type(person).objects.filter(pk=person.pk).update(language=language)
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": site}])
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        return Visitor(context, language)

    yield opened
    for context in contexts:
        context.close()
