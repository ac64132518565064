"""Forms of a cohort: its names, due dates, rules of the committee, guidance, and its end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.rules import Rules
from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import day_field, radio_field
from municipalities.models import Cohort, CohortStep, CommitteeConsent
from municipalities.steps import Step, Text
from oversight.due_dates import DueDates, due_dates_of
from oversight.forms import prose_field
from oversight.text_forms import LANGUAGE_NAMES

# More members than this sit on no committee of a municipality.
LARGEST = 60
# Due dates further from the opening were moved many times: nobody means to start with them.
LONGEST_CALL = timedelta(days=730)


def name_field(language: str, label: Any, **kwargs: Any) -> forms.CharField:
    """A name as it stands in lists, in one of the three languages."""
    direction = "rtl" if language == "ar" else "ltr"
    return forms.CharField(
        label=label,
        max_length=120,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.TextInput(attrs={"dir": direction, "lang": language, "class": "input-l"}),
        **kwargs,
    )


class NamesForm(forms.Form):
    name_ar = name_field("ar", _("Name in Arabic"))
    name_fr = name_field("fr", _("Name in French"))
    name_en = name_field("en", _("Name in English"))
    opened_on = day_field(label=_("Opened on"), help_text=_("The latest cohort stands first on the board."))


def due_field(step: Step) -> forms.DateField:
    return day_field(label=step.label, required=False)


class DueDatesMixin(forms.Form):
    """A date for each step, under the step's value."""

    focal_point = due_field(Step.FOCAL_POINT)
    charter = due_field(Step.CHARTER)
    committee = due_field(Step.COMMITTEE)

    @property
    def dates(self) -> DueDates:
        return {step: self.cleaned_data.get(step.value) for step in Step}

    @property
    def date_fields(self) -> list[forms.BoundField]:
        return [self[step.value] for step in Step]


class NewCohortForm(NamesForm, DueDatesMixin):
    """A cohort, empty or `like` another, whose due dates are offered moved by the time between the two openings."""

    def __init__(self, *args: Any, like: Cohort | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("opened_on", today)
        if like is not None:
            for step, day in due_dates_of(like).items():
                self.initial.setdefault(step.value, shifted(day, opened_on=like.opened_on, to=today))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opened_on = cleaned.get("opened_on")
        for step in Step:
            day = cleaned.get(step.value)
            if opened_on and day and day < opened_on:
                self.add_error(step.value, _("This date comes before the opening of the cohort."))
        return cleaned


def shifted(day: date | None, *, opened_on: date, to: date) -> date | None:
    """As long after the day `to` as `day` is after the opening; None when that is so long that it must be asked."""
    if day is None or day - opened_on > LONGEST_CALL:
        return None
    return to + (day - opened_on)


class DueDatesForm(DueDatesMixin):
    """New dates for the whole cohort, and why."""

    reason = prose_field(
        label=_("Reason"),
        help_text=_("Kept in the history of every municipality that gets a new date, which it reads too."),
        lacking=_("Give the reason: the municipalities read it with their new date."),
        max_length=1000,
        rows=3,
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = due_dates_of(cohort)
        for step, day in self.present.items():
            self.initial.setdefault(step.value, day)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for step, day in self.present.items():
            if day and not cleaned.get(step.value) and step.value not in self.errors:
                self.add_error(step.value, _("A due date that stands can be moved, not taken away."))
        if not self.errors and self.dates == self.present:
            raise ValidationError(_("These are the dates that stand already: change one of them first."), code="same")
        return cleaned


class RulesForm(forms.Form):
    min_size = forms.IntegerField(
        label=_("Members, at least"),
        min_value=2,
        max_value=LARGEST,
        widget=forms.NumberInput(attrs={"class": "input-s", "dir": "ltr"}),
    )
    parity = forms.BooleanField(label=_("As many from civil society as from the administration"), required=False)
    min_women = forms.IntegerField(
        label=_("Women, at least"),
        min_value=0,
        max_value=LARGEST,
        help_text=_("By the civility of the members. With 0 nothing is asked."),
        widget=forms.NumberInput(attrs={"class": "input-s", "dir": "ltr"}),
    )
    shared_lead = forms.BooleanField(label=_("The chair or the secretary comes from civil society"), required=False)
    consent = radio_field(
        CommitteeConsent.choices,
        label=_("What does the step ask about the consent of the members from civil society?"),
        help_text=_("What they answer is theirs: a no counts as an answer."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = Rules.of(cohort)
        for name in self.fields:
            self.initial.setdefault(name, getattr(self.present, name))

    @property
    def rules(self) -> Rules:
        return Rules(**{name: self.cleaned_data[name] for name in self.fields})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and self.rules == self.present:
            raise ValidationError(_("These are the rules that stand already: change one of them first."), code="same")
        return cleaned


class GuidanceForm(forms.Form):
    """A text per step and language; a municipality reads it on the pages of the step."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = {row.step: row for row in cohort.steps.all()}
        for step in Step:
            row = self.steps.get(step.value)
            for name in CohortStep.GUIDANCE:
                language = name.removeprefix("guidance_")
                field = prose_field(label=LANGUAGE_NAMES[language], required=False, rows=4)
                field.widget.attrs |= {"dir": "rtl" if language == "ar" else "ltr", "lang": language}
                self.fields[f"{step.value}_{language}"] = field
                self.initial[f"{step.value}_{language}"] = getattr(row, name, "")

    @property
    def groups(self) -> list[tuple[Text, list[forms.BoundField]]]:
        """The fields of each step under its name."""
        languages = [name.removeprefix("guidance_") for name in CohortStep.GUIDANCE]
        return [(step.label, [self[f"{step.value}_{language}"] for language in languages]) for step in Step]

    def texts_of(self, step: Step) -> dict[str, str]:
        """By field of CohortStep."""
        return {
            name: self.cleaned_data[f"{step.value}_{name.removeprefix('guidance_')}"] for name in CohortStep.GUIDANCE
        }


class ArchiveForm(forms.Form):
    reason = prose_field(
        label=_("Reason"),
        help_text=_("For the colleagues who look the cohort up later."),
        lacking=_("Give the reason: colleagues who look the cohort up later must understand it."),
        max_length=1000,
        rows=3,
    )
