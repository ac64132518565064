"""Template tags of the look: state badges with their shapes, and form widgets wired to their hints and errors."""

from collections.abc import Mapping
from copy import copy

from django import template
from django.forms import BoundField, ClearableFileInput, FileInput
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

register = template.Library()

_RING = '<circle cx="10" cy="10" r="7.5" fill="none" stroke="currentColor" stroke-width="2"/>'
_BARS = '<path d="M7 5v10M13 5v10" fill="none" stroke="currentColor" stroke-width="3"/>'
_TICK = (
    '<circle cx="10" cy="10" r="8.5" fill="currentColor"/>'
    '<path d="m6 10.4 2.7 2.7L14 7.6" fill="none" class="cut" stroke-width="2" stroke-linecap="round"/>'
)

# One shape per state, told apart without colour: on the board, in the workspace, on paper.
SHAPES = {
    "not_started": _RING,
    "in_progress": _RING + '<path d="M10 2.5a7.5 7.5 0 0 1 0 15z" fill="currentColor"/>',
    "submitted": '<circle cx="10" cy="10" r="8.5" fill="currentColor"/>',
    "returned": '<path d="M5 8.5h7a4 4 0 0 1 0 8H8M8.2 4.6 4.4 8.5l3.8 3.9" fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>',
    "accepted": _TICK,
    "late": _RING
    + '<path d="M10 5.5V10l3 2" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
    "on_hold": _BARS,
    "withdrawn": '<path d="M4 10h12" fill="none" stroke="currentColor" stroke-width="3"/>',
    "selected": _RING,
    "active": _RING + '<path d="M10 2.5a7.5 7.5 0 0 1 0 15z" fill="currentColor"/>',
    "completed": _TICK,
}
_SVG = {
    # Every string here is a constant of this module.
    state: mark_safe(f'<svg class="shape" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">{shape}</svg>')  # noqa: S308
    for state, shape in SHAPES.items()
}


@register.simple_tag
def state_shape(state: str) -> SafeString:
    """The SVG of a step's or a participation's state; empty for a value without a shape."""
    return _SVG.get(str(state), SafeString())


@register.simple_tag
def state_badge(state: str, label: str, late_days: int | None = None) -> SafeString:
    """Shape and word of a state, and beside it how late it is when `late_days` is positive."""
    badge = format_html('<span class="state {}">{}<span>{}</span></span>', str(state), state_shape(state), label)
    if not late_days or late_days < 1:
        return badge
    words = ngettext("%(days)s day late", "%(days)s days late", late_days) % {"days": late_days}
    return format_html('{} <span class="state late">{}<span>{}</span></span>', badge, _SVG["late"], words)


@register.simple_tag
def field_widget(field: BoundField, hint: str = "", *, kept: object = None) -> SafeString:
    """The widget of `field`, described by its hint and its errors; addresses and numbers stay left to right.

    Group widgets (radio buttons, several checkboxes) carry no description: their fieldset does. A file that is
    already `kept` is not asked for again.
    """
    widget = field.field.widget
    # A placeholder vanishes when it is needed: the label and the hint say it.
    attrs: dict[str, str | bool] = {"placeholder": False}
    if not field.use_fieldset and (described := described_by(field, hint)):
        attrs["aria-describedby"] = described
    if getattr(widget, "input_type", "") in {"email", "tel", "url", "number", "date"} and "dir" not in widget.attrs:
        attrs["dir"] = "ltr"
    if isinstance(widget, ClearableFileInput):
        # Django's own template names the kept file by its storage address; ours stands above the field.
        widget = FileInput(attrs=widget.attrs)
        widget.is_localized = field.field.localize
    if kept:
        widget = copy(widget)
        widget.use_required_attribute = lambda initial: False
    return field.as_widget(widget=widget, attrs=attrs)


@register.simple_tag
def described_by(field: BoundField, hint: str = "") -> str:
    """The ids of the hint and the errors of `field` that stand on the page, for `aria-describedby`."""
    ids = []
    if hint or field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


@register.filter
def named(mapping: Mapping[str, object] | None, name: str) -> object:
    """`mapping[name]`, None where there is none: kept files and answers are looked up by field name."""
    return (mapping or {}).get(name)
