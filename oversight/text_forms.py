"""Forms for the texts of the charter and for letterheads. A draft may have gaps: publishing asks for the whole."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from charters.models import CharterArticle, CharterText, LegalBasis, UnitLetterhead
from charters.models.letterheads import drawn_logo
from charters.placeholders import validate_placeholders, validate_without_placeholders
from documents.fields import Paper, PaperField
from documents.opening import Refusal
from documents.text import ForbiddenCharactersValidator, clean_line
from municipalities.forms.pages import day_field
from municipalities.steps import Text

LANGUAGE_NAMES = {"ar": _("Arabic"), "fr": _("French"), "en": _("English")}
ROWS = {"preamble": 8, "body": 8, "citation": 3}


def fingerprint(row: models.Model, names: list[str]) -> str:
    """Differs when any of the named fields does."""
    return hashlib.sha256(repr([getattr(row, name) for name in names]).encode()).hexdigest()[:32]


class SideBySideForm(forms.ModelForm):  # type: ignore[type-arg]
    """Fields that stand in three languages, as groups of three, Arabic first.

    `read` tells which words the writer had before the eyes: saving over others is refused by `is_stale`.
    """

    GROUPS: dict[str, Text] = {}
    OPEN: frozenset[str] = frozenset()

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["read"] = self.read_now()
        for group in self.GROUPS:
            for language, label in LANGUAGE_NAMES.items():
                field: Any = self.fields[f"{group}_{language}"]
                field.label = label
                field.validators.append(ForbiddenCharactersValidator())
                field.validators.append(validate_placeholders if group in self.OPEN else validate_without_placeholders)
                field.widget.attrs |= {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
                if group in ROWS:
                    field.widget.attrs["rows"] = ROWS[group]
        for name, field in self.fields.items():
            if name != "read" and "lang" not in field.widget.attrs and isinstance(field, forms.CharField):
                field.validators.append(ForbiddenCharactersValidator())

    def read_now(self) -> str:
        return fingerprint(self.instance, list(self._meta.fields or [])) if self.instance.pk else ""

    @property
    def groups(self) -> list[tuple[Text, list[BoundField]]]:
        return [
            (label, [self[f"{group}_{language}"] for language in LANGUAGE_NAMES])
            for group, label in self.GROUPS.items()
        ]

    @property
    def others(self) -> list[BoundField]:
        """The fields that stand once."""
        grouped = {f"{group}_{language}" for group in self.GROUPS for language in LANGUAGE_NAMES}
        return [field for field in self.visible_fields() if field.name not in grouped]

    def clean(self) -> dict[str, Any]:
        """One line for a line; in a text one paragraph a line, without empty ones."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for group in self.GROUPS:
            for language in LANGUAGE_NAMES:
                name = f"{group}_{language}"
                if name in cleaned:
                    lines = [clean_line(line) for line in cleaned[name].splitlines()]
                    cleaned[name] = "\n".join(line for line in lines if line)
        return cleaned

    def is_stale(self, current: models.Model) -> bool:
        """Whether `current`, the row as it stands, is not what the writer read."""
        return self.data.get("read", "") != fingerprint(current, list(self._meta.fields or []))

    def against(self, current: models.Model) -> tuple[SideBySideForm, list[dict[str, str]]]:
        """The same typed words over `current`, and where they differ from it: for the knowing choice."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["read"] = fingerprint(current, list(self._meta.fields or []))
        again = type(self)(data, instance=current)
        differences = [
            {"label": f"{self._group_label(name)} {again.fields[name].label}".strip(), "mine": mine, "theirs": theirs}
            for name in self._meta.fields or []
            if (mine := str(data.get(name, ""))).split() != (theirs := str(getattr(current, name) or "")).split()
        ]
        return again, differences

    def _group_label(self, name: str) -> str:
        return str(self.GROUPS.get(name.rpartition("_")[0], ""))


class WordsForm(SideBySideForm):
    GROUPS = {"title": _("Title"), "preamble": _("Preamble")}
    OPEN = frozenset({"preamble"})

    class Meta:
        model = CharterText
        fields = [*CharterText.WORDS, "proposed"]
        labels = {"proposed": _("This text is only proposed, and each charter says so")}
        help_texts = {"proposed": _("Untick it when the Unit has decided on the text.")}


class ArticleForm(SideBySideForm):
    GROUPS = {"heading": _("Heading"), "body": _("Text, one paragraph a line")}
    OPEN = frozenset({"body"})

    class Meta:
        model = CharterArticle
        fields = ["heading_ar", "heading_fr", "heading_en", "body_ar", "body_fr", "body_en"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(name) for name in self._meta.fields or []):
            raise ValidationError(_("Write something, in one language at least."))
        return cleaned


class BasisForm(SideBySideForm):
    GROUPS = {"citation": _("Citation, as the charter prints it")}

    valid_from = day_field(label=_("In force from"))
    valid_until = day_field(
        label=_("In force until"),
        required=False,
        help_text=_("The last day. It stays in the text, and is not printed on charters issued later."),
    )

    class Meta:
        model = LegalBasis
        fields = ["citation_ar", "citation_fr", "citation_en", "valid_from", "valid_until", "source"]
        labels = {"source": _("Where this is known from")}
        help_texts = {"source": _("Official gazette, a page, a letter. It is not printed.")}
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start, end = cleaned.get("valid_from"), cleaned.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("The last day comes before the first."))
        return cleaned


class LogoField(PaperField):
    """One picture; it is opened in the reading process like every paper."""

    default_error_messages = {"not_a_picture": _("A logo is a picture: PNG or JPEG.")}

    def to_python(self, data: Any) -> Paper | None:  # type: ignore[override]
        paper = super().to_python(data)
        if paper and paper.inspection.media_type not in ("image/png", "image/jpeg"):
            raise ValidationError(self.error_messages["not_a_picture"], code="not_a_picture")
        return paper


class LetterheadForm(SideBySideForm):
    GROUPS = {"ministry": _("Parent ministry"), "unit": _("Line below it, for example the name of the Unit")}

    valid_from = day_field(
        label=_("In use from"),
        help_text=_("Charters issued on this day and later carry it. Charters issued before keep theirs."),
    )
    logo = LogoField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG or JPEG, on white. It stands between the Arabic and the Latin lines."),
    )

    class Meta:
        model = UnitLetterhead
        fields = [
            *(f"{group}_{language}" for group in ("ministry", "unit") for language in LANGUAGE_NAMES),
            "valid_from",
            "logo_text",
        ]
        labels = {"logo_text": _("What the logo shows, in Arabic")}
        help_texts = {"logo_text": _("A screen reader says this in the place of the picture.")}
        widgets = {"logo_text": forms.TextInput(attrs={"lang": "ar", "dir": "rtl"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGE_NAMES:
            self.fields[f"ministry_{language}"].required = True
        self.fields["logo_text"].required = False
        self.order_fields(["valid_from", "logo", "logo_text"])

    def clean_valid_from(self) -> Any:
        day = self.cleaned_data["valid_from"]
        if day < timezone.localdate():
            raise ValidationError(_("Choose today or a later day: charters of the past carry what was in use then."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        units = [name for name in (f"unit_{language}" for language in LANGUAGE_NAMES) if not cleaned.get(name)]
        if 0 < len(units) < len(LANGUAGE_NAMES):
            for name in units:
                self.add_error(name, _("Give this line in all three languages, or in none."))
        if cleaned.get("logo") and not cleaned.get("logo_text"):
            self.add_error("logo_text", _("Say what the logo shows."))
        if cleaned.get("logo"):
            cleaned["logo"] = drawn_logo(cleaned["logo"].data)
            if cleaned["logo"] is None:
                self.add_error("logo", Refusal.BROKEN.message)
        return cleaned
