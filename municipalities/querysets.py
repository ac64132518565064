"""The questions lists ask. They come from here, never from guardian (a global permission would answer "all")."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connections, models, transaction
from django.db.models import Case, F, Max, Min, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from documents.text import fold
from municipalities.steps import OPEN_STATES, WITH_MUNICIPALITY, Step, StepState

if TYPE_CHECKING:
    from accounts.models import User
    from municipalities.models import StepProgress

# States of a participation in which nobody moves a step.
FROZEN = ("on_hold", "withdrawn")


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

    def standing_still(self) -> ParticipationQuerySet:
        """On hold or withdrawn."""
        return self.filter(state__in=FROZEN)

    def late(self, today: date) -> ParticipationQuerySet:
        """With a step that `lateness.days_late` finds late and that waits for the municipality."""
        return self.exclude(state__in=FROZEN).filter(next_due_on__lt=today)

    def repeat_steps(self) -> None:
        """Writes what these participations repeat of their steps; runs in the transaction that changed the steps."""
        if connections[self.db].features.has_select_for_update:
            # Another step of the same participation may be moving: this waits for its end, and then reads.
            list(self.select_for_update().values_list("pk"))
        steps = self.model._meta.get_field("progress").related_model.objects.filter(participation=OuterRef("pk"))
        together = steps.order_by().values("participation")
        waiting = together.filter(state__in=WITH_MUNICIPALITY).annotate(first=Min("clock_due_on"))
        states = {
            f"{step}_state": Coalesce(
                Subquery(steps.filter(step=step).values("state")[:1]), Value(StepState.NOT_STARTED)
            )
            for step in Step
        }
        self.update(
            next_due_on=Subquery(waiting.values("first")),
            moved_at=Subquery(together.annotate(last=Max(LAST_MOVEMENT)).values("last")),
            **states,
        )


# When a step moved last: a draft counts that was saved after its last move and can still be written.
LAST_MOVEMENT = Case(
    When(state=StepState.NOT_STARTED, then=None),
    When(state__in=OPEN_STATES, drafted_at__gt=F("state_changed_at"), then=F("drafted_at")),
    default=F("state_changed_at"),
)


class ProgressQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Whatever writes steps writes what their participations repeat of them, in the same transaction."""

    @transaction.atomic
    def update(self, **changes: Any) -> int:
        owners = set(self.order_by().values_list("participation", flat=True))
        changed = super().update(**changes)
        self._repeat(owners)
        return changed

    @transaction.atomic
    def bulk_create(self, objs: Iterable[StepProgress], *args: Any, **kwargs: Any) -> list[StepProgress]:
        created: list[StepProgress] = super().bulk_create(objs, *args, **kwargs)
        self._repeat({progress.participation_id for progress in created})
        return created

    def _repeat(self, participations: set[int]) -> None:
        owner = self.model._meta.get_field("participation").related_model
        owner.objects.filter(pk__in=participations).repeat_steps()

    def awaiting_review(self) -> ProgressQuerySet:
        """With the Unit, the longest waiting first."""
        return self.filter(state="submitted").order_by("state_changed_at", "pk")

    def overdue(self) -> ProgressQuerySet:
        """Past the due date and waiting for the municipality: the clock stands still while the Unit has it."""
        return self.filter(
            participation__state__in=["selected", "active"],
            clock_due_on__lt=timezone.localdate(),
            state__in=WITH_MUNICIPALITY,
        )
