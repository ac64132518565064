from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """One's own names and language; the address is the account and stays."""

    class Meta:
        model = User
        fields = ["name_ar", "name_latin", "language"]
        widgets = {
            "name_ar": forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
            "name_latin": forms.TextInput(attrs={"dir": "ltr", "lang": "fr"}),
            "language": forms.RadioSelect,
        }
        help_texts = {"language": _("Pages and e-mails come in this language.")}
