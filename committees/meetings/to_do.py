"""What a committee's meetings leave to do for its municipality."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from committees.models import Decision, Meeting
from municipalities.models import Participation
from municipalities.to_do import ToDo

# The home shows what presses; the page of the tasks has them all.
MOST = 5


def meetings_to_do(participation: Participation, on: date) -> Iterator[ToDo]:
    """The tasks that press most, and meetings whose day is over without a record."""
    slug = participation.municipality.slug
    own = Meeting.objects.filter(committee__participation=participation)
    for meeting in own.over_but_planned().order_by("starts_at")[:MOST]:  # type: ignore[attr-defined]
        text = _("Record who was at the meeting “%(subject)s”.") % {"subject": meeting.subject}
        yield ToDo(text, reverse("meetings:detail", args=[slug, meeting.pk]), meeting.day, is_late=True)
    tasks = Decision.objects.filter(meeting__committee__participation=participation).open().most_urgent_first()  # type: ignore[attr-defined]
    for task in tasks[:MOST]:
        late = task.due_on is not None and task.due_on < on
        yield ToDo(task.text, reverse("meetings:detail", args=[slug, task.meeting_id]), task.due_on, is_late=late)
