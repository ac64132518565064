"""What anyone may see: where each municipality stands. Nothing personal beyond what was agreed to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from committees.models import ActionPlan
from municipalities.models import Cohort, Municipality
from oversight.board import Board
from oversight.board_forms import BoardFilterForm
from oversight.established import established_by
from oversight.rows import row_of
from oversight.views.minutes import latest_minutes


@method_decorator(login_not_required, name="dispatch")
class HomeView(TemplateView):
    """What this is, and the municipalities of the latest cohort with their states; `?q=` searches."""

    template_name = "public/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = Cohort.objects.first()
        words = BoardFilterForm(self.request.GET, cohort=cohort).filters.get("q", "")
        board = Board(cohort, {"q": words})
        whole = board if not words else Board(cohort)
        return super().get_context_data(
            board=board,
            page_obj=board.page(self.request.GET.get("page")),
            q=words,
            steps=list(whole.accepted().items()),
            query=urlencode({"q": words}) + "&" if words else "",
            total=whole.number,
            completed=whole.completed,
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class MunicipalityView(TemplateView):
    """One municipality in plain words."""

    template_name = "public/municipality.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        municipality = get_object_or_404(Municipality.objects.select_related("governorate"), slug=self.kwargs["slug"])
        participations = municipality.participations.all()
        participation = participations.open().first() or participations.order_by("-pk").first()
        row = row_of(participation) if participation else None
        return super().get_context_data(
            municipality=municipality,
            participation=participation,
            row=row,
            established=established_by(row) if row else None,
            plan=ActionPlan.objects.published(municipality).first(),
            minutes=latest_minutes(participation) if participation else None,
            **kwargs,
        )
