"""Members who are asked what may be shown of them, for the tests that go over every address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from committees.consents import asking
from committees.consents.wording import sentence
from committees.models import Committee, CommitteeMember, ConsentField, ConsentLink, Side
from municipalities.models import Municipality


def token_of(url: str) -> str:
    return url.rstrip("/").rsplit("/", 1)[-1]


def opened(member: CommitteeMember, *, by: User) -> str:
    """The token of a link to `member` whose first button was pressed."""
    _consent, url = asking.ask(member, language="ar", by=by)
    asking.open_link(ConsentLink.objects.by_token(token_of(url)).get())
    return token_of(url)


def add(municipality: Municipality, *, by: User) -> dict[str, Any]:
    participation = municipality.participations.get()
    seats = CommitteeMember.objects.sitting(participation).filter(side=Side.CIVIL_SOCIETY)
    member = seats.order_by("pk").first()
    return {"consent_member": member, "consent_token": opened(member, by=by)}


def add_national(*, by: User) -> dict[str, Any]:
    member = CommitteeMember.objects.create(
        committee=Committee.objects.national(),
        civility="ms",
        name_ar="آمنة الشابي",
        name_latin="Emna Chebbi",
        side=Side.CIVIL_SOCIETY,
        body="جمعية الشفافية للجميع",
        email="emna@chebbi.example",
        phone="+21671300400",
    )
    return {"consent_member": member, "consent_token": opened(member, by=by)}


def mail_contexts(person: str, municipality: Municipality, *, at: datetime, site: str) -> dict[str, dict[str, Any]]:
    """What the templates of the e-mails get, by kind; no row is written."""
    member = CommitteeMember(name_ar=person, name_latin=person, email="ons@tinja.example")
    link = {"member": member, "municipality": municipality, "url": f"{site}/consent/zM3yqk2TQw9Yw2mG/"}
    asked = {**link, "asker_name": person, "expires_at": at}
    return {
        "consent-request": asked,
        "consent-reminder": asked,
        "consent-receipt": {
            **link,
            "agreed": [sentence(member, ConsentField.NAME)],
            "refused": [sentence(member, ConsentField.EMAIL)],
        },
    }
