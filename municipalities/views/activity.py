"""The log of one municipality, for its members."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from accounts.models import User
from documents.downloads import table_response
from municipalities.activity_log import MOST_OWN_ROWS, MOST_ROWS, PER_PAGE, file_name, lines, log_file
from municipalities.forms.activity import ActivityFilterForm, TakeAwayForm
from municipalities.mixins import MunicipalityMixin
from municipalities.models import Activity, ActivityKind
from municipalities.models.activity import ActivityQuerySet
from municipalities.permissions import Perm


class LogMixin:
    """What is asked for, by the filters in the address. `rows` are those that the asker may see at all."""

    request: HttpRequest
    filter_form: type[ActivityFilterForm] = ActivityFilterForm

    def rows(self) -> ActivityQuerySet:
        raise NotImplementedError

    @cached_property
    def form(self) -> ActivityFilterForm:
        return self.filter_form(self.request.GET)

    def found(self) -> ActivityQuerySet:
        return self.form.find(self.rows())

    @property
    def query(self) -> str:
        return urlencode(self.form.asked)

    def log_context(self, reader: User | None = None) -> dict[str, Any]:
        """For the page; with `reader` it is that of one municipality."""
        found = self.found().select_related("by", "municipality")
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        return {
            "form": self.form,
            "page_obj": page,
            "lines": lines(list(page), reader=reader),
            "query": self.query,
            "page_query": f"{self.query}&" if self.query else "",
            "take_away": TakeAwayForm(),
            "most_rows": MOST_ROWS if reader is None else MOST_OWN_ROWS,
        }


class MunicipalityLogMixin(LogMixin, MunicipalityMixin):
    permission = Perm.VIEW

    def rows(self) -> ActivityQuerySet:
        return Activity.objects.all().of(self.municipality)


class ActivityView(MunicipalityLogMixin, TemplateView):
    """Everything done on this municipality; addresses of one's own rows alone."""

    template_name = "municipalities/activity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.log_context(reader=self.user), **kwargs)


class ActivityExportView(MunicipalityLogMixin, View):
    """The same rows as a file. Taking them away is logged too."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = TakeAwayForm(request.POST)
        if not asked.is_valid():
            messages.error(request, _("Choose a kind of file: CSV, XLSX or ODS."))
            return redirect(f"{reverse('municipalities:activity', args=[self.municipality.slug])}?{self.query}")
        format = asked.cleaned_data["format"]
        name = file_name(format, self.municipality)
        data = log_file(self.found(), format, language=get_language() or "ar", reader=self.user)
        Activity.objects.record(ActivityKind.EXPORTED, by=self.user, municipality=self.municipality, subject=name)
        return table_response(data, name)
