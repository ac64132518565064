"""Who signs the papers of the committee, in which capacity, where and when."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from committees.models import CommitteeMember, CommitteePaper
from documents.text import ForbiddenCharactersValidator, clean_line
from municipalities.forms.deliberation import DeliberationMixin
from municipalities.forms.pages import PageForm, arabic_name_field, day_field, latin_name_field, radio_field
from municipalities.forms.scans import PapersField, ScanForm
from municipalities.models import Civility, SignatoryCapacity

# The page of the draft that keeps the answers. No page of the wizard: it belongs to the papers.
DECISION = "decision"
LANGUAGES = [("ar", _("Arabic")), ("ar,fr", _("Arabic and French, side by side"))]


class SignedForm(PageForm):
    """What every paper asks: who signs it, and how it is printed."""

    DELEGATION = ("act_number", "act_date")

    civility = radio_field(Civility.choices, label=_("Civility"))
    name_ar = arabic_name_field()
    name_latin = latin_name_field()
    capacity = radio_field(SignatoryCapacity.choices, label=_("In what capacity does this person sign?"))
    act_number = forms.CharField(
        label=_("Number of the delegation act"),
        max_length=60,
        required=False,
        help_text=_("Only for a delegate."),
        widget=forms.TextInput(attrs={"class": "input-s"}),
    )
    act_date = day_field(label=_("Date of the delegation act"), required=False, help_text=_("Only for a delegate."))
    own_number = forms.CharField(
        label=_("Number in the municipality's own register"),
        max_length=60,
        required=False,
        help_text=_("If it is known already. Left empty, a line is printed to write it on by hand."),
        widget=forms.TextInput(attrs={"class": "input-s", "dir": "auto"}),
    )
    place = forms.CharField(
        label=_("Place"),
        max_length=120,
        required=False,
        help_text=_("Left empty, the name of the municipality is printed."),
        widget=forms.TextInput(attrs={"class": "input-m", "dir": "auto"}),
    )
    dated_on = day_field(
        label=_("Date"), required=False, help_text=_("Left empty, a line is printed to write it on by hand.")
    )
    languages = radio_field(LANGUAGES, label=_("In which languages is it printed?"), initial="ar")

    def clean_own_number(self) -> str:
        return clean_line(self.cleaned_data["own_number"])

    def clean_place(self) -> str:
        return clean_line(self.cleaned_data["place"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("capacity") != SignatoryCapacity.DELEGATE:
            # What was typed under another capacity neither counts nor stands in the way.
            for name in self.DELEGATION:
                self.errors.pop(name, None)
            return cleaned | {"act_number": "", "act_date": None}
        self.require_if(True, *self.DELEGATION)
        act_date = cleaned.get("act_date")
        if act_date and act_date > timezone.localdate():
            self.add_error("act_date", _("This date is in the future. Give the date that stands on the act."))
        return cleaned


class DecisionForm(DeliberationMixin, SignedForm):
    title = _("The founding decision")
    lead = _("Say who signs it and how it is printed. Members, remit and rhythm come from the pages of this step.")
    why = _(
        "Name and capacity are printed on the decision and cannot be changed afterwards. Since the municipal councils "
        "were dissolved in March 2023 the head is not always a mayor: say what the person is today."
    )
    needs = (
        _("the name of the person who signs, in Arabic and in Latin letters"),
        _("the capacity in which this person acts today"),
        _("the deliberation of the council, if there was one"),
    )

    council_number = forms.CharField(
        label=_("Number of the council's deliberation"),
        max_length=60,
        required=False,
        help_text=_("If the council, or the special delegation, deliberated on the committee."),
        widget=forms.TextInput(attrs={"class": "input-s"}),
    )
    council_date = day_field(label=_("Date of the council's deliberation"), required=False)
    remit_fr = forms.CharField(
        label=_("Remit in French"),
        max_length=4000,
        required=False,
        help_text=_("Where French stands beside. Left empty, the remit is printed as it stands on its page."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "lang": "fr"}),
    )


class NoticeForm(SignedForm):
    title = _("The public notice")
    lead = _("It tells the public that the committee exists, by departments and associations.")


class LettersForm(SignedForm):
    title = _("The letters of appointment")
    lead = _("One letter for each member, each on a page of its own, in one file.")

    members = forms.MultipleChoiceField(
        label=_("For whom?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one member.")},
    )

    def __init__(self, *args: Any, members: list[CommitteeMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(member.pk): member for member in members}
        choices: Any = self.fields["members"]
        choices.choices = [(key, f"{member.name} · {member.body}") for key, member in self.known.items()]

    @property
    def chosen(self) -> list[CommitteeMember]:
        return [self.known[key] for key in self.cleaned_data["members"]]


def signed_before(paper: CommitteePaper | None) -> dict[str, Any]:
    """Who signed the last paper, as initial answers for the next."""
    if paper is None:
        return {}
    kept = {name: getattr(paper, name) for name in ("civility", "name_ar", "name_latin", "capacity", "place")}
    kept |= {name: getattr(paper, name) for name in SignedForm.DELEGATION}
    return kept | {"languages": paper.document.languages}


class IssueForm(forms.Form):
    confirm = forms.BooleanField(
        label=_("I have read it. Names, capacity and members are right."),
        error_messages={"required": _("Read the pages above, then tick this box.")},
    )


class UploadForm(ScanForm):
    scans = PapersField(
        label=_("Scan of the signed decision"),
        help_text=_("One PDF, or a photo of each page (JPEG, PNG). You can choose several files and add more later."),
    )
    unsigned = _(
        "“%(name)s” is the decision as it was issued: nobody has signed it yet. Print it, have it "
        "signed and stamped, and upload the scan of the signed pages."
    )


class TakeForm(forms.Form):
    """The day and the number that stand on the signed paper."""

    signed_on = day_field(label=_("On which day was it signed?"), help_text=_("As it stands above the signature."))
    number = forms.CharField(
        label=_("Number in the municipality's own register"),
        max_length=60,
        required=False,
        help_text=_("As it was written on the paper. Left empty, the act goes by the number that was printed."),
        validators=[ForbiddenCharactersValidator()],
        widget=forms.TextInput(attrs={"class": "input-s", "dir": "auto"}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, decision: CommitteePaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decision = decision

    def clean_signed_on(self) -> date:
        day: date = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This date is in the future."), code="future")
        if day < self.decision.issued_on:
            raise ValidationError(
                _("The decision was issued on %(day)s: it cannot have been signed before."),
                code="before_issue",
                params={"day": formats.date_format(self.decision.issued_on, "DATE_FORMAT")},
            )
        return day

    def clean_number(self) -> str:
        return clean_line(self.cleaned_data["number"])
