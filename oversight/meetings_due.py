"""What the committees' meetings make due today: answers that lack, tasks whose day comes or is over, a lapsed rhythm.

Called every hour by `manage.py send_due`; each thing goes out once, whoever runs it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _

from committees.meetings import inviting
from committees.meetings.emails import task_reminder
from committees.meetings.rhythm import rhythms_of
from committees.models import Answer, Attendance, Committee, Decision, MeetingState
from municipalities.emails import team
from municipalities.lateness import day_of
from municipalities.models import Notice, NoticeKind, ParticipationState
from municipalities.querysets import FROZEN
from municipalities.workdays import add_working_days

# Two working days before a meeting there is still time to call.
ANSWERS_BEFORE = 2


def remind_of_meetings(at: datetime) -> int:
    """Everybody who was invited by e-mail and has not answered, two working days before; how many. Nobody while the
    participation stands still."""
    until = add_working_days(day_of(at), ANSWERS_BEFORE)
    silent = Attendance.objects.filter(
        meeting__state=MeetingState.PLANNED,
        meeting__starts_at__gt=at,
        meeting__starts_at__date__lte=until,
        answer=Answer.NONE,
        invited_at__date__lt=day_of(at),
        reminded_at__isnull=True,
    ).exclude(Q(email="") | Q(meeting__committee__participation__state__in=FROZEN))
    people = silent.select_related("member", "meeting__committee__participation__municipality")
    return sum(inviting.remind(person, at=at) for person in people)


def remind_of_tasks(at: datetime) -> int:
    """The owners of decisions, a week before the day and once it is over; how many e-mails were written."""
    today = day_of(at)
    written = 0
    for task in Decision.objects.to_remind(today).most_urgent_first():  # type: ignore[attr-defined]
        with transaction.atomic():
            if task.claim_reminder(today):
                task_reminder(task, on=today, at=at)
                written += 1
    return written


def tell_of_lapses(at: datetime) -> int:
    """The teams of municipalities whose committee was to meet and has planned nothing: once for each lapse."""
    today = day_of(at)
    committees = Committee.objects.filter(
        established_at__isnull=False,
        participation__state__in=[ParticipationState.ACTIVE, ParticipationState.COMPLETED],
    ).select_related("participation__cohort", "participation__municipality")
    told = 0
    for committee, rhythm in rhythms_of(committees, today).items():
        municipality, since = committee.municipality, rhythm.lapsed_since
        if municipality is None or since is None:
            continue
        for person in team(municipality):
            with translation.override(person.language):
                day = formats.date_format(since, "DATE_FORMAT")
                told += len(
                    Notice.objects.tell(
                        NoticeKind.RISK,
                        [person],
                        key=f"meeting-lapse:{committee.pk}:{since}",
                        municipality=municipality,
                        words=_("The committee was to meet by %(day)s, and no meeting is planned.") % {"day": day},
                        url=reverse("meetings:list", args=[municipality.slug]),
                        at=at,
                    )
                )
    return told
