"""People who sign in, and the e-mails that leave the product."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def _create(self, email: str, password: str | None, **fields: Any) -> User:
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Without `password` the account signs in by e-mailed code only."""
        return self._create(email, password, **fields)

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self._create(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalize_email(username))

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Whole address in lower case: one mailbox, one account."""
        return (email or "").strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. The e-mail address is the login; there is no open sign-up."""

    email = models.EmailField(_("e-mail address"))
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120, blank=True)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="ar")
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(fields=["email"], name="user_email_unique"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the script of the reader's language, else the other one, else the address."""
        names = [self.name_ar, self.name_latin] if get_language() == "ar" else [self.name_latin, self.name_ar]
        return next((name for name in names if name), self.email)


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def due(self, at: datetime) -> OutboxQuerySet:
        return self.filter(state=OutboxMessage.State.WAITING, next_attempt_at__lte=at)

    def claim(self, message: OutboxMessage, at: datetime) -> bool:
        """Takes one attempt at `message`; False when another sender has it. A lost attempt frees itself."""
        return bool(
            self.due(at)
            .filter(pk=message.pk)
            .update(attempts=F("attempts") + 1, next_attempt_at=at + OutboxMessage.ATTEMPT_LASTS)
        )


class OutboxMessage(models.Model):
    """One e-mail to one address, written in the transaction of the event it tells of, sent after the commit."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    MAX_ATTEMPTS = 12
    ATTEMPT_LASTS = timedelta(minutes=10)

    kind = models.CharField(_("kind"), max_length=40)
    to = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=250)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"))
    attachment_path = models.CharField(_("attachment"), max_length=200, blank=True)
    attachment_name = models.CharField(_("name of the attachment"), max_length=200, blank=True)
    headers = models.JSONField(_("further headers"), default=dict, blank=True)
    dedupe_key = models.CharField(_("key"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects: ClassVar[models.Manager[OutboxMessage]] = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="outbox_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="outbox_sent_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"


class AddressTroubleManager(models.Manager["AddressTrouble"]):
    def note(self, email: str, reason: AddressTrouble.Reason, *, detail: str = "", by: User | None = None) -> None:
        """The latest trouble of an address is the one that is kept; how long it lasts is kept from the first."""
        self.update_or_create(
            email=email.lower(),
            defaults={"reason": reason, "detail": " ".join(detail.split())[:300], "noted_by": by},
            create_defaults={
                "reason": reason,
                "detail": " ".join(detail.split())[:300],
                "noted_by": by,
                "since": timezone.now(),
            },
        )

    def reached(self, email: str) -> None:
        """An e-mail left for it. What a person noted stays: a server takes mail that bounces later."""
        self.filter(email=email.lower(), noted_by__isnull=True).delete()


class AddressTrouble(models.Model):
    """An address that e-mails do not reach. Kept by address: a contact with a new one has no trouble."""

    class Reason(models.TextChoices):
        REFUSED = "refused", _("The mail server says that this address does not exist or takes no mail.")
        FAILED = "failed", _("An e-mail could not be delivered, however often it was tried.")
        BOUNCED = "bounced", _("An e-mail came back.")

    email = models.EmailField(_("e-mail address"), unique=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    since = models.DateTimeField(_("since"))
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar[AddressTroubleManager] = AddressTroubleManager()

    class Meta:
        verbose_name = _("address that cannot be reached")
        verbose_name_plural = _("addresses that cannot be reached")

    def __str__(self) -> str:
        return f"{self.email}: {self.get_reason_display()}"
