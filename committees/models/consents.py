"""What a member agreed to have shown to everybody: asked by a link, answered field by field, never forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import User
from committees.models.committee import Committee, Side
from committees.models.members import CommitteeMember
from documents.models import FrozenModel
from municipalities.models import Activity, ActivityKind, Evidence
from municipalities.models.links import PersonalLink
from municipalities.querysets import FROZEN
from municipalities.steps import Step

PAPER_KIND = "consent"


class ConsentField(models.TextChoices):
    """What is the person's own. Side, role and body belong to the seat and are shown of every member."""

    NAME = "name", _("Name")
    FUNCTION = "function", _("Function")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone")

    @classmethod
    def asked_of(cls, member: CommitteeMember) -> list[ConsentField]:
        """What there is to show of `member` and needs a yes. The function of somebody of the administration is part
        of the office."""
        office = {cls.FUNCTION} if member.side == Side.ADMINISTRATION else set()
        return [field for field in cls if field not in office and field.value_of(member)]

    def value_of(self, member: CommitteeMember) -> str:
        """What is shown of `member` if the answer is yes; a consent stands as long as this stays the same."""
        if self is ConsentField.NAME:
            return "\n".join(name for name in (member.name_ar, member.name_latin) if name)
        if self is ConsentField.PHONE:
            return member.phone.as_e164 if member.phone else ""
        return str(getattr(member, self.value, ""))


class ConsentState(models.TextChoices):
    """Expired is no state that is kept: it is a request without an answer whose day has passed."""

    ASKED = "asked", pgettext_lazy("consent", "Asked")
    ANSWERED = "answered", pgettext_lazy("consent", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
    REVOKED = "revoked", pgettext_lazy("consent", "Revoked")


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> ConsentQuerySet:
        """Not revoked: one at most of each member."""
        return self.exclude(state=ConsentState.REVOKED)

    def to_remind(self, at: datetime) -> ConsentQuerySet:
        """Asked and silent for a week; the committee goes on, and the member can be written to."""
        waiting = self.filter(
            state=ConsentState.ASKED,
            reminders__lt=Consent.REMINDERS,
            sent_at__lte=at - Consent.REMINDED_AFTER,
            expires_at__gt=at,
            member__in=CommitteeMember.objects.in_term(),
        )
        waiting = waiting.exclude(member__committee__participation__state__in=FROZEN)
        return waiting.exclude(member__email="")


class Consent(models.Model):
    """One member is asked once; reminders, fresh links and later changes of mind belong to the same row.

    Revoked, it opens nothing and what was agreed through it counts no longer.
    """

    # Reminders that go by themselves: a week and two weeks after the question, then no more.
    REMINDERS = 2
    REMINDED_AFTER = timedelta(days=7)

    member = models.ForeignKey(CommitteeMember, on_delete=models.PROTECT, related_name="consents")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ar")
    state = models.CharField(_("state"), max_length=10, choices=ConsentState.choices, default=ConsentState.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Of the last link: an answer can be given until then; what was answered can be changed at any time.
    sent_at = models.DateTimeField(_("last sent"))
    expires_at = models.DateTimeField(_("expires"))
    reminders = models.PositiveSmallIntegerField(_("reminders sent by themselves"), default=0)
    # Of the last reply. Compared and set: of two replies at once the second is refused.
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects: ClassVar[models.Manager[Consent]] = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["member"], condition=~Q(state="revoked"), name="consent_one_live"),
            models.CheckConstraint(
                condition=Q(state="revoked", revoked_at__isnull=False)
                | (~Q(state="revoked") & Q(revoked_at__isnull=True)),
                name="consent_revoked_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "withdrawn"]) | Q(answered_at__isnull=False),
                name="consent_answered_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"

    @property
    def committee(self) -> Committee:
        return self.member.committee

    @property
    def has_expired(self) -> bool:
        return self.state == ConsentState.ASKED and timezone.now() >= self.expires_at

    @property
    def is_answered(self) -> bool:
        """Whatever the answer; a consent that was taken back is one too."""
        return self.state in (ConsentState.ANSWERED, ConsentState.WITHDRAWN)

    @property
    def state_label(self) -> str:
        return pgettext("consent", "Expired") if self.has_expired else self.get_state_display()

    @property
    def last_reply(self) -> ConsentReply | None:
        return self.replies.prefetch_related("answers").order_by("-pk").first()

    def take(self, state: ConsentState, *, at: datetime) -> bool:
        """One compare-and-set for a reply; False when another came first, or it was revoked."""
        row = Consent.objects.filter(pk=self.pk, state=self.state, answered_at=self.answered_at)
        if not row.update(state=state, answered_at=at):
            return False
        self.state, self.answered_at = state, at
        return True

    @transaction.atomic
    def revoke(self, *, by: User, at: datetime | None = None) -> bool:
        """Every link of it opens nothing any more, and what was agreed to through it counts no longer. False when it
        was revoked before."""
        at = at or timezone.now()
        if not Consent.objects.filter(pk=self.pk, revoked_at=None).update(state=ConsentState.REVOKED, revoked_at=at):
            return False
        self.state, self.revoked_at = ConsentState.REVOKED, at
        self.log("revoked", by=by, at=at)
        return True

    def log(self, code: str, *, by: User | None, at: datetime) -> None:
        """In the transaction of what was done. `code` is one of those in `committees.apps`."""
        municipality = self.committee.municipality
        Activity.objects.record(
            ActivityKind.CONSENT,
            by=by,
            municipality=municipality,
            step=Step.COMMITTEE if municipality else "",
            subject=f"{code} {self.member.name_ar}",
            at=at,
        )

    def count_reminder(self) -> bool:
        """False when it was answered, or another process reminds of it."""
        row = Consent.objects.filter(pk=self.pk, state=ConsentState.ASKED, reminders=self.reminders)
        if not row.update(reminders=self.reminders + 1):
            return False
        self.reminders += 1
        return True


class ConsentLinkQuerySet(models.QuerySet["ConsentLink"]):
    def by_token(self, token: str) -> ConsentLinkQuerySet:
        return self.filter(token_hash=ConsentLink.hash(token))


class ConsentLink(PersonalLink, models.Model):
    """A way to one consent. An e-mail, its reminder and a link for the phone each have their own, and all work: a
    person opens the first message found. Without `email` it was handed over by somebody.
    """

    LASTS = timedelta(days=30)

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="links")
    email = models.EmailField(_("e-mail address"), blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("expires"))
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    objects: ClassVar[models.Manager[ConsentLink]] = ConsentLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to a consent")
        verbose_name_plural = _("links to consents")
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.consent.member} · {self.sent_at:%Y-%m-%d}"

    @property
    def state(self) -> str:
        """revoked, answered, withdrawn; unanswered ones: gone (sits no longer), expired or open."""
        consent = self.consent
        if consent.state != ConsentState.ASKED:
            return consent.state
        if not consent.member.sits:
            return "gone"
        return "expired" if timezone.now() >= self.expires_at else "open"

    @property
    def can_answer(self) -> bool:
        """A first answer or another one, unless the participation stands still. What was answered can be changed long
        after the link's day, and taken back at any time, even by somebody who sits no longer."""
        if self.consent.committee.is_frozen:
            return False
        return self.state == "open" or (self.consent.is_answered and self.consent.member.sits)

    @property
    def receipt_to(self) -> str:
        """The address that was asked, as long as it is the member's; one that was not written to gets the member's."""
        address = self.consent.member.email
        return address if self.email in ("", address) else ""


