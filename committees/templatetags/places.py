"""Addresses of the pages that stand in two places: a municipality's workspace and the Unit's national committee."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch

from committees.places import Place

register = template.Library()


class PlaceUrlNode(template.Node):
    """As Django's own {% url %}: an address that does not exist is an error, unless its name is asked for first."""

    def __init__(self, values: list[FilterExpression], target: str) -> None:
        self.values = values
        self.target = target

    def render(self, context: Context) -> str:
        values = [value.resolve(context) for value in self.values]
        place: Place = values[0]
        try:
            url = place.url(*values[1:])
        except NoReverseMatch:
            if not self.target:
                raise
            url = ""
        if self.target:
            context[self.target] = url
            return ""
        return url


@register.tag
def place_url(parser: Parser, token: Token) -> PlaceUrlNode:
    """`{% place_url place "meetings:detail" meeting.pk %}`; with `as u` it gives "" where there is no such page."""
    bits = token.split_contents()[1:]
    target = bits.pop() if len(bits) > 2 and bits[-2] == "as" else ""
    if target:
        bits.pop()
    if len(bits) < 2:
        raise template.TemplateSyntaxError("place_url takes a place and a name at least.")
    return PlaceUrlNode([parser.compile_filter(bit) for bit in bits], target)
