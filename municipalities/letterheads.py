"""Under whose name a paper goes out: the heads of municipalities, and the Unit's, which an app above keeps by date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from documents.pdf import Letterhead
from municipalities.models import Municipality

# The head in use on a day, with its Latin lines in a language; None where nobody recorded one.
Keeper = Callable[[date, str], Letterhead | None]
_keepers: list[Keeper] = []


def register_keeper(keeper: Keeper) -> None:
    _keepers.append(keeper)


def unit_letterhead(on: date, language: str) -> Letterhead:
    """The institution in charge on that day; without one, the Unit by its name."""
    latin = latin_beside(language)
    for keeper in _keepers:
        if head := keeper(on, latin):
            return head
    return Letterhead(ar=(_unit("ar"),), latin=(_unit(latin),))


def municipal_letterhead(municipality: Municipality, language: str = "ar") -> Letterhead:
    """Governorate and municipality, in Arabic and in the Latin letters that stand beside a paper in `language`."""
    return Letterhead(
        ar=heading_lines(municipality, "ar"),
        latin=heading_lines(municipality, latin_beside(language)),
    )


def latin_beside(language: str) -> str:
    """The language of the Latin half of the head of a paper in `language`."""
    return "en" if language == "en" else "fr"


def heading_lines(municipality: Municipality, language: str) -> tuple[str, str]:
    """What stands under the name of the Republic on a municipality's own paper: governorate and municipality."""
    with translation.override(language):
        return (
            _("Governorate of %(name)s") % {"name": municipality.governorate.name},
            _("Municipality of %(name)s") % {"name": municipality.name},
        )


def _unit(language: str) -> str:
    with translation.override(language):
        return _("E-Government Unit")
