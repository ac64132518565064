"""The questions to a member, and what is typed about an answer on paper."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.consents.wording import sentence
from committees.models import CommitteeMember, ConsentField
from documents.fields import PaperField
from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import day_field, radio_field

YES, NO = "yes", "no"


class AnswersForm(forms.Form):
    """A yes or a no to each field; nothing is ticked before. `initial_answers` are those that stand.

    `shown` tells what the page showed: an answer to anything else is no answer.
    """

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        member: CommitteeMember,
        initial_answers: dict[str, bool] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        before = initial_answers or {}
        questions = {}
        for field in ConsentField.asked_of(member):
            questions[field.value] = radio_field(
                [(YES, _("Yes")), (NO, _("No"))],
                label=sentence(member, field),
                initial=(YES if before[field.value] else NO) if field.value in before else None,
                error_messages={"required": _("Answer yes or no. A no needs no reason.")},
            )
        self.fields = {**questions, **self.fields}
        self.member = member
        self.initial["shown"] = fingerprint(member)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and cleaned["shown"] != fingerprint(self.member):
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data["shown"] = fingerprint(self.member)
            self.data = data
            message = _("What would be shown was changed meanwhile. Read it again, then answer.")
            raise ValidationError(message, code="changed")
        return cleaned

    @property
    def answers(self) -> dict[ConsentField, bool]:
        return {field: self.cleaned_data[field.value] == YES for field in ConsentField if field.value in self.fields}

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[field.value] for field in ConsentField if field.value in self.fields]


def fingerprint(member: CommitteeMember) -> str:
    """Of everything that the questions show."""
    values = [member.name_ar, *(f"{field}={field.value_of(member)}" for field in ConsentField.asked_of(member))]
    return hashlib.sha256("\0".join(values).encode()).hexdigest()


class AskForm(forms.Form):
    """In which language the member is written to."""

    language = radio_field(settings.LANGUAGES, label=_("Language of the e-mail"), initial="ar")


class PaperForm(AnswersForm):
    """The answers as they stand on a signed paper, its day, and its scan or a note that says where it is kept."""

    on = day_field(label=_("Day on which it was signed"))
    paper = PaperField(
        label=_("Scan of the signed paper"),
        required=False,
        help_text=_("Only your municipality and the Unit can open it."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        validators=[ForbiddenCharactersValidator()],
        help_text=_("Where the paper is kept, or how the answer came."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, takes_scan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takes_scan = takes_scan
        if not takes_scan:
            del self.fields["paper"]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is in the future. Give the day that stands on the paper."), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("paper") and not cleaned.get("note") and not {"paper", "note"} & set(self.errors):
            message = (
                _("Attach the scan, or write where the paper is kept.")
                if "paper" in self.fields
                else _("Write where the paper is kept.")
            )
            self.add_error("note", message)
        return cleaned
