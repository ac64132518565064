"""Rows that two people may write at once: the second save is told, never lost, and loses nothing."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from municipalities.exceptions import StaleDraft


class Versioned(models.Model):
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        abstract = True

    def overwrite(self, values: dict[str, Any], *, version: int) -> bool:
        """Writes `values` over the version that was read, by one UPDATE; False when they change nothing.

        StaleDraft (its `current` is the row as it stands) when another save came first, unless it wrote the same.
        """
        rows = type(self)._default_manager.filter(pk=self.pk)
        current = rows.get()
        if all(getattr(current, name) == value for name, value in values.items()):
            return False
        if not rows.filter(version=version).update(**values, version=F("version") + 1):
            raise StaleDraft(rows.get())
        self.refresh_from_db()
        return True
