"""What anyone may learn of approved minutes by the code that is printed on them: nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from committees.minutes.emails import public_url
from committees.models import MinutesState, MinutesVersion
from documents.models import IssuedDocument
from municipalities.models import Municipality


@dataclass(frozen=True)
class DescribedMinutes:
    """`url` is where the published edition is read, "" before it is; `corrected_by` the number of a later version."""

    version: int
    municipality: Municipality | None
    meeting_number: int
    held_at: datetime
    approved_at: datetime
    is_published: bool
    correction_reason: str
    corrected_by: str
    url: str


def describe_minutes(document: IssuedDocument) -> DescribedMinutes | None:
    """None when `document` is no minutes."""
    version: MinutesVersion | None = getattr(document, "minutes_version", None)
    if version is None or version.approved_at is None:
        return None
    later = (
        version.minutes.versions.filter(number__gt=version.number, document__isnull=False).order_by("number").first()
    )
    published = version.state == MinutesState.PUBLISHED
    meeting = version.meeting
    return DescribedMinutes(
        version=version.number,
        municipality=meeting.committee.municipality,
        meeting_number=meeting.number,
        held_at=meeting.starts_at,
        approved_at=version.approved_at,
        is_published=published,
        correction_reason=version.correction_reason if published else "",
        corrected_by=later.register_number if later else "",
        url=public_url(version) if published else "",
    )
