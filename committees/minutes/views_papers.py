"""What happens to minutes as a whole: read, checked, sent, taken back, published, corrected; and their files."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView, View

from committees.minutes import approving
from committees.minutes.approving import DOCX, Link, NobodyApproves, NotReady, findings_of
from committees.minutes.building import content_of
from committees.minutes.checks import Finding
from committees.minutes.forms import CorrectionForm, SendForm
from committees.minutes.outward import OutwardMixin
from committees.minutes.people import approvers_of
from committees.minutes.rendering import docx_of, pdf_of
from committees.minutes.views import EditingMixin, MinutesMixin
from committees.models import MinutesVersion
from documents import qr
from documents.downloads import paper_response, pdf_response
from municipalities.exceptions import StateConflict


class PreviewView(MinutesMixin, TemplateView):
    """How the paper reads, in the official order."""

    template_name = "minutes/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(content=content_of(self.version), **kwargs)


class PaperView(MinutesMixin, View):
    """The paper as it would be made now: a PDF, or a Word document (`docx`). Kept nowhere."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content, now = content_of(self.version), timezone.now()
        name = f"minutes-{self.minutes.meeting.number}-{self.version.number}"
        if self.kwargs["form"] == "pdf":
            return pdf_response(pdf_of(content, self.committee, at=now).pdf, f"{name}.pdf")
        data = docx_of(content, self.committee, at=now)
        return HttpResponse(
            data,
            content_type=DOCX,
            headers={
                "Content-Disposition": f'attachment; filename="{name}.docx"',
                "X-Content-Type-Options": "nosniff",
                "Cache-Control": "private, no-store",
            },
        )


class FileView(MinutesMixin, View):
    """The papers of an approved version, as they were issued."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        versions = self.minutes.versions.select_related("document__file", "docx")
        version: MinutesVersion = get_object_or_404(versions, number=self.kwargs["number"])
        form = self.kwargs["form"]
        if version.document is None or version.docx is None:
            raise Http404
        stored = version.document.file if form == "pdf" else version.docx
        return paper_response(stored, f"{version.file_name}.{form}")


class SendView(OutwardMixin, EditingMixin, TemplateView):
    """The checks, what was confirmed and why, and the button that asks for approval."""

    template_name = "minutes/send.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.version.is_draft:
            return self.to_editor()
        findings = findings_of(self.version)
        return self.show(SendForm(findings=findings), findings)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.version.is_draft:
            raise StateConflict(self.version)
        findings = findings_of(self.version)
        form = SendForm(request.POST, findings=findings)
        if not form.is_valid():
            return self.show(form, findings, status=422)
        try:
            links = approving.send(self.version, reasons=form.reasons, by=self.user)
        except NotReady as refused:
            return self.show(form, refused.findings, status=422)
        except NobodyApproves:
            form.add_error(
                None,
                _("The chair approves, and the co-chair or the secretary. Fill these two seats first."),
            )
            return self.show(form, findings, status=422)
        return show_links(self, links)

    def show(self, form: SendForm, findings: list[Finding], *, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            to_mend=[finding for finding in findings if finding.must_be_mended],
            approvers=approvers_of(self.committee),
        )
        return self.render_to_response(context, status=status)


def show_links(view: MinutesMixin, links: list[Link]) -> HttpResponse:
    """What went out by e-mail is told. Only the link of somebody without an address is shown, this once, to be handed
    over; that it was is kept beside the approval."""
    mailed = [link.approval.email for link in links if link.approval.email]
    if len(mailed) == len(links):
        told = pgettext("between names", ", ").join(mailed)
        messages.success(view.request, _("The link is on its way by e-mail to %(emails)s.") % {"emails": told})
        return view.to_editor()
    rows = [
        {
            "approval": link.approval,
            "url": link.url,
            "qr": f"data:image/png;base64,{base64.b64encode(qr.png(link.url)).decode()}",
        }
        for link in links
        if not link.approval.email
    ]
    return render(view.request, "minutes/links.html", view.get_context_data(links=rows, mailed=mailed))


class RenewView(OutwardMixin, EditingMixin, View):
    """A fresh link for somebody who has not answered."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        approvals = self.version.approvals.select_related("member")
        approval = get_object_or_404(approvals, pk=self.kwargs["approval"])
        approval.version = self.version
        return show_links(self, [approving.renew(approval, by=self.user)])


class TakeBackView(EditingMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        approving.take_back(self.version, by=self.user)
        messages.success(request, _("The minutes are a draft again. The links that were sent open nothing any more."))
        return self.to_editor()


class PublishView(OutwardMixin, EditingMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        approving.publish(self.version, by=self.user)
        messages.success(request, _("The minutes are published. The members who were present are told by e-mail."))
        return self.to_editor()


class CorrectView(EditingMixin, TemplateView):
    """A correction of approved minutes is a new version, which says why."""

    template_name = "minutes/correct.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=CorrectionForm()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CorrectionForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.version.correct(form.cleaned_data["reason"], by=self.user)
        return self.to_editor()
