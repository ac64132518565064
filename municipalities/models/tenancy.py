"""The tenant, its people, and how they come in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from guardian.shortcuts import assign_perm, remove_perm

from accounts.models import User
from documents.text import fold
from municipalities.models.activity import Activity, ActivityKind
from municipalities.models.links import PersonalLink
from municipalities.permissions import ROLE_PERMISSIONS, Perm, Role, UnitRole
from municipalities.querysets import InvitationQuerySet, MembershipQuerySet, MunicipalityQuerySet


class NamedInThree(models.Model):
    """A name in Arabic, French and English; `name` is the one of the reader's language."""

    name_ar = models.CharField(_("name in Arabic"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_in(get_language() or settings.LANGUAGE_CODE)

    def name_in(self, language: str) -> str:
        name: str = getattr(self, f"name_{language}", "") or self.name_ar
        return name


class FoldedName(models.CharField):  # type: ignore[type-arg]
    """The name in `language` as lists order it: folded, so that أريانة stands beside اريانة. Written at every save."""

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        self.language = language
        for name, value in (("max_length", 250), ("editable", False), ("default", "")):
            kwargs.setdefault(name, value)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"language": self.language}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = fold(model_instance.name_in(self.language))  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, key)
        return key


class SortedByName(NamedInThree):
    """Ordered by `sort_field()` in the reader's language, by the database."""

    sort_ar = FoldedName(language="ar")
    sort_fr = FoldedName(language="fr")
    sort_en = FoldedName(language="en")

    class Meta:
        abstract = True

    @staticmethod
    def sort_field() -> str:
        """The column that orders by the name which the reader sees."""
        return f"sort_{get_language() or settings.LANGUAGE_CODE}"


class Governorate(SortedByName):
    """One of the 24, by ISO 3166-2:TN."""

    iso = models.CharField(_("ISO code"), max_length=5, unique=True)

    class Meta:
        verbose_name = _("governorate")
        verbose_name_plural = _("governorates")
        ordering = ["iso"]


class Region(models.TextChoices):
    """The programme's own label (four municipalities each in 2019), not geography."""

    NORTH = "north", _("North")
    CENTRE = "centre", _("Centre")
    SOUTH = "south", _("South")


class Municipality(SortedByName):
    """The tenant."""

    slug = models.SlugField(_("slug"), unique=True)
    governorate = models.ForeignKey(Governorate, on_delete=models.PROTECT, related_name="municipalities")
    region = models.CharField(_("region"), max_length=10, choices=Region.choices, blank=True)
    search_key = models.CharField(_("search key"), max_length=500, editable=False)
    source = models.TextField(_("source"), blank=True)
    certainty = models.TextField(_("certainty"), blank=True)
    ogp_local_member_since = models.DateField(_("OGP Local member since"), null=True, blank=True)

    objects: ClassVar[models.Manager[Municipality]] = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["slug"]
        permissions = list(Perm.choices)

    def save(self, **kwargs: object) -> None:
        self.search_key = self._search_key()
        super().save(**kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("municipalities:home", args=[self.slug])

    @property
    def language_of_focal_point(self) -> str:
        """In which the municipality is written to: of the member who has been focal point the longest, else Arabic."""
        first = self.memberships.open().filter(role=Role.FOCAL_POINT, user__is_active=True)
        return first.values_list("user__language", flat=True).first() or "ar"

    def _search_key(self) -> str:
        names = [self.name_ar, self.name_fr, self.name_en]
        if self.pk:
            names += self.aliases.values_list("name", flat=True)
        return " | ".join(dict.fromkeys(fold(name) for name in names))[:500]

    def add_alias(self, name: str) -> MunicipalityAlias:
        """Another spelling under which people look for it."""
        alias, _created = self.aliases.get_or_create(name=name)
        self.save(update_fields=["search_key"])
        return alias


class MunicipalityAlias(models.Model):
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("other spelling"), max_length=120)

    class Meta:
        verbose_name = _("other spelling")
        verbose_name_plural = _("other spellings")
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="alias_unique")]

    def __str__(self) -> str:
        return self.name


class MunicipalityUserPermission(UserObjectPermissionBase):
    """guardian's direct table: rows die with their municipality, so a reused key opens nothing."""

    content_object = models.ForeignKey(Municipality, on_delete=models.CASCADE)


class MunicipalityGroupPermission(GroupObjectPermissionBase):
    """Declared so that guardian never falls back to its generic table; no row is ever written."""

    content_object = models.ForeignKey(Municipality, on_delete=models.CASCADE)


