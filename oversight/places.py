"""The oversight pages as a place to work in, for the page after signing in."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from municipalities.permissions import UnitRole


def places_of(user: User) -> list[tuple[str, str]]:
    """The board, for whoever has a role in the Unit or observes it."""
    if not user.groups.filter(name__in=UnitRole.values).exists():
        return []
    return [(_("Oversight of all municipalities"), reverse("oversight:board"))]
