"""Step 2: its own page, its wizard up to the issue, and the actions on the issued charter."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from charters.definition import SIGNING, found_in, text_label
from charters.forms import PAGES, EmptyBoxForm, OverrideForm, PreviewForm, PublishForm, SignedOnForm, UploadForm
from charters.forms_certificate import CertificateForm
from charters.forms_signing import InviteForm
from charters.models import (
    BegunText,
    Charter,
    CharterPublication,
    CharterScan,
    CharterState,
    ScanOverride,
    SignedCopy,
    SigningAgain,
    SigningInvitation,
    WayNotAccepted,
)
from charters.models.certificates import standing_signature
from charters.models.charters import AlreadyIssued
from charters.report import CharterReport, NoPublishedText, specimen_for_reading
from charters.scans import ScanReport, look_at_the_rest
from charters.signing import history_of
from documents.downloads import paper_response, pdf_response
from documents.gate import NotFit
from municipalities.drafts import Draft
from municipalities.exceptions import DraftClosed, StepIncomplete
from municipalities.forms.pages import PageForm
from municipalities.mixins import refusal_response
from municipalities.models import DraftPage
from municipalities.permissions import Perm
from municipalities.steps import SignatureWay, Step, StepState
from municipalities.views.steps import ReceiptView, StartStepView, StepMixin, StepOverviewView, WithdrawStepView
from municipalities.wizards import StepWizardView, incomplete_response

logger = logging.getLogger(__name__)

PREVIEW = "preview"


class CharterStep(StepMixin):
    step = Step.CHARTER
    namespace = "charters"

    @cached_property
    def charter(self) -> Charter | None:
        """The one being signed, else the one in force, else the last that was given up."""
        charter: Charter | None = Charter.objects.latest_of(self.participation)
        if charter is not None:
            charter.participation = self.participation
        return charter

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().respond(request, *args, **kwargs)
        except WayNotAccepted as refused:
            message = _("Nothing was carried out: %(reason)s. The charter's page shows the ways that are accepted.")
            return refusal_response(
                request,
                status=409,
                title=_("This way of signing is not accepted"),
                message=message % {"reason": refused.way.refusal},
                url=self.refuge(),
                url_label=_("Back to the charter"),
            )

    def open_charter(self) -> Charter:
        """The charter that scans may be added to. 404 before the issue, DraftClosed once it is with the Unit."""
        if self.charter is None or self.charter.state != CharterState.ISSUED:
            raise Http404
        if not self.progress.is_open:
            raise DraftClosed
        return self.charter


class DetailView(CharterStep, StepOverviewView):
    """The charter's own page: print, upload, read what the machine found, submit."""

    template_name = "charters/detail.html"
    pages = PAGES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        charter = self.charter
        context = super().get_context_data(charter=charter, **kwargs)
        context["next_page"] = next((page["url"] for page in context["page_list"] if page["state"] == "todo"), None)
        context["next_page"] = context["next_page"] or self.url("page", PREVIEW)
        if self.progress.is_open:
            context["signing_again"] = SigningAgain.objects.under_way(self.progress)
            context["offered"] = BegunText.objects.offered(self.progress)
        events = [*context["history"], *history_of(self.participation)]
        publications = CharterPublication.objects.of(self.participation)
        events += [publication.as_event() for publication in publications]
        context["history"] = sorted(events, key=lambda entry: entry["at"], reverse=True)
        if charter is None:
            return context
        context["text_label"] = text_label(charter)
        said = [publication.is_public for publication in publications if publication.charter_id == charter.pk]
        context["is_public"] = said[-1] if said else False
        context["is_being_signed"] = charter.state == CharterState.ISSUED and self.progress.is_open
        if context["is_being_signed"]:
            context.update(self._signing(charter, {**kwargs, "is_public": context["is_public"]}))
        elif charter.state != CharterState.SET_ASIDE:
            copies = SignedCopy.objects.filter(charter=charter)
            copies = copies.select_related("file", "certificate__charter", "certificate__override__by")
            copy = copies.order_by("-pk").first()
            context["signed_copy"] = copy
            context["findings"] = found_in(copy) if copy else []
        return context

    def _signing(self, charter: Charter, given: dict[str, Any]) -> dict[str, Any]:
        report = ScanReport.of(charter)
        box = report.empty_box
        return {
            "report": report,
            "ways": charter.accepted_ways,
            "paper_refusal": SignatureWay.PAPER.refusal,
            "signature": standing_signature(charter),
            "certificate_form": given.get("certificate_form") or CertificateForm(charter=charter),
            "invitation": SigningInvitation.objects.filter(charter=charter).first(),
            "invite_form": given.get("invite_form") or InviteForm(),
            "findings": report.findings,
            "box_form": given.get("box_form") or (EmptyBoxForm(box=box) if box and not box.statement else None),
            "publish_form": PublishForm(initial={"publish": given["is_public"]}),
            "upload_form": given.get("upload_form") or UploadForm(charter=charter),
            "signed_on_form": given.get("signed_on_form")
            or SignedOnForm(charter=charter, initial={"signed_on": self._saved_day()}),
            "override_forms": [given["override_form"]] if "override_form" in given else override_forms(report),
        }

    def _saved_day(self) -> str:
        saved = self.draft.page(SIGNING)
        return saved.answers.get("signed_on", [""])[-1] if saved else ""


