"""What the pages of a plan have in common, in either place."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from committees.models import ActionPlan, Commitment
from committees.places import PlaceMixin
from committees.plans.row_forms import RowForm
from municipalities.exceptions import StaleDraft
from municipalities.permissions import Perm


class PlanMixin(PlaceMixin):
    """A page about the plan of the place. Everything is found through the place, never by its key alone."""

    permission = Perm.VIEW

    @cached_property
    def current(self) -> ActionPlan | None:
        """The plan that is worked on."""
        plans = self.place.plans.filter(closed_at=None).select_related("municipality")
        plan: ActionPlan | None = plans.prefetch_related("commitments__milestones", "commitments__notes").first()
        return plan

    @cached_property
    def plan(self) -> ActionPlan:
        """The same; not found where there is none."""
        return get_object_or_404(self.place.plans.select_related("municipality"), closed_at=None)

    @cached_property
    def commitment(self) -> Commitment:
        commitments = Commitment.objects.filter(plan__in=self.place.plans, plan__municipality=self.place.municipality)
        return get_object_or_404(self.of_plan(commitments), pk=self.kwargs["pk"])

    def of_plan(self, commitments: Any) -> Any:
        """Those that the view may be about."""
        return commitments.select_related("plan__municipality")

    def refuge(self) -> str:
        return self.place.url("plan:current")

    def commitment_url(self) -> str:
        return self.place.url("plan:commitment", self.commitment.pk)


class EditMixin(PlanMixin):
    """Changes something: of the plan that is worked on, and of no former one."""

    permission = Perm.EDIT

    def of_plan(self, commitments: Any) -> Any:
        return super().of_plan(commitments.filter(plan__closed_at=None))


class ActionView(EditMixin, View):
    """One button."""

    http_method_names = ["post"]


class FormPage(EditMixin, TemplateView):
    """A page with one form. Refused by the form: 422; typed upon something older: 409, with both texts."""

    told: ClassVar[Any] = ""

    def make_form(self, *data: Any) -> Any:
        raise NotImplementedError

    def save(self, form: Any) -> None:
        """Writes what the form says."""
        raise NotImplementedError

    def done_url(self) -> str:
        return self.refuge()

    @property
    def read_version(self) -> int:
        typed = self.request.POST.get("version", "")
        return int(typed) if typed.isdecimal() else 0

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            self.save(form)
        except StaleDraft as stale:
            return self.stale(form, stale.current)
        if self.told:
            messages.success(request, str(self.told))
        return redirect(self.done_url())

    def stale(self, form: Any, current: Any) -> HttpResponse:
        """What was typed stands in the fields; saving it again is then a choice."""
        differences = form.differences(current) if isinstance(form, RowForm) else []
        return self.show(form, status=409, stale=True, differences=differences, version=current.version)

    def show(self, form: Any, *, status: int = 200, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(form=form, back_url=self.done_url(), **kwargs)
        return self.render_to_response(context, status=status)
