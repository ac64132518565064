"""The reports of the Unit: what can be had, what may be chosen for each, and the file."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from documents.downloads import pdf_response
from municipalities.mixins import OversightMixin, refusal_response
from municipalities.models import Cohort, Participation
from municipalities.permissions import UnitPerm
from oversight.board_forms import BoardFilterForm
from oversight.exports import DEFAULT_COLUMNS
from oversight.past import replay
from oversight.report_forms import BoardExportForm, FollowUpForm, MinutesForm, PapersForm, ReportForm
from oversight.reports.file_page import render_file_page
from oversight.reports.followup import FOLLOW_UP, read_follow_up
from oversight.reports.making import answer_in_background, answer_now, log_export, rows_of
from oversight.reports.minutes_file import MINUTES, MinutesPaper, read_minutes
from oversight.reports.papers import PAPERS, Papers
from oversight.reports.tables import BOARD, make_board
from oversight.rows import Row, row_of
from oversight.views.municipalities import FileMixin

# A table with more rows is made in the background.
ROWS_AT_ONCE = 500
FILTERS = ("q", "step", "state", "region", "governorate", "sort")


class ReportMixin(OversightMixin):
    permission = UnitPerm.EXPORT

    @cached_property
    def cohorts(self) -> list[Cohort]:
        return list(Cohort.objects.all())


class ReportsView(ReportMixin, TemplateView):
    """What can be had, each in one click with what stands by default."""

    template_name = "oversight/reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohorts[0] if self.cohorts else None,
            spreadsheets=BoardExportForm.formats,
            follow_up=FollowUpForm.formats,
            papers=PapersForm.formats,
            **kwargs,
        )


class ReportView(ReportMixin, TemplateView):
    """GET shows what may be chosen, with what was chosen before; POST makes the file."""

    form_class: ClassVar[type[ReportForm]]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=self.read_form()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form_class(request.POST, cohorts=self.cohorts, is_order=True)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.make(form)

    def read_form(self) -> ReportForm:
        """Bound to the address where it asks for something."""
        asked = self.request.GET.copy() if self.request.GET else None
        if asked is not None:
            asked.setdefault("language", get_language())
        form = self.form_class(asked, cohorts=self.cohorts, is_order=False)
        form.is_valid()
        return form

    def make(self, form: ReportForm) -> HttpResponseBase:
        raise NotImplementedError


class BoardExportView(ReportView):
    template_name = "oversight/report_board.html"
    form_class = BoardExportForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form: BoardExportForm = kwargs["form"]
        asked = self.request.POST or self.request.GET
        filters = BoardFilterForm(asked, cohort=form.chosen_cohort)
        return super().get_context_data(filters=[filters[name] for name in FILTERS if name != "sort"], **kwargs)

    def make(self, form: ReportForm) -> HttpResponseBase:
        params = form.params | {"filters": asked_filters(self.request.POST)}
        count = len(rows_of(params))
        log_export("board", params, count, by=self.user)
        if count > ROWS_AT_ONCE:
            return answer_in_background(BOARD, params, by=self.user)
        return answer_now(make_board, params)


class BoardCsvView(ReportMixin, View):
    """The rows of the board under the filters of its address, all pages, with the columns that stand by default."""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = BoardExportForm(request.GET, cohorts=self.cohorts, is_order=False)
        if not form.is_valid() and "on" in form.errors:
            return no_such_day(request, form)
        params = form.params | {
            "format": "csv",
            "language": get_language(),
            "columns": DEFAULT_COLUMNS,
            "filters": asked_filters(request.GET),
        }
        if request.method == "GET":
            log_export("board", params, len(rows_of(params)), by=self.user)
        return answer_now(make_board, params)


def no_such_day(request: HttpRequest, form: ReportForm) -> HttpResponse:
    """A file of another day must not be taken for that of the day asked for."""
    return refusal_response(
        request,
        status=422,
        title=_("No file of that day"),
        message=" ".join(map(str, form.errors["on"])),
        url=reverse("oversight:reports"),
        url_label=_("Reports"),
    )


def asked_filters(asked: Any) -> dict[str, str]:
    """The filters of the board as its address has them, without the empty ones."""
    return {name: asked[name] for name in FILTERS if asked.get(name)}


class FollowUpView(ReportView):
    """The table to read, and its files."""

    template_name = "oversight/report_follow_up.html"
    form_class = FollowUpForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form: ReportForm = kwargs["form"]
        is_readable = form.chosen_cohort is not None and not form.errors
        with translation.override(form.params["language"]):
            report = read_follow_up(form.params) if is_readable else None
        return super().get_context_data(report=report, **language_context(form), **kwargs)

    def make(self, form: ReportForm) -> HttpResponseBase:
        log_export("follow-up", form.params, len(rows_of(form.params)), by=self.user)
        return answer_in_background(FOLLOW_UP, form.params, by=self.user)


class MinutesView(ReportView):
    """The paragraph to read and to copy, and its files."""

    template_name = "oversight/report_minutes.html"
    form_class = MinutesForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form: ReportForm = kwargs["form"]
        is_readable = form.chosen_cohort is not None and form.is_bound and not form.errors
        with translation.override(form.params["language"]):
            report = MinutesPaper(read_minutes(form.params)) if is_readable else None
        return super().get_context_data(report=report, **language_context(form), **kwargs)

    def make(self, form: ReportForm) -> HttpResponseBase:
        log_export("minutes", form.params, len(rows_of(form.params)), by=self.user)
        return answer_in_background(MINUTES, form.params, by=self.user)


class PapersView(ReportView):
    template_name = "oversight/report_papers.html"
    form_class = PapersForm

    def read_form(self) -> ReportForm:
        """Nothing is weighed before somebody asks for the ZIP."""
        return self.form_class(cohorts=self.cohorts, is_order=False)

    def make(self, form: ReportForm) -> HttpResponseBase:
        log_export("papers", form.params, Papers(form.chosen_cohort, form.day).count(), by=self.user)
        return answer_in_background(PAPERS, form.params, by=self.user)


def language_context(form: ReportForm) -> dict[str, str]:
    """The language of the report, which may not be that of the page around it."""
    language = form.params["language"]
    return {"language": language, "direction": "rtl" if get_language_info(language)["bidi"] else "ltr"}


class FilePageView(FileMixin, View):
    """The file of a municipality on one page; `?on=` for a past day."""

    permission = UnitPerm.READ

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = ReportForm(request.GET, cohorts=[self.participation.cohort], is_order=False)
        if not form.is_valid() and "on" in form.errors:
            return no_such_day(request, form)
        language = form.answer("language") or get_language() or settings.LANGUAGE_CODE
        rendered = render_file_page(self._row(form.day), on=form.day, language=language)
        if request.method == "GET":
            params = {"on": form.day.isoformat(), "language": language, "format": "pdf"}
            log_export("file", params, None, by=self.user, municipality=self.municipality)
        return pdf_response(rendered.pdf, f"{self.municipality.slug}-{form.day}.pdf")

    def _row(self, on: date) -> Row:
        """As the participation stood at the end of `on`; Http404 before it was admitted."""
        if on >= timezone.localdate():
            return row_of(self.participation)
        rows = replay(Participation.objects.filter(pk=self.participation.pk), on)
        if not rows:
            raise Http404
        return rows[0]
