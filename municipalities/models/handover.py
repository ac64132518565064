"""The work of a focal point passes to a successor: announced, accepted by the one who takes over, or not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities import emails
from municipalities.exceptions import StateConflict
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.focal_point import FocalPoint, FocalPointKind
from municipalities.models.notices import Notice, NoticeKind
from municipalities.models.tenancy import Invitation, Membership, Municipality
from municipalities.permissions import Role
from municipalities.steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterable


class HandoverState(models.TextChoices):
    STARTED = "started", _("waits for the successor")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    CALLED_OFF = "called_off", _("called off")


class HandoverQuerySet(models.QuerySet["Handover"]):
    def open(self) -> HandoverQuerySet:
        return self.filter(state=HandoverState.STARTED)

    def under_way(self, municipality: Municipality) -> Handover | None:
        """The open one, with whom it is for."""
        found = self.open().filter(municipality=municipality)
        return found.select_related("invitation", "leaver", "started_by", "municipality").first()

    @transaction.atomic
    def start(
        self,
        municipality: Municipality,
        *,
        email: str,
        name: str,
        language: str,
        by: User,
        at: datetime | None = None,
        **fields: Any,
    ) -> tuple[Handover, str]:
        """Invites the successor; returns the handover and the link, which is kept nowhere else.

        `fields` are those of the model that the form asks: leaver, stays_reader, function, from_on, words. An open
        invitation to the same address gives way. StateConflict when a handover is under way already.
        """
        from municipalities import inviting

        moment = at or timezone.now()
        under_way = self.under_way(municipality)
        if under_way is not None:
            raise StateConflict(under_way)
        for before in municipality.invitations.pending().filter(email=User.objects.normalize_email(email)):
            before.revoke(by=by, at=moment)
        invitation, url = inviting.invite(
            email, role=Role.FOCAL_POINT, municipality=municipality, name=name, language=language, by=by, at=moment
        )
        handover = self.create(
            municipality=municipality, invitation=invitation, started_at=moment, started_by=by, **fields
        )
        handover.log(by=by, at=moment)
        handover.tell([*emails.unit_people(), *emails.team(municipality)])
        return handover, url


class Handover(models.Model):
    """From a focal point who leaves (none, when nobody is left) to the person who is invited by `invitation`.

    It moves the access, not the designation: the new focal point is recorded by a new act, in the first step.
    """

    State = HandoverState

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="handovers")
    leaver = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("who leaves")
    )
    stays_reader = models.BooleanField(_("may still read afterwards"), default=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.PROTECT, related_name="handovers")
    function = models.CharField(_("function"), max_length=150)
    from_on = models.DateField(_("takes over on"))
    words = models.TextField(_("a word to the successor"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=HandoverState.choices, default=HandoverState.STARTED)
    started_at = models.DateTimeField(_("started"))
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state="started"),
                name="handover_one_open",
                violation_error_message=_("A handover is under way already."),
            ),
            models.CheckConstraint(
                condition=Q(state="started", closed_at__isnull=True)
                | (~Q(state="started") & Q(closed_at__isnull=False)),
                name="handover_closed_has_moment",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="handover_refused_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} · {self.invitation.email} · {self.get_state_display()}"

    @property
    def successor_name(self) -> str:
        return self.invitation.name or self.invitation.email

    @property
    def is_open(self) -> bool:
        return self.state == HandoverState.STARTED

    def can_be_answered_by(self, user: User) -> bool:
        """Only the invited person, while the link is valid."""
        return self.is_open and self.invitation.is_open and user.email == self.invitation.email.lower()

    @transaction.atomic
    def accept(self, user: User, *, at: datetime | None = None) -> None:
        """The successor takes over: gets the access, and the leaver's ends or becomes that of a reader.

        The focal point on record ends with the day before `from_on`, unless the successor is that very person.
        StateConflict when it was answered or called off before, or when `user` is not whom it is for.
        """
        moment = at or timezone.now()
        self._close(HandoverState.ACCEPTED, by=user, at=moment)
        if not self.invitation.accept(user, at=moment):
            raise StateConflict(self)
        self._let_leaver_go(user, at=moment)
        self._end_record(user)
        self.tell([*emails.unit_people(), *emails.team(self.municipality), *([self.leaver] if self.leaver else [])])

    @transaction.atomic
    def refuse(self, user: User, *, reason: str, at: datetime | None = None) -> None:
        """The invited person does not take over, and says why. Nothing else changes. StateConflict as in `accept`."""
        moment = at or timezone.now()
        if user.email != self.invitation.email.lower():
            raise StateConflict(self)
        self._close(HandoverState.REFUSED, by=user, at=moment, reason=reason)
        self.invitation.revoke(by=user, at=moment)
        self.tell([*emails.unit_people(), *emails.team(self.municipality)], words=reason)

    @transaction.atomic
    def call_off(self, *, by: User, at: datetime | None = None) -> None:
        """The municipality, or the Unit, gives it up; the link opens nothing any more. StateConflict when closed."""
        moment = at or timezone.now()
        self._close(HandoverState.CALLED_OFF, by=by, at=moment)
        self.invitation.revoke(by=by, at=moment)
        self.tell(emails.team(self.municipality))

    def log(self, *, by: User, at: datetime) -> None:
        """In the transaction of each change of its state."""
        subject = f"{self.state} {self.successor_name}"
        Activity.objects.record(ActivityKind.HANDOVER, by=by, municipality=self.municipality, subject=subject, at=at)

    def _close(self, state: HandoverState, *, by: User, at: datetime, reason: str = "") -> None:
        rows = Handover.objects.open().filter(pk=self.pk)
        if not rows.update(state=state, closed_at=at, closed_by=by, reason=reason):
            raise StateConflict(self)
        self.state, self.closed_at, self.closed_by, self.reason = state, at, by, reason
        self.log(by=by, at=at)

    def _let_leaver_go(self, successor: User, *, at: datetime) -> None:
        memberships = self.municipality.memberships.open()
        membership = memberships.filter(user=self.leaver).exclude(user=successor).first() if self.leaver else None
        if membership is None:
            return
        if self.stays_reader:
            Membership.grant(membership.user, self.municipality, Role.READER, by=successor, at=at)
        else:
            membership.end(by=successor, at=at)

    def _end_record(self, successor: User) -> None:
        in_office = FocalPoint.objects.filter(
            participation__municipality=self.municipality, kind=FocalPointKind.PERMANENT, until_on__isnull=True
        ).exclude(email=successor.email)
        for record in in_office:
            record.until_on = max(record.from_on, self.from_on - timedelta(days=1))
            record.save(update_fields=["until_on"])

    def tell(self, people: Iterable[User], words: str = "") -> None:
        """That it is where it is now; each person by an address that opens for them."""
        slug = self.municipality.slug
        members = set(self.municipality.memberships.open().values_list("user", flat=True))
        unit = {person.pk for person in emails.unit_people()}
        home, file = reverse("municipalities:home", args=[slug]), reverse("oversight:municipality", args=[slug])
        for person in people:
            Notice.objects.tell(
                NoticeKind.HANDOVER,
                [person],
                key=f"handover:{self.pk}:{self.state}",
                municipality=self.municipality,
                step=Step.FOCAL_POINT,
                by=self.closed_by or self.started_by,
                words=words,
                url=home if person.pk in members else file if person.pk in unit else "",
                at=self.closed_at or self.started_at,
            )
