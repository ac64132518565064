"""Signing by certificate: the prepared file, the upload of the signed one, and the record; for team and signatory."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from charters import certificates, signing
from charters.forms_certificate import CertificateForm
from charters.models import CertificateSignature, Charter, SignedCopy
from charters.views import CharterStep, DetailView
from charters.views_sign import SignMixin
from documents.downloads import paper_response
from documents.models import StoredFile
from municipalities.exceptions import StepIncomplete
from municipalities.permissions import Perm
from municipalities.steps import SignatureWay

logger = logging.getLogger(__name__)


def prepared_response(charter: Charter, file: StoredFile) -> HttpResponse:
    return paper_response(file, charter.file_name.replace(".pdf", "-to-sign.pdf"))


# The municipality's side ----------------------------------------------------------------------------------


class PrepareView(CharterStep, View):
    """The charter with its empty field. The first time it is made, which is why this is no GET."""

    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        return prepared_response(charter, certificates.prepare(charter, by=self.user))


class UploadView(DetailView):
    """A signed file that passes is kept until it is submitted; one that does not is told why, and kept nowhere."""

    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        charter.require(SignatureWay.CERTIFICATE)
        form = CertificateForm(request.POST, request.FILES, charter=charter)
        if form.is_valid() and form.report:
            try:
                paper, left_out = form.cleaned_data["signed"], form.left_out
                certificates.keep(charter, paper, form.report, left_out=left_out, by=self.user)
                return redirect(f"{self.refuge()}#submit")
            except signing.OutsideDelegation:
                form.add_error("signed", outside_delegation())
        return self.render_to_response(self.get_context_data(certificate_form=form), status=422)


class GiveUpView(CharterStep, View):
    """The municipality wants another signature than the one by certificate that stands."""

    permission = Perm.EDIT
    for_members_only = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        signature = CertificateSignature.objects.standing(charter)
        if signature is None:
            raise Http404
        certificates.give_up(signature, charter)
        return redirect(self.refuge())


class RecordView(CharterStep, View):
    """The record of the signature that stands, else of the last one that was submitted."""

    permission = Perm.VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.charter
        if charter is None:
            raise Http404
        signature = CertificateSignature.objects.standing(charter)
        if signature is None:
            copies = SignedCopy.objects.filter(charter=charter, certificate__isnull=False)
            copy = copies.select_related("certificate__record").order_by("-pk").first()
            signature = copy.certificate if copy else None
        if signature is None:
            raise Http404
        return record_response(signature)


def record_response(signature: CertificateSignature) -> HttpResponse:
    return paper_response(signature.record, signature.charter.file_name.replace(".pdf", "-signature-record.pdf"))


def outside_delegation() -> str:
    return _("The delegation of this person does not cover the day of the signature. The file was not kept.")


# The signatory's side -------------------------------------------------------------------------------------


@method_decorator(login_not_required, name="dispatch")
class SignatoryPrepareView(SignMixin, View):
    http_method_names = ["post"]
    way = SignatureWay.CERTIFICATE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return prepared_response(self.charter, certificates.prepare_for_signatory(self.invitation))


@method_decorator(login_not_required, name="dispatch")
class SignatoryView(SignMixin, TemplateView):
    """How it goes, and the upload: a file that passes is with the Unit, as one that was signed on screen."""

    template_name = "sign/certificate.html"
    way = SignatureWay.CERTIFICATE

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=kwargs.pop("form", None) or CertificateForm(charter=self.charter),
            is_within_delegation=signing.is_within_delegation(self.charter, timezone.now()),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CertificateForm(request.POST, request.FILES, charter=self.charter)
        if not form.is_valid() or form.report is None:
            return self.again(form)
        try:
            certificates.sign(self.invitation, form.cleaned_data["signed"], form.report, left_out=form.left_out)
        except signing.OutsideDelegation:
            form.add_error("signed", outside_delegation())
            return self.again(form)
        except StepIncomplete:
            logger.exception("Charter %s could not be submitted by certificate", self.charter.register_number)
            form.add_error(
                None, _("The file passed the check, but could not be sent to the Unit just now. Send it again later.")
            )
            return self.again(form, status=503)
        return self.to_page()

    def again(self, form: CertificateForm, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)
