"""The committee at work, in the world of the tests that go over every address: one object of each kind.

Each part of the committee adds what its addresses point to; attributes of what `add` and `add_national` return.
"""

from __future__ import annotations

from types import SimpleNamespace

from accounts.models import User
from municipalities.models import Municipality
from tests.committees import (
    joint_consents,
    joint_meetings,
    joint_members,
    joint_minutes,
    joint_papers,
    joint_plans,
)


def add(municipality: Municipality, *, by: User) -> SimpleNamespace:
    """Of a municipality whose list of members is being filled in; its members exist."""
    return SimpleNamespace(
        **joint_members.add(municipality, by=by),
        **joint_plans.add(municipality, by=by),
        **joint_consents.add(municipality, by=by),
        **joint_papers.add(municipality, by=by),
        **joint_meetings.add(municipality, by=by),
        **joint_minutes.add(municipality, by=by),
    )


def add_national(*, by: User) -> SimpleNamespace:
    """Of the national committee."""
    return SimpleNamespace(
        **joint_members.add_national(by=by),
        **joint_plans.add_national(by=by),
        **joint_consents.add_national(by=by),
        **joint_papers.add_national(by=by),
        **joint_meetings.add_national(by=by),
        **joint_minutes.add_national(by=by),
    )
