"""Forms of chasing: the reminder plan, letters that were sent, addresses, and actions on many municipalities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.text import ForbiddenCharactersValidator
from municipalities.forms.dialogue import not_past
from municipalities.forms.pages import day_field
from municipalities.models import Cohort, LetterMeans, ReminderRule, Rung
from municipalities.steps import Step
from oversight.bulk import LATE, OPEN
from oversight.forms import DueDateForm, prose_field


class RuleForm(forms.Form):
    """One more line of a plan."""

    BEFORE, AFTER = "before", "after"

    days = forms.IntegerField(
        label=_("Days"),
        min_value=0,
        max_value=ReminderRule.FURTHEST,
        widget=forms.NumberInput(attrs={"class": "input-s"}),
        help_text=_("0 is the due date itself. On a rest day it waits for the next working day."),
        error_messages={"required": _("Give the number of days.")},
    )
    when = forms.ChoiceField(
        label=_("Before or after the due date"),
        choices=[(BEFORE, _("before")), (AFTER, _("on it or after"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose before or after.")},
    )
    rung = forms.ChoiceField(
        label=_("Who is reminded"),
        choices=Rung.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who is reminded.")},
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = ReminderRule(cohort=cohort)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.rule.days = -data["days"] if data["when"] == self.BEFORE else data["days"]
            self.rule.rung = data["rung"]
            try:
                self.rule.validate_constraints()
            except ValidationError as refused:
                self.add_error(None, refused.messages)  # type: ignore[arg-type]
        return data


class SentForm(forms.Form):
    """The letter left: when and how."""

    on = day_field(
        label=_("Sent on"),
        error_messages={"required": _("Give the day."), "invalid": _("This is not a date: day, month, year.")},
    )
    means = forms.ChoiceField(
        label=_("By what means"),
        choices=LetterMeans.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it left.")},
    )
    note = forms.CharField(
        label=_("Number or note"),
        required=False,
        max_length=200,
        help_text=_("The register number of the letter, for example."),
        validators=[ForbiddenCharactersValidator()],
    )

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return self.cleaned_data["on"]


class SetAsideForm(forms.Form):
    """The letter is not sent: why."""

    note = forms.CharField(
        label=_("Why it is not sent"),
        max_length=200,
        error_messages={"required": _("Say why: the log keeps it.")},
        validators=[ForbiddenCharactersValidator()],
    )


class SelectionField(forms.CharField):
    """Keys of participations, separated by commas: what the page before showed."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        parts = str(value or "").split(",")
        if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
            return []
        return [int(part) for part in parts]

    def prepare_value(self, value: Any) -> str:
        return value if isinstance(value, str) else ",".join(str(key) for key in value or [])


class BulkForm(forms.Form):
    """What all actions on many municipalities have: those that were chosen."""

    selection = SelectionField(error_messages={"required": _("No municipality is chosen. Choose some on the board.")})

    @property
    def params(self) -> dict[str, Any]:
        """What the background work is told, beside those who are reached."""
        raise NotImplementedError


class BulkRemindForm(BulkForm):
    about = forms.ChoiceField(
        label=_("Remind of"),
        choices=[
            (LATE, _("the steps that are late")),
            (OPEN, _("every step that is still with the municipality")),
            *Step.choices,
        ],
        widget=forms.RadioSelect,
        initial=LATE,
        error_messages={"required": _("Choose of what to remind.")},
    )

    @property
    def params(self) -> dict[str, Any]:
        return {"about": self.cleaned_data["about"]}


class BulkMessageForm(BulkForm):
    text = prose_field(
        label=_("Message"),
        help_text=_("Each focal point and deputy reads exactly this, here and in the e-mail of the day."),
        lacking=_("Write the message."),
        rows=6,
    )

    @property
    def params(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"]}


class BulkExtendForm(BulkForm, DueDateForm):
    step = forms.ChoiceField(
        label=_("Step"),
        choices=Step.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the step.")},
    )

    field_order = ["selection", "step", "due_on", "reason"]

    def clean_due_on(self) -> Any:
        return not_past(self.cleaned_data["due_on"])

    @property
    def params(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"step": data["step"], "due_on": data["due_on"].isoformat(), "reason": data["reason"]}
