"""How minutes are shown on pages: people and moments in the language of the paper, states in that of the reader."""

from django import template
from django.utils.safestring import SafeString

from committees.minutes.content import Approved, Present
from committees.minutes.phrases import PHRASES
from committees.minutes.words import moment_in_words
from committees.models import MinutesState, MinutesVersion
from localogp.templatetags.look import state_badge

register = template.Library()

_SHAPES = {
    MinutesState.DRAFT: "in_progress",
    MinutesState.SUBMITTED: "submitted",
    MinutesState.APPROVED: "accepted",
    MinutesState.PUBLISHED: "completed",
}


@register.simple_tag
def minutes_badge(version: MinutesVersion) -> SafeString:
    return state_badge(_SHAPES[MinutesState(version.state)], version.get_state_display())


@register.filter
def named_in(person: Present | Approved, language: str) -> str:
    """ "السيدة ريم بن سالم"."""
    return f"{PHRASES[language].civilities.get(person.civility, '')} {person.name}".strip()


register.filter("moment_in_words", moment_in_words)
