"""A form for each thing one does to a meeting."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.models import (
    AgendaItem,
    Answer,
    Attendance,
    Commitment,
    CommitteeMember,
    Decision,
    Meeting,
    Presence,
    Side,
)
from committees.places import Place
from documents.fields import PaperField
from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import (
    arabic_name_field,
    day_field,
    email_field,
    latin_name_field,
    radio_field,
)
from municipalities.models import Civility


def line_field(length: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        max_length=length,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.TextInput(attrs={"class": "input-l"}),
        **kwargs,
    )


def words_field(length: int, *, rows: int = 4, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        max_length=length,
        validators=[ForbiddenCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": rows}),
        **kwargs,
    )


class VersionedForm(forms.Form):
    """Carries the version that was read; what another save changed meanwhile is told field by field."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def version_read(self) -> int:
        return int(self.cleaned_data["version"] or 0)

    def values(self) -> dict[str, Any]:
        """What the row is to say."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def differences(self, theirs: dict[str, Any]) -> list[dict[str, str]]:
        """Where what was typed is not what the row says by now; `theirs` as initial values."""
        other = type(self)(initial=theirs, **self.made_with())
        found = []
        for field in self.visible_fields():
            mine, now = self._shown(field), self._shown(other[field.name])
            if mine != now:
                found.append({"label": str(field.label), "mine": mine, "theirs": now})
        return found

    def made_with(self) -> dict[str, Any]:
        """The arguments that another form of this kind takes."""
        return {}

    @staticmethod
    def _shown(field: Any) -> str:
        value = field.value()
        if isinstance(field.field, forms.ChoiceField):
            choices: Any = field.field.choices
            for key, label in choices:
                if str(getattr(key, "value", key)) == str(getattr(value, "pk", value) or ""):
                    return str(label)
        return str(field.field.widget.format_value(value) or "")

    def take_version(self, version: int) -> None:
        """Shown again with the version that stands by now: to save is then a choice."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)  # type: ignore[arg-type]
        typed["version"] = str(version)
        self.data = typed


class MeetingForm(VersionedForm):
    subject = line_field(200, label=_("Subject"), help_text=_("The line that will stand at the head of the minutes."))
    day = day_field(label=_("Date"), help_text=_("A meeting that took place already can be written down too."))
    hour = forms.TimeField(
        label=_("Hour"),
        widget=forms.TimeInput(attrs={"type": "time", "class": "input-s", "dir": "ltr"}, format="%H:%M"),
    )
    minutes_long = forms.IntegerField(
        label=_("Length in minutes"),
        min_value=15,
        max_value=600,
        initial=120,
        widget=forms.NumberInput(attrs={"class": "input-s"}),
    )
    venue = line_field(300, label=_("Place"), help_text=_("Room, building, street. Anyone may read it."))
    online_url = forms.URLField(
        label=_("Address of the video call"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message=_("Give an address that begins with https://."))],
        help_text=_("If one can take part online. Only those invited get it; everybody else reads “also online”."),
        widget=forms.URLInput(attrs={"class": "input-l", "dir": "ltr"}),
    )
    words = words_field(2000, label=_("A word to those invited"), required=False)

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 2011 <= day.year <= timezone.localdate().year + 2:
            raise ValidationError(_("Check the year."), code="year")
        return day

    def values(self) -> dict[str, Any]:
        values = super().values()
        day, hour = values.pop("day"), values.pop("hour")
        return {**values, "starts_at": datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())}

    @staticmethod
    def read(meeting: Meeting) -> dict[str, Any]:
        starts = timezone.localtime(meeting.starts_at, timezone.get_default_timezone())
        return {
            "subject": meeting.subject,
            "day": starts.date(),
            "hour": time(starts.hour, starts.minute),
            "minutes_long": meeting.minutes_long,
            "venue": meeting.venue,
            "online_url": meeting.online_url,
            "words": meeting.words,
            "version": meeting.version,
        }


class CancelForm(forms.Form):
    reason = words_field(
        1000,
        label=_("Why is it cancelled?"),
        help_text=_("Those invited read this in the e-mail that tells them."),
        error_messages={"required": _("Give the reason: those invited read it.")},
    )


def member_field(place: Place, **kwargs: Any) -> forms.ModelChoiceField[CommitteeMember]:
    return forms.ModelChoiceField(place.committee.members.listed(), required=False, **kwargs)


