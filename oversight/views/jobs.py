"""The page of work in the background, and the file it made."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from documents.downloads import paper_response
from municipalities.mixins import OversightMixin
from municipalities.models import Activity, ActivityKind
from municipalities.permissions import UnitPerm
from oversight.jobs import title_of, wait_for
from oversight.models import Job


class JobMixin(OversightMixin):
    permission = UnitPerm.READ

    @cached_property
    def job(self) -> Job:
        return get_object_or_404(Job.objects.select_related("file"), pk=self.kwargs["pk"])


class JobView(JobMixin, TemplateView):
    """Loads itself anew while the job is at work."""

    template_name = "oversight/job.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_export = UnitPerm.EXPORT in self.unit_permissions
        return super().get_context_data(job=self.job, title=title_of(self.job), may_export=may_export, **kwargs)


class JobFileView(JobMixin, View):
    """For those who may make such a file. Whoever had it made stands in the log already; a colleague is added."""

    permission = UnitPerm.EXPORT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.job.file is None:
            raise Http404
        if request.method == "GET" and self.job.started_by_id != self.user.pk:
            Activity.objects.record(ActivityKind.EXPORTED, by=self.user, subject=self.job.file_name)
        return paper_response(self.job.file, self.job.file_name)


def file_or_page(job: Job) -> HttpResponseBase:
    """What the one who started `job` gets: its file when it is quick, else the page that shows its progress."""
    job = wait_for(job)
    if job.file is not None and job.state == Job.State.DONE:
        return paper_response(job.file, job.file_name)
    return redirect(job)
