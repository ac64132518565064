"""The settings of a cohort."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from municipalities.mixins import OversightMixin
from municipalities.models import Activity, ActivityKind, Cohort
from municipalities.permissions import UnitPerm
from oversight.signing_forms import WaysForm


class SigningView(OversightMixin, FormView):  # type: ignore[type-arg]
    """Which ways of signing a charter the cohort accepts from now on."""

    permission = UnitPerm.MANAGE
    form_class = WaysForm
    template_name = "oversight/cohort_signing.html"

    @cached_property
    def cohort(self) -> Cohort:
        return get_object_or_404(Cohort, slug=self.kwargs["slug"])

    def refuge(self) -> str:
        return reverse("oversight:texts")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.cohort}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cohort=self.cohort, **kwargs)

    def form_invalid(self, form: WaysForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: WaysForm) -> HttpResponse:
        with transaction.atomic():
            form.save()
            kind, ways = ActivityKind.COHORT_CHANGED, " ".join(self.cohort.accepted_ways)
            Activity.objects.record(kind, by=self.user, subject=f"ways {ways} {self.cohort.slug}")
        messages.success(self.request, _("Kept. It holds for what is signed and submitted from now on."))
        return redirect(self.refuge())
