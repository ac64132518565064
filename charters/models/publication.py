"""Whether anyone may read the signed charter: what the municipality said, and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models.charters import Charter
from municipalities.models import Participation


class CharterPublicationManager(models.Manager["CharterPublication"]):
    def is_public(self, charter: Charter) -> bool:
        """What was said last; no, as long as nothing was said."""
        last = self.filter(charter=charter).order_by("-pk").first()
        return last is not None and last.is_public

    def say(self, charter: Charter, *, is_public: bool, by: User, at: datetime) -> bool:
        """Records the word. False when nothing changes by it."""
        if self.is_public(charter) == is_public:
            return False
        self.create(charter=charter, is_public=is_public, by=by, at=at)
        return True

    def of(self, participation: Participation) -> list[CharterPublication]:
        """What was said of all its charters, in the order in which it was said."""
        return list(self.filter(charter__participation=participation).select_related("by"))


class CharterPublication(models.Model):
    """Append-only. The signed charter carries a name and a signature: it is public by a yes only, and a later no
    takes it back."""

    charter = models.ForeignKey(Charter, on_delete=models.PROTECT, related_name="publications")
    is_public = models.BooleanField(_("anyone may read the signed charter"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[CharterPublicationManager] = CharterPublicationManager()

    class Meta:
        verbose_name = _("publication of a charter")
        verbose_name_plural = _("publications of charters")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.charter}: {self.is_public}"

    def as_event(self) -> dict[str, Any]:
        """As the history list shows it."""
        words = _("made the signed charter public") if self.is_public else _("took the signed charter from the public")
        return {"at": self.at, "who": self.by.display_name, "text": words, "comment": ""}
