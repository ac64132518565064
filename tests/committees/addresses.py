"""The addresses of the committee at work, one table per part of it (see tests/addresses.py)."""

from __future__ import annotations

from tests.address import Address
from tests.committees import (
    addresses_consents,
    addresses_meetings,
    addresses_members,
    addresses_minutes,
    addresses_papers,
    addresses_plans,
)

ADDRESSES: dict[str, Address] = {
    **addresses_consents.ADDRESSES,
    **addresses_meetings.ADDRESSES,
    **addresses_members.ADDRESSES,
    **addresses_minutes.ADDRESSES,
    **addresses_papers.ADDRESSES,
    **addresses_plans.ADDRESSES,
}
