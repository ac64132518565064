"""The addresses of the committee at work, one table per part of it (see tests/addresses.py)."""

from __future__ import annotations

from tests.address import Address
from tests.committees import addresses_minutes

ADDRESSES: dict[str, Address] = {
    **addresses_minutes.ADDRESSES,
}
