"""Addresses of the papers: a decision is issued and waits, with a scan on which nothing can be read."""

from __future__ import annotations

from municipalities.permissions import Perm
from tests.address import Address, of, slug

ADDRESSES: dict[str, Address] = {
    "papers:list": Address(Perm.VIEW, args=slug()),
    "papers:decision": Address(Perm.EDIT, 200, 422, slug()),
    "papers:preview": Address(Perm.VIEW, args=slug()),
    "papers:specimen": Address(Perm.VIEW, 404, args=slug()),
    "papers:specimen_page": Address(Perm.VIEW, 404, args=slug(1)),
    "papers:issue": Address(Perm.EDIT, None, 302, slug()),
    "papers:pdf": Address(Perm.VIEW, args=of("founding_decision")),
    "papers:upload": Address(Perm.EDIT, None, 422, slug()),
    "papers:remove_scan": Address(Perm.EDIT, None, 302, of("founding_scan")),
    "papers:override": Address(Perm.EDIT, None, 422, of("founding_scan", 1)),
    "papers:empty_box": Address(Perm.EDIT, None, 404, of("founding_scan", 1)),
    "papers:straight_page": Address(Perm.VIEW, 404, args=of("founding_scan", 1, 1)),
    "papers:take": Address(Perm.EDIT, None, 302, slug()),
    "papers:letters": Address(Perm.EDIT, 200, 422, slug()),
    "papers:notice": Address(Perm.EDIT, 200, 422, slug()),
}
