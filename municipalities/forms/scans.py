"""The forms around the scans of a signed paper: bringing them, and saying what the machine cannot see."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.fields import Paper, PaperField, PaperInput
from documents.text import ForbiddenCharactersValidator
from municipalities.findings import Finding
from municipalities.models.signable import SignablePaper
from municipalities.scans import ScanReport, Sheet
from municipalities.steps import Text


class PapersInput(PaperInput):
    allow_multiple_selected = True


class PapersField(PaperField):
    """Several papers at once. An error names the file it is about."""

    widget = PapersInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = data if isinstance(data, list) else [data] if data else []
        if not uploads:
            return [super().clean(None)]
        papers, errors = [], []
        for upload in uploads:
            try:
                papers.append(super().clean(upload))
            except ValidationError as error:
                errors += [
                    ValidationError(_("%(name)s: %(message)s"), params={"name": upload.name, "message": message})
                    for message in error.messages
                ]
        if errors:
            raise ValidationError(errors)
        return papers


class ScanForm(forms.Form):
    """Scans of one paper. A subclass has the field `scans`, and says what it answers to the unsigned original."""

    unsigned: ClassVar[Text]

    def __init__(self, *args: Any, paper: SignablePaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.issued = paper.document.file.read() if self.is_bound else b""
        scans = cast("PapersField", self.fields["scans"])
        scans.ours = self.issued or None

    def clean_scans(self) -> list[Paper]:
        papers: list[Paper] = self.cleaned_data["scans"]
        for paper in papers:
            if paper.data == self.issued:
                raise ValidationError(str(self.unsigned), code="unsigned", params={"name": paper.name})
        return papers


class OverrideForm(forms.Form):
    """Which page of the paper an unreadable sheet is, and why no better scan can be had."""

    stands_for = forms.TypedChoiceField(label=_("Which page is it?"), coerce=int)
    reason = forms.CharField(
        label=_("Why can it not be scanned again?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[ForbiddenCharactersValidator()],
        help_text=_("The Unit reads this beside the page."),
    )

    def __init__(self, data: Any = None, *, finding: Finding, missing: list[int]) -> None:
        super().__init__(data, prefix=f"s{finding.scan}-{finding.sheet}")
        self.finding = finding
        stands_for: Any = self.fields["stands_for"]
        stands_for.choices = [(page, _("Page %(page)s") % {"page": page}) for page in missing]


class EmptyBoxForm(forms.Form):
    """Why a box that looks empty to the machine is signed all the same."""

    reason = forms.CharField(
        label=_("Why can the signature not be seen on the scan?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[ForbiddenCharactersValidator()],
        help_text=_("The Unit reads this beside the page."),
    )

    def __init__(self, data: Any = None, *, box: Sheet) -> None:
        super().__init__(data, prefix=f"box{box.scan.pk}-{box.number}")
        self.box = box

    @property
    def sheets(self) -> list[Sheet]:
        """What is shown beside the question."""
        return [self.box]


def override_forms(report: ScanReport) -> list[OverrideForm]:
    """One for each sheet that could not be read while pages are missing."""
    return [OverrideForm(finding=finding, missing=report.missing) for finding in report.unreadable]
