"""What holds for a deliberation of the council wherever a paper names one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.forms.pages import PageForm


class DeliberationMixin(PageForm):
    """For forms with `council_number` and `council_date`: a number comes with its date, and no date is to come."""

    def clean_council_date(self) -> date | None:
        day: date | None = self.cleaned_data["council_date"]
        if day and day > timezone.localdate():
            raise ValidationError(
                _("This date is in the future. Give the day on which the council met."), code="future"
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.require_if(
            bool(cleaned.get("council_number")), "council_date", message=_("Give the date of this deliberation too.")
        )
        return cleaned
