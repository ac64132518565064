"""Municipalities by a table: the upload, the look at what it would do, the confirmation; template and export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from documents.tables import TableFormat, table_file
from municipalities.models import Activity, ActivityKind, Municipality
from municipalities.permissions import UnitPerm
from oversight.import_forms import UploadForm
from oversight.import_plan import Plan
from oversight.importing import KIND, MAX_ROWS, plan_of
from oversight.jobs import wait_for
from oversight.models import ImportDraft, Job
from oversight.sheets import COLUMNS, municipality_headings, municipality_rows
from oversight.views.cohorts import CohortFormView, CohortMixin


def file_response(data: bytes, kind: TableFormat, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.{kind.value}"'
    return HttpResponse(data, content_type=kind.media_type, headers={"Content-Disposition": disposition})


def format_of(kind: str) -> TableFormat:
    try:
        return TableFormat(kind)
    except ValueError:
        raise Http404 from None


class ImportView(CohortFormView):
    """Reads the file and keeps its rows; nothing of the programme is written."""

    form_class = UploadForm
    template_name = "oversight/import.html"

    def respond(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.cohort.is_archived:
            messages.warning(request, _("This cohort is archived: no municipality can join it any more."))
            return redirect(self.refuge())
        return super().respond(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(columns=COLUMNS, formats=list(TableFormat), max_rows=MAX_ROWS, **kwargs)

    def form_valid(self, form: UploadForm) -> HttpResponse:
        upload, now = form.upload, timezone.now()
        # What was looked at and never confirmed is let go.
        drafts = ImportDraft.objects.filter(cohort=self.cohort, carried_out_at__isnull=True)
        drafts.filter(uploaded_at__lt=now - ImportDraft.KEPT).delete()
        drafts.filter(uploaded_by=self.user).delete()
        draft = ImportDraft.objects.create(
            cohort=self.cohort,
            file_name=form.cleaned_data["file"].name[:150],
            rows=upload.rows,
            ignored=upload.ignored,
            encoding=upload.encoding,
            uploaded_by=self.user,
            uploaded_at=now,
        )
        return redirect(draft)


class DraftView(CohortMixin, TemplateView):
    """What the table would do. The POST carries it out when it would still do what was `seen`."""

    template_name = "oversight/import_draft.html"

    @cached_property
    def draft(self) -> ImportDraft:
        drafts = ImportDraft.objects.select_related("cohort")
        return get_object_or_404(drafts, pk=self.kwargs["pk"], cohort__slug=self.kwargs["slug"])

    @cached_property
    def plan(self) -> Plan:
        return plan_of(self.draft)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft.is_over:
            messages.info(request, _("This table was imported already."))
            return redirect(self.refuge())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(draft=self.draft, plan=self.plan, **kwargs)

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        if self.draft.is_over:
            return self.get(request)
        seen = request.POST.get("seen", "")
        if self.plan.wrong or seen != self.plan.fingerprint:
            context = self.get_context_data(changed_meanwhile=not self.plan.wrong)
            return self.render_to_response(context, status=422 if self.plan.wrong else 409)
        params = {"draft": self.draft.pk, "seen": seen, "invite": "invite" in request.POST}
        work = wait_for(Job.objects.start(KIND, by=self.user, params=params, language=get_language() or "ar"))
        if work.state != Job.State.DONE:
            return redirect(work)
        for line in work.result["lines"]:
            messages.success(request, line)
        return redirect(self.refuge())


class TemplateFileView(CohortMixin, View):
    """An empty table to fill in: the headings in the reader's language, and a row that shows how."""

    def get(self, request: HttpRequest, slug: str, kind: str) -> HttpResponse:
        language, wanted = get_language() or "ar", format_of(kind)
        headings = [str(each.heading) for each in COLUMNS]
        example = [str(each.example) for each in COLUMNS]
        data = table_file(_("Municipalities"), headings, [example], wanted, language=language)
        return file_response(data, wanted, f"{self.cohort.slug}-template")


class ExportView(CohortMixin, View):
    """The municipalities of the cohort as a table that can be imported again; logged, so it is a POST."""

    permission = UnitPerm.EXPORT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, kind: str) -> HttpResponse:
        language, wanted = get_language() or "ar", format_of(kind)
        municipalities = (
            Municipality.objects.filter(participations__cohort=self.cohort)
            .distinct()
            .select_related("governorate")
            .prefetch_related("aliases")
        )
        rows = municipality_rows(municipalities)
        data = table_file(_("Municipalities"), municipality_headings(), rows, wanted, language=language)
        name = f"{self.cohort.slug}-municipalities-{timezone.localdate():%Y-%m-%d}"
        Activity.objects.record(ActivityKind.EXPORTED, by=self.user, subject=f"{name}.{wanted.value}")
        return file_response(data, wanted, name)