class AgendaItemForm(VersionedForm):
    title = line_field(300, label=_("Item"), error_messages={"required": _("Say what the item is about.")})

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        self.fields["commitment"] = forms.ModelChoiceField(
            Commitment.objects.filter(plan__municipality=place.municipality),
            label=_("About a commitment"),
            required=False,
        )
        self.fields["speaker"] = member_field(place, label=_("Who speaks"))

    def made_with(self) -> dict[str, Any]:
        return {"place": self.place}

    @staticmethod
    def read(item: AgendaItem) -> dict[str, Any]:
        return {
            "title": item.title,
            "commitment": item.commitment_id,
            "speaker": item.speaker_id,
            "version": item.version,
        }


class GuestForm(forms.Form):
    civility = radio_field(Civility.choices, label=_("Civility"))
    name_ar = arabic_name_field()
    name_latin = latin_name_field(required=False)
    function = line_field(200, label=_("Function"), required=False)
    body = line_field(
        200, label=_("Body"), help_text=_("A donor, an association, an office: whom the guest speaks for.")
    )
    side = forms.ChoiceField(label=_("Side"), choices=Side.choices, initial=Side.OTHER)
    email = email_field(label=_("E-mail"), required=False)
    language = radio_field(settings.LANGUAGES, label=_("Language of the e-mail"), initial="ar")


class PaperForm(forms.Form):
    file = PaperField(label=_("Paper"), help_text=_("A PDF or a photo (JPEG, PNG), 20 MB at most."))


class DecisionForm(VersionedForm):
    text = words_field(2000, rows=3, label=_("Decision"), error_messages={"required": _("Write what was decided.")})
    owner_words = line_field(
        200, label=_("Who, where it is no member"), required=False, help_text=_("A department, a body, a person.")
    )
    due_on = day_field(label=_("Due"), required=False)

    field_order = ["version", "text", "item", "owner", "owner_words", "due_on"]

    def __init__(self, *args: Any, place: Place, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.meeting = place, meeting
        self.fields["item"] = forms.ModelChoiceField(
            meeting.agenda.all(), required=False, label=_("Item of the agenda")
        )
        self.fields["owner"] = member_field(place, label=_("Who carries it out"))
        self.order_fields(self.field_order)

    def made_with(self) -> dict[str, Any]:
        return {"place": self.place, "meeting": self.meeting}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("owner") and cleaned.get("owner_words"):
            self.add_error("owner_words", _("Name a member, or somebody else: not both."))
        return cleaned

    @staticmethod
    def read(decision: Decision) -> dict[str, Any]:
        return {
            "text": decision.text,
            "item": decision.item_id,
            "owner": decision.owner_id,
            "owner_words": decision.owner_words,
            "due_on": decision.due_on,
            "version": decision.version,
        }


class DoneForm(forms.Form):
    done_on = day_field(label=_("Done on"), initial=timezone.localdate)
    outcome = words_field(
        2000,
        label=_("What came of it"),
        error_messages={"required": _("Say in a sentence what came of it.")},
    )

    def clean_done_on(self) -> date:
        day: date = self.cleaned_data["done_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day has not come yet."), code="future")
        return day


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Will you come?"),
        choices=[(Answer.YES, _("Yes, I come")), (Answer.NO, _("No, I cannot come"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = line_field(
        300, label=_("If not: why"), required=False, help_text=_("It stands beside your apologies in the minutes.")
    )


class AttendanceForm(forms.Form):
    """Everybody on one page. Each row also carries what it said when the page was opened, so that two phones that
    record at the same time only meet where they disagree."""

    def __init__(self, *args: Any, people: list[Attendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        choices = [(value, label) for value, label in Presence.choices if value]
        for person in people:
            key, said = f"presence-{person.pk}", self.fields
            said[key] = forms.ChoiceField(
                label=person.name,
                choices=choices,
                required=False,
                initial=person.presence,
                widget=forms.RadioSelect,
            )
            said[f"substitute-{person.pk}"] = line_field(
                200, label=_("Came in their place"), required=False, initial=person.substitute
            )
            for name in ("presence", "substitute"):
                said[f"was-{name}-{person.pk}"] = forms.CharField(
                    required=False, widget=forms.HiddenInput, initial=getattr(person, name)
                )

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {
                "person": person,
                "presence": self[f"presence-{person.pk}"],
                "substitute": self[f"substitute-{person.pk}"],
                "hidden": [self[f"was-{name}-{person.pk}"] for name in ("presence", "substitute")],
            }
            for person in self.people
        ]

    def recorded(self) -> list[tuple[Attendance, dict[str, str], dict[str, str]]]:
        """Of each person what was read and what is to be written, where the two differ."""
        found = []
        for person in self.people:
            was, now = (
                {name: self.cleaned_data[f"{prefix}{name}-{person.pk}"] for name in ("presence", "substitute")}
                for prefix in ("was-", "")
            )
            if was != now:
                found.append((person, was, now))
        return found
