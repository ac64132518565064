"""The founding decision on its way back: its scans, and the moment at which it becomes the founding act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import DecisionOverride, DecisionScan
from committees.papers.forms import TakeForm, UploadForm
from committees.papers.views import ListView, PapersMixin
from municipalities.exceptions import StaleDraft
from municipalities.permissions import Perm
from municipalities.scans import ScanReport, look_at_the_rest, signed_pdf
from municipalities.views import scans


class DecisionScans(ListView, scans.ScanActions):
    """An action on the scans of the decision."""

    permission = Perm.EDIT
    http_method_names = ["post"]
    scan_model = DecisionScan
    override_model = DecisionOverride
    upload_form = UploadForm

    def refused(self, **forms: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**forms), status=422)


class UploadView(DecisionScans, scans.UploadScan):
    pass


class RemoveScanView(DecisionScans, scans.RemoveScan):
    pass


class OverrideView(DecisionScans, scans.OverrideSheet):
    pass


class EmptyBoxView(DecisionScans, scans.StateEmptyBox):
    pass


class StraightPageView(PapersMixin, scans.StraightPage):
    permission = Perm.VIEW
    scan_model = DecisionScan


class TakeView(DecisionScans):
    """The signed pages become the founding act, with its kind, number and day, on the page of the wizard."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        decision = self.open_paper()
        report = ScanReport.of(decision)
        if not report.is_complete:
            messages.error(request, _("The scan is not complete yet: see what is missing. Nothing was taken."))
            return redirect(self.scan_page())
        form = TakeForm(request.POST, decision=decision)
        if not form.is_valid():
            return self.refused(take_form=form)
        moment = timezone.now()
        look_at_the_rest(report, by=self.user, at=moment)
        try:
            decision.take(
                self.progress,
                file=signed_pdf(report, by=self.user, at=moment),
                signed_on=form.cleaned_data["signed_on"],
                number=form.cleaned_data["number"],
                version=form.cleaned_data["version"],
                by=self.user,
                at=moment,
            )
        except StaleDraft as stale:
            told = _(
                "%(name)s saved the page of the founding act after you opened this one. Look at that page, then take "
                "the decision again; your scan is kept."
            )
            current: Any = stale.current
            messages.error(request, told % {"name": current.saved_by.display_name})
            return redirect(self.scan_page())
        messages.success(
            request,
            _("The signed decision is now the founding act of the step: its kind, number and date are filled in."),
        )
        return redirect(self.refuge())
