"""Meetings of a committee: what is planned, who answers, who came, what is decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from committees.models.committee import Committee
from committees.models.members import CommitteeMember
from committees.models.plans import Commitment


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Meeting(models.Model):
    """`number` counts the meetings of a committee from 1. `subject` is the line of the minutes (الموضوع)."""

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="meetings")
    number = models.PositiveIntegerField(_("number"))
    subject = models.CharField(_("subject"), max_length=200)
    starts_at = models.DateTimeField(_("date and hour"))
    minutes_long = models.PositiveSmallIntegerField(_("length in minutes"), default=120)
    venue = models.CharField(_("place"), max_length=300)
    words = models.TextField(_("a word to those invited"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    created_at = models.DateTimeField(_("written"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["committee", "number"], name="meeting_number_once")]

    def __str__(self) -> str:
        return self.subject


class AgendaItem(models.Model):
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


class Answer(models.TextChoices):
    """What an invited person says beforehand."""

    NONE = "none", _("No answer yet")
    YES = "yes", _("Comes")
    NO = "no", _("Cannot come")


class Presence(models.TextChoices):
    """What is recorded at the meeting. الحاضرون, المتغيبون بعذر, المتغيبون."""

    UNKNOWN = "", _("Not recorded yet")
    PRESENT = "present", _("Present")
    EXCUSED = "excused", _("Apologies")
    ABSENT = "absent", _("Absent")


class Attendance(models.Model):
    """A person at a meeting: a member, or a guest who is no member (`member` is None, the fields tell who).

    For a member the fields keep what the row of the member said on that day, so that minutes never change later.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    civility = models.CharField(_("civility"), max_length=2)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    function = models.CharField(_("function"), max_length=200, blank=True)
    body = models.CharField(_("body"), max_length=200)
    side = models.CharField(_("side"), max_length=20)
    role = models.CharField(_("role"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    answer = models.CharField(_("answer"), max_length=5, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    presence = models.CharField(_("presence"), max_length=10, choices=Presence.choices, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["meeting", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]

    def __str__(self) -> str:
        return self.name_ar


class Decision(models.Model):
    """What a meeting decided, who does it, until when: a task until it is done. `number` counts within the meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions")
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("decision"))
    owner = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_words = models.CharField(_("who, where it is no member"), max_length=200, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    done_on = models.DateField(_("done"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["meeting", "number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="decision_number_once")]

    def __str__(self) -> str:
        return self.text
