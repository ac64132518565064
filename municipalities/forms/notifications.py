"""What a person wants by e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from municipalities.models import Muted
from municipalities.models.preferences import CHOICES, OF_THE_UNIT


class ChoicesForm(forms.Form):
    """The kinds that may be switched off; ticked ones come by e-mail."""

    kinds = forms.MultipleChoiceField(
        label=_("These come by e-mail too"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, user: User, is_unit: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.offered = [(key, label) for key, label in CHOICES if is_unit or key not in OF_THE_UNIT]
        self.fields["kinds"].choices = self.offered  # type: ignore[attr-defined]
        self.initial["kinds"] = [key for key, _label in self.offered if key not in Muted.objects.of(user)]

    def save(self) -> None:
        wanted = set(self.cleaned_data["kinds"])
        kept = {key for key in Muted.objects.of(self.user) if key not in dict(self.offered)}
        Muted.objects.choose(self.user, kept | {key for key, _label in self.offered if key not in wanted})
