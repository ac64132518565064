"""The e-mails of a consent: the question, its reminder, and the receipt of what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from accounts import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from committees.models import ConsentLink, ConsentReply


def consent_request(link: ConsentLink, url: str, *, asked_by: User, at: datetime) -> None:
    _ask("consent-request", link, url, asked_by=asked_by, at=at)


def consent_reminder(link: ConsentLink, url: str, *, at: datetime) -> None:
    _ask("consent-reminder", link, url, asked_by=link.consent.asked_by, at=at)


def _ask(kind: str, link: ConsentLink, url: str, *, asked_by: User, at: datetime) -> None:
    consent = link.consent
    with translation.override(consent.language):
        asker = asked_by.display_name
    outbox.write(
        kind,
        to=link.email,
        language=consent.language,
        context={
            "member": consent.member,
            "municipality": consent.committee.municipality,
            "asker_name": asker,
            "expires_at": link.expires_at,
            "url": url,
        },
        key=f"{kind}:{link.pk}",
        at=at,
    )


def consent_receipt(reply: ConsentReply, to: str, url: str, *, at: datetime) -> None:
    """What was answered, and the link to change it. Nothing to somebody without an address."""
    if not to:
        return
    answers = list(reply.answers.all())
    context: dict[str, Any] = {
        "member": reply.consent.member,
        "municipality": reply.consent.committee.municipality,
        "agreed": [answer.sentence for answer in answers if answer.agreed],
        "refused": [answer.sentence for answer in answers if not answer.agreed],
        "url": url,
    }
    outbox.write(
        "consent-receipt",
        to=to,
        language=reply.language,
        context=context,
        key=f"consent-receipt:{reply.pk}",
        at=at,
    )
