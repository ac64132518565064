"""What one asks the log for."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from municipalities.forms.pages import day_field
from municipalities.models import ActivityKind
from municipalities.models.activity import UNIT_ONLY_KINDS, ActivityQuerySet
from municipalities.steps import Step

FORMATS = [("xlsx", "XLSX"), ("ods", "ODS"), ("csv", "CSV")]


class ActivityFilterForm(forms.Form):
    """The filters stand in the address. A value that is not offered filters nothing: links grow old."""

    # A municipality reads names of the Unit's people; asking for parts of addresses would tell these too.
    finds_addresses: ClassVar[bool] = False

    who = forms.CharField(label=_("Who"), required=False, max_length=100, strip=True)
    kind = forms.ChoiceField(label=_("What was done"), required=False)
    step = forms.ChoiceField(label=_("Step"), required=False, choices=[("", _("any step")), *Step.choices])
    since = day_field(label=_("From"), required=False)
    until = day_field(label=_("Until"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["kind"].choices = [("", _("anything")), *self.kinds()]  # type: ignore[attr-defined]

    def kinds(self) -> list[tuple[str, Any]]:
        return [(kind.value, kind.label) for kind in ActivityKind if kind not in UNIT_ONLY_KINDS]

    @property
    def filters(self) -> dict[str, Any]:
        """The valid values alone."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def asked(self) -> dict[str, str]:
        """The same as they stood in the address, to ask for them again."""
        return {name: self.data[name] for name in self.filters}

    def find(self, rows: ActivityQuerySet) -> ActivityQuerySet:
        """Of `rows` those that are asked for; the days are whole days in Tunis."""
        filters = self.filters
        rows = rows.filter(**{name: filters[name] for name in ("kind", "step") if name in filters})
        if "who" in filters:
            rows = rows.by_somebody_called(filters["who"], or_address=self.finds_addresses)
        if "since" in filters:
            rows = rows.filter(at__gte=_midnight(filters["since"]))
        if "until" in filters:
            rows = rows.filter(at__lt=_midnight(filters["until"] + timedelta(days=1)))
        return rows


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class TakeAwayForm(forms.Form):
    """The kind of file."""

    format = forms.ChoiceField(label=_("Kind of file"), choices=FORMATS, initial="xlsx")
