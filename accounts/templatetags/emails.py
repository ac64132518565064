"""Template tags of the e-mails: the same words serve the HTML part and the text part."""

from django import template
from django.utils.html import format_html

register = template.Library()

_FIRST_STRONG, _LEFT_TO_RIGHT, _END = (
    "\N{FIRST STRONG ISOLATE}",
    "\N{LEFT-TO-RIGHT ISOLATE}",
    "\N{POP DIRECTIONAL ISOLATE}",
)


@register.filter(needs_autoescape=True)
def isolate(value: object, direction: str = "", autoescape: bool = True) -> str:
    """`value` apart from the direction of the sentence around it: `<bdi>` in HTML, isolate signs in plain text.

    `direction` is "ltr" for what always runs left to right; else the value's own letters decide. Not for codes
    and addresses in plain text: whoever copies them would copy the signs; they stand on a line of their own.
    """
    if autoescape:
        return format_html('<bdi dir="{}">{}</bdi>', direction or "auto", value)
    return f"{_LEFT_TO_RIGHT if direction == 'ltr' else _FIRST_STRONG}{value}{_END}"
