"""The cohorts: their list, opening one, and the page with everything that can be set for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView, View

from charters.models import CharterText
from committees.rules import Rules, standing_rules
from documents.tables import TableFormat
from municipalities.exceptions import CohortInUse
from municipalities.mixins import OversightMixin
from municipalities.models import Cohort, CohortStep, Participation, ParticipationState
from municipalities.permissions import UnitPerm
from municipalities.steps import Step
from oversight.cohort_forms import ArchiveForm, GuidanceForm, NamesForm, NewCohortForm
from oversight.cohorts import NAMES, note, open_cohort
from oversight.signing_forms import WaysForm


class CohortsView(OversightMixin, ListView):  # type: ignore[type-arg]
    permission = UnitPerm.MANAGE
    template_name = "oversight/cohorts.html"
    context_object_name = "cohorts"

    def get_queryset(self) -> Any:
        return (
            Cohort.objects.annotate(
                taking_part=Count("participations", ~Q(participations__state=ParticipationState.WITHDRAWN)),
                complete=Count("participations", Q(participations__state=ParticipationState.COMPLETED)),
            )
            .prefetch_related("steps")
            .order_by("archived_at", "-opened_on", "-pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [(cohort, steps_of(cohort)) for cohort in context["cohorts"]]
        return context | {"rows": rows, "steps": list(Step)}


def steps_of(cohort: Cohort) -> list[tuple[Step, CohortStep | None]]:
    """In order, with what the cohort has for each."""
    kept = {row.step: row for row in cohort.steps.all()}
    return [(step, kept.get(step.value)) for step in Step]


class CohortMixin(OversightMixin):
    """Resolves the cohort of the path."""

    permission = UnitPerm.MANAGE

    @cached_property
    def cohort(self) -> Cohort:
        return get_object_or_404(Cohort.objects.select_related("archived_by"), slug=self.kwargs["slug"])

    def refuge(self) -> str:
        return reverse("oversight:cohort", args=[self.kwargs["slug"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cohort=self.cohort, **kwargs)


class CohortFormView(CohortMixin, FormView):  # type: ignore[type-arg]
    """Bad input is answered with 422, and nothing typed is lost."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class NewCohortView(OversightMixin, FormView):  # type: ignore[type-arg]
    permission = UnitPerm.MANAGE
    form_class = NewCohortForm
    template_name = "oversight/cohort_new.html"

    def refuge(self) -> str:
        return reverse("oversight:cohorts")

    def form_invalid(self, form: NewCohortForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: NewCohortForm, like: Cohort | None = None) -> HttpResponse:
        names = {name: form.cleaned_data[name] for name in NAMES}
        opened_on = form.cleaned_data["opened_on"]
        cohort = open_cohort(names, opened_on=opened_on, dates=form.dates, by=self.user, like=like)
        messages.success(
            self.request, _("The cohort is open. Nobody takes part in it yet: import or add municipalities.")
        )
        return redirect("oversight:cohort", cohort.slug)


class CloneView(CohortMixin, NewCohortView):
    """A new cohort that begins with what another one has, but for its names, dates and municipalities."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"like": self.cohort}

    def form_valid(self, form: NewCohortForm, like: Cohort | None = None) -> HttpResponse:
        return super().form_valid(form, like=self.cohort)


class CohortView(CohortMixin, TemplateView):
    """All parts of a cohort, each with the address where it is changed."""

    template_name = "oversight/cohort.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        states = dict(self.cohort.participations.values_list("state").annotate(count=Count("pk")).order_by())
        return super().get_context_data(
            formats=list(TableFormat),
            steps=steps_of(self.cohort),
            counts=[(state, states[state.value]) for state in ParticipationState if states.get(state.value)],
            rules=standing_rules(Rules.of(self.cohort)),
            published=CharterText.objects.published_for(self.cohort),
            draft=CharterText.objects.filter(cohort=self.cohort).drafts().first(),
            **kwargs,
        )


class NamesView(CohortFormView):
    form_class = NamesForm
    template_name = "oversight/cohort_names.html"

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.cohort, name) for name in NamesForm.base_fields}

    @transaction.atomic
    def form_valid(self, form: NamesForm) -> HttpResponse:
        Cohort.objects.filter(pk=self.cohort.pk).update(**form.cleaned_data)
        note(self.cohort, ", ".join(form.changed_data), by=self.user)
        messages.success(self.request, _("Kept."))
        return redirect(self.refuge())


class GuidanceView(CohortFormView):
    form_class = GuidanceForm
    template_name = "oversight/cohort_guidance.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cohort": self.cohort}

    @transaction.atomic
    def form_valid(self, form: GuidanceForm) -> HttpResponse:
        for step in Step:
            CohortStep.objects.update_or_create(cohort=self.cohort, step=step, defaults=form.texts_of(step))
        note(self.cohort, "guidance", by=self.user)
        messages.success(self.request, _("Kept. Municipalities of this cohort read it from now on."))
        return redirect(self.refuge())


class SigningView(CohortFormView):
    """Which ways of signing a charter the cohort accepts from now on."""

    form_class = WaysForm
    template_name = "oversight/cohort_signing.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.cohort}

    @transaction.atomic
    def form_valid(self, form: WaysForm) -> HttpResponse:
        form.save()
        note(self.cohort, "signing " + " ".join(way.value for way in self.cohort.accepted_ways), by=self.user)
        messages.success(self.request, _("Kept. It holds for what is signed and submitted from now on."))
        return redirect(self.refuge())


class ArchiveView(CohortFormView):
    """Refused while somebody takes part: those are named."""

    form_class = ArchiveForm
    template_name = "oversight/cohort_archive.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.refuge()) if self.cohort.is_archived else super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        busy = self.cohort.participations.filter(state__in=Participation.OPEN_STATES).select_related("municipality")
        return super().get_context_data(busy=[participation.municipality for participation in busy], **kwargs)

    def form_valid(self, form: ArchiveForm) -> HttpResponse:
        try:
            with transaction.atomic():
                self.cohort.archive(by=self.user, reason=form.cleaned_data["reason"])
                note(self.cohort, "archived", by=self.user)
        except CohortInUse:
            form.add_error(None, _("Nothing was archived: municipalities still take part in this cohort."))
            return self.form_invalid(form)
        messages.success(self.request, _("The cohort is archived. Its board and its files can still be read."))
        return redirect(self.refuge())


class UnarchiveView(CohortMixin, View):
    http_method_names = ["post"]

    @transaction.atomic
    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        self.cohort.unarchive()
        note(self.cohort, "taken out of the archive", by=self.user)
        messages.success(request, _("The cohort takes municipalities again."))
        return redirect(self.refuge())
