"""Who sits on a committee: rows from the first draft on, with every change kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import User
from committees.models.changes import MemberChange, MemberChangeKind
from committees.models.committee import ChosenBy, Committee, CommitteeRole, Side
from municipalities.exceptions import StaleDraft
from municipalities.models import Activity, ActivityKind, Civility, Cohort, Participation, StepProgress
from municipalities.models.submissions import lock_draft


class MemberQuerySet(models.QuerySet["CommitteeMember"]):
    def of(self, participation: Participation) -> MemberQuerySet:
        return self.filter(committee__participation=participation)

    def listed(self) -> MemberQuerySet:
        return self.filter(removed_at__isnull=True)

    def sitting(self, participation: Participation) -> MemberQuerySet:
        """Whom the rules count: on the list, and the term not over. One that begins later counts, since the list is
        of the committee to come."""
        return self.of(participation).in_term()

    def sitting_on(self, committee: Committee, on: date | None = None) -> MemberQuerySet:
        """Who is in office on the day `on`, today when it is not said."""
        return self.filter(committee=committee).in_office(on)

    def in_office(self, on: date | None = None) -> MemberQuerySet:
        """The same of any committees."""
        day = on or timezone.localdate()
        begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
        return self.listed().filter(begun, Q(until_on__isnull=True) | Q(until_on__gte=day))

    def sitting_in(self, cohort: Cohort) -> MemberQuerySet:
        """The same for every committee of a cohort at once."""
        return self.filter(committee__participation__cohort=cohort).in_term()

    def in_term(self) -> MemberQuerySet:
        term = Q(until_on__isnull=True) | Q(until_on__gte=timezone.localdate())
        return self.listed().filter(term)

    def removed(self) -> MemberQuerySet:
        return self.filter(removed_at__isnull=False)


class MemberManager(models.Manager.from_queryset(MemberQuerySet)):  # type: ignore[misc]
    @transaction.atomic
    def add(
        self, progress: StepProgress, values: dict[str, Any], *, by: User, at: datetime | None = None
    ) -> CommitteeMember:
        """A new row on the list of `progress`. ValidationError when the list does not bear it, DraftClosed when it
        is read-only."""
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        committee, _created = Committee.objects.get_or_create(participation=progress.participation)
        member = CommitteeMember(committee=committee, **values)
        member.validate_constraints()
        member.save()
        member.log(MemberChange.Kind.ADDED, by=by, at=moment)
        return member

    @transaction.atomic
    def seat(
        self,
        committee: Committee,
        values: dict[str, Any],
        *,
        by: User,
        at: datetime | None = None,
        succeeds: CommitteeMember | None = None,
    ) -> CommitteeMember:
        """A new member of a committee at work. ValidationError when the list does not bear it, StateConflict when
        the committee is not at work."""
        moment = at or timezone.now()
        member = CommitteeMember(committee=committee.lock_at_work(), succeeds=succeeds, **values)
        member.validate_constraints()
        member.save()
        member.log(MemberChange.Kind.ADDED, by=by, at=moment)
        member.tell(MemberChange.Kind.ADDED, by=by, at=moment)
        return member


class CommitteeMember(models.Model):
    """A seat on the committee. Rows exist from the first draft; a removed one stays, marked."""

    VALUES = (
        "civility",
        "name_ar",
        "name_latin",
        "side",
        "function",
        "body",
        "role",
        "chosen_by",
        "email",
        "phone",
        "from_on",
        "until_on",
        "is_focal_point",
        "under_35",
    )

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="members")
    civility = models.CharField(_("civility"), max_length=2, choices=Civility.choices)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    side = models.CharField(_("side"), max_length=20, choices=Side.choices)
    function = models.CharField(_("job title or function"), max_length=200, blank=True)
    body = models.CharField(_("department or association"), max_length=200)
    role = models.CharField(
        _("role in the committee"), max_length=10, choices=CommitteeRole.choices, default=CommitteeRole.MEMBER
    )
    chosen_by = models.CharField(_("how the member was chosen"), max_length=12, choices=ChosenBy.choices, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    from_on = models.DateField(_("member since"), null=True, blank=True)
    until_on = models.DateField(_("member until"), null=True, blank=True)
    is_focal_point = models.BooleanField(_("is the focal point"), default=False)
    # Said by the member; a date of birth is nobody's business here.
    under_35 = models.BooleanField(_("is under 35"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    succeeds = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("successor of"),
    )
    ended_at = models.DateTimeField(_("end of the term recorded"), null=True, blank=True)
    end_reason = models.TextField(_("why the term ended"), blank=True)

    objects: ClassVar[MemberManager] = MemberManager()

    class Meta:
        verbose_name = _("member of a committee")
        verbose_name_plural = _("members of committees")
        ordering = ["committee", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "name_ar", "body"],
                condition=Q(removed_at__isnull=True, ended_at__isnull=True),
                name="member_listed_once",
                violation_error_code="listed",
                violation_error_message=_("This person is already on the list for this department or association."),
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(removed_at__isnull=True, ended_at__isnull=True, is_focal_point=True),
                name="member_one_focal_point",
                violation_error_code="focal_point_taken",
                violation_error_message=_(
                    "Another member is already marked as the focal point. Take the mark off there first."
                ),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="member_from_before_until",
                violation_error_code="period",
                violation_error_message=_("The last day comes before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(until_on__isnull=False), name="member_ended_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_ar if get_language() == "ar" else self.name_latin or self.name_ar

    @property
    def person(self) -> tuple[str, str]:
        """Whom the row is about, and where that person is written to. Links that were given out belong to this, not
        to the row."""
        return self.name_ar, self.email

    @property
    def sits(self) -> bool:
        """On the list, and the term not over."""
        return self.removed_at is None and (self.until_on is None or self.until_on >= timezone.localdate())

    @property
    def last_change(self) -> MemberChange:
        return self.changes.select_related("by").latest("at", "pk")

    def values(self) -> dict[str, Any]:
        """What is known of the person, as JSON keeps it: days as YYYY-MM-DD, the phone with its country."""
        return {
            **{name: getattr(self, name) for name in self.VALUES},
            "phone": self.phone.as_e164 if self.phone else "",
            "from_on": self.from_on.isoformat() if self.from_on else "",
            "until_on": self.until_on.isoformat() if self.until_on else "",
        }

    @transaction.atomic
    def change(
        self,
        progress: StepProgress,
        values: dict[str, Any],
        *,
        version: int,
        by: User,
        at: datetime | None = None,
    ) -> None:
        """Writes `values` over the version that was read; over a removed row, they put it back.

        StaleDraft (its `current` is the row as it stands) when another save came first, unless it wrote the same;
        ValidationError when the list does not bear it; DraftClosed when it is read-only.
        """
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        self._write_over(values, version=version, by=by, at=moment)

    @transaction.atomic
    def correct(self, values: dict[str, Any], *, version: int, by: User, at: datetime | None = None) -> CommitteeMember:
        """Mends what was typed wrongly on the list of a committee at work; the row as it stands then. Refuses as
        `change` does, with StateConflict when the committee is not at work."""
        moment = at or timezone.now()
        self.committee.lock_at_work()
        kind = self._write_over(values, version=version, by=by, at=moment)
        if kind:
            self.tell(kind, by=by, at=moment)
        return CommitteeMember.objects.get(pk=self.pk)

    @transaction.atomic
    def end(self, on: date, *, reason: str, version: int, by: User, at: datetime | None = None) -> None:
        """The term ends with the day `on`, and why. StaleDraft when the row was changed since `version`."""
        moment = at or timezone.now()
        self.committee.lock_at_work()
        current = CommitteeMember.objects.get(pk=self.pk)
        if current.version != version or current.ended_at is not None or current.removed_at is not None:
            raise StaleDraft(current)
        current.until_on, current.ended_at, current.end_reason = on, moment, reason
        current.validate_constraints()
        current._keep(MemberChange.Kind.ENDED, by=by, at=moment, reason=reason)
        current.tell(MemberChange.Kind.ENDED, by=by, at=moment)

    @transaction.atomic
    def replace(
        self,
        values: dict[str, Any],
        *,
        on: date,
        reason: str,
        version: int,
        by: User,
        at: datetime | None = None,
    ) -> CommitteeMember:
        """Ends the term with the day `on` and seats a successor, both or neither; the successor."""
        moment = at or timezone.now()
        self.end(on, reason=reason, version=version, by=by, at=moment)
        return CommitteeMember.objects.seat(self.committee, values, by=by, at=moment, succeeds=self)

    @transaction.atomic
    def remove(self, progress: StepProgress, *, by: User, at: datetime | None = None) -> None:
        """Takes the row off the list; it can be put back. Removing twice changes nothing."""
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        current = CommitteeMember.objects.get(pk=self.pk)
        if current.removed_at is None:
            current.removed_at = moment
            current._keep(MemberChange.Kind.REMOVED, by=by, at=moment)

    @transaction.atomic
    def restore(self, progress: StepProgress, *, by: User, at: datetime | None = None) -> None:
        """Puts a removed row back. ValidationError when its place is taken meanwhile."""
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        current = CommitteeMember.objects.get(pk=self.pk)
        if current.removed_at is not None:
            current.removed_at = None
            current.validate_constraints()
            current._keep(MemberChange.Kind.RESTORED, by=by, at=moment)

    def log(self, kind: MemberChangeKind, *, by: User, at: datetime, reason: str = "") -> None:
        values = self.values()
        self.changes.create(kind=kind, version=self.version, values=values, reason=reason, at=at, by=by)

    def tell(self, kind: MemberChangeKind, *, by: User, at: datetime) -> None:
        """In the log of activities, of what happens at work; the draft of a list is not in it."""
        what, place = ActivityKind.MEMBERS_CHANGED, self.committee.municipality
        Activity.objects.record(what, by=by, municipality=place, subject=f"{kind.value} {self.name_ar}", at=at)

    def _write_over(self, values: dict[str, Any], *, version: int, by: User, at: datetime) -> MemberChangeKind | None:
        """What was done to the row; None when it says all that already."""
        current = CommitteeMember.objects.get(pk=self.pk)
        before, was_removed, person = current.values(), current.removed_at is not None, current.person
        if current.version != version:
            theirs = CommitteeMember.objects.get(pk=self.pk)
        current._write(values)
        if current.values() == before and not was_removed:
            return None
        if current.version != version:
            raise StaleDraft(theirs)
        current.removed_at = None
        current.validate_constraints()
        kind = MemberChange.Kind.RESTORED if was_removed else MemberChange.Kind.CHANGED
        current._keep(kind, by=by, at=at)
        if current.person != person:
            from committees.models.given_links import end_links

            end_links(current, by=by, at=at)
        return kind

    def _write(self, values: dict[str, Any]) -> None:
        for name in self.VALUES:
            if name in values:
                setattr(self, name, values[name])
        if self.until_on is None:
            self.ended_at, self.end_reason = None, ""

    def _keep(self, kind: MemberChangeKind, *, by: User, at: datetime, reason: str = "") -> None:
        self.version += 1
        self.save()
        self.log(kind, by=by, at=at, reason=reason)
