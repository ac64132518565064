"""Who is at a meeting: invited, answering by link, present, in the place of somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from committees.models.committee import Side
from committees.models.members import CommitteeMember
from municipalities.models.links import PersonalLink


@dataclass(frozen=True)
class Quorum:
    """`needed` of `seats` members have to be present."""

    present: int
    seats: int
    needed: int
    met: bool


@dataclass(frozen=True)
class Parity:
    """How many members of each side are present. Balanced: as many of the administration as of civil society."""

    administration: int
    civil_society: int
    other: int

    @property
    def difference(self) -> int:
        return abs(self.administration - self.civil_society)

    @property
    def balanced(self) -> bool:
        return self.difference == 0 and self.administration > 0


def quorum_of(present: int, seats: int) -> Quorum:
    """More than half of the seats. No text found fixes the quorum of a local committee: this is the usual rule of
    collegiate bodies, offered as a measure, and no cohort sets another. It closes nothing: a meeting below it can be
    recorded, and says so."""
    needed = seats // 2 + 1
    return Quorum(present, seats, needed, met=seats > 0 and present >= needed)


def language_of(email: str) -> str:
    """The language in which somebody is written to: of the account with that address, else Arabic."""
    account = User.objects.filter(email=email.lower()).first() if email else None
    return account.language if account else settings.LANGUAGE_CODE


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
    `substitute` names who came for the body instead of its member.
    """

    COPIED = ("civility", "name_ar", "name_latin", "body", "side", "role", "email")

    meeting = models.ForeignKey("committees.Meeting", on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    civility = models.CharField(_("civility"), max_length=2)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    function = models.CharField(_("function"), max_length=200, blank=True)
    body = models.CharField(_("body"), max_length=200)
    side = models.CharField(_("side"), max_length=20)
    role = models.CharField(_("role"), max_length=10, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ar")
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=5, choices=Answer.choices, default=Answer.NONE)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    presence = models.CharField(_("presence"), max_length=10, choices=Presence.choices, blank=True)
    substitute = models.CharField(_("substitute"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["meeting", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ar if get_language() == "ar" else self.name_latin or self.name_ar

    @property
    def is_guest(self) -> bool:
        return self.member_id is None

    @property
    def side_label(self) -> str:
        return str(Side(self.side).label) if self.side in Side.values else ""

    @property
    def holds_seat(self) -> bool:
        """A guest, or a member who still sits: only these are written to, and open their links."""
        return self.member is None or self.member.sits

    def copy(self, member: CommitteeMember) -> bool:
        """Whether the row is about another person by now, or about another address. The links of the one before end."""
        before = (self.name_ar, self.email)
        for name in self.COPIED:
            setattr(self, name, getattr(member, name))
        self.function = member.function
        if self.pk is None or before == member.person:
            return False
        self.links.all().delete()
        return True

    def forget_invitation(self) -> None:
        """As if nobody had been invited to this place yet."""
        self.invited_at = self.reminded_at = self.answered_at = None
        self.answer, self.reason = Answer.NONE, ""
        self.language = language_of(self.email)


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    def by_token(self, token: str) -> AnswerLinkQuerySet:
        return self.filter(token_hash=AnswerLink.hash(token))


class AnswerLink(PersonalLink, models.Model):
    """A link by which one person answers one invitation and reads its papers, without an account.

    Each e-mail carries one of its own, so that none stops working because another was sent; `replace` ends them all.
    """

    LASTS = timedelta(days=30)

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("expires"))

    objects: ClassVar[models.Manager[AnswerLink]] = AnswerLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for an answer")
        verbose_name_plural = _("links for answers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.attendance)

    @classmethod
    def make(cls, attendance: Attendance, *, at: datetime) -> str:
        """The token of a new link, kept nowhere else."""
        link = cls(attendance=attendance)
        token = link.renew(at=at)
        link.expires_at = attendance.meeting.links_end_at
        link.save()
        return token

    @property
    def has_expired(self) -> bool:
        return timezone.now() >= self.expires_at
