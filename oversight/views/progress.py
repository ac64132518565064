"""The sister pages of the board: what moved between two days, and how fast a cohort goes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import get_language_bidi
from django.views.generic import TemplateView

from municipalities.permissions import UnitPerm
from municipalities.steps import Step
from oversight.board import PAGE_SIZE
from oversight.board_forms import CohortForm, DifferenceForm
from oversight.curve import curve_of, table_of
from oversight.pace import pace_of
from oversight.past import difference
from oversight.views.board import CohortMixin, link_to


class DifferenceView(CohortMixin, TemplateView):
    """It names who moved what, so it wants the permission to read files, not that of the board alone."""

    template_name = "oversight/difference.html"
    permission = UnitPerm.READ

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = DifferenceForm(self.request.GET, cohorts=self.cohorts)
        found = difference(self.cohort, *form.days) if self.cohort and form.is_valid() else None
        return super().get_context_data(
            cohort=self.cohort,
            form=form,
            found=found,
            counts=found.counts() if found else [],
            page_obj=Paginator(found.entries if found else [], PAGE_SIZE).get_page(self.request.GET.get("page")),
            page_query=link_to(self.request.GET)[1:] + "&",
            **kwargs,
        )


class ProgressView(CohortMixin, TemplateView):
    template_name = "oversight/progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pace = pace_of(self.cohort) if self.cohort else None
        return super().get_context_data(
            cohort=self.cohort,
            form=CohortForm({"cohort": self.cohort.slug if self.cohort else ""}, cohorts=self.cohorts),
            pace=pace,
            curve=curve_of(pace, rtl=get_language_bidi()) if pace else None,
            table=table_of(pace) if pace else [],
            steps=list(Step),
            **kwargs,
        )
