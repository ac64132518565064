"""The committee at work, in the world of the tests that go over every address: one object of each kind.

Each part of the committee adds what its addresses point to; attributes of what `add` and `add_national` return.
"""

from __future__ import annotations

from types import SimpleNamespace

from accounts.models import User
from municipalities.models import Municipality
from tests.committees import joint_minutes


def add(municipality: Municipality, *, by: User) -> SimpleNamespace:
    """Of a municipality whose list of members is being filled in; its members exist."""
    return SimpleNamespace(**joint_minutes.add(municipality, by=by))


def add_national(*, by: User) -> SimpleNamespace:
    """Of the national committee."""
    return SimpleNamespace(**joint_minutes.add_national(by=by))
