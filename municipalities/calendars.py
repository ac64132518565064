"""The dates of a person as a calendar that other programs read (RFC 5545). Names of municipalities, none of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Max
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as IcalEvent

from accounts.models import User
from municipalities.emails import absolute
from municipalities.models import Municipality, StepProgress
from municipalities.models.reminders import MOVING
from municipalities.steps import StepState


@dataclass(frozen=True)
class Event:
    """Something of a whole day. `key` names it for ever; each change has a higher `sequence` and a later `modified`."""

    key: str
    day: date
    summary: str
    url: str
    sequence: int
    modified: datetime


Source = Callable[[User], Iterable[Event]]
_sources: list[Source] = []


def register_dates(source: Source) -> None:
    """Called by the apps: `source` gives dates of a user, in the language that is active."""
    _sources.append(source)


def due_dates(user: User) -> Iterable[Event]:
    """Of every municipality on which `user` is a member: the steps that are not accepted yet."""
    steps = StepProgress.objects.filter(
        participation__municipality__in=Municipality.objects.for_user(user),  # type: ignore[attr-defined]
        participation__state__in=MOVING,
        due_on__isnull=False,
    )
    steps = steps.exclude(state=StepState.ACCEPTED).select_related("participation__municipality")
    steps = steps.annotate(changes=Count("due_date_changes"), changed_at=Max("due_date_changes__at"))
    for progress in steps.order_by("pk"):
        names = {"step": progress.get_step_display(), "municipality": progress.municipality.name}
        yield Event(
            key=f"step-{progress.pk}",
            day=progress.due_on,
            summary=_("Due: %(step)s, %(municipality)s") % names,
            url=absolute(progress.definition.overview_url(progress)),
            sequence=progress.changes,
            modified=max(progress.state_changed_at, progress.changed_at or progress.state_changed_at),
        )


def calendar_of(user: User) -> bytes:
    """The same dates give the same bytes."""
    host = urlsplit(settings.SITE_URL).hostname
    with translation.override(user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//Local OGP//Calendar//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", _("Local OGP"))
        for source in _sources:
            for event in source(user):
                entry = IcalEvent()
                entry.add("uid", f"{event.key}@{host}")
                entry.add("dtstart", event.day)
                entry.add("dtend", event.day + timedelta(days=1))
                entry.add("dtstamp", event.modified)
                entry.add("last-modified", event.modified)
                entry.add("sequence", event.sequence)
                entry.add("summary", event.summary)
                entry.add("url", event.url)
                entry.add("transp", "TRANSPARENT")
                calendar.add_component(entry)
        data: bytes = calendar.to_ical()
    return data
