"""The form of the rules that a cohort sets for its committees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from committees.rules import Rules, stands_against
from documents.text import clean_line
from municipalities.forms.pages import radio_field
from municipalities.models import Cohort, CommitteeConsent

# More members than this sit on no committee of a municipality.
LARGEST = 60
BODIES = 20
BODY_LENGTH = 200


def number_field(label: Any, *, least: int = 0, most: int = LARGEST, **kwargs: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "input-s", "dir": "ltr", "inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **kwargs)


class NamesField(forms.CharField):
    """Names, one on a line; the value is their list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        names = [clean_line(line) for line in str(super().clean(value)).splitlines() if line.strip()]
        if len(names) > BODIES:
            raise ValidationError(_("Name %(count)d at most."), code="many", params={"count": BODIES})
        if any(len(name) > BODY_LENGTH for name in names):
            raise ValidationError(_("One of these names is too long: one on each line."), code="long")
        return names

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class RulesForm(forms.Form):
    """Rules that no committee can meet together are refused here, so that every verdict can be mended."""

    min_size = number_field(_("Members, at least"), least=2)
    max_size = number_field(_("Members, at most"), least=2)
    parity = forms.BooleanField(label=_("As many from civil society as from the administration"), required=False)
    min_administration = number_field(
        _("From the administration, at least (percent)"), most=100, help_text=_("Of all members. 0 asks for nothing.")
    )
    min_civil_society = number_field(
        _("From civil society, at least (percent)"), most=100, help_text=_("Of all members. 0 asks for nothing.")
    )
    min_women = number_field(
        _("Women, at least"), help_text=_("By the civility of the members. With 0 nothing is asked.")
    )
    min_youth = number_field(
        _("Members under 35, at least"), help_text=_("By a tick on the member. With 0 nothing is asked.")
    )
    bodies_administration = NamesField(
        label=_("Services and public bodies that must sit"),
        help_text=_("One on each line, with the name that the members give: spelling with or without hamza is one."),
    )
    bodies_civil_society = NamesField(label=_("Associations that must sit"), help_text=_("One on each line."))
    shared_lead = forms.BooleanField(
        label=_("One of chair and co-chair is from the administration, the other from civil society"), required=False
    )
    focal_point = forms.BooleanField(label=_("The focal point sits on the committee"), required=False)
    meets_every_months = number_field(
        _("Months from one meeting to the next, at most"),
        least=1,
        most=6,
        help_text=_("3 for once a quarter. The Open Government Partnership expects a meeting in six months at least."),
    )
    consent = radio_field(
        CommitteeConsent.choices,
        label=_("What does the step ask about the consent of the members from civil society?"),
        help_text=_("What they answer is theirs: a no counts as an answer."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = {name: getattr(cohort, f"committee_{name}") for name in self.fields}
        self.before = Rules.of(cohort)
        for name, value in self.present.items():
            self.initial.setdefault(name, value)

    @property
    def values(self) -> dict[str, Any]:
        """By field of Cohort."""
        return {f"committee_{name}": self.cleaned_data[name] for name in self.fields}

    @property
    def rules(self) -> Rules:
        return Rules.of(Cohort(**self.values))

    @property
    def changes(self) -> list[str]:
        """For the log: the field, and what it says now."""
        return [f"committee_{name} {_logged(self.cleaned_data[name])}" for name in self.changed_data]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if {name: cleaned[name] for name in self.fields} == self.present:
            raise ValidationError(_("These are the rules that stand already: change one of them first."), code="same")
        if against := stands_against(self.rules):
            raise ValidationError(against, code="contradiction")
        return cleaned


def _logged(value: Any) -> str:
    if isinstance(value, bool):
        return "+" if value else "-"
    return " · ".join(value) if isinstance(value, list) else str(value)
