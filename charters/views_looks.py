"""The second look at what was uploaded: the pages laid straight, and a box for the signature that looks empty."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import View

from charters.forms import EmptyBoxForm
from charters.models import CharterScan, EmptyBoxStatement
from charters.models.looks import look_once
from charters.scans import ScanReport, Sheet
from charters.views import CharterStep, DetailView
from documents.downloads import picture_response
from municipalities.permissions import Perm


class StraightPageView(CharterStep, View):
    """One page of the charter as it was scanned, laid straight for reading. Made when it is first asked for."""

    permission = Perm.VIEW

    def get(self, request: HttpRequest, pk: int, sheet: int, page: int, *args: Any, **kwargs: Any) -> HttpResponse:
        scan = get_object_or_404(CharterScan, pk=pk, charter__participation=self.participation)
        place = next((found for found in ScanReport.of(scan.charter).sheets() if is_at(found, pk, sheet, page)), None)
        if place is None:
            raise Http404
        if place.look and place.look.picture:
            return picture_response(place.look.picture)
        picture = look_once(scan.charter, place.scan.evidence, place.place).picture
        if picture is None:
            raise Http404
        return picture_response(picture)


def is_at(found: Sheet, scan: int, number: int, page: int) -> bool:
    return (found.scan.pk, found.number, found.page) == (scan, number, page)


class EmptyBoxView(DetailView):
    """A person says that a box that looks empty is signed, and why no scan shows it. The Unit reads it."""

    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, sheet: int, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        scan = get_object_or_404(CharterScan, pk=pk, charter=charter)
        box = ScanReport.of(charter).empty_box
        if box is None or box.look is None or (box.scan.pk, box.number) != (scan.pk, sheet):
            raise Http404
        form = EmptyBoxForm(request.POST, box=box)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(box_form=form), status=422)
        EmptyBoxStatement.record(
            box.look, self.progress, reason=form.cleaned_data["reason"], by=self.user, at=timezone.now()
        )
        return redirect(f"{self.refuge()}#scan")
