"""What the addresses of the board and of its sister pages ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from municipalities.forms.pages import day_field
from municipalities.models import Cohort, Governorate, Participation, Region
from municipalities.steps import Step
from oversight.board import SORT_CHOICES, STATE_CHOICES

NOT_A_DATE = _("This is not a date: day, month, year.")


class ReadySelect(forms.Select):
    """A select without a template for each option: the filters of the board offer some seventy.

    Every part is escaped here: `format_html` would do the same three times slower.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        options = [
            f'<option value="{escape(key)}"{" selected" if key in chosen else ""}>{escape(label)}</option>'
            for key, label in ((str(key), str(label)) for key, label in self.choices)
        ]
        attributes = flatatt(self.build_attrs({**self.attrs, "name": name}, attrs))
        return SafeString(f"<select{attributes}>{''.join(options)}</select>")


def choice_field(**kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, widget=ReadySelect, **kwargs)


class CohortForm(forms.Form):
    """Which cohort; not asked when there is one alone."""

    cohort = choice_field(label=_("Cohort"))

    def __init__(self, data: Any, *, cohorts: Sequence[Cohort] = ()) -> None:
        super().__init__(data)
        self.fields["cohort"].choices = [(each.slug, each.name) for each in cohorts]  # type: ignore[attr-defined]
        if len(cohorts) < 2:
            del self.fields["cohort"]

    def past_day(self, name: str) -> date | None:
        """The day of `name`; a day to come is refused."""
        day: date | None = self.cleaned_data.get(name)
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class BoardFilterForm(CohortForm):
    """What the address of the board asks for. A value that is not offered filters nothing: links grow old.

    Only a day that cannot be shown is an error: another day's board must not be taken for that of the day asked for.
    """

    q = forms.CharField(label=_("Name"), required=False, max_length=100, strip=True)
    step = choice_field(label=_("Step"), choices=[("", _("any step")), *Step.choices])
    state = choice_field(label=_("State"), choices=[("", _("any state")), *STATE_CHOICES])
    region = choice_field(label=_("Region"), choices=[("", _("all regions")), *Region.choices])
    governorate = forms.ModelChoiceField(
        label=_("Governorate"),
        required=False,
        queryset=Governorate.objects.none(),
        to_field_name="iso",
        empty_label=_("all governorates"),
        widget=ReadySelect,
    )
    sort = choice_field(label=_("Sorted by"), choices=SORT_CHOICES)
    on = day_field(label=_("As it stood at the end of"), required=False, error_messages={"invalid": NOT_A_DATE})

    field_order = ("q", "step", "state", "region", "governorate", "cohort", "sort", "on")

    def __init__(self, data: Any, *, cohort: Cohort | None, cohorts: Sequence[Cohort] = ()) -> None:
        super().__init__(data, cohorts=cohorts)
        taking_part = Participation.objects.filter(cohort=cohort, municipality__governorate=OuterRef("pk"))
        self.fields["governorate"].queryset = Governorate.objects.filter(Exists(taking_part))  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        return self.past_day("on")

    @property
    def filters(self) -> dict[str, Any]:
        """The valid values alone, without the day."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "on"}

    @property
    def day(self) -> date | None:
        """The past day asked for, None for today and for a day that cannot be shown."""
        self.is_valid()
        return self.cleaned_data.get("on")


class DifferenceForm(CohortForm):
    """From the end of one day to the end of another; without them, the last week."""

    since = day_field(label=_("From the end of"), required=False, error_messages={"invalid": NOT_A_DATE})
    until = day_field(label=_("To the end of"), required=False, error_messages={"invalid": NOT_A_DATE})

    field_order = ("since", "until", "cohort")

    def __init__(self, data: Any, *, cohorts: Sequence[Cohort] = ()) -> None:
        today = timezone.localdate()
        usual = {"since": today - timedelta(days=7), "until": today}
        super().__init__(
            {name: data.get(name) or usual.get(name) for name in ("since", "until", "cohort")}, cohorts=cohorts
        )

    def clean_since(self) -> date | None:
        return self.past_day("since")

    def clean_until(self) -> date | None:
        return self.past_day("until")

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and since >= until:
            self.add_error("since", _("This day must lie before the other."))
        return self.cleaned_data

    @property
    def days(self) -> tuple[date, date]:
        """Of a valid form."""
        return self.cleaned_data["since"], self.cleaned_data["until"]
