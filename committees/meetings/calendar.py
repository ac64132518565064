"""Meetings as calendars that other programs read (RFC 5545): one for those invited, one for everybody.

Neither names a person. The file of an invitation is published, not sent as a request: answers go by the link, not by
an e-mail that nobody reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress
from icalendar import Event as IcalEvent

from committees.masking import Masking
from committees.meetings.words import name_of
from committees.models import Meeting, MeetingState

MEDIA_TYPE = "text/calendar"


def invitation_ics(meeting: Meeting, *, language: str) -> bytes:
    """For those invited: the same meeting keeps its UID; each change has a higher SEQUENCE, a cancelled one says so."""
    method = "CANCEL" if meeting.state == MeetingState.CANCELLED else "PUBLISH"
    with translation.override(language):
        agenda = [f"{number}. {item.title}" for number, item in enumerate(meeting.agenda.all(), start=1)]
        event = _event(meeting, subject=meeting.subject, about="\n".join(agenda), url=meeting.online_url)
        return _calendar([event], method=method)


def public_ics(meetings: Iterable[Meeting], *, name: str, url: str, masking: Masking) -> bytes:
    """What anyone may subscribe to, in the language that is active; whoever agreed to nothing is not named. Of a
    video call it says only that there is one."""
    events = [_event(meeting, subject=masking.text(meeting.subject), url=url) for meeting in meetings]
    return _calendar(events, method="PUBLISH", name=name)


def file_name(meeting: Meeting) -> str:
    return f"meeting-{meeting.number}.ics"


def _event(meeting: Meeting, *, subject: str, about: str = "", url: str = "") -> IcalEvent:
    zone = timezone.get_default_timezone()
    event = IcalEvent()
    event.add("uid", f"meeting-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", meeting.ends_at.astimezone(zone))
    event.add("summary", f"{subject} · {name_of(meeting.committee)}")
    event.add("location", f"{meeting.venue} · {_('also online')}" if meeting.online_url else meeting.venue)
    event.add("status", "CANCELLED" if meeting.state == MeetingState.CANCELLED else "CONFIRMED")
    if about:
        event.add("description", about)
    if url:
        event.add("url", url)
    organizer = vCalAddress(f"mailto:{settings.UNIT_MAILBOX}")
    organizer.params["CN"] = name_of(meeting.committee)
    event.add("organizer", organizer)
    return event


def _calendar(events: list[IcalEvent], *, method: str, name: str = "") -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Local OGP//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    data: bytes = calendar.to_ical()
    return data
