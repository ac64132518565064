"""The base of every wizard page, and the fields that recur on them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from documents.fields import PaperField
from documents.text import ForbiddenCharactersValidator
from municipalities.models import Evidence, StepProgress
from municipalities.steps import Answer, Text

ARABIC = re.compile(
    r"^[\u0621-\u064A\u064B-\u0652\u0670\u0671\u067E\u0686\u06A4\u06A8\u0640\u200c\u200d .,'’()\-0-9]+$"
)
LATIN = re.compile(r"^[A-Za-zÀ-ÖØ-öø-ÿŒœ .,'’()\-]+$")


def _validate_arabic(value: str) -> None:
    if not ARABIC.match(value):
        raise ValidationError(_("Write this name in Arabic letters, as on the identity card."), code="not_arabic")


def _validate_latin(value: str) -> None:
    if not LATIN.match(value):
        raise ValidationError(_("Write this name in Latin letters, as on the passport."), code="not_latin")


def arabic_name_field(**kwargs: Any) -> forms.CharField:
    kwargs.setdefault("label", _("Full name in Arabic letters"))
    return forms.CharField(
        max_length=120,
        validators=[_validate_arabic],
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar", "class": "input-l"}),
        **kwargs,
    )


def latin_name_field(**kwargs: Any) -> forms.CharField:
    kwargs.setdefault("label", _("Full name in Latin letters"))
    return forms.CharField(
        max_length=120,
        validators=[_validate_latin],
        widget=forms.TextInput(attrs={"dir": "ltr", "lang": "fr", "class": "input-l"}),
        **kwargs,
    )


def day_field(**kwargs: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date", "class": "input-s", "dir": "ltr"}, format="%Y-%m-%d"), **kwargs
    )


def _validate_act_day(value: date) -> None:
    if value > timezone.localdate():
        raise ValidationError(_("This date is in the future. Give the date that stands on the act."), code="future")
    if value.year < 2011:
        raise ValidationError(_("This date is too long ago. Check the year."), code="past")


def act_day_field(**kwargs: Any) -> forms.DateField:
    """The day of a signed act: neither in the future nor before 2011."""
    return day_field(label=_("Date of the act"), validators=[_validate_act_day], **kwargs)


def act_number_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Number"),
        max_length=60,
        required=False,
        help_text=_("As on the paper. Leave it empty when the act has no number."),
        widget=forms.TextInput(attrs={"class": "input-s"}),
        **kwargs,
    )


def email_field(**kwargs: Any) -> forms.EmailField:
    return forms.EmailField(
        max_length=254,
        widget=forms.EmailInput(attrs={"dir": "ltr", "class": "input-m", "autocomplete": "off"}),
        **kwargs,
    )


def phone_field(**kwargs: Any) -> PhoneNumberField:
    kwargs.setdefault("help_text", _("Eight digits, for example 71 000 000."))
    field = PhoneNumberField(
        region="TN",
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr", "inputmode": "tel", "class": "input-s"}),
        **kwargs,
    )
    field.error_messages["invalid"] = _("This is not a Tunisian phone number: eight digits, for example 71 000 000.")
    return field


def radio_field(choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **kwargs)


class AnswersForm(forms.Form):
    """Fields that no hidden character passes, and their answers in words. `private_fields` are shown to the
    municipality and the Unit only."""

    private_fields: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field, PhoneNumberField):
                field.validators.append(ForbiddenCharactersValidator())

    @property
    def paper_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, PaperField)]

    def own_answers(self) -> dict[str, list[str]]:
        """What was typed into this page's own fields, raw; foreign fields and files are left out."""
        data = self.data if isinstance(self.data, MultiValueDict) else MultiValueDict()
        answers: dict[str, list[str]] = {}
        for name, field in self.fields.items():
            if not isinstance(field, PaperField):
                values = [value for value in data.getlist(self.add_prefix(name)) if isinstance(value, str)]
                answers[name] = [value[:20_000] for value in values[:50]]
        return answers

    def raw(self, name: str) -> str:
        """The value of one field as it was typed."""
        values = self.own_answers().get(name, [])
        return values[-1] if values else ""

    def describe(self) -> list[Answer]:
        """The answers as the reader reads them, in the order of the fields."""
        return [
            Answer(
                field=name,
                label=field.label or "",
                value=self.display(name),
                private=name in self.private_fields,
            )
            for name, field in self.fields.items()
            if not isinstance(field, PaperField)
        ]

    def papers(self) -> list[tuple[Text, Evidence]]:
        """The kept papers of the page with what each is asked as."""
        kept: dict[str, Any] = {name: self.files.get(self.add_prefix(name)) for name in self.paper_fields}
        return [
            (self.fields[name].label or "", file.evidence)
            for name, file in kept.items()
            if getattr(file, "is_kept", False)
        ]

    def display(self, name: str) -> str:
        """One value in words; what cannot be understood is shown as it was typed."""
        field, typed = self.fields[name], self.raw(name)
        if isinstance(field, forms.BooleanField):
            return gettext("Yes") if typed else gettext("No")
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            known = {str(value): str(label) for value, label in choices if value}
            return known.get(typed, typed)
        if isinstance(field, forms.DateField):
            try:
                day = field.to_python(typed)
                return formats.date_format(day, "DATE_FORMAT") if day else ""
            except ValidationError:
                return typed
        if isinstance(field, PhoneNumberField) and typed:
            try:
                return str(field.to_python(typed).as_international)
            except ValidationError:
                return typed
        return typed

    def require_if(self, needed: bool, *names: str, message: Text | None = None) -> None:
        """Adds "required" errors in clean() to fields that another answer makes necessary."""
        if needed:
            for name in names:
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, ValidationError(str(message or _("Answer this question.")), code="required"))


class PageForm(AnswersForm):
    """One page of a wizard: one subject, saved and validated on its own.

    `paper_kinds` names the kind of evidence of each PaperField, `paper_dates` the date field of the same page
    that tells the day the paper speaks of.
    """

    title: ClassVar[Text] = ""
    lead: ClassVar[Text] = ""
    why: ClassVar[Text] = ""
    needs: ClassVar[tuple[Text, ...]] = ()
    paper_kinds: ClassVar[dict[str, str]] = {}
    paper_dates: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, progress: StepProgress, **kwargs: Any) -> None:
        self.progress = progress
        super().__init__(*args, **kwargs)


class CheckForm(PageForm):
    """The last page: the answers are read once more, and one tick says that they are right."""

    title = _("Check your answers")
    lead = _("Read everything once more. You can still change each answer.")

    confirm = forms.BooleanField(
        label=_("I have checked these answers, and they are right."),
        error_messages={"required": _("Tick this box when you have checked the answers.")},
    )
