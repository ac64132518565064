"""A form for each thing that happens to the members of a committee at work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.forms import MemberForm
from committees.models import CommitteeMember
from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import day_field

# Of a successor, what usually stays as it was.
OF_THE_SEAT = ("side", "body", "role", "chosen_by")


def last_day_field() -> forms.DateField:
    return day_field(label=_("Last day in office"), help_text=_("It may lie ahead: the member sits until then."))


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Why does the term end?"),
        max_length=500,
        help_text=_(
            "For example: left the association, moved to another service, end of the term. Kept in the history."
        ),
        error_messages={"required": _("Say why the term ends: the history of the seat keeps it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[ForbiddenCharactersValidator()],
    )


class PlaceMemberForm(MemberForm):
    """`national`: the focal point is a municipality's, and is not asked about."""

    def __init__(self, *args: Any, national: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if national:
            del self.fields["is_focal_point"]

    @property
    def values(self) -> dict[str, Any]:
        """By field of CommitteeMember."""
        return {name: self.cleaned_data[name] for name in CommitteeMember.VALUES if name in self.fields}


class CorrectForm(PlaceMemberForm):
    pass


class SeatForm(PlaceMemberForm):
    """A new member, who sits from a day that is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = self.fields["from_on"]
        first.required, first.help_text = True, ""
        self.initial.setdefault("from_on", timezone.localdate())


class LastDayMixin(forms.Form):
    """The end of `member`'s term."""

    member: CommitteeMember
    last_day = last_day_field()
    reason = reason_field()

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if self.member.from_on and day < self.member.from_on:
            raise ValidationError(_("This day comes before the first day of the term."), code="period")
        return day


class EndForm(LastDayMixin):
    def __init__(self, *args: Any, member: CommitteeMember, **kwargs: Any) -> None:
        self.member = member
        super().__init__(*args, **kwargs)
        self.initial.setdefault("last_day", timezone.localdate())


class ReplaceForm(SeatForm, LastDayMixin):
    """Ends `member`'s term and names the successor, whose seat begins as it was."""

    field_order = ("last_day", "reason", "from_on")

    def __init__(self, *args: Any, member: CommitteeMember, **kwargs: Any) -> None:
        self.member = member
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.update(last_day=today, from_on=today + timedelta(days=1))
        self.initial.update({name: getattr(member, name) for name in OF_THE_SEAT})
        self.fields["from_on"].label = _("First day of the successor")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_on"), cleaned.get("last_day")
        if first and last and first <= last:
            self.add_error("from_on", _("The successor begins after the last day of the one before."))
        return cleaned
