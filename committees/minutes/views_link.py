"""What the person who approves sees behind the link: no account, one set of minutes. A GET looks and never acts."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.minutes import approving
from committees.minutes.building import content_of
from committees.minutes.forms import RemarkForm
from committees.minutes.rendering import pdf_of
from committees.models import MinutesApproval
from documents.downloads import pdf_response
from documents.gate import NotFit
from municipalities.exceptions import StateConflict
from municipalities.mixins import refusal_response

logger = logging.getLogger(__name__)

WITH_IT = (
    "version__minutes__meeting__committee__participation__municipality__governorate",
    "version__document",
    "version__submitted_by",
    "member",
    "created_by",
)


class ApprovalMixin:
    """Finds the link, 404 for an unknown one. What needs an open link leads to the page that says why it is closed."""

    request: HttpRequest
    kwargs: dict[str, Any]
    needs_open: ClassVar[bool] = True

    @cached_property
    def approval(self) -> MinutesApproval:
        approvals = MinutesApproval.objects.by_token(self.kwargs["token"])
        return get_object_or_404(approvals.select_related(*WITH_IT))

    @property
    def is_ready(self) -> bool:
        """Open, and the first button was pressed."""
        return self.approval.is_open and self.approval.opened_at is not None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD", "POST") and self.needs_open and not self.is_ready:
            return self.to_page()
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]
        except approving.LinkClosed:
            messages.error(request, _("Something changed meanwhile. Nothing of yours was carried out."))
            return self.to_page()
        except StateConflict:
            return refusal_response(
                request,
                status=409,
                title=_("The committee does not work at present"),
                message=_("Nothing of yours was carried out. The link stays; come back when the committee is at work."),
                url=reverse("approval:page", args=[self.kwargs["token"]]),
                url_label=_("Back to the minutes"),
            )

    def to_page(self) -> HttpResponse:
        return redirect("approval:page", self.kwargs["token"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.approval.version
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            approval=self.approval,
            version=version,
            meeting=version.meeting,
            municipality=version.meeting.committee.municipality,
            asker=self.approval.created_by,
            direction="rtl" if version.minutes.language == "ar" else "ltr",
            **{**kwargs, "token": self.kwargs["token"]},
        )


@method_decorator(login_not_required, name="dispatch")
class PageView(ApprovalMixin, TemplateView):
    """Who asks and for what; once opened, the whole text and the two answers; at the end, how it ended."""

    needs_open = False

    def get_template_names(self) -> list[str]:
        if not self.approval.is_open:
            return ["approval/closed.html"]
        return ["approval/page.html" if self.approval.opened_at else "approval/intro.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(state=self.approval.state, **kwargs)
        if self.is_ready:
            context["content"] = content_of(self.approval.version)
        return context


@method_decorator(login_not_required, name="dispatch")
class OpenView(ApprovalMixin, View):
    http_method_names = ["post"]
    needs_open = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.approval.is_open:
            approving.open_link(self.approval)
        return self.to_page()


@method_decorator(login_not_required, name="dispatch")
class PdfView(ApprovalMixin, View):
    """The paper as it would be issued, marked as a draft."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        version = self.approval.version
        pdf = pdf_of(content_of(version), version.meeting.committee, at=timezone.now()).pdf
        return pdf_response(pdf, f"minutes-{version.meeting.number}-{version.number}.pdf")


@method_decorator(login_not_required, name="dispatch")
class ApproveView(ApprovalMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            approving.approve(self.approval)
        except NotFit:
            logger.exception("The papers of version %s could not be made", self.approval.version_id)
            messages.error(
                request,
                _("The platform could not make the papers just now. Nothing was approved: try again in a few minutes."),
            )
        return self.to_page()


@method_decorator(login_not_required, name="dispatch")
class SendBackView(ApprovalMixin, TemplateView):
    template_name = "approval/send_back.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=RemarkForm()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RemarkForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        approving.send_back(self.approval, form.cleaned_data["remark"])
        return self.to_page()
