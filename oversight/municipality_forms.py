"""Forms of a municipality: what is known of it, its participation, and who has access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from documents.text import ForbiddenCharactersValidator, clean_line
from municipalities.forms.pages import day_field
from municipalities.matching import Known
from municipalities.models import Cohort, Governorate, Municipality, Region
from municipalities.permissions import Role
from oversight.cohort_forms import name_field
from oversight.cohorts import RESERVED
from oversight.forms import prose_field

NAMES = ("name_ar", "name_fr", "name_en")


class MunicipalityForm(forms.Form):
    """`values` are the fields of the model; `aliases` a list. `seen` is what the page was made from."""

    name_ar = name_field("ar", _("Name in Arabic"))
    name_fr = name_field("fr", _("Name in French"))
    name_en = name_field("en", _("Name in English"), required=False, help_text=_("Left empty, the French name stands."))
    governorate = forms.ModelChoiceField(label=_("Governorate"), queryset=Governorate.objects.none())
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        choices=[("", _("none")), *Region.choices],
        help_text=_("As the programme groups them; it may stay empty."),
    )
    aliases = forms.CharField(
        label=_("Other spellings"),
        required=False,
        max_length=2000,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("One a line: the search and the import know the municipality by them too."),
    )
    ogp_local_member_since = day_field(label=_("Member of OGP Local since"), required=False)
    source = prose_field(label=_("Source of the data"), required=False, max_length=1000, rows=2)
    certainty = prose_field(label=_("How certain the data are"), required=False, max_length=1000, rows=2)

    MODEL_FIELDS = (*NAMES, "governorate", "region", "ogp_local_member_since", "source", "certainty")

    def __init__(self, *args: Any, municipality: Municipality | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        governorates = Governorate.objects.all()
        self.fields["governorate"].queryset = governorates  # type: ignore[attr-defined]
        self.fields["governorate"].label_from_instance = _with_code  # type: ignore[attr-defined]
        if municipality is not None:
            self.known_aliases = sorted(municipality.aliases.values_list("name", flat=True))
            for name in self.MODEL_FIELDS:
                self.initial.setdefault(name, getattr(municipality, name))
            self.initial.setdefault("aliases", "\n".join(self.known_aliases))

    @property
    def values(self) -> dict[str, Any]:
        values = {name: self.cleaned_data[name] for name in self.MODEL_FIELDS}
        return values | {"name_en": values["name_en"] or values["name_fr"]}

    @property
    def changed_values(self) -> dict[str, Any]:
        """Those that differ from the municipality as it is."""
        return {name: value for name, value in self.values.items() if getattr(self.municipality, name) != value}

    def clean_aliases(self) -> list[str]:
        lines = [clean_line(line) for line in self.cleaned_data["aliases"].splitlines()]
        if any(len(line) > 120 for line in lines):
            raise ValidationError(_("A spelling has more than 120 signs."))
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            names = [cleaned[name] for name in NAMES if cleaned[name]]
            others = [
                each
                for each in Known().find(names, governorate=cleaned["governorate"].pk)
                if self.municipality is None or each.pk != self.municipality.pk
            ]
            if others:
                message = _("This governorate has a municipality of that name or spelling already: %(name)s.")
                self.add_error("name_fr", ValidationError(message, params={"name": others[0].name}, code="known"))
        return cleaned


def _with_code(governorate: Governorate) -> str:
    return f"{governorate.name} ({governorate.iso})"


class NewMunicipalityForm(MunicipalityForm):
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        required=False,
        max_length=50,
        help_text=_("Small Latin letters, digits and hyphens. Left empty, it is made from the French name."),
        widget=forms.TextInput(attrs={"class": "input-m", "dir": "ltr"}),
    )
    cohort = forms.ModelChoiceField(
        label=_("Takes part in"),
        required=False,
        queryset=Cohort.objects.filter(archived_at__isnull=True),
        to_field_name="slug",
        empty_label=_("no cohort yet"),
    )

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if slug in RESERVED or Municipality.objects.filter(slug=slug).exists():
            raise ValidationError(_("This short name is taken. Choose another, or leave it empty."))
        return slug


# The life cycle ------------------------------------------------------------------------------------------


def reason_field(**kwargs: Any) -> forms.CharField:
    return prose_field(
        label=_("Reason"),
        help_text=_("The municipality reads it."),
        lacking=_("Give the reason: the municipality must be able to understand it."),
        max_length=1000,
        rows=3,
        **kwargs,
    )


class ReasonForm(forms.Form):
    reason = reason_field()


class HoldForm(ReasonForm):
    until = day_field(
        label=_("On hold until"),
        required=False,
        help_text=_("On this day it is taken up again by itself. Leave it empty while no end is known."),
    )

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day and day <= timezone.localdate():
            raise ValidationError(_("Give a day that is still to come."))
        return day


class AdmitForm(forms.Form):
    """The cohorts offered are those that still take municipalities, and that this one was not in before."""

    cohort = forms.ModelChoiceField(
        label=_("Cohort"),
        queryset=Cohort.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={"required": _("Choose the cohort."), "invalid_choice": _("Choose one of these cohorts.")},
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cohorts = Cohort.objects.filter(archived_at__isnull=True)
        before = municipality.participations.values("cohort")
        self.fields["cohort"].queryset = cohorts.exclude(pk__in=before)  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.Select(attrs={"class": "input-s"}))
