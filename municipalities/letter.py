"""What the template of the designation letter may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from documents import pdf
from documents.pdf import Letterhead, RenderedDocument
from municipalities.drafts import Draft
from municipalities.forms.focal_point import PAGES
from municipalities.models import Civility, Municipality, SignatoryCapacity


def heading_lines(municipality: Municipality, language: str) -> tuple[str, str]:
    """What stands under the name of the Republic on a municipality's own paper: governorate and municipality."""
    governorate = municipality.governorate.name_in(language)
    with translation.override(language):
        return (
            _("Governorate of %(name)s") % {"name": governorate},
            _("Municipality of %(name)s") % {"name": municipality.name_in(language)},
        )


@dataclass(frozen=True)
class DesignationLetter:
    """The head of the municipality names the focal point, and the deputy where there is one.

    `person` and `deputy` have the keys of their wizard pages; number, date, signatory and capacity are those of
    the act page where they are known already, else blanks to fill in by hand.
    """

    municipality: Municipality
    person: dict[str, Any]
    deputy: dict[str, Any] | None
    number: str
    signed_on: date | None
    signatory_name: str
    capacity_value: str

    @classmethod
    def of(cls, draft: Draft) -> DesignationLetter | None:
        """None until the page of the person is complete."""
        person = draft.cleaned("person", PAGES["person"])
        if person is None:
            return None
        deputy = draft.cleaned("deputy", PAGES["deputy"])
        act = draft.form("act", PAGES["act"])
        act.is_valid()
        known = act.cleaned_data
        capacity = known.get("signatory_capacity") or SignatoryCapacity.MAYOR
        return cls(
            municipality=draft.progress.municipality,
            person=person,
            deputy=deputy if deputy and deputy["has_deputy"] == "yes" else None,
            number=known.get("act_number", ""),
            signed_on=known.get("act_date"),
            signatory_name=known.get("signatory_name", ""),
            capacity_value=capacity,
        )

    def render(self) -> RenderedDocument:
        """In Arabic: a municipality writes to the Unit in the official language."""
        letterhead = Letterhead(ar=heading_lines(self.municipality, "ar"), latin=heading_lines(self.municipality, "fr"))
        return pdf.render("pdf/designation_letter.html", {"letter": self, "letterhead": letterhead}, language="ar")

    @property
    def capacity(self) -> str:
        """In the language that is active while the letter is rendered."""
        return str(SignatoryCapacity(self.capacity_value).label)

    @property
    def person_civility(self) -> str:
        return str(Civility(self.person["civility"]).label)

    @property
    def deputy_civility(self) -> str:
        return str(Civility(self.deputy["civility"]).label) if self.deputy else ""
