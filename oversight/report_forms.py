"""What may be chosen for a report. Everything has a default: one click makes the report of today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from documents.text import ForbiddenCharactersValidator
from municipalities.forms.pages import day_field
from municipalities.models import Civility, Cohort
from municipalities.steps import Text
from oversight.exports import COLUMNS, DEFAULT_COLUMNS, column_groups
from oversight.reports.papers import LARGEST, Papers

Choices = Sequence[tuple[str, Text]]
SPREADSHEETS: Choices = [("xlsx", _("Excel (XLSX)")), ("ods", _("OpenDocument (ODS)")), ("csv", _("Text (CSV)"))]
PDF_AND_WORD: Choices = [("pdf", _("PDF")), ("docx", _("Word (DOCX)"))]


class ReportForm(forms.Form):
    """Cohort, day and language of a report; `format` is the button that was pressed, and needed to make a file."""

    formats: ClassVar[Choices] = ()

    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    on = day_field(
        label=_("As it stood on"),
        required=False,
        help_text=_("At the end of this day. Left empty: as it stands now."),
        error_messages={"invalid": _("This is not a date: day, month, year.")},
    )
    language = forms.ChoiceField(label=_("Language"), required=False, choices=settings.LANGUAGES)
    format = forms.ChoiceField(widget=forms.HiddenInput, error_messages={"required": _("Choose a format.")})

    def __init__(self, data: Any = None, *, cohorts: Sequence[Cohort], is_order: bool) -> None:
        super().__init__(data)
        self._cohorts = cohorts
        self.fields["cohort"].choices = [(each.slug, each.name) for each in cohorts]  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()
        self.fields["format"].choices = self.formats  # type: ignore[attr-defined]
        if not is_order:
            del self.fields["format"]

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet: choose today or a day before."))
        return on

    @property
    def chosen_cohort(self) -> Cohort | None:
        """The one asked for, else the latest."""
        asked = self.answer("cohort")
        return next((each for each in self._cohorts if each.slug == asked), self._cohorts[0] if self._cohorts else None)

    @property
    def day(self) -> date:
        return self.answer("on") or timezone.localdate()

    @property
    def params(self) -> dict[str, Any]:
        """What was chosen or stands by default, as JSON keeps it."""
        return {
            "cohort": self.chosen_cohort.slug if self.chosen_cohort else "",
            "on": self.day.isoformat(),
            "language": self.answer("language") or get_language(),
            "format": self.answer("format") or "",
        }

    @property
    def chosen(self) -> list[tuple[str, Any]]:
        """Names and values as they were asked for, to be asked for again with a format."""
        return [(name, self[name].value() or "") for name in self.fields if name != "format"]

    def answer(self, name: str) -> Any:
        """The valid answer, None without one."""
        return getattr(self, "cleaned_data", {}).get(name)


class BoardExportForm(ReportForm):
    """The filters are those of the board, in its own form."""

    formats = SPREADSHEETS

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        required=False,
        choices=[(key, column.label) for key, column in COLUMNS.items()],
        initial=DEFAULT_COLUMNS,
    )

    @property
    def params(self) -> dict[str, Any]:
        return super().params | {"columns": self.answer("columns") or DEFAULT_COLUMNS}

    def column_groups(self) -> list[tuple[Text, list[tuple[str, Text, bool]]]]:
        """[(words of the group, [(key, label, is chosen)])] for the checkboxes."""
        chosen = self["columns"].value() or DEFAULT_COLUMNS
        return [
            (group, [(column.key, column.label, column.key in chosen) for column in columns])
            for group, columns in column_groups()
        ]


class PapersForm(ReportForm):
    """A ZIP; its day is the last on which a paper may have come."""

    formats = [("zip", _("ZIP"))]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        papers = Papers(self.chosen_cohort, self.day)
        size = papers.size()
        if size > LARGEST:
            raise forms.ValidationError(
                _(
                    "The papers have %(size)s together, and a ZIP takes %(largest)s at most. Nothing was packed: "
                    "choose another cohort or an earlier day, or ask the operators for a copy of the store."
                ),
                params={"size": filesizeformat(size), "largest": filesizeformat(LARGEST)},
            )
        if not papers.count():
            raise forms.ValidationError(_("No paper was submitted in this cohort until that day."))
        return answers


class FollowUpForm(ReportForm):
    formats = [*PDF_AND_WORD, SPREADSHEETS[0]]
    BY = [("municipality", _("by municipality")), ("region", _("by region"))]

    by = forms.ChoiceField(label=_("Annex"), required=False, choices=BY)

    @property
    def params(self) -> dict[str, Any]:
        return super().params | {"by": self.answer("by") or "municipality"}


class MinutesForm(ReportForm):
    """The paragraph tells what happened after the end of the day of the last meeting, until the end of `on`."""

    formats = [*PDF_AND_WORD, ("txt", _("Plain text"))]

    since = day_field(
        label=_("Last meeting"),
        help_text=_("What happened after this day is told."),
        error_messages={
            "required": _("Give the day of the last meeting: the paragraph tells what happened since."),
            "invalid": _("This is not a date: day, month, year."),
        },
    )
    civility = forms.ChoiceField(label=_("Speaker"), required=False, choices=[("", "—"), *Civility.choices])
    speaker = forms.CharField(
        label=_("Name of the speaker"),
        required=False,
        max_length=120,
        validators=[ForbiddenCharactersValidator()],
        help_text=_("Left empty, the paragraph names nobody who reported."),
    )

    field_order = ["cohort", "since", "on", "civility", "speaker", "language"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        since, on = answers.get("since"), answers.get("on") or timezone.localdate()
        if since and since > on:
            self.add_error("since", _("The last meeting comes before the day until which is told."))
        return answers

    @property
    def params(self) -> dict[str, Any]:
        since = self.answer("since")
        return super().params | {
            "since": since.isoformat() if since else "",
            "civility": self.answer("civility") or "",
            "speaker": self.answer("speaker") or "",
        }
