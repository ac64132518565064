"""The papers of the committee: what is issued, what waits, and the decision on its way back."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.models import (
    AlreadyIssued,
    CommitteePaper,
    PaperKind,
    PaperState,
)
from committees.models.papers import ACT, SCAN
from committees.papers.composing import (
    decision_report,
    founding,
    missing_for_decision,
)
from committees.papers.forms import (
    DECISION,
    DecisionForm,
    IssueForm,
    TakeForm,
    UploadForm,
    signed_before,
)
from committees.papers.rendering import specimen_for_reading
from committees.papers.report import PaperReport
from committees.papers.report_decision import DecisionReport
from committees.views import CommitteeStep
from documents.downloads import paper_response, pdf_response
from documents.gate import NotFit
from municipalities.drafts import Draft
from municipalities.exceptions import DraftClosed, StaleDraft
from municipalities.forms.scans import EmptyBoxForm, override_forms
from municipalities.models import DraftPage
from municipalities.permissions import Perm
from municipalities.scans import ScanReport
from municipalities.steps import StepState

logger = logging.getLogger(__name__)


class PapersMixin(CommitteeStep):
    """`url()` gives addresses of the papers; a refused action leads back to their list."""

    namespace = "papers"

    def refuge(self) -> str:
        return self.url("list")

    @cached_property
    def draft(self) -> Draft:
        return Draft(self.progress)

    @cached_property
    def papers(self) -> list[CommitteePaper]:
        """All that were issued, newest first."""
        found = list(CommitteePaper.objects.of(self.participation))
        for paper in found:
            paper.participation = self.participation
        return found

    def last(self, kind: PaperKind) -> CommitteePaper | None:
        return next((paper for paper in self.papers if paper.kind == kind), None)

    @cached_property
    def decision(self) -> CommitteePaper | None:
        """The one that waits for its signature, else the signed one."""
        of_state = {paper.state: paper for paper in reversed(self.papers) if paper.kind == PaperKind.DECISION}
        return of_state.get(PaperState.ISSUED) or of_state.get(PaperState.SIGNED)

    def require_open(self) -> None:
        """DraftClosed while the Unit has the step, or once it is decided."""
        if not self.progress.is_open:
            raise DraftClosed

    def open_paper(self) -> CommitteePaper:
        """The decision that scans may be added to. 404 before the issue, DraftClosed once it is with the Unit."""
        if self.decision is None:
            raise Http404
        self.require_open()
        return self.decision

    def scan_page(self) -> str:
        return f"{self.refuge()}#scan"

    def issue(self, report: PaperReport, *, after: str) -> HttpResponse:
        """Carries the issue out; a second click finds what the first one gave."""
        try:
            paper = CommitteePaper.issue(
                report, self.progress, after=int(after) if after.isdecimal() else None, by=self.user
            )
        except AlreadyIssued as already:
            told = _("%(number)s was issued before: it stands below. Nothing was issued a second time.")
            messages.info(self.request, told % {"number": already.paper.register_number})
        except NotFit:
            logger.exception("No paper could be issued to %s", self.municipality.slug)
            return render(self.request, "papers/not_issued.html", {"url": self.refuge()}, status=503)
        else:
            told = _("Issued under number %(number)s. Print it and have it signed.")
            messages.success(self.request, told % {"number": paper.register_number})
        return redirect(self.refuge())


class ListView(PapersMixin, TemplateView):
    """Where each paper stands and the one thing to do next; the scans of the decision on its way back."""

    permission = Perm.VIEW
    template_name = "papers/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decision = self.decision
        context = super().get_context_data(
            decision=decision,
            is_begun=self.progress.state != StepState.NOT_STARTED,
            is_open=self.progress.is_open,
            missing=missing_for_decision(self.progress) if self.progress.is_open and decision is None else [],
            founding=founding(self.progress),
            papers=self.papers,
            may_replace=self.progress.is_open and decision is not None,
            **kwargs,
        )
        if decision is not None and self.progress.is_open:
            context |= self._returning(decision, kwargs)
        return context

    def _returning(self, decision: CommitteePaper, given: dict[str, Any]) -> dict[str, Any]:
        report = ScanReport.of(decision)
        box = report.empty_box
        is_attached = decision.state == PaperState.SIGNED and SCAN in self.draft.files(ACT)
        saved = self.draft.page(ACT)
        initial = {
            "signed_on": decision.signed_on or decision.dated_on,
            "number": decision.own_number,
            "version": saved.version if saved else 0,
        }
        return {
            "report": report,
            "findings": report.findings,
            "is_attached": is_attached,
            "take_form": given.get("take_form") or TakeForm(decision=decision, initial=initial),
            "upload_form": given.get("upload_form") or UploadForm(paper=decision),
            "box_form": given.get("box_form") or (EmptyBoxForm(box=box) if box and not box.statement else None),
            "override_forms": [given["override_form"]] if "override_form" in given else override_forms(report),
        }


class DecisionView(PapersMixin, TemplateView):
    """Who signs the decision and how it is printed. Saved like a page of the wizard, over the version that was read."""

    permission = Perm.EDIT
    template_name = "papers/decision.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.progress.is_open:
            return redirect(self.refuge())
        initial = self.draft.initial(DECISION, DecisionForm) or signed_before(self.papers[0] if self.papers else None)
        return self.show(DecisionForm(progress=self.progress, initial=initial, prefix=DECISION))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_open()
        form = DecisionForm(request.POST, progress=self.progress, prefix=DECISION)
        version = request.POST.get("version", "")
        try:
            DraftPage.objects.save_page(
                self.progress,
                DECISION,
                form.own_answers(),
                version=int(version) if version.isdecimal() else 0,
                by=self.user,
            )
        except StaleDraft as stale:
            self.draft.forget()
            return self.show(form, status=409, stale=stale.current, differences=self._differences(form))
        self.draft.forget()
        if not form.is_valid():
            return self.show(form, status=422)
        return redirect(self.url("preview") if request.POST.get("go") != "save" else self.refuge())

    def _differences(self, mine: DecisionForm) -> list[dict[str, Any]]:
        theirs = DecisionForm(data=self.draft.data(DECISION), progress=self.progress, prefix=DECISION)
        pairs = zip(mine.describe(), theirs.describe(), strict=True)
        return [
            {"label": own.label, "mine": own.value, "theirs": other.value}
            for own, other in pairs
            if own.value != other.value
        ]

    def show(self, form: DecisionForm, *, status: int = 200, **kwargs: Any) -> HttpResponse:
        saved = self.draft.page(DECISION)
        context = self.get_context_data(form=form, version=saved.version if saved else 0, saved=saved, **kwargs)
        return self.render_to_response(context, status=status)


class DraftedDecision(PapersMixin):
    """The decision as the draft stands."""

    permission = Perm.VIEW

    def report(self) -> DecisionReport | None:
        """None while something is missing."""
        values = self.draft.cleaned(DECISION, DecisionForm)
        if values is None or missing_for_decision(self.progress):
            return None
        return decision_report(self.progress, values, on=timezone.localdate())

    def report_or_404(self) -> DecisionReport:
        report = self.report()
        if report is None:
            raise Http404
        return report


class PreviewView(DraftedDecision, TemplateView):
    """The exact pages, marked as a specimen, and the issue."""

    template_name = "papers/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.report()
        last = self.last(PaperKind.DECISION)
        return super().get_context_data(
            specimen_pages=range(1, specimen_for_reading(report).pages + 1) if report else [],
            missing=[] if report else missing_for_decision(self.progress),
            last=last,
            replaces=self.decision,
            form=kwargs.pop("form", None) or IssueForm(),
            is_open=self.progress.is_open,
            **kwargs,
        )


class SpecimenView(DraftedDecision, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = _("Founding decision of %(name)s, specimen") % {"name": self.municipality.name}
        return pdf_response(specimen_for_reading(self.report_or_404()).pdf, f"{name}.pdf")


class SpecimenPageView(DraftedDecision, View):
    """One page of the specimen as a picture, for reading on the page and on a phone."""

    def get(self, request: HttpRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        pictures = specimen_for_reading(self.report_or_404()).pictures
        if not 1 <= number <= len(pictures):
            raise Http404
        return HttpResponse(
            pictures[number - 1], content_type="image/png", headers={"Cache-Control": "private, no-store"}
        )


class IssueView(PreviewView):
    """`after` is the last decision that the person saw: clicking twice issues once."""

    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.require_open()
        report = self.report()
        if report is None:
            return redirect(self.url("preview"))
        form = IssueForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.issue(report, after=request.POST.get("after", ""))


class PdfView(PapersMixin, View):
    """An issued paper, as it was issued."""

    permission = Perm.VIEW

    def get(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        paper = get_object_or_404(CommitteePaper, pk=pk, participation=self.participation)
        return paper_response(paper.document.file, paper.file_name, inline=True)
