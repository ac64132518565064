"""The pages of the committee step, and the form of one member."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from committees.models import ChosenBy, CommitteeMember, CommitteeRole, FoundingAct, Side
from committees.rules import Rules, judge
from documents.fields import PaperField
from documents.text import clean_line
from municipalities.forms.pages import (
    AnswersForm,
    PageForm,
    act_day_field,
    act_number_field,
    arabic_name_field,
    day_field,
    email_field,
    latin_name_field,
    phone_field,
    radio_field,
)
from municipalities.models import Civility


class ActForm(PageForm):
    title = _("The founding act")
    lead = _("The paper by which the municipality sets up the joint steering committee.")
    why = _(
        "The committee outlives the people who made it because a paper says that it exists. Any of these forms will "
        "do: a decision of the mayor, a deliberation of the council, or another act."
    )
    needs = (
        _("the decision, deliberation or other act, signed and stamped"),
        _("a scan or a clear photograph of it (PDF, JPEG or PNG, 20 MB at most)"),
    )
    paper_kinds = {"scan": "founding_act"}
    paper_dates = {"scan": "act_date"}

    # What a decision that is prepared here fills in once it comes back signed.
    OF_THE_ACT = ("act_kind", "other_kind", "act_date", "scan")

    prepared = forms.ChoiceField(
        choices=[
            ("own", _("Yes: we have the act, and give it here")),
            ("here", _("No: prepare a decision here, ready to be signed")),
        ],
        label=_("Do you have the act already?"),
        required=False,
        initial="own",
        widget=forms.RadioSelect,
        help_text=_(
            "If it is prepared here, leave the rest of this page empty: it is filled in when the signed decision "
            "comes back."
        ),
    )
    act_kind = radio_field(FoundingAct.choices, label=_("What kind of act is it?"))
    other_kind = forms.CharField(
        label=_("If another act: what is it called?"),
        max_length=120,
        required=False,
        help_text=_("As it stands at the head of the paper."),
        widget=forms.TextInput(attrs={"class": "input-l"}),
    )
    act_number = act_number_field()
    act_date = act_day_field()
    scan = PaperField(label=_("Scan of the signed act"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("prepared") == "here":
            # Until the signed decision comes back; the step asks for that before it is submitted.
            empty = {"act_kind": "", "other_kind": "", "act_number": "", "act_date": None, "scan": None}
            for name in self.OF_THE_ACT:
                if name in self.errors and not self.raw(name):
                    del self.errors[name]
            return empty | cleaned
        self.require_if(
            cleaned.get("act_kind") == FoundingAct.OTHER,
            "other_kind",
            message=_("Say what the act is called, as it stands at the head of the paper."),
        )
        return cleaned

    def describe(self) -> list[Any]:
        left_out = set() if self.raw("act_kind") == FoundingAct.OTHER else {"other_kind"}
        if self.raw("prepared") != "here":
            left_out.add("prepared")
        elif not self.raw("act_kind"):
            left_out |= {*self.OF_THE_ACT, "act_number"}
        return [answer for answer in super().describe() if answer.field not in left_out]


class MembersForm(PageForm):
    """Has no fields of its own: the members are rows, and the page is complete when the list meets the rules."""

    title = _("The members")
    lead = _("Add everyone who sits on the committee, one by one. The list can grow over several days.")
    why = _(
        "The committee is joint: the administration and civil society prepare the action plan together and follow it "
        "up. Those who check this later write to the members themselves, so each must be reachable."
    )
    needs = (
        _("for each member: the name in Arabic letters, and the department or association"),
        _("for each member: an e-mail address or a phone number"),
        _("how each member was chosen"),
        _("who chairs, who chairs beside, and who is the secretary"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        participation = self.progress.participation
        members = CommitteeMember.objects.sitting(participation)
        for verdict in judge(members, Rules.of(participation.cohort)):
            if not verdict.met:
                self.add_error(None, ValidationError(verdict.mend, code=verdict.key))
        return cleaned


class RemitForm(PageForm):
    title = _("Remit and rhythm")
    lead = _("What the committee is for, and how often it meets.")
    why = _(
        "A committee that meets on a known rhythm keeps the plan moving. The Open Government Partnership expects a "
        "meeting every six months at least; committees that work well meet every quarter."
    )
    needs = (
        _("the remit, if the founding act words it otherwise"),
        _("how often the committee will meet"),
    )

    remit = forms.CharField(
        label=_("Remit"),
        max_length=4000,
        # Translators: in Arabic, the words of the minutes of 25 November 2019, point by point.
        initial=_(
            "To prepare the municipality's action plan for open government, and to follow up its implementation."
        ),
        help_text=_(
            "These are the words of the minutes of 25 November 2019. Change them if your act says it otherwise."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    meets_every_months = forms.IntegerField(
        label=_("How many months from one meeting to the next?"),
        min_value=1,
        max_value=6,
        initial=3,
        help_text=_("3 for once a quarter."),
        widget=forms.NumberInput(attrs={"class": "input-s", "dir": "ltr", "inputmode": "numeric"}),
    )
    first_meeting_on = day_field(
        label=_("Date of the first meeting"),
        required=False,
        help_text=_("Held or planned. Leave it empty if not known yet."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most_months = self.progress.participation.cohort.committee_meets_every_months
        self.fields["meets_every_months"].initial = self.most_months

    def clean_meets_every_months(self) -> int:
        """A rule that changed meanwhile does not reach what was submitted before."""
        months: int = self.cleaned_data["meets_every_months"]
        if self.progress.is_open and months > self.most_months:
            words = ngettext(
                "A meeting every month is asked for.",
                "A meeting every %(count)d months at least is asked for.",
                self.most_months,
            )
            raise ValidationError(words % {"count": self.most_months}, code="too_rare")
        return months


class MemberForm(AnswersForm):
    """One member. Not a page of the wizard: each member is saved on its own, so that no other is sent again."""

    private_fields = frozenset({"email", "phone"})
    FIELD_OF_REFUSAL = {"listed": "name_ar", "focal_point_taken": "is_focal_point", "period": "until_on"}

    side = radio_field(Side.choices, label=_("For whom does this member sit?"))
    body = forms.CharField(
        label=_("Department or association"),
        max_length=200,
        help_text=_("Its full name, as it stands on its papers."),
        widget=forms.TextInput(attrs={"class": "input-l", "dir": "auto"}),
    )
    civility = radio_field(Civility.choices, label=_("Civility"))
    name_ar = arabic_name_field()
    name_latin = latin_name_field(required=False, help_text=_("For pages and letters in French and English."))
    function = forms.CharField(
        label=_("Job title or function"),
        max_length=200,
        required=False,
        help_text=_("As minutes and letters name it: head of a service, president of the association."),
        widget=forms.TextInput(attrs={"class": "input-l", "dir": "auto"}),
    )
    role = radio_field(CommitteeRole.choices, label=_("Role in the committee"), initial=CommitteeRole.MEMBER)
    chosen_by = radio_field(
        ChosenBy.choices,
        label=_("How was this member chosen?"),
        required=False,
        help_text=_("Those who check the committee ask whether it was open and fair."),
    )
    email = email_field(
        label=_("E-mail address"),
        required=False,
        help_text=_(
            "An e-mail address or a phone number is needed; both are better. Only your municipality and the "
            "Unit see them, unless this member agrees to more."
        ),
    )
    phone = phone_field(label=_("Phone"), required=False)
    is_focal_point = forms.BooleanField(label=_("This member is the focal point of the municipality"), required=False)
    under_35 = forms.BooleanField(
        label=_("This member is under 35"),
        required=False,
        help_text=_("Only for the count of the rules; no date of birth is kept."),
    )
    from_on = day_field(
        label=_("Member since"), required=False, help_text=_("Leave it empty to count from the founding act.")
    )
    until_on = day_field(label=_("Member until"), required=False, help_text=_("Only if the term has an end."))

    def clean_name_ar(self) -> str:
        return clean_line(self.cleaned_data["name_ar"])

    def clean_name_latin(self) -> str:
        return clean_line(self.cleaned_data["name_latin"])

    def clean_body(self) -> str:
        return clean_line(self.cleaned_data["body"])

    def clean_function(self) -> str:
        return clean_line(self.cleaned_data["function"])

    def refuse(self, error: ValidationError) -> None:
        """Shows what the list refused, at the field that can mend it."""
        for refusal in error.error_dict[NON_FIELD_ERRORS]:
            self.add_error(self.FIELD_OF_REFUSAL.get(str(refusal.code)), refusal)

    @staticmethod
    def typed(member: CommitteeMember) -> MultiValueDict[str, str]:
        """What the form would send if `member` were typed into it."""
        ticks = ("is_focal_point", "under_35")
        values = member.values() | {name: "on" if getattr(member, name) else "" for name in ticks}
        return MultiValueDict({name: [str(value)] for name, value in values.items() if value})


PAGES: dict[str, type[PageForm]] = {"act": ActForm, "members": MembersForm, "remit": RemitForm}
