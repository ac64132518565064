"""Consent of members, and the public pages of the committees."""

from __future__ import annotations

from municipalities.permissions import Perm, UnitPerm
from tests.address import PUBLIC, Address, joint, of, of_national, slug

ADDRESSES: dict[str, Address] = {
    # By the link of a member: opened, not answered
    "consent:page": Address(PUBLIC, args=joint("consent_token")),
    "consent:open": Address(PUBLIC, None, 302, joint("consent_token")),
    "consent:answer": Address(PUBLIC, 200, 422, joint("consent_token")),
    "consent:withdraw": Address(PUBLIC, None, 302, joint("consent_token")),
    # A municipality's committee
    "consents:list": Address(Perm.VIEW, args=slug()),
    "consents:ask_all": Address(Perm.EDIT, None, 302, slug()),
    "consents:detail": Address(Perm.VIEW, args=of("consent_member")),
    "consents:ask": Address(Perm.EDIT, None, 422, of("consent_member")),
    "consents:link": Address(Perm.EDIT, None, 200, of("consent_member")),
    "consents:revoke": Address(Perm.EDIT, None, 302, of("consent_member")),
    "consents:paper": Address(Perm.EDIT, 200, 422, of("consent_member")),
    # The national one
    "national_consents:list": Address(UnitPerm.CONVENE),
    "national_consents:ask_all": Address(UnitPerm.CONVENE, None, 302),
    "national_consents:detail": Address(UnitPerm.CONVENE, args=of_national("consent_member")),
    "national_consents:ask": Address(UnitPerm.CONVENE, None, 422, of_national("consent_member")),
    "national_consents:link": Address(UnitPerm.CONVENE, None, 200, of_national("consent_member")),
    "national_consents:revoke": Address(UnitPerm.CONVENE, None, 302, of_national("consent_member")),
    "national_consents:paper": Address(UnitPerm.CONVENE, 200, 422, of_national("consent_member")),
    # For everybody: not accepted yet, so there is no open data
    "public:committee": Address(PUBLIC, args=slug()),
    "public:committee_json": Address(PUBLIC, 404, args=slug()),
    "public:committee_csv": Address(PUBLIC, 404, args=slug()),
    "public:national_committee": Address(PUBLIC),
    "public:national_committee_json": Address(PUBLIC),
    "public:national_committee_csv": Address(PUBLIC),
}
