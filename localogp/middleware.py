"""The language of a request, and what a shared computer may keep of a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

CHOSEN = "language"

GetResponse = Callable[[HttpRequest], HttpResponse]


def language_of(request: HttpRequest) -> str:
    """`?lang=` (kept for the session of who is signed in), the user's preference, the cookie, the browser, Arabic."""
    known = dict(settings.LANGUAGES)
    candidates = [
        request.GET.get("lang", ""),
        *([request.session.get(CHOSEN, ""), request.user.language] if request.user.is_authenticated else []),
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
    ]
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    candidates += [code.split("-")[0] for code, quality in accepted if quality]
    return next((code for code in candidates if code in known), settings.LANGUAGE_CODE)


class LanguageMiddleware:
    """Activates the language of the request; a choice by `?lang=` is remembered in a cookie."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if request.GET.get("lang") == language:
            if request.user.is_authenticated and request.session.get(CHOSEN) != language:
                request.session[CHOSEN] = language
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                language,
                max_age=365 * 24 * 60 * 60,
                secure=settings.LANGUAGE_COOKIE_SECURE,
                httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
                samesite="Lax",
            )
        return response


class NoStoreMiddleware:
    """Signed-in pages, and pages behind a personal link, are kept by no cache (OWASP ASVS 14.3.2)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated or not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