class Membership(models.Model):
    """A role on a municipality, from a moment to a moment. The only place that grants object permissions."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(_("since"))
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[Membership]] = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["granted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality"],
                condition=Q(ended_at__isnull=True),
                name="membership_one_open",
                violation_error_message=_("This person is already a member."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.municipality}"

    @classmethod
    @transaction.atomic
    def grant(
        cls, user: User, municipality: Municipality, role: Role, *, by: User | None, at: datetime | None = None
    ) -> Membership:
        """Gives `role`; an open membership with another role ends first. The same role again changes nothing."""
        moment = at or timezone.now()
        current = cls.objects.filter(user=user, municipality=municipality, ended_at__isnull=True).first()
        if current is not None:
            if current.role == role:
                return current
            current.end(by=by, at=moment)
        for permission in ROLE_PERMISSIONS[role]:
            assign_perm(permission.value, user, municipality)
        granted = ActivityKind.MEMBERSHIP_GRANTED
        Activity.objects.record(granted, by=user, municipality=municipality, subject=role, at=moment)
        return cls.objects.create(user=user, municipality=municipality, role=role, granted_at=moment, granted_by=by)

    @transaction.atomic
    def end(self, *, by: User | None, at: datetime | None = None) -> None:
        """Takes the role and its permissions away; the next request of the person is refused."""
        self.ended_at = at or timezone.now()
        self.ended_by = by
        self.save(update_fields=["ended_at", "ended_by"])
        for permission in Perm:
            remove_perm(permission.value, self.user, self.municipality)
        Activity.objects.record(
            ActivityKind.MEMBERSHIP_ENDED,
            by=by,
            municipality=self.municipality,
            subject=f"{self.role} {self.user.email}",
            at=self.ended_at,
        )


class Invitation(PersonalLink, models.Model):
    """An invitation to one address, for a role on one municipality or a role in the Unit.

    The token stands only in the link (we keep its hash). The link may travel by phone: it is accepted only by
    an account with the invited address.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=20, choices=[*Role.choices, *UnitRole.choices])
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ar")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("last sent"))
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager[Invitation]] = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(municipality__isnull=False, role__in=Role.values)
                | Q(municipality__isnull=True, role__in=UnitRole.values),
                name="invitation_role_fits_place",
            ),
            models.UniqueConstraint(
                fields=["municipality", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
                violation_error_message=_("This address already has an open invitation: send it again instead."),
            ),
            # NULLs are distinct: an invitation to the Unit needs a constraint of its own.
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(municipality__isnull=True, accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open_to_unit",
                violation_error_message=_("This address already has an open invitation: send it again instead."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.get_role_display()}"

    @property
    def state(self) -> str:
        """open, expired, accepted or revoked."""
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "open" if timezone.now() < self.expires_at else "expired"

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @transaction.atomic
    def revoke(self, *, by: User, at: datetime | None = None) -> bool:
        """False when it was accepted or revoked before. A handover that rests on it is called off."""
        moment = at or timezone.now()
        open_ = Invitation.objects.filter(pk=self.pk, accepted_at__isnull=True, revoked_at__isnull=True)
        if not open_.update(revoked_at=moment, revoked_by=by):
            return False
        self.log(ActivityKind.INVITATION_REVOKED, by=by, at=moment)
        for handover in self.handovers.open():
            handover.call_off(by=by, at=moment)
        return True

    def log(self, kind: ActivityKind, *, by: User | None, at: datetime) -> None:
        """In the transaction of what was done with it."""
        subject = f"{self.role} {self.email}"
        Activity.objects.record(kind, by=by, municipality=self.municipality, subject=subject, at=at)

    @transaction.atomic
    def accept(self, user: User, *, at: datetime | None = None) -> bool:
        """Gives `user` the role. False when the invitation is not open, or is for another address."""
        moment = at or timezone.now()
        if user.email != self.email.lower():
            return False
        taken = Invitation.objects.filter(
            pk=self.pk, accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=moment
        ).update(accepted_at=moment, accepted_by=user)
        if not taken:
            return False
        if self.municipality is not None:
            Membership.grant(user, self.municipality, Role(self.role), by=self.created_by, at=moment)
        else:
            user.groups.add(Group.objects.get(name=self.role))
            Activity.objects.record(ActivityKind.MEMBERSHIP_GRANTED, by=user, subject=self.role, at=moment)
        return True
