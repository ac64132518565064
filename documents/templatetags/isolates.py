"""Text of people in a template, where words of two scripts meet."""

from __future__ import annotations

from django import template
from django.utils import translation
from django.utils.safestring import SafeString

from documents.isolates import as_html, runs_from_right, with_isolates

register = template.Library()


@register.filter
def isolates(text: object) -> SafeString:
    """{{ item.text|isolates }}: escaped, and what runs against the language of the page stands in <bdi>."""
    return as_html(with_isolates(str(text), rtl=translation.get_language_bidi()))


@register.filter
def own_isolates(text: object) -> SafeString:
    """<bdi>{{ meeting.subject|own_isolates }}</bdi>: the same, where the text has the direction of its first letter
    whatever the page speaks."""
    return as_html(with_isolates(str(text), rtl=runs_from_right(str(text))))
