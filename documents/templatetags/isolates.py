"""Text of people in a template, where words of two scripts meet."""

from __future__ import annotations

from django import template
from django.utils import translation
from django.utils.safestring import SafeString

from documents.isolates import as_html, with_isolates

register = template.Library()


@register.filter
def isolates(text: object) -> SafeString:
    """{{ item.text|isolates }}: escaped, and what runs against the language of the page stands in <bdi>."""
    return as_html(with_isolates(str(text), rtl=translation.get_language_bidi()))
