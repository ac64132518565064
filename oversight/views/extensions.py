"""Requests for more time: those that wait for an answer, those that were answered, and the answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView

from municipalities.exceptions import StateConflict
from municipalities.mixins import OversightMixin
from municipalities.models import ExtensionRequest, ExtensionState
from municipalities.permissions import UnitPerm
from oversight.review_forms import AnswerExtensionForm


class ExtensionsView(OversightMixin, ListView):  # type: ignore[type-arg]
    """`?state=all` shows the answered ones too, the latest first; else those that wait, the oldest first."""

    permission = UnitPerm.EXTEND
    template_name = "oversight/extensions.html"
    context_object_name = "requests"
    paginate_by = 50

    def get_queryset(self) -> Any:
        asked = ExtensionRequest.objects.select_related(
            "progress__participation__municipality", "asked_by", "decided_by"
        )
        if self.request.GET.get("state") == "all":
            return asked
        return asked.filter(state=ExtensionState.ASKED).order_by("asked_at", "pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = list(ExtensionRequest.objects.values_list("state", flat=True))
        shows_all = self.request.GET.get("state") == "all"
        return super().get_context_data(
            shows_all=shows_all,
            waiting_count=states.count(ExtensionState.ASKED),
            all_count=len(states),
            query="state=all&amp;" if shows_all else "",
            **kwargs,
        )


class ExtensionView(OversightMixin, FormView):  # type: ignore[type-arg]
    """One request; answered once."""

    permission = UnitPerm.EXTEND
    form_class = AnswerExtensionForm
    template_name = "oversight/extension.html"

    @cached_property
    def asked(self) -> ExtensionRequest:
        requests = ExtensionRequest.objects.select_related(
            "progress__participation__municipality", "progress__participation__cohort", "asked_by", "decided_by"
        )
        return get_object_or_404(requests, pk=self.kwargs["pk"])

    def refuge(self) -> str:
        return reverse("oversight:extension", args=[self.kwargs["pk"]])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"asked": self.asked}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        progress = self.asked.progress
        earlier = ExtensionRequest.objects.filter(progress=progress).exclude(pk=self.asked.pk)
        return super().get_context_data(
            asked=self.asked,
            progress=progress,
            municipality=progress.municipality,
            earlier=earlier,
            changes=progress.due_date_changes.select_related("by").order_by("-at"),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.asked.is_open:
            raise StateConflict(self.asked)
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: AnswerExtensionForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: AnswerExtensionForm) -> HttpResponse:
        answer = form.cleaned_data["answer"]
        if form.cleaned_data["decision"] == AnswerExtensionForm.GRANT:
            self.asked.grant(form.cleaned_data["due_on"], answer=answer, by=self.user)
            messages.success(self.request, _("More time is granted; the new due date stands, and they are told."))
        else:
            self.asked.refuse(answer=answer, by=self.user)
            messages.success(self.request, _("The request is not granted; they are told, with your reason."))
        return redirect("oversight:extensions")
