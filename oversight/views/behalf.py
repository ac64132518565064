"""Entering a step for a municipality that answers by e-mail, post or hand: it begins and ends here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from municipalities.models import ActingOnBehalf
from municipalities.permissions import UnitPerm
from municipalities.steps import StepState
from oversight.review_forms import BehalfForm
from oversight.views.municipalities import ProgressMixin


class BehalfMixin(ProgressMixin):
    permission = UnitPerm.BEHALF

    @cached_property
    def acting(self) -> ActingOnBehalf | None:
        """What is under way on the step, by whomever."""
        return ActingOnBehalf.objects.standing(self.progress, at=timezone.now())

    def refuge(self) -> str:
        return reverse("oversight:behalf", args=[self.kwargs["slug"], self.kwargs["step"]])


class BehalfView(BehalfMixin, FormView):  # type: ignore[type-arg]
    """What arrived, when and how; then the step's own pages open to this officer alone, for a day at most."""

    form_class = BehalfForm
    template_name = "oversight/behalf.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        progress = self.progress
        closed = progress.state in (StepState.SUBMITTED, StepState.ACCEPTED) or self.participation.is_frozen
        return super().get_context_data(
            acting=self.acting,
            is_mine=self.acting is not None and self.acting.officer_id == self.user.pk,
            is_closed=closed,
            step_url=progress.definition.overview_url(progress),
            earlier=progress.acting_on_behalf.filter(ended_at__isnull=False).select_related(
                "officer", "correspondence__file", "correspondence__municipality"
            ),
            **kwargs,
        )

    def form_invalid(self, form: BehalfForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: BehalfForm) -> HttpResponse:
        data = form.cleaned_data
        ActingOnBehalf.objects.begin(
            self.progress,
            data["correspondence"],
            arrived_by=data["arrived_by"],
            arrived_on=data["arrived_on"],
            reason=data["reason"],
            by=self.user,
        )
        return redirect(self.progress.definition.overview_url(self.progress))


class StopView(BehalfMixin, View):
    """One's own entry, or one that a colleague left open."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.acting is None:
            raise Http404
        self.acting.progress = self.progress
        self.acting.stop(by=self.user)
        messages.success(
            request, _("The entry on behalf of the municipality is ended. What was saved stays in its draft.")
        )
        return redirect("oversight:municipality", self.kwargs["slug"])
