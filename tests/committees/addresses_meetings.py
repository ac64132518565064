"""The addresses of meetings: a municipality's, the national committee's, those behind a link, the public ones."""

from __future__ import annotations

from typing import Any

from municipalities.permissions import Perm, UnitPerm
from tests.address import PUBLIC, Address, Arguments, joint, slug
from tests.world import Place, World


def own(*attributes: str) -> Arguments:
    """The keys of objects of the place's committee, under its slug."""
    if not attributes:
        return slug()

    def slug_and_key(place: Place, world: World) -> list[Any]:
        return [place.slug, *(getattr(place.joint, name).pk for name in attributes)]

    return slug_and_key


def national(*attributes: str) -> Arguments:
    return lambda place, world: [getattr(world.national, name).pk for name in attributes]


# By name: what it asks in a workspace, the answers to GET and POST, what its address names.
PAGES: dict[str, tuple[Perm, int | None, int | None, tuple[str, ...]]] = {
    "list": (Perm.VIEW, 200, None, ()),
    "tasks": (Perm.VIEW, 200, None, ()),
    "new": (Perm.EDIT, 200, 422, ()),
    "detail": (Perm.VIEW, 200, None, ("meeting",)),
    "edit": (Perm.EDIT, 200, 422, ("meeting",)),
    "invite": (Perm.EDIT, None, 302, ("meeting",)),
    "cancel": (Perm.EDIT, 200, 422, ("meeting",)),
    "agenda_add": (Perm.EDIT, 200, 422, ("meeting",)),
    "agenda_edit": (Perm.EDIT, 200, 422, ("meeting", "item")),
    "agenda_move": (Perm.EDIT, None, 302, ("meeting", "item")),
    "agenda_remove": (Perm.EDIT, None, 302, ("meeting", "item")),
    "guest_add": (Perm.EDIT, 200, 422, ("meeting",)),
    "guest_remove": (Perm.EDIT, None, 302, ("meeting", "guest")),
    "link": (Perm.EDIT, None, 200, ("meeting", "guest")),
    "paper_add": (Perm.EDIT, 200, 422, ("meeting",)),
    "paper": (Perm.VIEW, 200, None, ("meeting", "paper_of_meeting")),
    "paper_remove": (Perm.EDIT, None, 302, ("meeting", "paper_of_meeting")),
    "attendance": (Perm.EDIT, 200, 302, ("held",)),
    "decision_add": (Perm.EDIT, 200, 422, ("meeting",)),
    "decision_edit": (Perm.EDIT, 200, 422, ("meeting", "decision")),
    "decision_done": (Perm.EDIT, 200, 422, ("meeting", "decision")),
}

ADDRESSES: dict[str, Address] = {
    **{f"meetings:{name}": Address(who, get, post, own(*of)) for name, (who, get, post, of) in PAGES.items()},
    **{
        f"national_meetings:{name}": Address(UnitPerm.CONVENE, get, post, national(*of))
        for name, (_who, get, post, of) in PAGES.items()
    },
    "answers:page": Address(PUBLIC, 200, 422, joint("answer_token")),
    "answers:paper": Address(
        PUBLIC, args=lambda place, world: [place.joint.answer_token, place.joint.paper_of_meeting.pk]
    ),
    "answers:calendar": Address(PUBLIC, args=joint("answer_token")),
    "oversight:tasks": Address(UnitPerm.READ),
    "public:meetings": Address(PUBLIC, args=slug()),
    "public:meetings_ics": Address(PUBLIC, args=slug()),
    "public:national_meetings": Address(PUBLIC),
    "public:national_meetings_ics": Address(PUBLIC),
}
