"""Every action plan that is worked on, for the Unit."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.utils import timezone
from django.views.generic import TemplateView

from committees.models import ActionPlan
from municipalities.mixins import OversightMixin
from municipalities.permissions import UnitPerm
from oversight.plans import measured

PER_PAGE = 50


class PlansView(OversightMixin, TemplateView):
    """How far each has come, what is late, when it was last spoken of; the national one first."""

    permission = UnitPerm.READ
    template_name = "oversight/plans.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plans = measured(ActionPlan.objects.filter(closed_at=None).select_related("municipality"), timezone.localdate())
        plans = plans.order_by(F("municipality__slug").asc(nulls_first=True))
        page = Paginator(plans, PER_PAGE).get_page(self.request.GET.get("page"))
        now = timezone.now()
        return super().get_context_data(
            page_obj=page,
            lines=[{"plan": plan, "is_out_of_date": plan.is_out_of_date(now)} for plan in page],
            may_convene=UnitPerm.CONVENE in self.unit_permissions,
            **kwargs,
        )
