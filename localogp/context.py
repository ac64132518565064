"""What every page knows about the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

NAMES = {"ar": "العربية", "fr": "Français", "en": "English"}


def site(request: HttpRequest) -> dict[str, Any]:
    """Address, mailbox of the Unit, and the language switch: one dict per language with its own name."""
    current = translation.get_language()
    languages = []
    for code, name in NAMES.items():
        query = request.GET.copy()
        query["lang"] = code
        languages.append(
            {"code": code, "name_local": name, "active": code == current, "url": f"{request.path}?{query.urlencode()}"}
        )
    return {
        "site_url": settings.SITE_URL,
        "unit_mailbox": settings.UNIT_MAILBOX,
        "demo": settings.DEMO,
        "languages": languages,
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