def override_forms(report: ScanReport) -> list[OverrideForm]:
    """One for each sheet that could not be read while pages are missing."""
    return [OverrideForm(finding=finding, missing=report.missing) for finding in report.unreadable]


class StartView(CharterStep, StartStepView):
    first_page = "signatory"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        if self.progress.is_open:
            BegunText.objects.begin(self.progress, by=self.user)
        return response


class WithdrawView(CharterStep, WithdrawStepView):
    pass


class CharterReceiptView(CharterStep, ReceiptView):
    template_name = "charters/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        submission = context["submission"]
        context["way"] = SignedCopy.objects.filter(submission=submission).values_list("way", flat=True).first()
        return context


class CharterWizard(StepWizardView):
    """Ends in the issue of the charter, not in a submit: signing and submitting are actions on the charter's page."""

    step = Step.CHARTER
    form_list = [*PAGES.items(), (PREVIEW, PreviewForm)]
    url_name = "charters:page"
    overview_url_name = "charters:detail"
    templates = {"signatory": "charters/wizard_signatory.html", PREVIEW: "charters/wizard_preview.html"}

    def _open_page(self) -> HttpResponse | None:
        """An issued charter closes the wizard until it is set aside."""
        if self.progress.is_open and Charter.objects.being_signed(self.participation):
            return redirect(self.refuge())
        return super()._open_page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A draft that was begun before the Unit published a text takes the first one that there is.
        if self.progress.is_open:
            BegunText.objects.begin(self.progress, by=self.user)
        return super().post(request, *args, **kwargs)

    def get_form_initial(self, step: str) -> dict[str, Any]:
        # Reading is confirmed anew for each charter.
        return {} if step == PREVIEW else super().get_form_initial(step)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.kwargs["page"] == PREVIEW:
            report = drafted_report(self.draft)
            context["specimen_pages"] = range(1, specimen_for_reading(report).pages + 1) if report else []
            context["answer_pages"] = self.answer_pages()
        return context

    def done(self, form_list: Any, **kwargs: Any) -> HttpResponse:
        form_dict: dict[str, PageForm] = kwargs["form_dict"]
        try:
            charter = Charter.issue(
                self.progress,
                signatory=form_dict["signatory"].cleaned_data,
                council=form_dict["council"].cleaned_data,
                languages=tuple(form_dict["languages"].cleaned_data["languages"].split(",")),
                by=self.user,
            )
        except AlreadyIssued:
            return redirect(self.refuge())
        except NotFit:
            logger.exception("No charter could be issued to %s", self.municipality.slug)
            return render(self.request, "charters/not_issued.html", {"url": self.refuge()}, status=503)
        except NoPublishedText:
            return refusal_response(
                self.request,
                status=409,
                title=_("There is no text to sign yet"),
                message=_("The Unit has not published the text of the charter. Your answers are kept."),
                url=self.refuge(),
                url_label=_("Back"),
            )
        messages.success(
            self.request,
            _("The charter is issued under number %(number)s. Print it and have it signed.")
            % {"number": charter.register_number},
        )
        return redirect(self.refuge())


def drafted_report(draft: Draft) -> CharterReport | None:
    """The charter as it would be issued today; None while a page is not complete or no text is published."""
    answers = {key: draft.cleaned(key, form_class) for key, form_class in PAGES.items()}
    signatory, council, languages = answers["signatory"], answers["council"], answers["languages"]
    if signatory is None or council is None or languages is None:
        return None
    try:
        return CharterReport.for_draft(
            draft.progress.participation,
            signatory=signatory,
            council=council,
            languages=tuple(languages["languages"].split(",")),
            on=timezone.localdate(),
        )
    except NoPublishedText:
        return None


