"""The places a person may work in, for the page after signing in."""

from accounts.models import User
from municipalities.models import Municipality


def places_of(user: User) -> list[tuple[str, str]]:
    """Name and address of each municipality on which `user` has an open membership."""
    municipalities = Municipality.objects.all().for_user(user)  # type: ignore[attr-defined]
    return [(municipality.name, municipality.get_absolute_url()) for municipality in municipalities]
