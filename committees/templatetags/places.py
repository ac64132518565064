"""Addresses of the pages that stand in two places: a municipality's workspace and the Unit's national committee."""

from typing import Any

from django import template

from committees.places import Place

register = template.Library()


@register.simple_tag
def place_url(place: Place, name: str, *args: Any) -> str:
    """`{% place_url place "meetings:detail" meeting.pk %}`."""
    return place.url(name, *args)
