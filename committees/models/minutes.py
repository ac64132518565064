"""Minutes of a meeting: a draft in parts, frozen when it is sent for approval, never changed once approved."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from committees.models.attendance import Attendance
from committees.models.decisions import Decision
from committees.models.meetings import AgendaItem, Meeting, MeetingState
from committees.models.plans import Commitment
from documents.models import IssuedDocument, StoredFile
from municipalities.exceptions import DraftClosed, StaleDraft, StateConflict
from municipalities.models import Activity, ActivityKind

if TYPE_CHECKING:
    from committees.models.committee import Committee


class MinutesState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", _("Approved, not published yet")
    PUBLISHED = "published", _("Published")


OPEN_STATES = (MinutesState.DRAFT, MinutesState.SUBMITTED)


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def of(self, committee: Committee) -> MinutesQuerySet:
        return self.filter(meeting__committee=committee)

    def public(self) -> MinutesQuerySet:
        """What anyone may read: published, of a committee that was set up; the national one always is."""
        set_up = Q(meeting__committee__participation=None) | Q(meeting__committee__established_at__isnull=False)
        return self.filter(set_up, versions__state=MinutesState.PUBLISHED).distinct()


class Minutes(models.Model):
    """محضر جلسة. One per meeting; what it says stands in its versions. `language` is that of the paper."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ar")
    created_at = models.DateTimeField(_("begun"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = MinutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes")
        verbose_name_plural = _("minutes")
        ordering = ["-meeting__starts_at", "-pk"]

    def __str__(self) -> str:
        return str(self.meeting)

    @classmethod
    def begin(cls, meeting: Meeting, *, language: str, by: User, at: datetime | None = None) -> Minutes:
        """The minutes of a held meeting, filled in beforehand; those that exist already are given as they are.

        StateConflict when the meeting was not held.
        """
        from committees.minutes.prefill import fill

        moment = at or timezone.now()
        with transaction.atomic():
            held = Meeting.objects.select_for_update().filter(pk=meeting.pk, state=MeetingState.HELD).first()
            if held is None:
                raise StateConflict(meeting)
            minutes, created = cls.objects.get_or_create(
                meeting=held, defaults={"language": language, "created_at": moment, "created_by": by}
            )
            if created:
                version = minutes.versions.create(number=1, created_at=moment, created_by=by)
                fill(version, by=by, at=moment)
                minutes.log("begun", by=by, at=moment)
        return minutes

    @property
    def current(self) -> MinutesVersion:
        """The latest version: the one being written, or the last that was approved."""
        version: MinutesVersion = self.versions.latest("number")
        return version

    @property
    def in_public(self) -> MinutesVersion | None:
        """The latest published version."""
        version: MinutesVersion | None = self.versions.filter(state=MinutesState.PUBLISHED).order_by("-number").first()
        return version

    def log(self, what: str, *, by: User | None, at: datetime) -> None:
        """In the transaction of what was done. `what` is a code of MINUTES_CODES; without `by` it was a member."""
        Activity.objects.record(
            ActivityKind.MINUTES,
            by=by,
            municipality=self.meeting.committee.municipality,
            subject=f"{what} {self.meeting.number}",
            at=at,
        )


MINUTES_CODES = {
    "begun": _("begun"),
    "written": _("a part written"),
    "sent": _("sent for approval"),
    "taken-back": _("taken back from approval"),
    "agreed": _("approved by a member"),
    "sent-back": _("sent back with a remark"),
    "approved": _("approved and numbered"),
    "published": _("published"),
    "corrected": _("a correction begun"),
    "link": _("link for approval renewed"),
    "handed": _("link for approval handed over"),
}


class MinutesVersion(models.Model):
    """One state of the text. A draft is written in parts; sent for approval, `content` holds what it says.

    `findings` are those of the checks that were confirmed, each with the reason.
    """

    State = MinutesState

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFT)
    correction_reason = models.TextField(_("why it was corrected"), blank=True)
    drafter = models.CharField(_("written by"), max_length=120, blank=True)
    next_meeting = models.DateTimeField(_("next meeting"), null=True, blank=True)
    content = models.JSONField(_("what it says"), null=True, blank=True)
    findings = models.JSONField(_("findings that were confirmed"), default=list, blank=True)
    created_at = models.DateTimeField(_("begun"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("sent for approval"), null=True, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    document = models.OneToOneField(
        IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="minutes_version"
    )
    docx = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version of minutes")
        verbose_name_plural = _("versions of minutes")
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_version_once"),
            models.UniqueConstraint(
                fields=["minutes"], condition=Q(state__in=["draft", "submitted"]), name="minutes_one_open_version"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(content__isnull=False, submitted_by__isnull=False),
                name="minutes_sent_are_frozen",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"], document__isnull=True, approved_at__isnull=True)
                | Q(
                    state__in=["approved", "published"],
                    document__isnull=False,
                    docx__isnull=False,
                    approved_at__isnull=False,
                ),
                name="minutes_approved_are_issued",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(correction_reason=""), name="minutes_correction_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes} · {self.number}"

    @property
    def meeting(self) -> Meeting:
        return self.minutes.meeting

    @property
    def is_draft(self) -> bool:
        return self.state == MinutesState.DRAFT

    @property
    def register_number(self) -> str:
        return self.document.register_number if self.document else ""

    @property
    def file_name(self) -> str:
        """Without its ending."""
        return self.register_number.replace("/", "-")

    def hold(self) -> None:
        """In the transaction of a change of the draft. DraftClosed when it is no draft any more."""
        if not MinutesVersion.objects.filter(pk=self.pk, state=MinutesState.DRAFT).update(state=MinutesState.DRAFT):
            raise DraftClosed

    def move(self, before: MinutesState, after: MinutesState, **values: Any) -> None:
        """One compare-and-set, inside the caller's transaction. StateConflict for the loser."""
        if not MinutesVersion.objects.filter(pk=self.pk, state=before).update(state=after, **values):
            raise StateConflict(self)
        self.refresh_from_db()

    @transaction.atomic
    def redecide(self, decision: Decision, values: dict[str, Any], *, version: int, by: User) -> None:
        """Changes a decision of the meeting, as `Decision.change`, while this version is a draft."""
        self.hold()
        decision.change(values, version=version, by=by)

    @transaction.atomic
    def undecide(self, decision: Decision, *, version: int, by: User) -> None:
        """Takes a decision out, as `Decision.remove`, while this version is a draft."""
        self.hold()
        decision.remove(version=version, by=by)

    @transaction.atomic
    def correct(self, reason: str, *, by: User, at: datetime | None = None) -> MinutesVersion:
        """A new draft that begins with what this approved version says; StateConflict when it is not the last."""
        moment = at or timezone.now()
        if self.state in OPEN_STATES or self.minutes.versions.filter(number__gt=self.number).exists():
            raise StateConflict(self)
        items = list(self.items.all())
        version: MinutesVersion = self.minutes.versions.create(
            number=self.number + 1,
            correction_reason=reason,
            drafter=self.drafter,
            next_meeting=self.next_meeting,
            created_at=moment,
            created_by=by,
        )
        for item in items:
            raised = list(item.raised.all())
            item.pk, item.version, item.edition = None, version, 1
            item._state.adding = True
            item.save()
            item.raised.set(raised)
        self.minutes.log("corrected", by=by, at=moment)
        return version


class PartKind(models.TextChoices):
    """The parts that are written, in the official order."""

    OPENING = "opening", _("Opening")
    RECALLED = "recalled", _("What was recalled")
    LINK = "link", _("Sentence that leads to the paragraphs")
    ITEM = "item", _("Paragraph")
    CLOSING = "closing", _("Closing formula")


class MinutesItem(models.Model):
    """A part of a draft, saved alone: `edition` counts its saves, so that none is lost.

    A paragraph (kind "item") stands for an item of the agenda, or for something raised at the meeting (`raised` then
    holds its decisions). `steps` has a step on each line.
    """

    Kind = PartKind

    version = models.ForeignKey(MinutesVersion, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(_("kind"), max_length=10, choices=PartKind.choices, default=PartKind.ITEM)
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=300, blank=True)
    agenda_item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    speaker = models.ForeignKey(Attendance, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("text"), blank=True)
    steps = models.TextField(_("steps agreed"), blank=True)
    raised = models.ManyToManyField(Decision, blank=True, related_name="+")
    edition = models.PositiveIntegerField(_("edition"), default=1)
    saved_at = models.DateTimeField(_("saved"))
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("part of minutes")
        verbose_name_plural = _("parts of minutes")
        ordering = ["version", "position", "pk"]

    def __str__(self) -> str:
        return self.title or self.get_kind_display()

    @transaction.atomic
    def write(self, values: dict[str, Any], *, edition: int, by: User, at: datetime | None = None) -> None:
        """Writes over the edition that was read. StaleDraft (its `current` is the part as it stands) when another
        save came first and wrote something else; DraftClosed when the version is no draft any more."""
        moment = at or timezone.now()
        self.version.hold()
        current = MinutesItem.objects.select_related("saved_by", "version").get(pk=self.pk)
        end = {name: values.pop(name) for name in ("drafter", "next_meeting") if name in values}
        if all(getattr(current, name) == value for name, value in values.items()) and all(
            getattr(current.version, name) == value for name, value in end.items()
        ):
            return
        changed = MinutesItem.objects.filter(pk=self.pk, edition=edition).update(
            **values, edition=F("edition") + 1, saved_at=moment, saved_by=by
        )
        if not changed:
            raise StaleDraft(current)
        if end:
            MinutesVersion.objects.filter(pk=self.version_id).update(**end)
        self.version.minutes.log("written", by=by, at=moment)

    @transaction.atomic
    def move(self, step: int, *, by: User) -> None:
        """One place up (-1) or down (1) among the paragraphs; at the end of the list nothing happens."""
        self.version.hold()
        paragraphs = list(self.version.items.filter(kind=PartKind.ITEM))
        here = paragraphs.index(self)
        there = here + step
        if not 0 <= there < len(paragraphs):
            return
        paragraphs[here], paragraphs[there] = paragraphs[there], paragraphs[here]
        for position, paragraph in enumerate(paragraphs, 1):
            MinutesItem.objects.filter(pk=paragraph.pk).update(position=position)
        self.version.minutes.log("written", by=by, at=timezone.now())

    @transaction.atomic
    def remove(self, *, by: User) -> None:
        """Takes a paragraph out of the draft; decisions of the meeting stay."""
        self.version.hold()
        self.delete()
        self.version.minutes.log("written", by=by, at=timezone.now())

    @transaction.atomic
    def decide(self, values: dict[str, Any], *, by: User) -> Decision:
        """A new decision of the meeting, in this paragraph, with the next number."""
        self.version.hold()
        meeting = self.version.meeting
        decision: Decision = Decision.objects.write(meeting, {"item": self.agenda_item, **values}, by=by)  # type: ignore[attr-defined]
        if self.agenda_item is None:
            self.raised.add(decision)
        return decision

    @classmethod
    @transaction.atomic
    def add(cls, version: MinutesVersion, title: str, *, commitment: Commitment | None = None, by: User) -> MinutesItem:
        """A paragraph after the others, about something raised at the meeting."""
        from committees.minutes.prefill import commitment_text

        version.hold()
        now = timezone.now()
        last = version.items.filter(kind=PartKind.ITEM).aggregate(last=Max("position"))["last"] or 0
        text = commitment_text(commitment, version.minutes.language) if commitment else ""
        item: MinutesItem = version.items.create(
            position=last + 1, title=title, commitment=commitment, text=text, saved_at=now, saved_by=by
        )
        version.minutes.log("written", by=by, at=now)
        return item
