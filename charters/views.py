"""Step 2: its own page, and the actions on the issued charter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from charters.definition import SIGNING, found_in, text_label
from charters.forms import PAGES, PublishForm, SignedOnForm, UploadForm
from charters.forms_certificate import CertificateForm
from charters.forms_signing import InviteForm
from charters.models import (
    BegunText,
    CertificateSignature,
    Charter,
    CharterPublication,
    CharterScan,
    CharterState,
    ScanOverride,
    SignedCopy,
    SigningAgain,
    SigningInvitation,
    SigningOutcome,
    WayNotAccepted,
)
from charters.models.certificates import standing_signature
from charters.signing import history_of
from documents.downloads import paper_response
from municipalities.drafts import Draft
from municipalities.exceptions import DraftClosed, StepIncomplete
from municipalities.forms.scans import EmptyBoxForm, override_forms
from municipalities.mixins import refusal_response
from municipalities.models import DraftPage
from municipalities.permissions import Perm
from municipalities.scans import ScanReport, look_at_the_rest
from municipalities.steps import SignatureWay, Step, StepState
from municipalities.views import scans
from municipalities.views.steps import ReceiptView, StartStepView, StepMixin, StepOverviewView, WithdrawStepView
from municipalities.wizards import acting_is_over, incomplete_response

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
        invitation = SigningInvitation.objects.filter(charter=charter).first()
        # While an edition stands no other link is made: it is of the last one.
        is_of_link = invitation is not None and invitation.outcome == SigningOutcome.SIGNED
        return {
            "report": report,
            "ways": charter.accepted_ways,
            "paper_refusal": SignatureWay.PAPER.refusal,
            "signature": standing_signature(charter) if is_of_link else CertificateSignature.objects.standing(charter),
            "certificate_form": given.get("certificate_form") or CertificateForm(charter=charter),
            "invitation": invitation,
            "invite_form": given.get("invite_form") or InviteForm(),
            "findings": report.findings,
            "box_form": given.get("box_form") or (EmptyBoxForm(box=box) if box and not box.statement else None),
            # Who may sign by a link, and who may read what is signed, is for the municipality's own people to say.
            "members_edit": Perm.EDIT in self.permissions and not self.acting,
            "publish_form": None if self.acting else PublishForm(initial={"publish": given["is_public"]}),
            "upload_form": given.get("upload_form") or UploadForm(paper=charter),
            "signed_on_form": given.get("signed_on_form")
            or SignedOnForm(charter=charter, initial={"signed_on": self._saved_day()}),
            "override_forms": [given["override_form"]] if "override_form" in given else override_forms(report),
        }

    def _saved_day(self) -> str:
        saved = self.draft.page(SIGNING)
        return saved.answers.get("signed_on", [""])[-1] if saved else ""


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


class CharterScans(DetailView, scans.ScanActions):
    """An action on the scans of the charter that is being signed."""

    permission = Perm.EDIT
    http_method_names = ["post"]
    scan_model = CharterScan
    override_model = ScanOverride
    upload_form = UploadForm

    def open_paper(self) -> Charter:
        return self.open_charter()

    def scan_page(self) -> str:
        return f"{self.refuge()}#scan"

    def refused(self, **forms: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(**forms), status=422)


class UploadScanView(CharterScans, scans.UploadScan):
    pass


class RemoveScanView(CharterScans, scans.RemoveScan):
    pass


class OverrideView(CharterScans, scans.OverrideSheet):
    pass


class EmptyBoxView(CharterScans, scans.StateEmptyBox):
    pass


class StraightPageView(CharterStep, scans.StraightPage):
    permission = Perm.VIEW
    scan_model = CharterScan


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
        if self.acting:
            return acting_is_over(request, self.acting)
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
    for_members_only = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        if charter.set_aside(self.progress, by=self.user):
            told = _("Charter %(number)s is set aside. Correct the answers and issue another; it will name this one.")
            if SigningAgain.objects.under_way(self.progress):
                told = _("Charter %(number)s is set aside. Correct the answers and issue another.")
            messages.success(request, told % {"number": charter.register_number})
        return redirect(self.url("page", "signatory"))
