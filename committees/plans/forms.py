"""What is typed about a plan: a form for each action. An import goes through the same forms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import (
    ActionPlan,
    BodySide,
    Commitment,
    Milestone,
    Stance,
    Standing,
    progress_seen,
)
from committees.plans.row_forms import LONGEST_TEXT, RowForm, clean_text
from documents.fields import PaperField
from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import day_field, radio_field

SUPPORT = "supporting_"


class PlanForm(RowForm):
    class Meta:
        model = ActionPlan
        fields = ["title_ar", "title_latin", "starts_on", "ends_on", "lead", "languages", "vision", "challenges"]
        help_texts = {
            "vision": gettext_lazy("What open government is to be here in the long run."),
            "challenges": gettext_lazy("What stands in the way, and what helps."),
            "lead": gettext_lazy("The body that answers for the whole plan."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts and ends and ends <= starts:
            self.add_error("ends_on", ValidationError(_("The plan ends before it begins."), code="period"))
        self.check_parts(
            "commitments",
            gettext_lazy("These commitments lie outside of the new period: %(names)s. Change their dates first."),
        )
        return cleaned


def bodies_field(side: BodySide) -> forms.CharField:
    label = _("Supporting bodies: %(side)s") % {"side": side.label}
    return forms.CharField(label=label, required=False, widget=forms.Textarea, max_length=LONGEST_TEXT)


class CommitmentForm(RowForm):
    """`plan` is the one it belongs to."""

    SECTIONS = (
        (gettext_lazy("The commitment"), ("number", "title_ar", "title_latin", "theme", "policy_areas")),
        (
            gettext_lazy("Why, and what will be done"),
            ("problem", "description", "how_it_helps", "ogp_values", "expected_results"),
        ),
        (
            gettext_lazy("Who"),
            (
                "lead_body",
                "responsible_name",
                "responsible_function",
                "responsible_contact",
                *(f"{SUPPORT}{side}" for side in BodySide.values),
            ),
        ),
        (gettext_lazy("When, and with what"), ("starts_on", "ends_on", "resources")),
    )

    ogp_values = forms.MultipleChoiceField(
        label=gettext_lazy("Values of open government that it serves"),
        choices=list(Commitment.VALUES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Commitment
        fields = [
            "number",
            "title_ar",
            "title_latin",
            "theme",
            "policy_areas",
            "problem",
            "description",
            "how_it_helps",
            "expected_results",
            "lead_body",
            "responsible_name",
            "responsible_function",
            "responsible_contact",
            "starts_on",
            "ends_on",
            "resources",
        ]
        help_texts = {
            "number": gettext_lazy("As the plan counts it."),
            "problem": gettext_lazy("What is not right today, for whom."),
            "how_it_helps": gettext_lazy("How what is done mends the problem."),
            "expected_results": gettext_lazy("What one will be able to count or see."),
            "responsible_name": gettext_lazy("Only your team and the Unit see the name and the contact."),
            "responsible_function": gettext_lazy("The function is public with the plan."),
        }

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        self.plan = plan
        commitment: Commitment | None = kwargs.get("instance")
        initial = self.initial_of(commitment) if commitment is not None and commitment.pk else {}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for side in BodySide:
            field = self.fields[f"{SUPPORT}{side.value}"] = bodies_field(side)
            field.widget.attrs |= {"rows": 3, "dir": "auto"}
            field.help_text = _("One per line.")
            field.validators.append(ForbiddenCharactersValidator())
        self.fields["number"].widget.attrs |= {"class": "input-s", "min": 1}

    @staticmethod
    def initial_of(commitment: Commitment) -> dict[str, Any]:
        bodies = {f"{SUPPORT}{side}": "\n".join(names) for side, names in commitment.bodies_by_side().items()}
        return {"ogp_values": [name for name in Commitment.VALUES if getattr(commitment, name)], **bodies}

    def reopened(self, current: models.Model) -> RowForm:
        return type(self)(instance=current, plan=self.plan)

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if number < 1:
            raise ValidationError(_("Commitments are counted from 1."), code="number")
        if number != self.known_number and self.plan.commitments.filter(number=number).exists():
            raise ValidationError(_("The plan has a commitment of this number already."), code="taken")
        return number

    @property
    def known_number(self) -> int | None:
        return self.initial.get("number") if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.check_period(self.plan.starts_on, self.plan.ends_on, gettext_lazy("the plan"))
        self.check_parts(
            "milestones",
            gettext_lazy("These milestones lie outside of the new period: %(names)s. Change their dates first."),
        )
        for side, names in self.bodies().items():
            if any(len(name) > 200 for name in names):
                self.add_error(f"{SUPPORT}{side}", _("A name is too long: 200 signs at most."))
        return cleaned

    def row_values(self) -> dict[str, Any]:
        served = self.cleaned_data["ogp_values"]
        return super().row_values() | {name: name in served for name in Commitment.VALUES}

    def bodies(self) -> dict[str, list[str]]:
        """The names by side, each once."""
        typed = {side: self.cleaned_data.get(f"{SUPPORT}{side}", "") for side in BodySide.values}
        return {side: unique(re.split(r"[\n;؛]", text)) for side, text in typed.items()}


def unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))


class MilestoneForm(RowForm):
    """`commitment` is the one it belongs to. `paper` is evidence to keep with it."""

    evidence_url = forms.URLField(
        label=gettext_lazy("Evidence: an address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("A page that anyone can open. It is public with the plan."),
        validators=[URLValidator(schemes=["http", "https"])],
        widget=forms.URLInput(attrs={"dir": "ltr", "class": "input-l"}),
    )
    paper = PaperField(
        label=gettext_lazy("Evidence: a paper"),
        required=False,
        help_text=gettext_lazy("PDF, JPEG or PNG. It is kept for your team and the Unit, and not published."),
    )

    class Meta:
        model = Milestone
        fields = ["title", "deliverable", "starts_on", "ends_on", "weight", "evidence_url"]
        help_texts = {
            "deliverable": gettext_lazy("What will be there to be seen when it is done."),
            "weight": gettext_lazy("How much of the commitment it is, next to the others: 1 to 100."),
        }

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        self.commitment = commitment
        super().__init__(*args, **kwargs)
        self.fields["weight"].widget.attrs |= {"class": "input-s", "min": 1, "max": 100}

    def reopened(self, current: models.Model) -> RowForm:
        return type(self)(instance=current, commitment=self.commitment)

    def clean_weight(self) -> int:
        weight: int = self.cleaned_data["weight"]
        if not 1 <= weight <= 100:
            raise ValidationError(_("The weight is a number from 1 to 100."), code="weight")
        return weight

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        whole, plan = self.commitment, self.commitment.plan
        since, until = whole.starts_on or plan.starts_on, whole.ends_on or plan.ends_on
        self.check_period(since, until, gettext_lazy("the commitment"))
        return cleaned


class StandingForm(forms.Form):
    standing = radio_field(Standing.choices, label=gettext_lazy("What was decided?"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("It is public with the plan."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        validators=[ForbiddenCharactersValidator()],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("standing") and not cleaned.get("reason"):
            self.add_error("reason", _("Say why."))
        return cleaned


class ProgressForm(forms.Form):
    """A note, and how far each milestone has come on that day."""

    on = day_field(label=gettext_lazy("Date"))
    text = forms.CharField(
        label=gettext_lazy("What was done, and what is still to be done"),
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("Short and plain. It is public with the plan, without your name."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        validators=[ForbiddenCharactersValidator()],
    )
    seen = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.HiddenInput)

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        self.commitment = commitment
        self.milestones = list(commitment.milestones.all())
        kwargs["initial"] = {"on": timezone.localdate(), "seen": progress_seen(commitment)}
        super().__init__(*args, **kwargs)
        for milestone in self.milestones:
            self.fields[f"percent_{milestone.pk}"] = forms.IntegerField(
                label=milestone.title,
                min_value=0,
                max_value=100,
                initial=milestone.percent,
                help_text=milestone.deliverable,
                widget=forms.NumberInput(attrs={"class": "input-s", "dir": "ltr", "inputmode": "numeric", "step": 1}),
            )

    def percent_fields(self) -> list[forms.BoundField]:
        return [self[f"percent_{milestone.pk}"] for milestone in self.milestones]

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."), code="future")
        if day < self.commitment.plan.starts_on:
            raise ValidationError(_("This day is before the plan begins."), code="past")
        return day

    def clean_text(self) -> str:
        return clean_text(self.cleaned_data["text"])

    def percents(self) -> dict[int, int]:
        return {milestone.pk: self.cleaned_data[f"percent_{milestone.pk}"] for milestone in self.milestones}


class ReplyForm(forms.Form):
    stance = radio_field(Stance.choices, label=gettext_lazy("What does civil society say to this note?"))
    text = forms.CharField(
        label=gettext_lazy("Your words"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=gettext_lazy("They stand beside the note, under “the civil-society co-chair”, without your name."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        validators=[ForbiddenCharactersValidator()],
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["text"] = clean_text(cleaned.get("text", ""))
        if cleaned.get("stance") not in (None, Stance.AGREES) and not cleaned["text"]:
            self.add_error("text", _("Say in a few words what is different, or what you add."))
        return cleaned
