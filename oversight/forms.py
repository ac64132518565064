"""One form per action of the Unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from documents.text import ForbiddenCharactersValidator
from municipalities.forms.dialogue import later_day
from municipalities.forms.pages import day_field, email_field
from municipalities.models import Invitation, StepProgress
from municipalities.permissions import Role, UnitRole
from municipalities.steps import ReasonKind, Step, Text

ALREADY_INVITED = _("This address already has an open invitation. Send that one again instead.")


def prose_field(*, rows: int, lacking: Text = "", **kwargs: Any) -> forms.CharField:
    """Words that another person will read, in an e-mail too; `lacking` asks for them."""
    if lacking:
        kwargs["error_messages"] = {"required": lacking}
    kwargs.setdefault("max_length", 2000)
    return forms.CharField(
        widget=forms.Textarea(attrs={"rows": rows}), validators=[ForbiddenCharactersValidator()], **kwargs
    )


class AcceptForm(forms.Form):
    """`answers_for_signer`: a signature by certificate needs a person who answers for its signer, in writing."""

    override = prose_field(
        label=_("Why the Unit answers for the signer"),
        help_text=_(
            "The machine cannot trust the signer, or the name differs. Say how you know that this person signed. It is "
            "kept with your name, and the municipality reads it."
        ),
        lacking=_("Say how you know that this person signed: without it the charter cannot be accepted."),
        rows=4,
    )
    comment = prose_field(
        label=_("Comment"),
        help_text=_("The municipality reads it in its history."),
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, answers_for_signer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not answers_for_signer:
            del self.fields["override"]


# A charter goes back for one of two things, and they lead to different work: this must be chosen, not guessed.
CHARTER_REASONS = [
    (ReasonKind.SCAN.value, _("The scan or the signature cannot be used: the same charter is scanned or signed again")),
    (ReasonKind.CONTENT.value, _("The content must change: a new charter is issued and signed")),
]
REASONS = [(kind.value, kind.label) for kind in (ReasonKind.INCOMPLETE, ReasonKind.WRONG, ReasonKind.OUTDATED)]


class ReturnForm(forms.Form):
    """The kinds of reason offered are those of the step; `ready` are the ready texts to insert, by kind of reason."""

    reason_kind = forms.ChoiceField(
        label=_("Why it goes back"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it goes back.")},
    )
    comment = prose_field(
        label=_("What must be changed"),
        help_text=_(
            "The municipality reads exactly this, in its e-mail and above its draft. Say where, and what to do."
        ),
        rows=5,
    )

    ready = forms.ChoiceField(label=_("Ready text"), required=False)

    def __init__(self, *args: Any, step: str, ready: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ready"].choices = [("", _("Choose a text")), *ready]  # type: ignore[attr-defined]
        if not ready:
            del self.fields["ready"]
        self.fields["reason_kind"].choices = CHARTER_REASONS if step == Step.CHARTER else REASONS  # type: ignore[attr-defined]


class DueDateForm(forms.Form):
    """A new due date, and why."""

    due_on = day_field(
        label=_("New due date"),
        error_messages={"required": _("Give the new date."), "invalid": _("This is not a date: day, month, year.")},
    )
    reason = prose_field(
        label=_("Reason"),
        help_text=_("Kept in the history, which the municipality reads too."),
        lacking=_("Give the reason: it is kept with the new date."),
        max_length=1000,
        rows=3,
    )


class ExtendForm(DueDateForm):
    """Of one step of one municipality: later than the date that stands."""

    def __init__(self, *args: Any, progress: StepProgress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.progress = progress

    def clean_due_on(self) -> Any:
        return later_day(self.cleaned_data["due_on"], self.progress)


class ReopenForm(forms.Form):
    comment = prose_field(
        label=_("Reason"),
        help_text=_("The municipality reads it in its history."),
        lacking=_("Give the reason: the municipality must know why an accepted step is open again."),
        rows=4,
    )


class InviteForm(forms.Form):
    """An invitation to one municipality."""

    email = email_field(
        label=_("E-mail address"),
        help_text=_("The invitation opens only for an account with this address. An office address is best."),
        error_messages={"required": _("Give the address to which the invitation goes.")},
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=120, validators=[ForbiddenCharactersValidator()])
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.FOCAL_POINT, widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the e-mail"), choices=settings.LANGUAGES, initial="ar")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        return email


class InviteStaffForm(InviteForm):
    """An invitation to the Unit itself."""

    role = forms.ChoiceField(
        label=_("Role"), choices=UnitRole.choices, initial=UnitRole.OFFICER, widget=forms.RadioSelect
    )

    def clean_email(self) -> str:
        email = super().clean_email()
        if Invitation.objects.pending().filter(municipality=None, email=email).exists():  # type: ignore[attr-defined]
            raise forms.ValidationError(ALREADY_INVITED)
        return email
