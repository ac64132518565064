"""Meetings of a committee: what is planned, moved, cancelled and held, with its agenda and its papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.core.validators import URLValidator
from django.db import models, transaction
from django.db.models import F, Max, Min, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from committees.models.attendance import (
    Answer,
    AnswerLink,
    Attendance,
    Parity,
    Presence,
    Quorum,
    language_of,
    quorum_of,
)
from committees.models.committee import Committee, Side
from committees.models.members import CommitteeMember
from committees.models.plans import Commitment
from committees.models.versions import Versioned
from documents.models import StoredFile
from municipalities.exceptions import StateConflict
from municipalities.lateness import day_of
from municipalities.models import Activity, ActivityKind


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class MeetingEvent(models.TextChoices):
    """What the log says was done, behind "worked on a meeting"."""

    PLANNED = "planned", _("planned")
    CHANGED = "changed", _("changed")
    MOVED = "moved", _("moved to another date")
    INVITED = "invited", _("invitations sent")
    LINK = "link", _("link made")
    ANSWERED = "answered", _("answered by link")
    AGENDA = "agenda", _("agenda changed")
    GUEST = "guest", _("guests changed")
    PAPER = "paper", _("papers changed")
    CANCELLED = "cancelled", _("cancelled")
    HELD = "held", _("recorded as held")
    ATTENDANCE = "attendance", _("attendance recorded")
    DECISION = "decision", _("decision written")
    DECISION_REMOVED = "undecided", _("decision removed")
    DONE = "done", _("decision carried out")


def last_and_next(committees: Sequence[Committee], on: date) -> dict[int, tuple[datetime | None, datetime | None]]:
    """By the key of the committee: its last meeting held, and the next one planned from the day `on` on."""
    planned = Q(state=MeetingState.PLANNED, starts_at__date__gte=on)
    rows = Meeting.objects.filter(committee__in=committees).order_by().values_list("committee")
    moments = rows.annotate(
        last=Max("starts_at", filter=Q(state=MeetingState.HELD)), following=Min("starts_at", filter=planned)
    )
    return {pk: (last, following) for pk, last, following in moments}


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def planned(self) -> MeetingQuerySet:
        return self.filter(state=MeetingState.PLANNED)

    def held(self) -> MeetingQuerySet:
        return self.filter(state=MeetingState.HELD)

    def over_but_planned(self) -> MeetingQuerySet:
        """Whose hour is over, and of which nobody said whether they took place."""
        return self.planned().filter(starts_at__lt=timezone.now() - timedelta(hours=12))

    def public(self) -> MeetingQuerySet:
        """What anyone may know of: held, or planned and announced to those invited."""
        return self.filter(Q(state=MeetingState.HELD) | Q(state=MeetingState.PLANNED, invited_at__isnull=False))

    def with_counts(self) -> MeetingQuerySet:
        """Annotated with how many seats there are, and how many members of each side were present."""
        present = Q(attendances__presence=Presence.PRESENT, attendances__member__isnull=False)
        sides = {f"present_{side}": present & Q(attendances__side=side) for side in Side.values}
        return self.annotate(
            seats=models.Count("attendances", filter=Q(attendances__member__isnull=False), distinct=True),
            **{name: models.Count("attendances", filter=of, distinct=True) for name, of in sides.items()},
        ).order_by("-starts_at", "-pk")

    @transaction.atomic
    def plan(self, committee: Committee, values: dict[str, Any], *, by: User, at: datetime | None = None) -> Meeting:
        """The next meeting of `committee`, with a place at the table for each member in office on its day."""
        moment = at or timezone.now()
        # Two who plan at once wait for each other here: the number is given once.
        Committee.objects.select_for_update().get(pk=committee.pk)
        last = self.filter(committee=committee).aggregate(last=Max("number"))["last"] or 0
        meeting: Meeting = self.create(
            committee=committee,
            number=last + 1,
            created_at=moment,
            created_by=by,
            changed_at=moment,
            state_changed_at=moment,
            **values,
        )
        meeting.seat_members()
        meeting.log(MeetingEvent.PLANNED, by=by, at=moment)
        return meeting


class Meeting(Versioned):
    """`number` counts the meetings of a committee from 1. `subject` is the line of the minutes (الموضوع).

    `sequence` counts the changes that calendars of those invited must learn of (RFC 5545).
    """

    # What those invited are told of when it changes.
    TOLD = ("subject", "starts_at", "minutes_long", "venue", "online_url")

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(_("number"))
    subject = models.CharField(_("subject"), max_length=200)
    starts_at = models.DateTimeField(_("date and hour"))
    minutes_long = models.PositiveSmallIntegerField(_("length in minutes"), default=120)
    venue = models.CharField(_("place"), max_length=300)
    # For those invited alone: whoever has it can walk in.
    online_url = models.URLField(
        _("address of the video call"), max_length=500, blank=True, validators=[URLValidator(schemes=["https"])]
    )
    words = models.TextField(_("a word to those invited"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    state_changed_at = models.DateTimeField(_("in this state since"), default=timezone.now)
    cancel_reason = models.TextField(_("why it was cancelled"), blank=True)
    created_at = models.DateTimeField(_("written"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    invited_at = models.DateTimeField(_("invitations sent"), null=True, blank=True)
    sequence = models.PositiveIntegerField(_("changes told"), default=0)

    objects: ClassVar[models.Manager[Meeting]] = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["committee", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""), name="meeting_cancelled_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes_long)

    @property
    def day(self) -> date:
        return day_of(self.starts_at)

    @property
    def is_planned(self) -> bool:
        return self.state == MeetingState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.state == MeetingState.HELD

    @property
    def has_begun(self) -> bool:
        return timezone.now() >= self.starts_at

    @property
    def takes_answers(self) -> bool:
        return self.is_planned and not self.has_begun and not self.committee.is_frozen

    # Who is present -------------------------------------------------------------------------------------------

    def _present(self) -> list[str]:
        """The sides of the members present, substitutes of their body included."""
        rows = self.attendances.filter(member__isnull=False, presence=Presence.PRESENT)
        return list(rows.values_list("side", flat=True))

    def quorum(self) -> Quorum:
        """Of the members alone: guests have no seat. A substitute holds the seat of the body that sent them."""
        return quorum_of(len(self._present()), self.attendances.filter(member__isnull=False).count())

    def parity_of_present(self) -> Parity:
        sides = self._present()
        return Parity(sides.count(Side.ADMINISTRATION), sides.count(Side.CIVIL_SOCIETY), sides.count(Side.OTHER))

    def seat_members(self) -> None:
        """A place for each member in office on the day, as their row says now. Who is in office no longer loses the
        place, unless it was recorded that they came or not. Where a row says another person or address by now, that
        one has to be invited anew."""
        rows = {row.member_id: row for row in self.attendances.filter(member__isnull=False)}
        seated = set()
        for member in CommitteeMember.objects.sitting_on(self.committee, self.day):
            seated.add(member.pk)
            row = rows.get(member.pk) or Attendance(meeting=self, member=member, language=language_of(member.email))
            if row.copy(member) and self.takes_answers:
                row.forget_invitation()
            row.save()
        gone = [row.pk for member, row in rows.items() if member not in seated and not row.presence]
        self.attendances.filter(pk__in=gone).delete()

    # Moves ----------------------------------------------------------------------------------------------------

    @transaction.atomic
    def change(self, values: dict[str, Any], *, version: int, by: User, at: datetime | None = None) -> frozenset[str]:
        """Writes `values` over the version that was read; the names of what changed of what those invited are told.

        StaleDraft when another save came first, StateConflict when it is planned no longer. A new date or hour takes
        the answers back: they were given for the other one.
        """
        moment = at or timezone.now()
        before = Meeting.objects.get(pk=self.pk)
        if not before.is_planned:
            raise StateConflict(before)
        told = frozenset(name for name in self.TOLD if name in values and getattr(before, name) != values[name])
        if not self.overwrite(values, version=version):
            return frozenset()
        moved = "starts_at" in told
        if told:
            Meeting.objects.filter(pk=self.pk).update(sequence=F("sequence") + 1, changed_at=moment)
            self.refresh_from_db()
        if moved:
            self.attendances.update(answer=Answer.NONE, answered_at=None, reason="", reminded_at=None)
            self.seat_members()
            AnswerLink.objects.filter(attendance__meeting=self).update(expires_at=self.links_end_at)
        self.log(MeetingEvent.MOVED if moved else MeetingEvent.CHANGED, by=by, at=moment)
        return told

    @transaction.atomic
    def cancel(self, reason: str, *, by: User, at: datetime | None = None) -> None:
        """StateConflict when it is planned no longer."""
        moment = at or timezone.now()
        changes: dict[str, Any] = {"cancel_reason": reason, "sequence": F("sequence") + 1, "changed_at": moment}
        self._move(MeetingState.CANCELLED, at=moment, **changes)
        self.log(MeetingEvent.CANCELLED, by=by, at=moment)

    @transaction.atomic
    def hold(self, *, by: User, at: datetime | None = None) -> None:
        """It took place. StateConflict when it is planned no longer, or has not begun."""
        moment = at or timezone.now()
        if moment < self.starts_at:
            raise StateConflict(self)
        self._move(MeetingState.HELD, at=moment)
        self.log(MeetingEvent.HELD, by=by, at=moment)

    def _move(self, state: MeetingState, *, at: datetime, **changes: Any) -> None:
        rows = Meeting.objects.filter(pk=self.pk, state=MeetingState.PLANNED)
        if not rows.update(state=state, state_changed_at=at, version=F("version") + 1, **changes):
            raise StateConflict(Meeting.objects.get(pk=self.pk))
        self.refresh_from_db()

    def announce(self, *, at: datetime) -> None:
        """Invitations go out; from then on anyone may know of it. StateConflict when it takes no answers any more."""
        rows = Meeting.objects.filter(pk=self.pk, state=MeetingState.PLANNED, starts_at__gt=at)
        if not rows.update(invited_at=Coalesce("invited_at", Value(at))):
            raise StateConflict(Meeting.objects.get(pk=self.pk))
        self.refresh_from_db()

    def require_answers(self, *, at: datetime) -> None:
        """Holds the meeting in the caller's transaction; StateConflict when it takes no answers any more, or the
        participation stands still."""
        held = self._held()
        if not held.is_planned or at >= held.starts_at or held.committee.is_frozen:
            raise StateConflict(held)

    def require_standing(self) -> None:
        """Holds it likewise; StateConflict when it was cancelled: it is kept as it was."""
        held = self._held()
        if not (held.is_planned or held.is_held):
            raise StateConflict(held)

    def require_planned(self) -> None:
        """Holds it likewise; StateConflict when it is planned no longer."""
        held = self._held()
        if not held.is_planned:
            raise StateConflict(held)

    def _held(self) -> Meeting:
        return Meeting.objects.select_for_update().get(pk=self.pk)

    @property
    def links_end_at(self) -> datetime:
        """Those invited can read the papers for a while after the meeting."""
        return self.ends_at + AnswerLink.LASTS

    def log(self, event: MeetingEvent, *, by: User | None, about: str = "", at: datetime | None = None) -> None:
        """A row of the log, in the caller's transaction."""
        Activity.objects.record(
            ActivityKind.MEETING,
            by=by,
            municipality=self.committee.municipality,
            subject=f"{event.value} {about or self.subject}",
            at=at,
        )


class AgendaItem(Versioned):
    """An item of the agenda, perhaps about a commitment of the plan."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("item"), max_length=300)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    speaker = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of agendas")
        ordering = ["meeting", "position", "pk"]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def shift(self, by_places: int) -> bool:
        """One place up (-1) or down (1); False at the end of the list."""
        items = list(self.meeting.agenda.select_for_update())
        here = next((place for place, item in enumerate(items) if item.pk == self.pk), None)
        if here is None or not 0 <= here + by_places < len(items):
            return False
        items[here], items[here + by_places] = items[here + by_places], items[here]
        for position, item in enumerate(items, start=1):
            item.position = position
        AgendaItem.objects.bulk_update(items, ["position"])
        return True


class MeetingPaper(models.Model):
    """A paper for the meeting: the bytes as they came, for those invited and for the workspace."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    original_name = models.CharField(_("file name"), max_length=150)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper of a meeting")
        verbose_name_plural = _("papers of meetings")
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.original_name
