"""The pages of the focal point step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.fields import PaperField
from municipalities.forms.pages import (
    PageForm,
    act_day_field,
    act_number_field,
    arabic_name_field,
    email_field,
    latin_name_field,
    phone_field,
    radio_field,
)
from municipalities.models import Civility, DesignationAct, SignatoryCapacity
from municipalities.steps import Answer


class PersonForm(PageForm):
    title = _("The focal point")
    lead = _("The permanent focal point coordinates local open government in your municipality.")
    why = _(
        "The Unit must know whom to write to and whom to call. The focal point is permanent: when the person "
        "changes, you tell the Unit, and the history is kept."
    )
    needs = (
        _("the full name in Arabic and in Latin letters"),
        _("the function and the department"),
        _("an office e-mail address and an office phone number"),
    )
    private_fields = frozenset({"mobile"})

    civility = radio_field(Civility.choices, label=_("Civility"))
    name_ar = arabic_name_field()
    name_latin = latin_name_field()
    function = forms.CharField(
        label=_("Function"),
        max_length=150,
        help_text=_("The post held in the municipality, for example head of department."),
    )
    department = forms.CharField(label=_("Department"), max_length=150, required=False)
    email = email_field(
        label=_("Office e-mail address"),
        help_text=_("An address that is read at the office, and that stays when people change."),
    )
    phone = phone_field(label=_("Office phone"))
    mobile = phone_field(
        label=_("Mobile phone"),
        required=False,
        help_text=_("Only the Unit sees it, for urgent questions. It is never published."),
    )


class DeputyForm(PageForm):
    title = _("The deputy")
    lead = _("A deputy answers when the focal point is away.")
    why = _("Municipalities fall silent when one person carries everything. A deputy costs nothing and saves months.")
    needs = (_("the deputy's name, function, e-mail and phone, or the reason why there is none"),)

    has_deputy = radio_field(
        [("yes", _("Yes")), ("no", _("No, not for now"))], label=_("Does your municipality name a deputy?")
    )
    civility = radio_field(Civility.choices, label=_("Civility"), required=False)
    name_ar = arabic_name_field(required=False)
    name_latin = latin_name_field(required=False)
    function = forms.CharField(label=_("Function"), max_length=150, required=False)
    email = email_field(label=_("Office e-mail address"), required=False)
    phone = phone_field(label=_("Office phone"), required=False)
    no_deputy_reason = forms.CharField(
        label=_("Why is there no deputy for now?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One sentence is enough. You can name a deputy later."),
    )

    PERSON = ("civility", "name_ar", "name_latin", "function", "email", "phone")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.require_if(cleaned.get("has_deputy") == "yes", *self.PERSON)
        self.require_if(
            cleaned.get("has_deputy") == "no",
            "no_deputy_reason",
            message=_("Say in one sentence why there is no deputy."),
        )
        return cleaned

    def describe(self) -> list[Answer]:
        left_out = {"no_deputy_reason"} if self.raw("has_deputy") == "yes" else set(self.PERSON)
        return [answer for answer in super().describe() if answer.field not in left_out]


class ActForm(PageForm):
    title = _("The designation act")
    lead = _("The paper by which the head of the municipality names the focal point.")
    why = _("It is the proof that the designation is the municipality's own decision.")
    needs = (
        _("the decision, order or letter that names the focal point, signed and stamped"),
        _("a scan or a clear photograph of it (PDF, JPEG or PNG, 20 MB at most)"),
    )
    paper_kinds = {"act_scan": "designation_act"}
    paper_dates = {"act_scan": "act_date"}

    act_kind = radio_field(DesignationAct.choices, label=_("What kind of act is it?"))
    act_number = act_number_field()
    act_date = act_day_field()
    signatory_name = arabic_name_field(label=_("Who signed it (name in Arabic letters)"))
    signatory_capacity = radio_field(SignatoryCapacity.choices, label=_("In what capacity?"))
    act_scan = PaperField(label=_("Scan of the signed act"))


class PublicationForm(PageForm):
    title = _("What may be published")
    lead = _("The function and the office e-mail are public. The rest only if the person says yes.")
    why = _(
        "Organic law 2004-63 protects personal data: a name or a phone number is shown to the public only with "
        "the consent of the person. The mobile number is never published."
    )
    needs = (_("the answer of the person named"),)

    publish_name = forms.BooleanField(label=_("The name may be published"), required=False)
    publish_phone = forms.BooleanField(label=_("The office phone may be published"), required=False)
    consent = forms.BooleanField(
        label=_("The person named was asked and agrees with what is ticked here."),
        error_messages={"required": _("Ask the person named first, then tick this box. Nothing else is needed.")},
    )


PAGES: dict[str, type[PageForm]] = {
    "person": PersonForm,
    "deputy": DeputyForm,
    "act": ActForm,
    "publication": PublicationForm,
}
