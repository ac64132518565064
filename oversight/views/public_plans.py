"""Action plans for anyone: what is promised, how far it is, what civil society says to it. No person is named."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from committees.models import ActionPlan, Commitment
from committees.plans.views import bodies_of, commitment_lines
from municipalities.models import Municipality
from oversight.plans import open_plan, with_everything_public


class PublicPlanMixin:
    """The published plan of the municipality of the path, without one the national plan; `?plan=` asks for a former
    one."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def municipality(self) -> Municipality | None:
        return get_object_or_404(Municipality, slug=self.kwargs["slug"]) if "slug" in self.kwargs else None

    @cached_property
    def published(self) -> list[ActionPlan]:
        """The latest first."""
        return list(ActionPlan.objects.published(self.municipality))

    @cached_property
    def plan(self) -> ActionPlan | None:
        asked = self.request.GET.get("plan", "")
        keys = [plan.pk for plan in self.published if not asked or str(plan.pk) == asked]
        if asked and not keys:
            raise Http404
        return with_everything_public(ActionPlan.objects.filter(pk__in=keys[:1])).first()

    def url(self, name: str, *args: Any) -> str:
        if self.municipality is None:
            return reverse(f"public:national_{name}", args=args)
        return reverse(f"public:{name}", args=[self.municipality.slug, *args])

    @property
    def query(self) -> str:
        """Keeps a former plan through its pages."""
        is_latest = not self.published or self.plan is None or self.plan.pk == self.published[0].pk
        return "" if is_latest or self.plan is None else f"?plan={self.plan.pk}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            municipality=self.municipality,
            plan=self.plan,
            plan_url=self.url("plan") + self.query,
            json_url=self.url("plan_json") + self.query,
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class PlanView(PublicPlanMixin, TemplateView):
    template_name = "public/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = commitment_lines(self.plan) if self.plan else []
        for line in lines:
            line["url"] = self.url("commitment", line["commitment"].number) + self.query
        others = [plan for plan in self.published if self.plan and plan.pk != self.plan.pk]
        return super().get_context_data(lines=lines, others=others, base_url=self.url("plan"), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class CommitmentView(PublicPlanMixin, TemplateView):
    template_name = "public/commitment.html"

    @cached_property
    def commitment(self) -> Commitment:
        commitments = self.plan.commitments.all() if self.plan else []
        found = next((each for each in commitments if each.number == self.kwargs["number"]), None)
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(commitment=self.commitment, bodies=bodies_of(self.commitment), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class PlanJsonView(PublicPlanMixin, View):
    """Open data."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        if self.plan is None:
            raise Http404
        return JsonResponse(open_plan(self.plan), json_dumps_params={"ensure_ascii": False, "indent": 2})
