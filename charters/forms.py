"""The pages of the charter's wizard, and one form per action on the charter's page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models import Charter, CharterPublication, SigningAgainReason
from documents.fields import PaperField
from documents.text import ForbiddenCharactersValidator
from municipalities.forms.deliberation import DeliberationMixin
from municipalities.forms.pages import PageForm, arabic_name_field, day_field, latin_name_field, radio_field
from municipalities.forms.scans import PapersField, ScanForm
from municipalities.models import Civility, SignatoryCapacity
from municipalities.steps import Answer

LANGUAGE_SETS = [
    ("ar", _("Arabic")),
    ("ar,fr", _("Arabic and French, side by side")),
    ("ar,fr,en", _("Arabic, French and English, side by side")),
]


class SignatoryForm(PageForm):
    title = _("Who signs")
    lead = _("The head of the municipality signs the charter, or a person with a written delegation.")
    why = _(
        "Name and capacity are printed on the charter, in both scripts, and cannot be changed afterwards. Since the "
        "municipal councils were dissolved in March 2023 the head is not always a mayor: say what the person is today."
    )
    needs = (
        _("the name of the head of the municipality in Arabic and in Latin letters"),
        _("the capacity in which the head acts today"),
        _("if a delegate signs: the delegation act, its number and date, and a scan of it"),
    )
    paper_kinds = {"act_scan": "delegation_act"}
    paper_dates = {"act_scan": "act_date"}

    civility = radio_field(Civility.choices, label=_("Civility"))
    name_ar = arabic_name_field()
    name_latin = latin_name_field()
    capacity = radio_field(SignatoryCapacity.choices, label=_("In what capacity does this person sign?"))
    act_number = forms.CharField(
        label=_("Number of the delegation act"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "input-s"}),
    )
    act_date = day_field(label=_("Date of the delegation act"), required=False)
    from_on = day_field(label=_("Delegated from"), required=False)
    until_on = day_field(label=_("Delegated until"), required=False)
    act_scan = PaperField(label=_("Scan of the delegation act"), required=False)

    DELEGATION = ("act_number", "act_date", "from_on", "until_on", "act_scan")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("capacity") != SignatoryCapacity.DELEGATE:
            # What was typed under another capacity neither counts nor stands in the way.
            for name in self.DELEGATION:
                self.errors.pop(name, None)
            return cleaned
        self.require_if(True, *self.DELEGATION)
        today = timezone.localdate()
        act_date, start, end = cleaned.get("act_date"), cleaned.get("from_on"), cleaned.get("until_on")
        if act_date and act_date > today:
            self.add_error("act_date", _("This date is in the future. Give the date that stands on the act."))
        if start and start > today:
            self.add_error("from_on", _("The delegation has not begun: this person cannot sign today."))
        if end and end < today:
            self.add_error("until_on", _("The delegation has ended: this person can no longer sign."))
        if start and end and end < start:
            self.add_error("until_on", _("The last day comes before the first."))
        return cleaned

    def describe(self) -> list[Answer]:
        delegated = self.raw("capacity") == SignatoryCapacity.DELEGATE
        return [answer for answer in super().describe() if delegated or answer.field not in self.DELEGATION]


class CouncilForm(DeliberationMixin, PageForm):
    title = _("Deliberation of the council")
    lead = _("If the municipal council, or the special delegation, deliberated on the charter, say when. Else go on.")
    why = _("A deliberation is not required. Where there is one, the charter names it among its bases.")
    needs = (_("the number and the date of the deliberation, if there was one"),)

    council_number = forms.CharField(
        label=_("Number of the deliberation"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "input-s"}),
    )
    council_date = day_field(label=_("Date of the deliberation"), required=False)


class LanguagesForm(PageForm):
    title = _("Languages")
    lead = _("The Arabic text binds. Other languages can be printed beside it.")
    why = _("Partners abroad and some offices read French or English. The signature covers all of the pages.")

    languages = radio_field(LANGUAGE_SETS, label=_("In which languages is the charter printed?"), initial="ar,fr")


class PreviewForm(PageForm):
    title = _("Read it, then issue it")
    lead = _("These are the exact pages that will be signed. They are marked as a specimen until you issue it.")
    why = _(
        "Issuing gives the charter its register number and a code on every page. From then on nothing in it can be "
        "changed: a mistake means a new charter that names this one."
    )
    needs = (_("two minutes to read it, best together with the person who signs"),)

    confirm = forms.BooleanField(
        label=_("I have read it. Names, capacity and dates are right."),
        error_messages={"required": _("Read the pages above, then tick this box.")},
    )


PAGES: dict[str, type[PageForm]] = {
    "signatory": SignatoryForm,
    "council": CouncilForm,
    "languages": LanguagesForm,
}


class UploadForm(ScanForm):
    scans = PapersField(
        label=_("Scan of the signed charter"),
        help_text=_("One PDF, or a photo of each page (JPEG, PNG). You can choose several files and add more later."),
    )
    unsigned = _(
        "“%(name)s” is the charter as it was issued: nobody has signed it yet. Print it, have it "
        "signed and stamped, and upload the scan of the signed pages."
    )


class PublishForm(forms.Form):
    """Whether anyone may read the signed charter. It carries a name and a signature, so nobody is taken to agree."""

    publish = forms.BooleanField(
        label=_("Anyone may read the signed charter on the page that checks it"),
        help_text=_(
            "It shows the name and the signature: tick this only if the person who signed agrees. It can be taken back."
        ),
        required=False,
    )

    def say(self, charter: Charter, *, by: User, at: datetime) -> bool:
        """Records what was ticked, on a valid form. False when it had been said before."""
        publish: bool = self.cleaned_data["publish"]
        return CharterPublication.objects.say(charter, is_public=publish, by=by, at=at)


class SignedOnForm(forms.Form):
    signed_on = day_field(
        label=_("On which day was it signed?"), help_text=_("As written by hand above the signature.")
    )

    def __init__(self, *args: Any, charter: Charter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charter = charter

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This date is in the future."), code="future")
        if day < self.charter.issued_on:
            raise ValidationError(
                _("The charter was issued on %(day)s: it cannot have been signed before."),
                code="before_issue",
                params={"day": formats.date_format(self.charter.issued_on, "DATE_FORMAT")},
            )
        if self.charter.until_on and day > self.charter.until_on:
            raise ValidationError(
                _("The delegation ended on %(day)s: a signature after that day does not count."),
                code="after_delegation",
                params={"day": formats.date_format(self.charter.until_on, "DATE_FORMAT")},
            )
        return day


class SignAgainForm(forms.Form):
    reason_kind = radio_field(
        SigningAgainReason.choices,
        label=_("Why is it signed again?"),
        error_messages={"required": _("Choose why it is signed again.")},
    )
    comment = forms.CharField(
        label=_("What changed, and since when"),
        help_text=_("The Unit and the municipality read it in the history."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[ForbiddenCharactersValidator()],
    )
