"""One line for a page on which the contacts of a municipality stand: which of them cannot be reached."""

from typing import Any

from django import template

from municipalities.contacts import troubles_of
from municipalities.models import Municipality

register = template.Library()


@register.inclusion_tag("municipalities/_unreachable.html")
def unreachable(municipality: Municipality, url: str = "") -> dict[str, Any]:
    """The addresses that e-mails do not reach and what to do; nothing when all is well. `url` is where they are
    looked after."""
    return {"troubles": troubles_of(municipality), "url": url}
