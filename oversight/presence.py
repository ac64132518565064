"""Who has a submission open just now, so that two reviewers see each other.

Kept in the cache for ten minutes and nowhere else: it is no data of the programme, nobody decides by it, and a visit
must change no row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from municipalities.models import Submission

LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Visit:
    """`minutes` ago, rounded down."""

    user_pk: int
    minutes: int


def _key(submission_pk: int) -> str:
    return f"review-open:{submission_pk}"


def note(submission: Submission, user: User) -> None:
    """`user` looks at `submission` now."""
    now = timezone.now()
    seen = _still(cache.get(_key(submission.pk)), now)
    cache.set(_key(submission.pk), {**seen, user.pk: now}, LASTS.total_seconds())


def others(submissions: Iterable[int], user: User) -> dict[int, list[Visit]]:
    """The visits of everybody but `user`, the latest first, by key of the submission."""
    now = timezone.now()
    keys = {_key(pk): pk for pk in submissions}
    found = {}
    for key, seen in cache.get_many(keys).items():
        visits = [
            Visit(person, int((now - at).total_seconds() // 60))
            for person, at in _still(seen, now).items()
            if person != user.pk
        ]
        if visits:
            found[keys[key]] = sorted(visits, key=lambda visit: visit.minutes)
    return found


def _still(seen: dict[int, datetime] | None, now: datetime) -> dict[int, datetime]:
    return {person: at for person, at in (seen or {}).items() if now - at < LASTS}
