"""The sentences a member says yes or no to. They are kept with each answer, as they were read."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.models import CommitteeMember, ConsentField

# What the log says of a consent, by the code its subject begins with.
LOGGED = {
    "asked": pgettext_lazy("consent", "asked"),
    "reminded": pgettext_lazy("consent", "reminded"),
    "link": gettext_lazy("link to hand over"),
    "opened": gettext_lazy("opened the link"),
    "answered": pgettext_lazy("consent", "answered"),
    "withdrawn": pgettext_lazy("consent", "withdrawn"),
    "paper": gettext_lazy("answer on paper recorded"),
    "revoked": gettext_lazy("link revoked"),
}


def sentence(member: CommitteeMember, field: ConsentField) -> str:
    """In the language of the moment, with the very value that would be shown."""
    shown = shown_value(member, field)
    if field is ConsentField.NAME:
        return _("Everybody may read my name: %(value)s") % {"value": shown}
    if field is ConsentField.FUNCTION:
        return _("Everybody may read my function: %(value)s") % {"value": shown}
    if field is ConsentField.EMAIL:
        return _("Everybody may read my e-mail address: %(value)s") % {"value": shown}
    return _("Everybody may read my phone number: %(value)s") % {"value": shown}


def shown_value(member: CommitteeMember, field: ConsentField) -> str:
    """Apart from the direction of the sentence around it; a name in both scripts: the page has three languages."""
    if field is ConsentField.NAME:
        names = [name for name in (member.name_ar, member.name_latin) if name]
        return " · ".join(_isolated(name) for name in names)
    if field is ConsentField.PHONE:
        return _left_to_right(member.phone.as_international)
    if field is ConsentField.EMAIL:
        return _left_to_right(member.email)
    return _isolated(field.value_of(member))


def masked_name(member: CommitteeMember) -> str:
    """Enough to recognise oneself, too little to learn who is asked: the first letter of each word."""
    return " ".join(f"{word[0]}•••" for word in member.name.split())


def _isolated(text: str) -> str:
    return f"\u2068{text}\u2069"


def _left_to_right(text: str) -> str:
    return f"\u2066{text}\u2069"
