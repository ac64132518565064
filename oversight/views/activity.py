"""The log of everything, for the Unit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from municipalities.activity_log import file_name
from municipalities.forms.activity import TakeAwayForm
from municipalities.mixins import OversightMixin
from municipalities.models import Activity, ActivityKind
from municipalities.models.activity import ActivityQuerySet
from municipalities.permissions import UnitPerm
from municipalities.views.activity import LogMixin
from oversight.activity import KIND, UnitActivityFilterForm
from oversight.models import Job
from oversight.views.jobs import file_or_page


class UnitLogMixin(LogMixin, OversightMixin):
    filter_form = UnitActivityFilterForm

    def rows(self) -> ActivityQuerySet:
        return Activity.objects.all()


class ActivityView(UnitLogMixin, TemplateView):
    permission = UnitPerm.READ
    template_name = "oversight/activity.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_export = UnitPerm.EXPORT in self.unit_permissions
        return super().get_context_data(may_export=may_export, **self.log_context(), **kwargs)


class ActivityExportView(UnitLogMixin, View):
    """The rows that are asked for, as a file. Taking them away is logged too."""

    permission = UnitPerm.EXPORT
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        asked = TakeAwayForm(request.POST)
        if not asked.is_valid():
            messages.error(request, _("Choose a kind of file: CSV, XLSX or ODS."))
            return redirect(f"{reverse('oversight:activity')}?{self.query}")
        format = asked.cleaned_data["format"]
        with transaction.atomic():
            Activity.objects.record(ActivityKind.EXPORTED, by=self.user, subject=file_name(format))
            params = {"format": format, "query": self.query}
            work = Job.objects.start(KIND, by=self.user, params=params, language=get_language() or "ar")
        return file_or_page(work)
