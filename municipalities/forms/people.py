from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import email_field, radio_field
from municipalities.permissions import Role


class InviteMemberForm(forms.Form):
    """A colleague of the municipality: address, name, role, language of the e-mail."""

    email = email_field(
        label=_("E-mail address"), help_text=_("Only an account with this address can accept the invitation.")
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        validators=[ForbiddenCharactersValidator()],
        help_text=_("As you want to greet the person in the e-mail."),
    )
    role = radio_field(Role.choices, label=_("Role"))
    language = radio_field(settings.LANGUAGES, label=_("Language of the e-mail"), initial="ar")
