"""What is done with the scans of a signed paper, whichever it is; the step's own page shows them and their forms."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from documents.downloads import picture_response
from municipalities.forms.scans import EmptyBoxForm, OverrideForm, ScanForm
from municipalities.models import EmptyBoxStatement
from municipalities.models.looks import look_once
from municipalities.models.scans import OverrideModel, ScanModel
from municipalities.scans import ScanReport, Sheet
from municipalities.views.steps import StepMixin


class ScanActions(StepMixin):
    """Beside a view of the paper's page: `open_paper()` gives the paper that scans may be added to, `scan_page` the
    address that shows them, and `refused()` the page with a form that was not filled in rightly."""

    scan_model: ClassVar[type[ScanModel]]
    override_model: ClassVar[type[OverrideModel]]
    upload_form: ClassVar[type[ScanForm]]

    def open_paper(self) -> Any:
        """404 before the issue, DraftClosed once it is with the Unit."""
        raise NotImplementedError

    def scan_page(self) -> str:
        raise NotImplementedError

    def refused(self, **forms: Any) -> HttpResponse:
        raise NotImplementedError

    def scan_of(self, paper: Any, pk: int) -> Any:
        return get_object_or_404(self.scan_model._default_manager.filter(**{self.scan_model.OF: paper}), pk=pk)


class UploadScan(ScanActions):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = self.open_paper()
        form = self.upload_form(request.POST, request.FILES, paper=paper)
        if not form.is_valid():
            return self.refused(upload_form=form)
        scans: Any = self.scan_model._default_manager
        scans.add(paper, self.progress, form.cleaned_data["scans"], by=self.user)
        return redirect(self.scan_page())


class RemoveScan(ScanActions):
    def post(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        self.scan_of(self.open_paper(), pk).let_go(self.progress)
        return redirect(self.scan_page())


class OverrideSheet(ScanActions):
    """A person names the page that an unreadable sheet is. What the machine can read cannot be overridden."""

    def post(self, request: HttpRequest, pk: int, sheet: int, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = self.open_paper()
        scan = self.scan_of(paper, pk)
        report = ScanReport.of(paper)
        finding = report.unread_sheet(pk, sheet)
        if finding is None:
            raise Http404
        form = OverrideForm(request.POST, finding=finding, missing=report.missing)
        if not form.is_valid():
            return self.refused(override_form=form)
        self.override_model.record(
            scan,
            self.progress,
            page=sheet,
            stands_for=form.cleaned_data["stands_for"],
            reason=form.cleaned_data["reason"],
            by=self.user,
        )
        return redirect(self.scan_page())


class StateEmptyBox(ScanActions):
    """A person says that a box that looks empty is signed, and why no scan shows it. The Unit reads it."""

    def post(self, request: HttpRequest, pk: int, sheet: int, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = self.open_paper()
        scan = self.scan_of(paper, pk)
        box = ScanReport.of(paper).empty_box
        if box is None or box.look is None or (box.scan.pk, box.number) != (scan.pk, sheet):
            raise Http404
        form = EmptyBoxForm(request.POST, box=box)
        if not form.is_valid():
            return self.refused(box_form=form)
        EmptyBoxStatement.record(
            box.look, self.progress, reason=form.cleaned_data["reason"], by=self.user, at=timezone.now()
        )
        return redirect(self.scan_page())


class StraightPage(ScanActions):
    """One page of the paper as it was scanned, laid straight for reading. Made when it is first asked for."""

    def get(self, request: HttpRequest, pk: int, sheet: int, page: int, *args: Any, **kwargs: Any) -> HttpResponse:
        of_step = {f"{self.scan_model.OF}__participation": self.participation}
        scan = get_object_or_404(self.scan_model._default_manager.filter(**of_step), pk=pk)
        report = ScanReport.of(scan.of_paper)
        place = next((found for found in report.sheets() if is_at(found, pk, sheet, page)), None)
        if place is None:
            raise Http404
        if place.look and place.look.picture:
            return picture_response(place.look.picture)
        picture = look_once(scan.of_paper, place.scan.evidence, place.place).picture
        if picture is None:
            raise Http404
        return picture_response(picture)


def is_at(found: Sheet, scan: int, number: int, page: int) -> bool:
    return (found.scan.pk, found.number, found.page) == (scan, number, page)
