"""The one way to an uploaded paper: the same permission as the page that shows it, the hash checked each time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import View

from documents.downloads import paper_response
from documents.opening import page_pictures
from municipalities.mixins import MunicipalityMixin
from municipalities.models import ActingOnBehalf, Evidence
from municipalities.permissions import Perm


class EvidenceMixin:
    """Fetches the paper through the municipality of the path, never by its number alone."""

    kwargs: dict[str, Any]

    def get_evidence(self) -> Evidence:
        return get_object_or_404(
            Evidence.objects.select_related("file"), municipality__slug=self.kwargs["slug"], pk=self.kwargs["pk"]
        )


class EvidenceDownload(EvidenceMixin, View):
    """The bytes as they were uploaded."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        evidence = self.get_evidence()
        return paper_response(evidence.file, evidence.original_name)


class EvidencePicture(EvidenceMixin, View):
    """One page as a picture, drawn in the child process; page numbers begin at 1."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        evidence, number = self.get_evidence(), kwargs["number"]
        if not 1 <= number <= (evidence.file.pages or 1):
            raise Http404
        pictures = page_pictures(evidence.file, dpi=100, first=number, last=number)
        if not pictures:
            raise Http404
        return HttpResponse(pictures[0], content_type="image/png", headers={"X-Content-Type-Options": "nosniff"})


class PaperOfMunicipality(MunicipalityMixin):
    """For members; an officer who acts on behalf of the municipality is led to the Unit's own address of the paper,
    which asks the Unit's own permission."""

    permission = Perm.VIEW
    address_at_the_unit: ClassVar[str]

    def acting_on(self) -> ActingOnBehalf | None:
        return ActingOnBehalf.objects.open_for(self.user, self.municipality, at=timezone.now()).first()

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.acting:
            return redirect(self.address_at_the_unit, *self.kwargs.values())
        return super().respond(request, *args, **kwargs)


class EvidenceView(PaperOfMunicipality, EvidenceDownload):
    address_at_the_unit = "oversight:evidence"


class EvidencePageView(PaperOfMunicipality, EvidencePicture):
    address_at_the_unit = "oversight:evidence_page"
