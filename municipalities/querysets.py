"""The questions lists ask. They come from here, never from guardian (a global permission would answer "all")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from documents.text import fold

if TYPE_CHECKING:
    from accounts.models import User


class MunicipalityQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def for_user(self, user: User) -> MunicipalityQuerySet:
        """Those on which `user` has an open membership; none for a disabled account."""
        if not user.is_active:
            return self.none()
        return self.filter(memberships__user=user, memberships__ended_at__isnull=True)

    def search(self, text: str) -> MunicipalityQuerySet:
        """By any name or alias in any of the three languages, however it is spelled."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_key__contains=word)
        return found


class MembershipQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def open(self) -> MembershipQuerySet:
        return self.filter(ended_at__isnull=True)


class InvitationQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def pending(self) -> InvitationQuerySet:
        """Neither accepted nor revoked; expired ones are still shown, they can be sent again."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def by_token(self, token: str) -> InvitationQuerySet:
        return self.filter(token_hash=self.model.hash(token))


class ParticipationQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def open(self) -> ParticipationQuerySet:
        return self.filter(state__in=self.model.OPEN_STATES)


class ProgressQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def awaiting_review(self) -> ProgressQuerySet:
        """With the Unit, the longest waiting first."""
        return self.filter(state="submitted").order_by("state_changed_at", "pk")

    def overdue(self) -> ProgressQuerySet:
        """Past the due date and waiting for the municipality: the clock stands still while the Unit has it."""
        return self.filter(
            participation__state__in=["selected", "active"], clock_due_on__lt=timezone.localdate()
        ).exclude(state__in=["submitted", "accepted"])
