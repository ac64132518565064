"""Forms of the review and of the dialogue with a municipality, one per action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.fields import PaperField
from municipalities.forms.dialogue import later_day
from municipalities.forms.pages import day_field
from municipalities.models import ArrivedBy, ChecklistAnswer, ChecklistItem, ExtensionRequest
from municipalities.steps import ReasonKind, Step
from oversight.forms import CHARTER_REASONS, REASONS, prose_field

LANGUAGES = ("ar", "fr", "en")


class ChecklistForm(forms.Form):
    """One question per point: yes, no, or not looked at (empty)."""

    CHOICES = [*ChecklistAnswer.Answer.choices, ("", _("Not looked at"))]

    def __init__(self, *args: Any, items: Iterable[ChecklistItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[str(item.pk)] = forms.ChoiceField(
                label=item.text, choices=self.CHOICES, required=False, widget=forms.RadioSelect
            )

    def answers(self) -> dict[int, str]:
        """By key of the point, as ChecklistAnswer.objects.keep() takes them."""
        return {item.pk: self.cleaned_data[str(item.pk)] for item in self.items}


class CommentForm(forms.Form):
    text = prose_field(
        label=_("Comment"),
        lacking=_("Write the comment first."),
        rows=3,
    )


class NoteForm(forms.Form):
    text = prose_field(
        label=_("Private note"),
        help_text=_("For the Unit alone. The municipality never sees it."),
        lacking=_("Write the note first."),
        rows=3,
    )


class AssignForm(forms.Form):
    """To one of `officers`, or to nobody."""

    officer = forms.ChoiceField(label=_("Who reviews it"), required=False)

    def __init__(self, *args: Any, officers: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officers = {str(officer.pk): officer for officer in officers}
        names = [(key, officer.display_name) for key, officer in self.officers.items()]
        self.fields["officer"].choices = [("", _("Nobody yet")), *names]  # type: ignore[attr-defined]

    def clean_officer(self) -> User | None:
        return self.officers.get(self.cleaned_data["officer"])


class TextsForm(forms.Form):
    """One text in three languages, Arabic first."""

    text_ar = prose_field(label=_("In Arabic"), lacking=_("Write it in Arabic."), rows=3)
    text_fr = prose_field(label=_("In French"), lacking=_("Write it in French."), rows=3)
    text_en = prose_field(label=_("In English"), lacking=_("Write it in English."), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            attrs = self.fields[f"text_{language}"].widget.attrs
            attrs |= {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}

    @property
    def texts(self) -> dict[str, str]:
        return {f"text_{language}": self.cleaned_data[f"text_{language}"] for language in LANGUAGES}


class ReadyTextForm(TextsForm):
    """The kinds of reason are those of the step."""

    reason_kind = forms.ChoiceField(
        label=_("For which reason"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason for which it is written.")},
    )
    field_order = ["reason_kind", "text_ar", "text_fr", "text_en"]

    def __init__(self, *args: Any, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_kind"].choices = reasons_of(step)  # type: ignore[attr-defined]


def reasons_of(step: str) -> list[Any]:
    return list(CHARTER_REASONS if step == Step.CHARTER else REASONS)


def ready_choices(texts: Iterable[Any], step: str) -> list[Any]:
    """Ready texts by kind of reason, each by its beginning in the reader's language."""
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for text in texts:
        words = " ".join(text.text_in(get_language() or "ar").split())
        by_kind.setdefault(text.reason_kind, []).append((str(text.pk), words if len(words) < 90 else f"{words[:88]}…"))
    return [(ReasonKind(kind).label, by_kind[kind]) for kind, _label in reasons_of(step) if kind in by_kind]


class AnswerExtensionForm(forms.Form):
    """Granted to the wanted day or another, or refused with a reason."""

    GRANT, REFUSE = "grant", "refuse"

    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(GRANT, _("Grant more time")), (REFUSE, _("Do not grant it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your answer.")},
    )
    due_on = day_field(
        label=_("New due date"),
        required=False,
        help_text=_("The day they ask for, or another one."),
        error_messages={"invalid": _("This is not a date: day, month, year.")},
    )
    answer = prose_field(
        label=_("What you tell them"),
        help_text=_("They read it. Without time granted a reason is needed."),
        required=False,
        max_length=1000,
        rows=3,
    )

    def __init__(self, *args: Any, asked: ExtensionRequest, **kwargs: Any) -> None:
        kwargs["initial"] = {"due_on": asked.wanted_on} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == self.REFUSE and not data.get("answer"):
            self.add_error("answer", _("Give the reason: they must know why there is no more time."))
        if data.get("decision") == self.GRANT and "due_on" not in self.errors:
            day = data.get("due_on")
            if day is None:
                self.add_error("due_on", _("Give the new date."))
            else:
                try:
                    later_day(day, self.asked.progress)
                except forms.ValidationError as refusal:
                    self.add_error("due_on", refusal)
        return data


class BehalfForm(forms.Form):
    arrived_by = forms.ChoiceField(
        label=_("How did it arrive?"),
        choices=ArrivedBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it arrived.")},
    )
    arrived_on = day_field(
        label=_("When did it arrive?"),
        error_messages={"required": _("Give the day."), "invalid": _("This is not a date: day, month, year.")},
    )
    correspondence = PaperField(
        label=_("The e-mail or the letter itself"),
        help_text=_("Saved as a PDF or photographed. It is kept with what you enter, and the municipality sees it."),
    )
    reason = prose_field(
        label=_("Why you enter it for them"),
        help_text=_("The municipality reads it in its history."),
        lacking=_("Say why: the municipality must know why somebody else entered it."),
        max_length=1000,
        rows=3,
    )

    def clean_arrived_on(self) -> Any:
        day = self.cleaned_data["arrived_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day
