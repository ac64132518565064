"""What the person who signs sees behind the link: no account, one charter. A GET looks and never acts."""

from __future__ import annotations

import logging
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from charters import signing
from charters.editions import EditionDiffers
from charters.forms_signing import HandOverForm, QuestionForm, RefusalForm, SignForm
from charters.models import (
    Charter,
    EventKind,
    SigningCode,
    SigningInvitation,
    SigningOutcome,
    WayNotAccepted,
)
from charters.reading import readings_of
from charters.report import NoPublishedText
from documents.downloads import paper_response
from documents.gate import NotFit
from documents.opening import page_pictures
from documents.sealing import SealingError
from municipalities.exceptions import DraftClosed, StateConflict, StepIncomplete
from municipalities.steps import SignatureWay

logger = logging.getLogger(__name__)

WITH_IT = (
    "charter__document__file",
    "charter__html",
    "charter__text",
    "charter__participation__municipality",
    "charter__participation__cohort",
    "created_by",
)


class SignMixin:
    """Finds the link, 404 for an unknown one. What needs an open link leads to the page that says why it is closed, and
    a way of signing that is not accepted to those that are."""

    request: HttpRequest
    kwargs: dict[str, Any]
    needs_open: ClassVar[bool] = True
    way: ClassVar[SignatureWay | None] = None

    @cached_property
    def invitation(self) -> SigningInvitation:
        return get_object_or_404(SigningInvitation.objects.by_token(self.kwargs["token"]).select_related(*WITH_IT))

    @property
    def charter(self) -> Charter:
        return self.invitation.charter

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD", "POST") and self.needs_open and not self.is_ready:
            return self.to_page()
        try:
            if self.way:
                self.charter.require(self.way)
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]
        except WayNotAccepted:
            messages.error(request, _("This way of signing is not accepted. Choose one of those below."))
            return self.to_page()
        except (signing.LinkClosed, DraftClosed, StateConflict):
            messages.error(request, _("Something changed meanwhile. Nothing of yours was carried out."))
            return self.to_page()

    @property
    def is_ready(self) -> bool:
        """Open, and the first button was pressed."""
        return self.invitation.is_open and self.invitation.opened_at is not None

    def to_page(self) -> HttpResponse:
        return redirect("sign:page", self.kwargs["token"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        charter = self.charter
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            invitation=self.invitation,
            charter=charter,
            municipality_name=charter.municipality.name,
            inviter=self.invitation.created_by.display_name,
            inviter_email=self.invitation.created_by.email,
            **{**kwargs, "token": self.kwargs["token"]},
        )


@method_decorator(login_not_required, name="dispatch")
class PageView(SignMixin, TemplateView):
    """Who asks and what it is; once opened, the pages and the choices; at the end, how it ended."""

    needs_open = False

    def get_template_names(self) -> list[str]:
        if not self.invitation.is_open:
            return ["sign/closed.html"]
        return ["sign/page.html" if self.invitation.opened_at else "sign/intro.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(articles=self.charter.text.articles.count(), **kwargs)
        state = self.invitation.state
        context["state"] = state
        if state == SigningOutcome.SIGNED:
            signature = self.invitation.given_signature
            context["copy"] = signature.copies.select_related("submission").order_by("-pk").first()
            context["signature"] = signature
            context["can_download"] = timezone.now() < self.invitation.expires_at
        elif state == "open" and self.invitation.opened_at:
            context["numbers"] = range(1, self.charter.pages + 1)
            context["readings"] = readings_of(self.charter)
            context["ways"] = self.charter.accepted_ways
            context["is_within_delegation"] = signing.is_within_delegation(self.charter, timezone.now())
        return context


@method_decorator(login_not_required, name="dispatch")
class OpenView(SignMixin, View):
    http_method_names = ["post"]
    needs_open = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.invitation.is_open:
            signing.open_link(self.invitation)
        return self.to_page()


@method_decorator(login_not_required, name="dispatch")
class PdfView(SignMixin, View):
    """The issued charter."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return paper_response(self.charter.document.file, self.charter.file_name)


@method_decorator(login_not_required, name="dispatch")
class SignedPdfView(SignMixin, View):
    """What was signed, for the one who signed it, as long as the link would have lasted."""

    http_method_names = ["get", "head"]
    needs_open = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.invitation.outcome != SigningOutcome.SIGNED or timezone.now() >= self.invitation.expires_at:
            raise Http404
        evidence = self.invitation.given_signature.evidence
        return paper_response(evidence.file, evidence.original_name)


@method_decorator(login_not_required, name="dispatch")
class PictureView(SignMixin, View):
    """One page as a picture. The issued bytes never change, so it is drawn once."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, number: int, *args: Any, **kwargs: Any) -> HttpResponse:
        file = self.charter.document.file
        key = f"charter-page:{file.sha256}:{number}"
        picture: bytes | None = cache.get(key)
        if picture is None and 1 <= number <= self.charter.pages:
            picture = next(iter(page_pictures(file, first=number, last=number)), None)
            cache.set(key, picture, timeout=3600)
        if picture is None:
            raise Http404
        return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-store"})


@method_decorator(login_not_required, name="dispatch")
class SignView(SignMixin, TemplateView):
    """Declaration, drawing or name, code: then it is signed, sealed and with the Unit."""

    template_name = "sign/here.html"
    way = SignatureWay.SCREEN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = SigningCode.current_of(self.invitation, at=timezone.now())
        return super().get_context_data(
            code=code,
            form=kwargs.pop("form", None) or SignForm(charter=self.charter),
            is_within_delegation=signing.is_within_delegation(self.charter, timezone.now()),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SignForm(request.POST, charter=self.charter)
        if not form.is_valid():
            return self.again(form)
        try:
            signing.sign(self.invitation, form.cleaned_data["hand"], form.cleaned_data["code"])
        except signing.CodeRefused as refused:
            form.add_error("code", self.words_for(refused))
            return self.again(form)
        except signing.OutsideDelegation:
            return self.again(form)
        except (SealingError, EditionDiffers, NotFit, StepIncomplete):
            logger.exception("Charter %s could not be signed on screen", self.charter.register_number)
            form.add_error(
                None,
                _(
                    "The platform could not make the sealed document just now. Nothing was signed and nothing is lost: "
                    "try again in a few minutes, or sign on paper."
                ),
            )
            return self.again(form, status=503)
        return self.to_page()

    def again(self, form: SignForm, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def words_for(self, refused: signing.CodeRefused) -> str:
        if not refused.left:
            return _("This code counts no longer. Ask for a new one below.")
        return _("This is not the code that was sent last. You can try again %(left)s times.") % {"left": refused.left}


@method_decorator(login_not_required, name="dispatch")
class CodeView(SignMixin, View):
    http_method_names = ["post"]
    way = SignatureWay.SCREEN

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            signing.send_code(self.invitation)
        except signing.TooManyCodes:
            messages.error(request, _("Too many codes were asked for. Wait an hour, or ask your focal point for help."))
        return redirect("sign:here", self.kwargs["token"])


@method_decorator(login_not_required, name="dispatch")
class PaperView(SignMixin, TemplateView):
    """How it goes on paper, and one button that tells the focal point."""

    template_name = "sign/paper.html"
    way = SignatureWay.PAPER

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        signing.tell(self.invitation, EventKind.PAPER)
        messages.success(request, _("Your focal point has been told. This link stays open."))
        return self.to_page()


class AskingView(SignMixin, TemplateView):
    """A page with one form."""

    form_class: ClassVar[type[forms.Form]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=kwargs.pop("form", None) or self.make_form(), **kwargs)

    def make_form(self, *data: Any) -> forms.Form:
        return self.form_class(*data)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.carry_out(form)

    def carry_out(self, form: Any) -> HttpResponse:
        raise NotImplementedError


@method_decorator(login_not_required, name="dispatch")
class QuestionView(AskingView):
    template_name = "sign/question.html"
    form_class = QuestionForm

    def carry_out(self, form: Any) -> HttpResponse:
        signing.tell(self.invitation, EventKind.QUESTION, comment=form.cleaned_data["words"])
        messages.success(self.request, _("Your question is on its way. This link stays open."))
        return self.to_page()


@method_decorator(login_not_required, name="dispatch")
class RefuseView(AskingView):
    template_name = "sign/refuse.html"
    form_class = RefusalForm

    def carry_out(self, form: Any) -> HttpResponse:
        signing.refuse(self.invitation, reason=form.cleaned_data["words"])
        return self.to_page()


@method_decorator(login_not_required, name="dispatch")
class HandOverView(AskingView):
    """The head names a delegate: another charter is issued, and the delegate gets a link."""

    template_name = "sign/hand_over.html"

    def make_form(self, *data: Any) -> forms.Form:
        return HandOverForm(*data, progress=self.invitation.progress)

    def carry_out(self, form: Any) -> HttpResponse:
        cleaned = form.cleaned_data
        try:
            signing.hand_over(
                self.invitation,
                answers=form.page_answers(),
                signatory=cleaned,
                act=cleaned["act_scan"],
                email=cleaned["email"],
            )
        except NoPublishedText:
            form.add_error(None, _("There is no text to issue a new charter on today. Ask your focal point for help."))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        except NotFit:
            logger.exception("No charter could be issued to the delegate of %s", self.charter.register_number)
            form.add_error(
                None,
                _(
                    "The platform could not make the new charter just now. Nothing was handed over and this link stays "
                    "open: try again in a few minutes, or write to the E-Government Unit at %(mailbox)s."
                )
                % {"mailbox": settings.UNIT_MAILBOX},
            )
            return self.render_to_response(self.get_context_data(form=form), status=503)
        return self.to_page()
