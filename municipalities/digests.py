"""The one e-mail of a day to one person: everything that this person was told since the last one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import outbox
from accounts.models import User
from municipalities.emails import absolute
from municipalities.lateness import day_of
from municipalities.models import Digest, Municipality, Muted, Notice, NoticeKind, StepProgress
from municipalities.models.preferences import DUTY, WEEKLY
from municipalities.notices import sentence, subject
from municipalities.permissions import UnitRole
from municipalities.reminding import may_be_reminded

UNSUBSCRIBE = "municipalities.unsubscribe"

# The most urgent first, behind the reminders, which go by their days.
_ORDER = [
    NoticeKind.EXTENSION,
    NoticeKind.REOPENED,
    NoticeKind.DUE_DATE,
    NoticeKind.PARTICIPATION,
    NoticeKind.HANDOVER,
    NoticeKind.ASSIGNED,
    NoticeKind.RISK,
    NoticeKind.MESSAGE,
    NoticeKind.ON_BEHALF,
    NoticeKind.ANNOUNCEMENT,
]


class Taken(Exception):
    """Another run was faster with some of the notices; nothing of this one is kept."""


@dataclass(frozen=True)
class Line:
    """One notice as the e-mail tells it. The texts are in the language in which it was made."""

    notice: Notice
    text: str
    title: str
    urgency: tuple[int, int]

    @property
    def url(self) -> str:
        return absolute(self.notice.url) if self.notice.url else ""


@dataclass(frozen=True)
class Group:
    """What concerns one municipality, step by step; `municipality` is None for what concerns none."""

    municipality: Municipality | None
    steps: list[tuple[str, list[Line]]]


def lines_for(user: User, notices: Iterable[Notice], *, today: date) -> list[Line]:
    """The most urgent first. Left out: kinds not wanted, municipalities left, reminders that are no longer true."""
    muted = Muted.objects.of(user)
    own = set(Municipality.objects.for_user(user).values_list("pk", flat=True))  # type: ignore[attr-defined]
    is_unit = user.groups.filter(name__in=UnitRole.values).exists()
    waiting = {
        (progress.participation.municipality_id, progress.step): progress
        for progress in StepProgress.objects.filter(
            participation__municipality__in=Municipality.objects.for_user(user)  # type: ignore[attr-defined]
        ).select_related("participation")
        if may_be_reminded(progress)
    }
    lines = []
    for notice in notices:
        if notice.kind in muted or not (notice.municipality_id is None or is_unit or notice.municipality_id in own):
            continue
        if notice.kind != NoticeKind.REMINDER:
            title = f"{subject(notice)} · {notice.get_kind_display()}" if notice.step else notice.get_kind_display()
            lines.append(Line(notice, sentence(notice), title, (2, _ORDER.index(NoticeKind(notice.kind)))))
        elif progress := waiting.get((notice.municipality_id, notice.step)):
            lines.append(_reminder(notice, progress, today))
    return sorted(lines, key=lambda line: line.urgency)


def _reminder(notice: Notice, progress: StepProgress, today: date) -> Line:
    """As the step stands on the day of the e-mail, by the clock that stands still while the Unit has it."""
    due_on = progress.clock_due_on
    about = subject(notice)
    if due_on is None:
        return Line(
            notice, _("The Unit waits for this step."), _("The Unit waits: %(about)s") % {"about": about}, (1, 0)
        )
    days = (today - due_on).days
    names: dict[str, Any] = {"day": formats.date_format(due_on, "DATE_FORMAT"), "about": about, "days": abs(days)}
    if days > 0:
        text = ngettext(
            "It was due on %(day)s and is %(days)s day late.",
            "It was due on %(day)s and is %(days)s days late.",
            days,
        )
        title = ngettext("%(days)s day late: %(about)s", "%(days)s days late: %(about)s", days)
    elif days == 0:
        text, title = _("It is due today."), _("Due today: %(about)s")
    else:
        text = ngettext("It is due on %(day)s, in %(days)s day.", "It is due on %(day)s, in %(days)s days.", abs(days))
        title = _("Due on %(day)s: %(about)s")
    sentence_of_it = text % names
    if due_on != progress.due_on:
        sentence_of_it += " " + _("The days during which the Unit had it are not counted.")
    return Line(notice, sentence_of_it, title % names, (0, -days))


def grouped(lines: Sequence[Line]) -> list[Group]:
    """By municipality and step, each where its most urgent line puts it."""
    places: dict[Municipality | None, dict[str, list[Line]]] = {}
    for line in lines:
        step = line.notice.get_step_display() if line.notice.step else _("In general")
        places.setdefault(line.notice.municipality, {}).setdefault(step, []).append(line)
    return [Group(municipality, list(steps.items())) for municipality, steps in places.items()]


def heading(lines: Sequence[Line]) -> str:
    """The subject: the most urgent line, and how many follow."""
    more = len(lines) - 1
    if not more:
        return lines[0].title
    return ngettext("%(first)s, and %(more)s more", "%(first)s, and %(more)s more", more) % {
        "first": lines[0].title,
        "more": more,
    }


def unsubscribe_url(user: User, kinds: set[str]) -> str:
    """Takes these kinds out of the e-mails to `user`, without signing in. Empty when none of them may be."""
    optional = sorted(kinds - DUTY)
    if not optional:
        return ""
    token = signing.dumps({"user": user.pk, "kinds": optional}, salt=UNSUBSCRIBE)
    return absolute(reverse("notifications:unsubscribe", args=[token]))


def headers_for(url: str) -> dict[str, str]:
    """RFC 8058: the mail program offers the button, and posts to the address without asking further."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url else {}


