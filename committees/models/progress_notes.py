"""Dated notes on the progress of a commitment, and the reply of civil society beside each. Nothing is rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from committees.models.action_plans import hold_open
from committees.models.members import CommitteeMember
from committees.models.plans import Commitment
from municipalities.exceptions import StaleDraft, StateConflict
from municipalities.models.links import PersonalLink
from municipalities.querysets import FROZEN


class ProgressNoteQuerySet(models.QuerySet["ProgressNote"]):
    @transaction.atomic
    def write(
        self,
        commitment: Commitment,
        *,
        on: date,
        text: str,
        percents: Mapping[int, int],
        seen: str | None = None,
        by: User,
        at: datetime | None = None,
    ) -> ProgressNote:
        """The note, with how far each milestone has come on that day (by its key; those left out stay).

        `seen` is the `progress_seen` that was read: StaleDraft when somebody noted progress, or changed the milestones,
        since. StateConflict when the plan is closed or the commitment stands still.
        """
        moment = at or timezone.now()
        hold_open(commitment.plan)
        current = Commitment.objects.get(pk=commitment.pk)
        if not current.is_going:
            raise StateConflict(current)
        if seen is not None and seen != progress_seen(current):
            raise StaleDraft(current)
        told = []
        for milestone in current.milestones.all():
            before, after = milestone.percent, percents.get(milestone.pk, milestone.percent)
            told.append({"title": milestone.title, "before": before, "percent": after})
            if after != before:
                milestone.reach(after, at=moment)
        current = Commitment.objects.get(pk=commitment.pk)
        note = self.create(
            commitment=current, on=on, text=text, percent=current.percent, milestones=told, at=moment, by=by
        )
        current.log("progress", f"{current.percent} %", by=by, at=moment)
        return note


def progress_seen(commitment: Commitment) -> str:
    """What a form about the progress of `commitment` was filled in upon: equal as long as it holds."""
    state = [f"{each.pk}:{each.percent}" for each in commitment.milestones.all()]
    return ",".join([f"{commitment.notes.count()}", *state])


class ProgressNote(models.Model):
    """Append-only. `milestones` says [{title, before, percent}] as they stood; `percent` the commitment's then."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="notes")
    on = models.DateField(_("date"))
    text = models.TextField(_("progress"))
    percent = models.PositiveSmallIntegerField(_("percentage then"))
    milestones = models.JSONField(_("milestones then"), default=list)
    at = models.DateTimeField(_("written"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager[ProgressNote]] = ProgressNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def moved(self) -> list[dict[str, object]]:
        """The milestones that the note moved."""
        return [each for each in self.milestones if each["before"] != each["percent"]]

    @property
    def reply(self) -> NoteReply | None:
        """What counts: the last one written."""
        asked = getattr(self, "asked", None)
        return next(iter(asked.replies.all()), None) if asked else None


class ReplyRequestQuerySet(models.QuerySet["ReplyRequest"]):
    def by_token(self, token: str) -> ReplyRequestQuerySet:
        return self.filter(token_hash=ReplyRequest.hash(token))

    def to_remind(self, at: datetime) -> ReplyRequestQuerySet:
        """Unanswered for a week, and not reminded yet; of members who sit, and none while the participation stands
        still."""
        return self.filter(
            ~Exists(NoteReply.objects.filter(request=OuterRef("pk"))),
            member__in=CommitteeMember.objects.in_term(),
            reminded_at=None,
            sent_at__lte=at - ReplyRequest.REMIND_AFTER,
            expires_at__gt=at,
            note__commitment__plan__closed_at=None,
        ).exclude(Q(email="") | Q(member__committee__participation__state__in=FROZEN))


class ReplyRequest(PersonalLink, models.Model):
    """A link by which the co-chair of civil society replies to one note. The token stands only in the link.

    It goes out by e-mail alone; where the member has no address, it is shown to whoever asked, and `handed_by` says so
    for good.
    """

    LASTS = timedelta(days=30)
    REMIND_AFTER = timedelta(days=7)

    note = models.OneToOneField(ProgressNote, on_delete=models.PROTECT, related_name="asked")
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(_("e-mail address"), blank=True)
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ar")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("last sent"))
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))

    objects: ClassVar[models.Manager[ReplyRequest]] = ReplyRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a reply")
        verbose_name_plural = _("requests for a reply")
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.note_id} · {self.email}"

    @property
    def first_reply(self) -> NoteReply | None:
        return self.replies.order_by("pk").first()

    def state(self, at: datetime) -> str:
        """open, mending (replied, and still to be corrected), frozen (either, while the participation stands still);
        ended: gone (sits no longer), closed (replied for good) or expired."""
        first = self.first_reply
        if not self.member.sits:
            return "gone"
        if first is not None and at >= first.at + NoteReply.MENDED_WITHIN:
            return "closed"
        if first is None and at >= self.expires_at:
            return "expired"
        if self.member.committee.is_frozen:
            return "frozen"
        return "open" if first is None else "mending"

    @transaction.atomic
    def reply(self, stance: str, text: str, *, at: datetime | None = None) -> NoteReply:
        """A second one within a day corrects the first, and both are kept. StateConflict when it is too
        late, the member sits no longer, or the participation stands still."""
        moment = at or timezone.now()
        # Held, so that the first of two clicks is the first reply.
        ReplyRequest.objects.filter(pk=self.pk).update(times_sent=F("times_sent"))
        if self.state(moment) not in ("open", "mending"):
            raise StateConflict(self)
        reply: NoteReply = self.replies.create(stance=stance, text=text, at=moment)
        self.note.commitment.log("replied", by=None, at=moment)
        return reply


class Stance(models.TextChoices):
    AGREES = "agrees", _("Agrees")
    DISAGREES = "disagrees", _("Disagrees")
    REMARKS = "remarks", _("Remarks")


class NoteReply(models.Model):
    """Append-only: what the co-chair of civil society says to a note. The last one counts."""

    MENDED_WITHIN = timedelta(hours=24)

    request = models.ForeignKey(ReplyRequest, on_delete=models.PROTECT, related_name="replies")
    stance = models.CharField(_("position"), max_length=10, choices=Stance.choices)
    text = models.TextField(_("reply"), blank=True)
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reply to a note")
        verbose_name_plural = _("replies to notes")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(stance=Stance.AGREES) | ~Q(text=""), name="note_reply_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stance_display()} · {self.text}"