class SpecimenMixin(CharterStep):
    """The charter as the draft stands, marked as a specimen. Nothing is registered; to the wizard when incomplete."""

    permission = Perm.VIEW

    def report(self) -> CharterReport:
        report = drafted_report(Draft(self.progress))
        if report is None:
            raise Http404
        return report


class SpecimenView(SpecimenMixin, View):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = _("Charter of %(name)s, specimen") % {"name": self.municipality.name}
        return pdf_response(specimen_for_reading(self.report()).pdf, f"{name}.pdf")


class SpecimenPageView(SpecimenMixin, View):
    """One page of the specimen as a picture, for reading on the page and on a phone."""

    def get(self, request: HttpRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        pictures = specimen_for_reading(self.report()).pictures
        if not 1 <= number <= len(pictures):
            raise Http404
        return HttpResponse(
            pictures[number - 1], content_type="image/png", headers={"Cache-Control": "private, no-store"}
        )


class PdfView(CharterStep, View):
    """The issued charter, as it was issued."""

    permission = Perm.VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.charter is None:
            raise Http404
        return paper_response(self.charter.document.file, self.charter.file_name, inline=True)


class SignedPdfView(CharterStep, View):
    """The signed pages of the last submission as one PDF."""

    permission = Perm.VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        submission = self.progress.current_submission
        found = self.progress.definition.attachment(submission) if submission else None
        if found is None:
            raise Http404
        return paper_response(*found, inline=True)


class UploadScanView(DetailView):
    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        form = UploadForm(request.POST, request.FILES, charter=charter)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(upload_form=form), status=422)
        CharterScan.objects.add(charter, self.progress, form.cleaned_data["scans"], by=self.user)
        return redirect(f"{self.refuge()}#scan")


class RemoveScanView(CharterStep, View):
    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        get_object_or_404(CharterScan, pk=pk, charter=self.open_charter()).let_go(self.progress)
        return redirect(f"{self.refuge()}#scan")


class OverrideView(DetailView):
    """A person names the page that an unreadable sheet is. What the machine can read cannot be overridden."""

    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, sheet: int, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        scan = get_object_or_404(CharterScan, pk=pk, charter=charter)
        report = ScanReport.of(charter)
        finding = report.unread_sheet(pk, sheet)
        if finding is None:
            raise Http404
        form = OverrideForm(request.POST, finding=finding, missing=report.missing)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(override_form=form), status=422)
        ScanOverride.record(
            scan,
            self.progress,
            page=sheet,
            stands_for=form.cleaned_data["stands_for"],
            reason=form.cleaned_data["reason"],
            by=self.user,
        )
        return redirect(f"{self.refuge()}#scan")


class SubmitView(DetailView):
    """Keeps the day of signature, then submits; what is missing is told and nothing is sent."""

    permission = Perm.SUBMIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.progress.state == StepState.SUBMITTED:
            return redirect(self.url("receipt"))
        charter = self.open_charter()
        if not standing_signature(charter):
            charter.require(SignatureWay.PAPER)
            form = SignedOnForm(request.POST, charter=charter)
            if not form.is_valid():
                return self.render_to_response(self.get_context_data(signed_on_form=form), status=422)
            self._save_day(form)
            look_at_the_rest(ScanReport.of(charter), by=self.user, at=timezone.now())
        try:
            self.progress.submit(by=self.user)
        except StepIncomplete as incomplete:
            return incomplete_response(request, incomplete, self.refuge())
        publish = PublishForm(request.POST)
        if publish.is_valid():
            publish.say(charter, by=self.user, at=timezone.now())
        return redirect(self.url("receipt"))

    def _save_day(self, form: SignedOnForm) -> None:
        saved = Draft(self.progress).page(SIGNING)
        DraftPage.objects.save_page(
            self.progress,
            SIGNING,
            {"signed_on": [form.cleaned_data["signed_on"].isoformat()]},
            version=saved.version if saved else 0,
            by=self.user,
        )


class SetAsideView(CharterStep, View):
    """Gives the charter up, so that the wizard opens again; the next charter names this one."""

    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        if charter.set_aside(self.progress):
            told = _("Charter %(number)s is set aside. Correct the answers and issue another; it will name this one.")
            if SigningAgain.objects.under_way(self.progress):
                told = _("Charter %(number)s is set aside. Correct the answers and issue another.")
            messages.success(request, told % {"number": charter.register_number})
        return redirect(self.url("page", "signatory"))
