"""The papers of every municipality, for the Unit."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import View

from documents.downloads import picture_response
from municipalities.mixins import OversightMixin
from municipalities.models import Activity, ActivityKind, SheetLook
from municipalities.permissions import UnitPerm
from municipalities.views.evidence import EvidenceDownload, EvidencePicture


class EvidenceView(OversightMixin, EvidenceDownload):
    """That the Unit opened a paper stands in the log, which the municipality reads too."""

    permission = UnitPerm.READ

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200:
            evidence = self.get_evidence()
            kind, place = ActivityKind.PAPER_OPENED, evidence.municipality
            Activity.objects.record(kind, by=self.user, municipality=place, subject=evidence.original_name)
        return response


class EvidencePageView(OversightMixin, EvidencePicture):
    permission = UnitPerm.READ


class StraightPageView(OversightMixin, View):
    """A page of a signed charter laid straight, as it was stored with what the machine saw on it."""

    permission = UnitPerm.READ

    def get(self, request: HttpRequest, slug: str, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        looks = SheetLook.objects.select_related("picture")
        look = get_object_or_404(looks, pk=pk, evidence__municipality__slug=slug)
        if look.picture is None:
            raise Http404
        return picture_response(look.picture)
