"""More time for a step: the municipality asks, reads the answer, or takes its request back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from municipalities.forms.dialogue import AskForTimeForm
from municipalities.models import ExtensionRequest, may_ask
from municipalities.permissions import Perm
from municipalities.views.threads import StepOfPath


class ExtensionMixin(StepOfPath):
    permission = Perm.SUBMIT

    def refuge(self) -> str:
        return reverse("municipalities:extension", args=[self.municipality.slug, self.kwargs["step"]])


class ExtensionView(ExtensionMixin, TemplateView):
    template_name = "municipalities/extension.html"
    http_method_names = ["get", "head", "post", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = ExtensionRequest.objects.filter(progress=self.progress).select_related("asked_by", "decided_by")
        open_ = next((request for request in asked if request.is_open), None)
        kwargs.setdefault("form", AskForTimeForm(progress=self.progress))
        return super().get_context_data(
            asked=asked,
            open=open_,
            may_ask=open_ is None and may_ask(self.progress) and not self.participation.is_frozen,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AskForTimeForm(request.POST, progress=self.progress)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        ExtensionRequest.objects.ask(
            self.progress, form.cleaned_data["wanted_on"], reason=form.cleaned_data["reason"], by=self.user
        )
        messages.success(request, _("The Unit has your request. Until it answers, the due date stays as it is."))
        return redirect(self.refuge())


class TakeBackView(ExtensionMixin, View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = ExtensionRequest.objects.open_of(self.progress)
        if asked is None:
            raise Http404
        asked.progress = self.progress
        asked.take_back(by=self.user)
        messages.success(request, _("Your request is taken back. The due date stays as it was."))
        return redirect(self.refuge())
