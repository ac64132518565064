"""Members at work. In the world the list of the municipality is still being filled in, the national one is at work."""

from __future__ import annotations

from municipalities.permissions import Perm, UnitPerm
from tests.address import Address, of, of_national, slug

CONVENE = UnitPerm.CONVENE
ADDRESSES: dict[str, Address] = {
    "members:list": Address(Perm.VIEW, args=slug()),
    "members:add": Address(Perm.EDIT, 302, 409, slug()),
    "members:detail": Address(Perm.VIEW, args=of("member")),
    "members:correct": Address(Perm.EDIT, 302, 409, of("member")),
    "members:end": Address(Perm.EDIT, 302, 409, of("member")),
    "members:replace": Address(Perm.EDIT, 302, 409, of("member")),
    "national_members:list": Address(CONVENE),
    "national_members:add": Address(CONVENE, 200, 422),
    "national_members:detail": Address(CONVENE, args=of_national("member")),
    "national_members:correct": Address(CONVENE, 200, 422, of_national("member")),
    "national_members:end": Address(CONVENE, 200, 422, of_national("member")),
    "national_members:replace": Address(CONVENE, 200, 422, of_national("member")),
}
