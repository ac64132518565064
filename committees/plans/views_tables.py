"""The plan as a table: the official three columns, the export, the import with the look before it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.models import PlanImport
from committees.plans.importing import (
    MAX_ROWS,
    ChangedMeanwhile,
    ImportPlan,
    Outcome,
    Upload,
    carry_out,
    plan_of,
    read_upload,
)
from committees.plans.mixins import EditMixin, FormPage, PlanMixin
from committees.plans.tables import COLUMNS, PlanFormat, plan_file
from committees.plans.three_columns import table_of
from documents.kinds import MADE
from documents.table_forms import TableForm
from documents.tables import TableFormat
from documents.three_columns import make_docx, make_pdf
from municipalities.letterheads import municipal_letterhead, unit_letterhead
from municipalities.models import Activity, ActivityKind


class ThreeColumnsView(PlanMixin, TemplateView):
    """To be read, printed, or copied into minutes."""

    template_name = "plan/three_columns.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(table=table_of(self.plan, timezone.localdate()), **kwargs)


class ThreeColumnsFileView(PlanMixin, View):
    """The same table under the letterhead of the place: as PDF, or to be edited. It stands in the log."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kind, municipality = kwargs["kind"], self.place.municipality
        if kind not in {"pdf", "docx"}:
            raise Http404
        language, today = get_language() or "ar", timezone.localdate()
        head = municipal_letterhead(municipality, language) if municipality else unit_letterhead(today, language)
        table = table_of(self.plan, today)
        if kind == "pdf":
            data, media_type = make_pdf(table, language=language, letterhead=head).pdf, "application/pdf"
        else:
            data = make_docx(table, language=language, made_at=timezone.now(), letterhead=head)
            media_type = next(media for media, ending in MADE.items() if ending == kind)
        name = f"{municipality.slug if municipality else 'national'}-plan-table-{today:%Y-%m-%d}.{kind}"
        Activity.objects.record(ActivityKind.EXPORTED, by=self.user, municipality=municipality, subject=name)
        return file_response(data, media_type, name)


def file_response(data: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        data,
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "X-Content-Type-Options": "nosniff",
        },
    )


def plan_response(data: bytes, format: PlanFormat, stem: str) -> HttpResponse:
    media_type = "application/json" if format == PlanFormat.JSON else TableFormat(format.value).media_type
    return file_response(data, media_type, f"{stem}.{format.value}")


class ExportView(PlanMixin, View):
    """Everything that is known of the plan, in a table that can be imported again. It stands in the log."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["kind"] not in {each.value for each in PlanFormat}:
            raise Http404
        wanted, municipality = PlanFormat(kwargs["kind"]), self.place.municipality
        stem = f"{municipality.slug if municipality else 'national'}-plan-{timezone.localdate():%Y-%m-%d}"
        Activity.objects.record(
            ActivityKind.EXPORTED, by=self.user, municipality=municipality, subject=f"{stem}.{wanted.value}"
        )
        return plan_response(plan_file(self.plan, wanted, language=get_language() or "ar"), wanted, stem)


class ImportForm(TableForm):
    upload: Upload

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("XLSX, ODS, CSV or JSON; of a workbook the first sheet is read.")
        self.fields["file"].widget.attrs["accept"] = ".xlsx,.ods,.csv,.json,.txt"

    def read(self, data: bytes) -> Upload:
        return read_upload(data)


class ImportView(FormPage):
    """Reads the file and keeps its rows; nothing of the plan is written."""

    template_name = "plan/import.html"
    draft: PlanImport | None = None

    def make_form(self, *data: Any) -> ImportForm:
        return ImportForm(*data)

    def save(self, form: ImportForm) -> None:
        name, upload = form.cleaned_data["file"].name, form.upload
        self.draft = PlanImport.objects.keep(
            self.plan, file_name=name, rows=upload.rows, ignored=upload.ignored, by=self.user
        )

    def done_url(self) -> str:
        return self.place.url("plan:import_draft", self.draft.pk) if self.draft else self.refuge()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {"plan": self.plan, "columns": COLUMNS, "formats": list(PlanFormat), "max_rows": MAX_ROWS}
        return super().get_context_data(**said, **kwargs)


class ImportDraftView(EditMixin, TemplateView):
    """What the table would do. The POST carries it out when it would still do what was `seen`."""

    template_name = "plan/import_draft.html"

    @cached_property
    def draft(self) -> PlanImport:
        drafts = PlanImport.objects.filter(plan__municipality=self.place.municipality, plan__closed_at=None)
        return get_object_or_404(drafts.select_related("plan__municipality"), pk=self.kwargs["pk"])

    @cached_property
    def found(self) -> ImportPlan:
        return plan_of(self.draft.plan, [(number, cells) for number, cells in self.draft.rows])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft.is_over:
            messages.info(request, _("This table was imported already."))
            return redirect(self.refuge())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = [(each, len(self.found.having(each))) for each in Outcome]
        return super().get_context_data(
            draft=self.draft,
            found=self.found,
            counts=[(each.label, count) for each, count in counts if count],
            again_url=self.place.url("plan:import"),
            back_url=self.refuge(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.draft.is_over:
            return self.get(request)
        try:
            count = carry_out(self.draft, request.POST.get("seen", ""), by=self.user)
        except ChangedMeanwhile:
            status = 422 if self.found.faults else 409
            return self.render_to_response(self.get_context_data(changed=status == 409), status=status)
        told = ngettext(
            "%(count)d commitment was added or changed.", "%(count)d commitments were added or changed.", count
        )
        messages.success(request, told % {"count": count})
        return redirect(self.refuge())