def footer(user: User, kinds: set[str]) -> dict[str, str]:
    """The context of the foot of every e-mail that one may leave."""
    return {
        "unsubscribe_url": unsubscribe_url(user, kinds),
        "choices_url": absolute(reverse("notifications:settings")),
    }


@dataclass(frozen=True)
class Section:
    """A part of the Unit's overview: its lines with the address of each, and how many there are in all."""

    title: str
    lines: list[tuple[str, str]]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Overview:
    """What the Unit is told once a week; `week` is its Monday."""

    week: date
    heading: str
    sections: list[Section]


def send_digest(
    user: User,
    *,
    at: datetime,
    occasion: str = "",
    notices: Sequence[Notice] | None = None,
    overview: Callable[[], Overview] | None = None,
) -> bool:
    """Sends the e-mail of the day, once. False: there is nothing to say, or it was said.

    It carries `notices`, without them all that wait, and the `overview`, which is made in the language of `user`.
    What was just told by hand on an `occasion` has an e-mail of its own.
    """
    day = day_of(at)
    if user.digests.filter(day=day, occasion=occasion).exists():
        return False
    waiting = user.notices.to_carry().select_related("municipality", "by").order_by("at", "pk")
    if notices is not None:
        waiting = waiting.filter(pk__in=[notice.pk for notice in notices])
    carried = list(waiting)
    try:
        with transaction.atomic(), translation.override(user.language):
            lines = lines_for(user, carried, today=day)
            found = user.notices.filter(pk__in=[notice.pk for notice in carried], carried_at__isnull=True)
            if found.update(carried_at=at) != len(carried):
                raise Taken
            week = overview() if overview else None
            if not lines and week is None:
                return False
            _write(user, lines, week, at=at, day=day, occasion=occasion)
    except (Taken, IntegrityError):  # the constraints stand behind it: one of a day, one of a week
        return False
    return True


def _write(user: User, lines: list[Line], overview: Overview | None, *, at: datetime, day: date, occasion: str) -> None:
    digest, created = Digest.objects.get_or_create(
        user=user, day=day, occasion=occasion, defaults={"at": at, "week": overview.week if overview else None}
    )
    if not created:
        raise Taken
    foot = footer(user, {line.notice.kind for line in lines} | ({WEEKLY} if overview else set()))
    outbox.write(
        "unit-digest" if overview else "digest",
        to=user.email,
        language=user.language,
        context={
            "heading": overview.heading if overview else heading(lines),
            "groups": grouped(lines),
            "first": lines[0] if lines else None,
            "overview": overview,
            **foot,
        },
        key=f"digest:{digest.pk}",
        headers=headers_for(foot["unsubscribe_url"]),
        at=at,
    )
