"""How the rows of members came to say what they say."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class MemberChangeKind(models.TextChoices):
    ADDED = "added", _("added")
    CHANGED = "changed", _("changed")
    REMOVED = "removed", _("removed")
    RESTORED = "restored", _("put back")
    ENDED = "ended", _("term ended")


class MemberChange(models.Model):
    """Append-only: how a row of the list came to say what it says, and who worked on it."""

    Kind = MemberChangeKind

    member = models.ForeignKey("committees.CommitteeMember", on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(_("kind"), max_length=10, choices=MemberChangeKind.choices)
    version = models.PositiveIntegerField(_("version"))
    values = models.JSONField(_("what it says"))
    reason = models.TextField(_("why"), blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("change of a member")
        verbose_name_plural = _("changes of members")
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["member", "version"], name="member_change_once")]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display()}"
