"""What an entry of the table of addresses says, and the arguments that an address takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from municipalities.permissions import Perm, UnitPerm
from tests.world import Place, World

PUBLIC = "public"
SIGNED_IN = "signed in"
Who = str | Perm | UnitPerm
Arguments = Callable[[Place, World], list[Any]]


@dataclass(frozen=True)
class Address:
    who: Who
    get: int | None = 200
    post: int | None = None
    args: Arguments = lambda place, world: []
    # Posted to by mail programs, which know no token (RFC 8058).
    one_click: bool = False

    @property
    def by_key(self) -> bool:
        """Whether it names an object under the slug of a municipality."""
        return self.args.__name__ == "slug_and_key"

    def status(self, method: str) -> int:
        found = {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method)
        return found or 405


def slug(*more: Any) -> Arguments:
    return lambda place, world: [place.slug, *more]


def of(attribute: str, *more: Any) -> Arguments:
    """The key of an object of the place, under its slug."""

    def slug_and_key(place: Place, world: World) -> list[Any]:
        found = getattr(place, attribute, None) or getattr(place.joint, attribute)
        return [place.slug, getattr(found, "pk", found), *more]

    return slug_and_key


def pk(attribute: str) -> Arguments:
    return lambda place, world: [getattr(place, attribute).pk]


def of_submission(attribute: str) -> Arguments:
    """The key of the submission, and of an object that belongs to it."""
    return lambda place, world: [place.submission.pk, getattr(place, attribute).pk]


def first_of(model: type[Model]) -> Arguments:
    """Of what belongs to the Unit as a whole."""
    return lambda place, world: [model._default_manager.earliest("pk").pk]


def of_text(*parts: str) -> Arguments:
    """The key of the draft of the charter's text, and of a part of it."""
    return lambda place, world: [world.text.pk, *(getattr(world, part).pk for part in parts)]


def cohort(*more: Any) -> Arguments:
    """The slug of the cohort that both places take part in."""
    return lambda place, world: [world.text.cohort.slug, *more]


def link(*more: Any) -> Arguments:
    """The token of the link for signing."""
    return lambda place, world: [place.signing_token, *more]


def of_national(attribute: str, *more: Any) -> Arguments:
    """The key of an object of the national committee."""

    def key(place: Place, world: World) -> list[Any]:
        found = getattr(world.national, attribute)
        return [getattr(found, "pk", found), *more]

    return key


def joint(attribute: str, *more: Any) -> Arguments:
    """Something of the place's committee at work, alone: the token of a link."""
    return lambda place, world: [getattr(place.joint, attribute), *more]
