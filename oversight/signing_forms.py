"""Forms around the signing of charters: the certificates the Unit trusts, and the ways a cohort accepts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from charters.models import TrustAnchor
from documents.signatures import AnchorInfo, read_anchor
from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import day_field
from municipalities.models import Cohort
from municipalities.steps import SignatureWay

# Far more than one certificate needs.
MAX_PEM = 64 * 1024


class AnchorForm(forms.Form):
    """A certificate, pasted or as a file. Cleaned: `name`, `trusted_from`, `trusted_until`, `info` (AnchorInfo)."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[ForbiddenCharactersValidator()],
        help_text=_("How the Unit calls this authority, for example “TunTrust, Tunisian National Root”."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    pem = forms.CharField(
        label=_("Certificate, pasted"),
        required=False,
        max_length=MAX_PEM,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("The whole text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----."),
    )
    file = forms.FileField(
        label=_("Or the certificate as a file"),
        required=False,
        help_text=_("A text file, often called .pem or .crt."),
        widget=forms.FileInput(attrs={"accept": ".pem,.crt,.cer,.txt"}),
    )
    trusted_from = day_field(
        label=_("Trusted from"),
        help_text=_("Signatures of this day and later count as those of a trusted signer."),
    )
    trusted_until = day_field(
        label=_("Trusted until"), required=False, help_text=_("The last day. Leave it empty while no end is known.")
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        if not upload:
            return b""
        if (upload.size or 0) > MAX_PEM:
            raise ValidationError(_("This file is too large for one certificate."), code="too_large")
        return bytes(upload.read())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._clean_days(cleaned.get("trusted_from"), cleaned.get("trusted_until"))
        if {"pem", "file"} & set(self.errors):
            return cleaned
        pasted, uploaded = cleaned["pem"].strip().encode(), cleaned["file"]
        if bool(pasted) == bool(uploaded):
            self.add_error("pem", _("Paste the certificate here, or choose its file below: one of the two."))
            return cleaned
        try:
            cleaned["info"] = read_anchor(pasted or uploaded)
        except ValueError as error:
            self.add_error("pem" if pasted else "file", str(error))
            return cleaned
        if not self.errors:
            self._clean_once(cleaned["info"], cleaned)
        return cleaned

    def _clean_days(self, first: Any, last: Any) -> None:
        if first and last and last < first:
            self.add_error("trusted_until", _("The last day comes before the first."))

    def _clean_once(self, info: AnchorInfo, cleaned: dict[str, Any]) -> None:
        same = TrustAnchor.objects.overlapping(info.sha256, cleaned["trusted_from"], cleaned["trusted_until"]).first()
        if same:
            message = _("This certificate is in the list already for these days, as “%(name)s”.")
            self.add_error(None, ValidationError(message, params={"name": same.name}, code="twice"))


class EndForm(forms.Form):
    """The last day of trust."""

    on = day_field(
        label=_("Last day on which it is trusted"),
        help_text=_("Signatures of a later day are then those of an untrusted signer. What was checked before stays."),
    )

    def __init__(self, *args: Any, anchor: TrustAnchor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.anchor = anchor
        self.initial.setdefault("on", timezone.localdate())

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day < self.anchor.trusted_from:
            raise ValidationError(_("It is trusted from a later day only: choose that day or one after it."))
        if self.anchor.trusted_until and day >= self.anchor.trusted_until:
            raise ValidationError(_("It ends on that day or earlier already."))
        return day


class WaysForm(forms.ModelForm):  # type: ignore[type-arg]
    """Which ways of signing a cohort accepts; one at least."""

    ways = forms.MultipleChoiceField(
        label=_("Which ways of signing does the Unit accept in this cohort?"),
        choices=SignatureWay.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Accept one way of signing at least: without one no charter can be signed.")},
    )

    class Meta:
        model = Cohort
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ways"] = [way.value for way in self.instance.accepted_ways]

    def save(self, commit: bool = True) -> Any:
        for way in SignatureWay:
            setattr(self.instance, f"accepts_{way.value}", way.value in self.cleaned_data["ways"])
        return super().save(commit)
