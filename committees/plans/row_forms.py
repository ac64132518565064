"""The base of the forms that write one row of a plan: clean words, periods that hold, what differs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents.text import ForbiddenCharactersValidator, clean_line
from municipalities.forms.pages import day_field
from municipalities.steps import Text

LONGEST_TEXT = 4000


def clean_text(text: str) -> str:
    """Several lines: composed letters, line breaks of one kind, none at the ends."""
    return re.sub(r"\r\n?", "\n", unicodedata.normalize("NFC", text)).strip()


@dataclass(frozen=True)
class Difference:
    label: Text
    mine: str
    theirs: str


@dataclass(frozen=True)
class Section:
    heading: Text
    fields: list[forms.BoundField]


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form of one row, which its model writes: see `row_values`. `SECTIONS` are (heading, names of fields)."""

    SECTIONS: ClassVar[tuple[tuple[Text, tuple[str, ...]], ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = day_field().widget
            elif isinstance(field, forms.CharField) and not isinstance(field, forms.URLField):
                field.validators.append(ForbiddenCharactersValidator())
                is_long = isinstance(field.widget, forms.Textarea)
                field.max_length = field.max_length or LONGEST_TEXT
                field.widget.attrs |= {"dir": "auto"} | ({"rows": 4} if is_long else {"class": "input-l"})
        for name, direction in (("title_ar", "rtl"), ("title_latin", "ltr")):
            if name in self.fields:
                self.fields[name].widget.attrs["dir"] = direction

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                is_long = isinstance(self.fields[name].widget, forms.Textarea)
                cleaned[name] = clean_text(value) if is_long else clean_line(value)
                if len(cleaned[name]) > LONGEST_TEXT:
                    self.add_error(name, _("At most %(count)s signs.") % {"count": LONGEST_TEXT})
        return cleaned

    @property
    def sections(self) -> list[Section]:
        return [Section(heading, [self[name] for name in names]) for heading, names in self.SECTIONS]

    def row_values(self) -> dict[str, Any]:
        """What the row will say, by field of the model."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    def differences(self, current: models.Model) -> list[Difference]:
        """Between what was typed here and the row as it stands."""
        theirs = self.reopened(current).initial
        rows = [
            Difference(field.label or "", display(field, self.cleaned_data[name]), display(field, theirs.get(name)))
            for name, field in self.fields.items()
            if name in self.cleaned_data and not isinstance(field, forms.FileField)
        ]
        return [row for row in rows if row.mine != row.theirs]

    def reopened(self, current: models.Model) -> RowForm:
        """The same form, filled in with the row as it stands."""
        return type(self)(instance=current)

    def check_period(self, since: date, until: date, whole: Text) -> None:
        """The first day is not after the last, and both are within the period of the whole."""
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", ValidationError(_("The last day comes before the first day."), code="period"))
        for name, day in (("starts_on", starts), ("ends_on", ends)):
            if day and not since <= day <= until:
                text = _("This day is outside of the period of %(whole)s: from %(since)s to %(until)s.")
                days = {"since": date_format(since, "DATE_FORMAT"), "until": date_format(until, "DATE_FORMAT")}
                self.add_error(name, ValidationError(text % {"whole": whole, **days}, code="outside"))

    def check_parts(self, parts: str, refusal: Text) -> None:
        """No row of the relation `parts` lies outside of the period that is typed."""
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        outside = Q()
        for day, early, late in ((starts, "starts_on__lt", "ends_on__lt"), (ends, "starts_on__gt", "ends_on__gt")):
            outside |= Q(**{early: day}) | Q(**{late: day}) if day else Q()
        if self.instance.pk and outside and not {"starts_on", "ends_on"} & set(self.errors):
            found = [str(part) for part in getattr(self.instance, parts).filter(outside)[:3]]
            if found:
                self.add_error("ends_on", ValidationError(str(refusal) % {"names": ", ".join(found)}, code="parts"))


def display(field: forms.Field, value: Any) -> str:
    """A value of a field in words."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        words = {str(key): str(label) for key, label in choices}
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(words.get(str(each), str(each)) for each in chosen if each not in (None, ""))
    return "" if value is None else str(value)
