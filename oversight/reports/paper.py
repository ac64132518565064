"""What the papers of the Unit have in common: the letterhead of the day, and what the file says of itself."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from charters.models import UnitLetterhead
from documents.pdf import Letterhead, Metadata


def unit_letterhead(on: date, language: str) -> Letterhead:
    """The institution in charge on that day; without one, the Unit by its name."""
    latin = "en" if language == "en" else "fr"
    institution = UnitLetterhead.objects.on(on)
    if institution is None:
        return Letterhead(ar=(_unit("ar"),), latin=(_unit(latin),))
    return Letterhead(
        ar=institution.lines("ar"),
        latin=institution.lines(latin),
        logo=institution.logo_address,
        logo_text=institution.logo_text,
    )


def _unit(language: str) -> str:
    with translation.override(language):
        return _("E-Government Unit")


def metadata(subject: str, made_at: datetime) -> Metadata:
    return Metadata(author=_("E-Government Unit"), subject=subject, created=made_at)
