"""What the templates of the e-mails of the committee at work get, by kind; no row is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from committees.models import Meeting, MinutesVersion
from municipalities.models import Municipality


def minutes_contexts(
    person: str, comment: str, municipality: Municipality, *, at: datetime, site: str
) -> dict[str, dict[str, Any]]:
    about = {
        "version": MinutesVersion(number=1),
        "meeting": Meeting(number=4, subject=comment, starts_at=at),
        "municipality": municipality,
        "number": 4,
        "held_at": at,
    }
    return {
        "minutes-approval": {
            **about,
            "asker": person,
            "expires_at": at,
            "url": f"{site}/approval/zM3yqk2TQw9Yw2mG/",
        },
        "minutes-sent-back": {**about, "name": person, "remark": comment, "url": f"{site}/m/tinja/minutes/4/"},
        "minutes-approved": {**about, "register_number": "7KXM3R9A", "url": f"{site}/m/tinja/minutes/4/"},
        "minutes-published": {**about, "url": f"{site}/municipalities/tinja/minutes/4/"},
    }
