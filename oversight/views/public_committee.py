"""The public page of a committee, and the same as open data."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from documents.tables import TableFormat, table_file
from municipalities.models import Municipality
from oversight.public_committee import COLUMNS, PublicCommittee, committee_of, national_committee


@method_decorator(login_not_required, name="dispatch")
class OfPlace(View):
    """Of the municipality in the address; of the national committee where there is none."""

    kwargs: dict[str, Any]

    @cached_property
    def municipality(self) -> Municipality | None:
        if "slug" not in self.kwargs:
            return None
        return get_object_or_404(Municipality.objects.select_related("governorate"), slug=self.kwargs["slug"])

    @cached_property
    def found(self) -> PublicCommittee | None:
        return committee_of(self.municipality) if self.municipality else national_committee()


class CommitteeView(OfPlace, TemplateView):
    template_name = "public/committee.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(municipality=self.municipality, found=self.found, **kwargs)


class CommitteeDataView(OfPlace):
    """Open data: `format` is json or csv. Not found as long as the page has no committee to show."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.found is None:
            raise Http404
        if kwargs["format"] == "json":
            return JsonResponse(self.found.data(), json_dumps_params={"ensure_ascii": False})
        language = get_language() or "ar"
        headers = [label for _name, label in COLUMNS]
        data = table_file(_("Committee"), headers, self.found.rows, TableFormat.CSV, language=language)
        name = f"committee-{self.municipality.slug if self.municipality else 'national'}.csv"
        return HttpResponse(
            data,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
