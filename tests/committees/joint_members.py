"""Members at work, in the world of every address. The members of a municipality's draft are made before."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import User
from committees.models import Committee, CommitteeMember
from municipalities.models import Municipality


def add(municipality: Municipality, *, by: User) -> dict[str, Any]:
    return {}


def add_national(*, by: User) -> dict[str, Any]:
    """One member of the national committee, invented."""
    values = {
        "civility": "ms",
        "name_ar": "هالة بن يونس",
        "name_latin": "Hela Ben Younes",
        "side": "civil_society",
        "body": "جمعية المعطيات المفتوحة",
        "role": "co_chair",
        "email": "hela@donnees.example",
        "from_on": date(2026, 1, 5),
    }
    return {"member": CommitteeMember.objects.seat(Committee.objects.national(), values, by=by)}
