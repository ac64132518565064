"""Forms around a link for signing: the municipality's, and those of the person who signs."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from charters.editions import DECLARATION, Drawing, Hand
from charters.forms import SignatoryForm
from charters.models import Charter
from documents.text import ForbiddenCharactersValidator, fold
from municipalities.forms.pages import email_field
from municipalities.models import SignatoryCapacity


class InviteForm(forms.Form):
    """To whom the link goes: the person named on the charter."""

    email = email_field(
        label=_("E-mail address of the person who signs"),
        help_text=_("A code for signing comes to this address too: it must be the person's own."),
    )
    language = forms.ChoiceField(
        label=_("Language of the e-mail"),
        choices=settings.LANGUAGES,
        initial="ar",
        widget=forms.Select(attrs={"class": "input-s"}),
    )


class SignForm(forms.Form):
    """The signature on screen. Cleaned: `hand`, `code` (six digits)."""

    declaration = forms.BooleanField(
        label=DECLARATION, error_messages={"required": _("Tick this box: without it nothing is signed.")}
    )
    drawing = forms.CharField(
        required=False, max_length=100_000, widget=forms.HiddenInput(attrs={"data-sign-drawing": ""})
    )
    typed = forms.CharField(
        label=_("Or type your full name"),
        required=False,
        max_length=120,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.TextInput(attrs={"class": "input-l", "dir": "auto", "autocomplete": "off"}),
        help_text=_("As it is printed on the charter. It takes the place of a drawing."),
    )
    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "input-s", "dir": "ltr", "inputmode": "numeric", "autocomplete": "one-time-code"}
        ),
        error_messages={"required": _("Type the six digits that came by e-mail.")},
    )

    def __init__(self, *args: Any, charter: Charter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charter = charter

    def clean_code(self) -> str:
        digits = "".join(
            str(unicodedata.digit(sign))
            for sign in self.cleaned_data["code"]
            if unicodedata.digit(sign, None) is not None
        )
        if len(digits) != 6:
            raise ValidationError(_("Type the six digits that came by e-mail."), code="digits")
        return digits

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = (cleaned.get("typed") or "").strip()
        try:
            drawing = Drawing.read(cleaned.get("drawing") or "")
        except ValidationError as error:
            # Told where it can be seen: the field of the drawing is hidden.
            self.add_error("typed", error)
            return cleaned
        if drawing is None and not typed:
            self.add_error("typed", _("Draw your signature in the field, or type your full name here."))
        elif drawing is None and fold(typed) not in {fold(self.charter.name_ar), fold(self.charter.name_latin)}:
            self.add_error("typed", _("This is not the name on the charter. Type it as it is printed there."))
        cleaned["hand"] = Hand(typed=typed, drawing=drawing)
        return cleaned


class WordsForm(forms.Form):
    """A few sentences to the focal point."""

    words = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[ForbiddenCharactersValidator()],
        error_messages={"required": _("Write a sentence, so that your municipality knows what to do.")},
    )


class QuestionForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Your question")
        self.fields["words"].help_text = _("The focal point gets it by e-mail at once, and answers to your address.")


class RefusalForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Why do you not sign?")
        self.fields["words"].help_text = _("The focal point reads it. The link closes; it can be sent to you again.")


class HandOverForm(SignatoryForm):
    """The delegate, by the rules of the wizard's first page. Cleaned: as there, and the delegate's `email`."""

    email = email_field(label=_("E-mail address of the delegate"))
    capacity = None  # type: ignore[assignment]  # Django takes the field away so
    field_order = ["civility", "name_ar", "name_latin", "email"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["capacity"] = SignatoryCapacity.DELEGATE.value
        return super().clean()

    def page_answers(self) -> dict[str, list[str]]:
        """The raw answers as the wizard's page keeps them."""
        answers = self.own_answers()
        answers.pop("email", None)
        return {**answers, "capacity": [SignatoryCapacity.DELEGATE.value]}
