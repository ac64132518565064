"""The Unit's overview of the week: what waits for it, what is late, what moved, what failed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AddressTrouble, User
from municipalities.digests import Overview, Section
from municipalities.emails import absolute
from municipalities.lateness import day_of
from municipalities.models import (
    ExtensionRequest,
    ExtensionState,
    Letter,
    Municipality,
    Participation,
    StepProgress,
    StepTransition,
)
from municipalities.models.preferences import monday_of
from municipalities.risks import RiskKind, risks_of
from oversight.jobs import title_of
from oversight.models import Job

SHOWN = 15
SectionMaker = Callable[[datetime, datetime], Section]
"""Called with the moment of the last overview and the present one, in the language of the reader."""


def _about(progress: StepProgress) -> str:
    return _("%(step)s, %(municipality)s") % {
        "step": progress.get_step_display(),
        "municipality": progress.participation.municipality.name,
    }


def _url(municipality: Municipality) -> str:
    return absolute(reverse("oversight:municipality", args=[municipality.slug]))


def _section(title: str, lines: Iterable[tuple[str, str]]) -> Section:
    every = list(lines)
    return Section(title, every[:SHOWN], len(every))


def _steps(found: QuerySet[StepProgress]) -> QuerySet[StepProgress]:
    return found.select_related("participation__municipality")


def waiting(since: datetime, at: datetime) -> Section:
    """The longest waiting first."""
    today = day_of(at)
    lines = []
    for progress in _steps(StepProgress.objects.awaiting_review()):  # type: ignore[attr-defined]
        days = (today - day_of(progress.state_changed_at)).days
        words = ngettext("%(about)s: %(days)s day", "%(about)s: %(days)s days", days)
        url = absolute(reverse("oversight:review_queue"))
        lines.append((words % {"about": _about(progress), "days": days}, url))
    return _section(_("Waiting for us"), lines)


def late(since: datetime, at: datetime) -> Section:
    """The latest first."""
    steps = list(_steps(StepProgress.objects.overdue()).order_by("clock_due_on", "pk"))  # type: ignore[attr-defined]
    lines = []
    for progress in steps:
        days = progress.days_late
        words = ngettext("%(about)s: %(days)s day late", "%(about)s: %(days)s days late", days)
        url = _url(progress.municipality)
        lines.append((words % {"about": _about(progress), "days": days}, url))
    return _section(_("Late"), lines)


def letters(since: datetime, at: datetime) -> Section:
    """Letters of reminder that wait to be sent."""
    url = absolute(reverse("oversight:reminders"))
    found = Letter.objects.all().to_send()  # type: ignore[attr-defined]
    return _section(
        _("Letters to send"),
        [
            (f"{letter.participation.municipality.name} · {letter.get_rung_display()}", url)
            for letter in found.select_related("participation__municipality")
        ],
    )


def moved(since: datetime, at: datetime) -> Section:
    """Each step once, by its last move."""
    moves = StepTransition.objects.filter(at__gt=since, at__lte=at).select_related(
        "progress__participation__municipality"
    )
    last = {move.progress_id: move for move in moves.order_by("at", "pk")}
    return _section(
        _("Moved since the last overview"),
        [
            (f"{_about(move.progress)} · {move.get_move_display()}", _url(move.progress.municipality))
            for move in reversed(list(last.values()))
        ],
    )


def unreachable(since: datetime, at: datetime) -> Section:
    """Addresses of members that e-mails do not reach."""
    members = User.objects.filter(memberships__ended_at__isnull=True, memberships__isnull=False)
    found = AddressTrouble.objects.filter(email__in=members.values("email")).order_by("since")
    return _section(
        _("Addresses that cannot be reached"),
        [(f"{each.email} · {each.get_reason_display()}", absolute(reverse("oversight:board"))) for each in found],
    )


def failed_jobs(since: datetime, at: datetime) -> Section:
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gt=since)
    return _section(
        _("Work in the background that failed"),
        [(str(title_of(job)), absolute(job.get_absolute_url())) for job in failed],
    )


def asked(since: datetime, at: datetime) -> Section:
    """Requests for more time that wait for an answer, the oldest first."""
    found = ExtensionRequest.objects.filter(state=ExtensionState.ASKED).order_by("asked_at", "pk")
    return _section(
        _("Requests for more time"),
        [
            (_about(request.progress), absolute(reverse("oversight:extension", args=[request.pk])))
            for request in found.select_related("progress__participation__municipality")
        ],
    )


def risks(since: datetime, at: datetime) -> Section:
    """The heaviest of each municipality; addresses that cannot be reached have a section of their own."""
    found = risks_of(Participation.objects.open().select_related("municipality"), day_of(at))  # type: ignore[attr-defined]
    others = [[risk for risk in each if risk.kind != RiskKind.BOUNCED] for each in found.values()]
    lines = [
        (f"{each[0].participation.municipality.name} · {each[0].kind.label}", _url(each[0].participation.municipality))
        for each in others
        if each
    ]
    return _section(_("Risks to continuity"), lines)


SECTIONS: list[SectionMaker] = [waiting, asked, late, letters, moved, unreachable, risks, failed_jobs]


def overview(since: datetime | None, *, at: datetime) -> Overview:
    """`since` is the moment of the last one, None for the first: then a week."""
    begin = since or at - timedelta(days=7)
    sections = [make(begin, at) for make in SECTIONS]
    ours, theirs = sections[SECTIONS.index(waiting)].total, sections[SECTIONS.index(late)].total
    heading = _("The week: %(waiting)s waiting for us, %(late)s late") % {"waiting": ours, "late": theirs}
    return Overview(monday_of(day_of(at)), heading, [section for section in sections if section.total])
