"""The e-mails of minutes: to those who approve, to whoever writes, to the members who were present."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import translation

from accounts import outbox
from accounts.models import User
from committees.models import Presence
from committees.places import place_of
from municipalities.emails import absolute, team, unit_people

if TYPE_CHECKING:
    from committees.models import MinutesApproval, MinutesVersion


def _about(version: MinutesVersion) -> dict[str, Any]:
    meeting = version.meeting
    return {
        "version": version,
        "meeting": meeting,
        "municipality": meeting.committee.municipality,
        "number": meeting.number,
        "held_at": meeting.starts_at,
    }


def writers(version: MinutesVersion) -> list[User]:
    """Whoever keeps the committee: the municipality's team, or the Unit."""
    municipality = version.meeting.committee.municipality
    return team(municipality) if municipality else list(unit_people())


def approval_request(approval: MinutesApproval, url: str, *, at: datetime) -> None:
    with translation.override(approval.language):
        asker = approval.created_by.display_name
    outbox.write(
        "minutes-approval",
        to=approval.email,
        language=approval.language,
        context={**_about(approval.version), "asker": asker, "expires_at": approval.expires_at, "url": url},
        key=f"minutes-approval:{approval.pk}:{approval.times_sent}",
        at=at,
    )


def sent_back(approval: MinutesApproval, *, at: datetime) -> None:
    version = approval.version
    url = absolute(place_of(version.meeting.committee).url("minutes:edit", version.minutes_id))
    for user in writers(version):
        with translation.override(user.language):
            name = approval.name
        outbox.write(
            "minutes-sent-back",
            to=user.email,
            language=user.language,
            context={**_about(version), "name": name, "remark": approval.remark, "url": url},
            key=f"minutes-sent-back:{approval.pk}:{user.pk}",
            at=at,
        )


def approved(version: MinutesVersion, *, at: datetime) -> None:
    """To whoever writes: it can be published now."""
    url = absolute(place_of(version.meeting.committee).url("minutes:edit", version.minutes_id))
    for user in writers(version):
        outbox.write(
            "minutes-approved",
            to=user.email,
            language=user.language,
            context={**_about(version), "register_number": version.register_number, "url": url},
            key=f"minutes-approved:{version.pk}:{user.pk}",
            at=at,
        )


def published(version: MinutesVersion, *, at: datetime) -> None:
    """To the members who were present."""
    for email in sorted(set(_addresses(version))):
        outbox.write(
            "minutes-published",
            to=email,
            language=version.minutes.language,
            context={**_about(version), "url": absolute(public_url(version))},
            key=f"minutes-published:{version.pk}:{email}",
            at=at,
        )


def _addresses(version: MinutesVersion) -> Iterable[str]:
    present = version.meeting.attendances.filter(presence=Presence.PRESENT, member__isnull=False)
    for attendance in present.select_related("member"):
        email = attendance.member.email if attendance.member else ""
        if email:
            yield email.lower()


def public_url(version: MinutesVersion) -> str:
    """Where anyone reads what was published of these minutes."""
    meeting = version.meeting
    municipality = meeting.committee.municipality
    if municipality is None:
        return reverse("public:national_minutes", args=[meeting.number])
    return reverse("public:minutes", args=[municipality.slug, meeting.number])
