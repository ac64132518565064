"""How a committee is called in a sentence, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from committees.models import Committee


def name_of(committee: Committee) -> str:
    municipality = committee.municipality
    if municipality is None:
        return _("National consultative committee")
    return _("Joint steering committee of %(municipality)s") % {"municipality": municipality.name}
