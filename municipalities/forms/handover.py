"""What is asked of the one who leaves, and of the one who takes over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import day_field, email_field, radio_field
from municipalities.models import Municipality
from municipalities.permissions import Role

# A handover is announced months before at most, and told at most so long after.
FURTHEST = timedelta(days=366)


class _LeaverField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.display_name} ({obj.email})"


class SuccessorForm(forms.Form):
    """The first page: who leaves, who takes over, from which day."""

    leaver = _LeaverField(
        label=_("Who leaves"), queryset=User.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    name = forms.CharField(
        label=_("Name of the successor"),
        max_length=120,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.TextInput(attrs={"class": "input-l"}),
        error_messages={"required": _("Give the name of the person who takes over.")},
    )
    email = email_field(
        label=_("Office e-mail of the successor"),
        help_text=_("The link opens only for an account with this address. A private mailbox leaves with the person."),
        error_messages={"required": _("Give the office address of the person who takes over.")},
    )
    function = forms.CharField(
        label=_("Function of the successor"),
        max_length=150,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.TextInput(attrs={"class": "input-l"}),
        error_messages={"required": _("Give the function of the person who takes over.")},
    )
    from_on = day_field(
        label=_("Takes over on"),
        help_text=_("The term of the focal point on record ends with the day before."),
        error_messages={
            "required": _("Give the day from which the successor is the focal point."),
            "invalid": _("This is not a date: day, month, year."),
        },
    )
    language = radio_field(settings.LANGUAGES, label=_("Language of the e-mail"), initial="ar")
    stays_reader = forms.BooleanField(
        label=_("Whoever leaves may still read"),
        help_text=_("Otherwise the access ends at the moment at which the successor accepts."),
        required=False,
    )

    def __init__(self, *args: Any, municipality: Municipality, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        members = municipality.memberships.open().filter(role=Role.FOCAL_POINT)
        leaving = User.objects.filter(pk__in=members.values("user")).order_by("pk")
        if not leaving.exists():
            # Nobody is left to leave: the Unit, or the deputy, hands over a place that is empty.
            del self.fields["leaver"], self.fields["stays_reader"]
            return
        self.fields["leaver"].queryset = leaving  # type: ignore[attr-defined]
        self.fields["leaver"].initial = by.pk if leaving.filter(pk=by.pk).exists() else leaving[0].pk

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        return email

    def clean_from_on(self) -> date:
        from_on: date = self.cleaned_data["from_on"]
        if abs(from_on - timezone.localdate()) > FURTHEST:
            raise ValidationError(_("This day is more than a year away. Check the year."), code="far")
        return from_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        leaver = cleaned.get("leaver")
        if leaver is not None and leaver.email == cleaned.get("email"):
            self.add_error("email", _("This is the address of the person who leaves. Give that of the successor."))
        return cleaned


class HandoverForm(SuccessorForm):
    """Both pages: the second one asks for a word only."""

    words = forms.CharField(
        label=_("A word to your successor"),
        help_text=_("What no list can say: whom to call, what was agreed. The successor alone reads it."),
        max_length=2000,
        required=False,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    @property
    def first_page(self) -> list[forms.BoundField]:
        """The fields of the first page, to be carried along."""
        return [self[name] for name in self.fields if name != "words"]


class RefuseHandoverForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you do not take over"),
        help_text=_("The municipality and the Unit read it."),
        max_length=1000,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, so that the municipality can ask somebody else.")},
    )
