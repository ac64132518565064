"""A form for each thing that is done to minutes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from committees.meetings.forms import DecisionForm as MeetingDecisionForm
from committees.minutes.checks import Finding
from committees.models import Commitment, MinutesItem, PartKind, Presence
from committees.places import Place
from documents.text import ForbiddenCharactersValidator


class TextField(forms.CharField):
    """A text of several lines; its line breaks are those of the product, whatever the browser sends."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20000)
        kwargs.setdefault("validators", [ForbiddenCharactersValidator()])
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


def line_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        validators=[ForbiddenCharactersValidator()],
        widget=forms.TextInput(attrs={"class": "input-l", "dir": "auto"}),
        **kwargs,
    )


class StartForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of the minutes"), choices=settings.LANGUAGES, initial="ar")


class PartForm(forms.Form):
    """One part of the draft. Cleaned: the values of the row."""

    def __init__(self, *args: Any, item: MinutesItem, place: Place, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(item, name) for name in self.base_fields if hasattr(item, name)})
        super().__init__(*args, **{"auto_id": f"id_{item.pk}_%s", **kwargs})
        self.item = item


class TextForm(PartForm):
    text = TextField(label=_("Text"), required=False, rows=5)


class SpeakerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, attendance: Any) -> str:
        return f"{attendance.name_ar} · {attendance.body}"


class ParagraphForm(PartForm):
    title = line_field(label=_("Title"), max_length=300)
    commitment: forms.ModelChoiceField[Commitment] = forms.ModelChoiceField(
        None, label=_("Commitment of the plan"), required=False, empty_label=_("None")
    )
    speaker = SpeakerField(None, label=_("Who spoke"), required=False, empty_label=_("Nobody alone"))
    text = TextField(label=_("Text"), required=False, rows=8)
    steps = TextField(
        label=_("Steps agreed"), required=False, rows=3, help_text=_("One on each line; they become a list.")
    )

    def __init__(self, *args: Any, item: MinutesItem, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, item=item, place=place, **kwargs)
        meeting = item.version.meeting
        fields: dict[str, Any] = self.fields
        fields["commitment"].queryset = commitments_of(place)
        fields["speaker"].queryset = meeting.attendances.filter(presence=Presence.PRESENT)


class ClosingForm(PartForm):
    text = TextField(label=_("Closing formula"), required=False, rows=2)
    next_meeting = forms.DateTimeField(
        label=_("Next meeting"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "class": "input-m", "dir": "ltr"}, format="%Y-%m-%dT%H:%M"
        ),
    )
    drafter = line_field(label=_("Written by"), max_length=120, required=False)

    def __init__(self, *args: Any, item: MinutesItem, place: Place, **kwargs: Any) -> None:
        version = item.version
        initial = {"text": item.text, "next_meeting": version.next_meeting, "drafter": version.drafter}
        super().__init__(*args, item=item, place=place, **{"initial": initial, **kwargs})


def part_form(item: MinutesItem) -> type[PartForm]:
    """The form of a part, by its kind."""
    forms_by_kind = {PartKind.ITEM.value: ParagraphForm, PartKind.CLOSING.value: ClosingForm}
    return forms_by_kind.get(item.kind, TextForm)


def commitments_of(place: Place) -> QuerySet[Commitment]:
    return Commitment.objects.filter(plan__municipality=place.municipality).select_related("plan")


class AddForm(forms.Form):
    """A paragraph about something that was raised at the meeting."""

    title = line_field(label=_("Title"), max_length=300)
    commitment: forms.ModelChoiceField[Commitment] = forms.ModelChoiceField(
        None, label=_("Commitment of the plan"), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "id_add_%s", **kwargs})
        fields: dict[str, Any] = self.fields
        fields["commitment"].queryset = commitments_of(place)


class DecisionForm(MeetingDecisionForm):
    """Taken in a paragraph, which says the item of the agenda."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["item"]
        self.fields["owner_words"].help_text = _("A body or a service. It is published as it stands.")


class CorrectionForm(forms.Form):
    reason = TextField(
        label=_("Why is it corrected?"),
        max_length=1000,
        rows=3,
        help_text=_("It stands on the corrected minutes, and in the list of versions that anyone can read."),
    )


class RemarkForm(forms.Form):
    remark = TextField(
        label=_("What should be changed?"),
        max_length=2000,
        rows=5,
        error_messages={"required": _("Write a sentence, so that whoever wrote the minutes knows what to do.")},
    )


class SendForm(forms.Form):
    """A tick and a reason for each finding that may be confirmed."""

    def __init__(self, *args: Any, findings: Iterable[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = [finding for finding in findings if not finding.must_be_mended]
        for finding in self.findings:
            self.fields[f"ok-{finding.key}"] = forms.BooleanField(label=_("It is right as it stands"))
            self.fields[f"reason-{finding.key}"] = line_field(label=_("Reason"), max_length=300)

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"finding": finding, "ok": self[f"ok-{finding.key}"], "reason": self[f"reason-{finding.key}"]}
            for finding in self.findings
        ]

    @property
    def reasons(self) -> dict[str, str]:
        """By the key of the finding, once the form is valid."""
        return {finding.key: self.cleaned_data[f"reason-{finding.key}"] for finding in self.findings}
