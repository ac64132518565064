"""Whom the Unit trusts to say who a signer is: certificates of authorities, each for a period."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import Frozen
from documents.signatures import Anchor, AnchorInfo
from municipalities.models import Activity, ActivityKind


class TrustAnchorQuerySet(models.QuerySet["TrustAnchor"]):
    def for_checks(self) -> list[Anchor]:
        """All of them, each with its period: which one counts is decided by the moment of the signature."""
        return [row.as_anchor() for row in self]

    def overlapping(self, sha256: str, first: date, last: date | None) -> TrustAnchorQuerySet:
        """Rows of the same certificate that hold on a day between `first` and `last` (None: without end)."""
        rows = self.filter(sha256=sha256).filter(Q(trusted_until__isnull=True) | Q(trusted_until__gte=first))
        return rows.filter(trusted_from__lte=last) if last else rows

    @transaction.atomic
    def trust(
        self,
        info: AnchorInfo,
        *,
        name: str,
        trusted_from: date,
        trusted_until: date | None,
        by: User,
        at: datetime | None = None,
    ) -> TrustAnchor:
        anchor = self.create(
            name=name,
            trusted_from=trusted_from,
            trusted_until=trusted_until,
            pem=info.pem.decode("ascii"),
            subject=info.subject,
            issuer=info.issuer,
            serial=info.serial,
            sha256=info.sha256,
            valid_from=info.not_before,
            valid_until=info.not_after,
            is_authority=info.is_ca,
            added_at=at or timezone.now(),
            added_by=by,
        )
        anchor.log("added", by=by, at=anchor.added_at)
        return anchor

    def delete(self) -> tuple[int, dict[str, int]]:
        if self.filter(trusted_from__lte=timezone.localdate()).exists():
            raise Frozen("A certificate that was trusted is kept.")
        return super().delete()


class TrustAnchor(models.Model):
    """One certificate, trusted from a day to a day. It is ended, never changed; gone only before its first day."""

    name = models.CharField(_("name"), max_length=120)
    trusted_from = models.DateField(_("trusted from"))
    trusted_until = models.DateField(_("trusted until"), null=True, blank=True)
    pem = models.TextField(_("certificate (PEM)"))
    subject = models.CharField(_("issued to"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=200)
    serial = models.CharField(_("serial number"), max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    valid_from = models.DateTimeField(_("valid from, by the certificate"))
    valid_until = models.DateTimeField(_("valid until, by the certificate"))
    is_authority = models.BooleanField(_("of an authority"))
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("end set"), null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TrustAnchorQuerySet.as_manager()

    class Meta:
        verbose_name = _("trusted certificate")
        verbose_name_plural = _("trusted certificates")
        ordering = ["name", "-trusted_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(trusted_until__isnull=True) | Q(trusted_until__gte=F("trusted_from")),
                name="trust_anchor_ends_after_it_begins",
                violation_error_message=_("The last day comes before the first."),
            ),
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(trusted_until__isnull=True),
                name="trust_anchor_open_once",
                violation_error_message=_("This certificate is trusted already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        if not self.is_to_come:
            raise Frozen("A certificate that was trusted is kept.")
        return super().delete()

    @property
    def is_to_come(self) -> bool:
        return self.trusted_from > timezone.localdate()

    @property
    def has_ended(self) -> bool:
        return self.trusted_until is not None and self.trusted_until < timezone.localdate()

    @property
    def is_trusted(self) -> bool:
        return not self.is_to_come and not self.has_ended

    def as_anchor(self) -> Anchor:
        """From the first moment of the first day to the last moment of the last, in Tunis."""
        last = self.trusted_until
        return Anchor(
            self.pem.encode("ascii"),
            timezone.make_aware(datetime.combine(self.trusted_from, time.min)),
            timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min) - timedelta.resolution)
            if last
            else None,
        )

    @transaction.atomic
    def withdraw(self, *, by: User, at: datetime | None = None) -> None:
        """Deletes one that was never trusted; Frozen otherwise."""
        self.delete()
        self.log("removed", by=by, at=at or timezone.now())

    def log(self, what: str, *, by: User, at: datetime) -> None:
        Activity.objects.record(ActivityKind.TRUST_CHANGED, by=by, subject=f"{what} {self.name}", at=at)

    @transaction.atomic
    def end(self, on: date, *, by: User, at: datetime | None = None) -> bool:
        """`on` is the last day of trust; checks made before keep their verdict. False when it ends as early already."""
        moment = at or timezone.now()
        rows = TrustAnchor.objects.filter(pk=self.pk).filter(Q(trusted_until__isnull=True) | Q(trusted_until__gt=on))
        if not rows.update(trusted_until=on, ended_at=moment, ended_by=by):
            return False
        self.refresh_from_db()
        self.log("ended", by=by, at=moment)
        return True
