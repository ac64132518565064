"""What a municipality and the Unit write to each other: a message, a request for more time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import day_field
from municipalities.models import Message, StepProgress


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("Plain text. The other side is told, and answers here."),
        max_length=Message.LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[ForbiddenCharactersValidator()],
        error_messages={"required": _("Write the message first.")},
    )


class AskForTimeForm(forms.Form):
    """A later day than the one that stands, and why."""

    wanted_on = day_field(
        label=_("Until when do you need?"),
        error_messages={
            "required": _("Give the date you need."),
            "invalid": _("This is not a date: day, month, year."),
        },
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("The Unit decides on this. Say what holds you up, and what is done already."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[ForbiddenCharactersValidator()],
        error_messages={"required": _("Give the reason: the Unit decides on it.")},
    )

    def __init__(self, *args: Any, progress: StepProgress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.progress = progress

    def clean_wanted_on(self) -> date:
        return later_day(self.cleaned_data["wanted_on"], self.progress)


def later_day(day: date, progress: StepProgress) -> date:
    """`day` when it can be a new due date of `progress`; ValidationError otherwise."""
    if progress.due_on and day <= progress.due_on:
        raise forms.ValidationError(_("An extension ends later than the date that stands now."))
    return not_past(day)


def not_past(day: date) -> date:
    """`day` when it is today or later; ValidationError otherwise."""
    if day < timezone.localdate():
        raise forms.ValidationError(_("This day has passed already."))
    return day
