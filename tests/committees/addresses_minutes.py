"""The addresses of minutes: written, approved by link, read by anyone."""

from __future__ import annotations

from typing import Any

from municipalities.permissions import Perm, UnitPerm
from tests.address import PUBLIC, Address, Arguments, joint, of, of_national, slug
from tests.committees.joint_minutes import FIRST_NUMBER
from tests.world import Place, World

PUBLISHED = FIRST_NUMBER + 3


def both(first: str, second: str) -> Arguments:
    """The keys of two objects of the place, under its slug."""

    def slug_and_key(place: Place, world: World) -> list[Any]:
        return [place.slug, getattr(place.joint, first).pk, getattr(place.joint, second).pk]

    return slug_and_key


def both_national(first: str, second: str) -> Arguments:
    return lambda place, world: [getattr(world.national, first).pk, getattr(world.national, second).pk]


# Name, whether it changes something, GET, POST, then its objects and what follows them.
_PAGES: list[tuple[str, bool, int | None, int | None, tuple[str, ...], tuple[Any, ...]]] = [
    ("start", True, None, 302, ("minutes_meeting",), ()),
    ("edit", False, 200, None, ("minutes_draft",), ()),
    ("add", True, 200, 422, ("minutes_draft",), ()),
    ("part", True, 200, 422, ("minutes_draft", "minutes_part"), ()),
    ("move", True, None, 302, ("minutes_draft", "minutes_part"), ()),
    ("remove", True, None, 302, ("minutes_draft", "minutes_part"), ()),
    ("decide", True, 200, 422, ("minutes_draft", "minutes_part"), ()),
    ("decision", True, 200, 422, ("minutes_draft", "minutes_decision"), ()),
    ("preview", False, 200, None, ("minutes_draft",), ()),
    ("paper", False, 200, None, ("minutes_draft",), ("docx",)),
    ("send", True, 200, 409, ("minutes_draft",), ()),
    ("renew", True, None, 409, ("minutes_sent", "minutes_approval"), ()),
    ("take_back", True, None, 302, ("minutes_sent",), ()),
    ("publish", True, None, 409, ("minutes_approved",), ()),
    ("correct", True, 200, 422, ("minutes_published",), ()),
    ("file", False, 200, None, ("minutes_published",), (1, "pdf")),
]


# The municipalities of the world are still setting their committees up; the national one always is.
_NATIONAL = {"send": 422, "renew": 302, "publish": 302}


def _workspace() -> dict[str, Address]:
    found = {
        "minutes:list": Address(Perm.VIEW, args=slug()),
        "national_minutes:list": Address(UnitPerm.CONVENE),
    }
    for name, changes, get, post, objects, more in _PAGES:
        here = both(*objects) if len(objects) == 2 else of(objects[0], *more)
        national = both_national(*objects) if len(objects) == 2 else of_national(objects[0], *more)
        found[f"minutes:{name}"] = Address(Perm.EDIT if changes else Perm.VIEW, get, post, here)
        found[f"national_minutes:{name}"] = Address(UnitPerm.CONVENE, get, _NATIONAL.get(name, post), national)
    return found


ADDRESSES: dict[str, Address] = {
    **_workspace(),
    "approval:page": Address(PUBLIC, args=joint("minutes_token")),
    "approval:open": Address(PUBLIC, None, 302, joint("minutes_token")),
    "approval:pdf": Address(PUBLIC, args=joint("minutes_token")),
    "approval:approve": Address(PUBLIC, None, 409, joint("minutes_token")),
    "approval:send_back": Address(PUBLIC, 200, 422, joint("minutes_token")),
    "public:minutes": Address(PUBLIC, 404, args=slug(PUBLISHED)),
    "public:minutes_file": Address(PUBLIC, 404, args=slug(PUBLISHED, 1)),
    "public:national_minutes": Address(PUBLIC, args=lambda place, world: [PUBLISHED]),
    "public:national_minutes_file": Address(PUBLIC, args=lambda place, world: [PUBLISHED, 1]),
}