class ReplyKind(models.TextChoices):
    """The labels stand in the history."""

    LINK = "link", _("answered by the link")
    PAPER = "paper", _("answered on paper")
    WITHDRAWAL = "withdrawal", _("withdrew everything")


class ConsentReply(FrozenModel):
    """Append-only: one time that a member said what may be shown. The last one of a consent counts.

    `by` is who recorded an answer given on paper; None for what the member did.
    """

    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="replies")
    kind = models.CharField(_("how"), max_length=10, choices=ReplyKind.choices)
    at = models.DateTimeField(_("when"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    name_ar = models.CharField(_("name of the member then"), max_length=120)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paper_on = models.DateField(_("day of the paper"), null=True, blank=True)
    paper = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("reply to a consent")
        verbose_name_plural = _("replies to consents")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="paper")
                | (Q(by__isnull=False, paper_on__isnull=False) & (Q(paper__isnull=False) | ~Q(note=""))),
                name="consent_reply_paper_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consent.member}: {self.get_kind_display()}"


class ConsentAnswer(FrozenModel):
    """Append-only: one yes or no, to the exact words that were shown, about the exact value."""

    reply = models.ForeignKey(ConsentReply, on_delete=models.PROTECT, related_name="answers")
    field = models.CharField(_("field"), max_length=10, choices=ConsentField.choices)
    agreed = models.BooleanField(_("agreed"))
    sentence = models.TextField(_("sentence that was shown"))
    value = models.CharField(_("value that was shown"), max_length=260)

    class Meta:
        verbose_name = _("answer to a consent")
        verbose_name_plural = _("answers to consents")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["reply", "field"], name="consent_answer_once")]

    def __str__(self) -> str:
        return f"{self.get_field_display()}: {_('Yes') if self.agreed else _('No')}"

    def covers(self, member: CommitteeMember) -> bool:
        """A yes to what `member` has today: another address or number was never agreed to, and a person whose name
        was written over this one's has agreed to nothing."""
        is_same = self.value == ConsentField(self.field).value_of(member)
        return self.agreed and is_same and self.reply.name_ar == member.name_ar


def standing_answers(members: Iterable[CommitteeMember]) -> dict[int, dict[str, ConsentAnswer]]:
    """By the key of the member, then by field: what the last reply of each says. One query."""
    found: dict[int, dict[str, ConsentAnswer]] = {}
    last: dict[int, int] = {}
    answers = ConsentAnswer.objects.filter(reply__consent__member__in=[member.pk for member in members])
    answers = answers.exclude(reply__consent__state=ConsentState.REVOKED)
    for answer in answers.select_related("reply__consent").order_by("reply", "pk"):
        member = answer.reply.consent.member_id
        if last.get(member) != answer.reply_id:
            last[member], found[member] = answer.reply_id, {}
        found[member][answer.field] = answer
    return found


def prefetch_consents(members: list[CommitteeMember]) -> None:
    """What `live_consent` reads, in one query."""
    prefetch_related_objects(members, Prefetch("consents", Consent.objects.all().live(), to_attr="live_consents"))  # type: ignore[attr-defined]


def live_consent(member: CommitteeMember) -> Consent | None:
    """The one that is not revoked."""
    found: list[Consent] | None = getattr(member, "live_consents", None)
    if found is None:
        found = list(member.consents.live())  # type: ignore[attr-defined]
    return found[0] if found else None
