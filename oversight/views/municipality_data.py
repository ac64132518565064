"""The municipalities themselves, whether they take part or not: their list, adding one, changing what is known."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView

from municipalities import lifecycle
from municipalities.data_changes import add_municipality, change_municipality
from municipalities.mixins import OversightMixin
from municipalities.models import Municipality, Participation
from municipalities.permissions import UnitPerm
from oversight.cohorts import free_slug
from oversight.municipality_forms import MunicipalityForm, NewMunicipalityForm
from oversight.text_forms import fingerprint


class MunicipalitiesView(OversightMixin, ListView):  # type: ignore[type-arg]
    """All of them, by name or spelling with `?q=`; those that take part in nothing are found here alone."""

    permission = UnitPerm.MANAGE
    template_name = "oversight/municipalities.html"
    context_object_name = "municipalities"
    paginate_by = 50

    def get_queryset(self) -> Any:
        participations = Participation.objects.select_related("cohort").order_by("-pk")
        found = Municipality.objects.select_related("governorate").prefetch_related(
            Prefetch("participations", participations, to_attr="latest_first")
        )
        return found.search(self.words) if self.words else found  # type: ignore[attr-defined]

    @property
    def words(self) -> str:
        return self.request.GET.get("q", "")[:100].strip()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(q=self.words, **kwargs)
        rows = [(each, _shown(each.latest_first)) for each in context["page_obj"]]
        page_query = urlencode({"q": self.words}) + "&" if self.words else ""
        return context | {"rows": rows, "page_query": page_query}


def _shown(participations: list[Participation]) -> Participation | None:
    """The open one, else the latest."""
    running = (each for each in participations if each.state in Participation.OPEN_STATES)
    return next(running, participations[0] if participations else None)


class PlaceMixin(OversightMixin):
    """Resolves the municipality of the path, whether it takes part or not."""

    permission = UnitPerm.MANAGE

    @cached_property
    def municipality(self) -> Municipality:
        return get_object_or_404(Municipality.objects.select_related("governorate"), slug=self.kwargs["slug"])

    @cached_property
    def participation(self) -> Participation | None:
        """The open one, else the latest, else None."""
        found = list(self.municipality.participations.select_related("cohort").order_by("-pk"))
        return _shown(found)

    def refuge(self) -> str:
        """The file of the municipality; without a participation it has none."""
        name = "municipality" if self.participation else "participation"
        return reverse(f"oversight:{name}", args=[self.kwargs["slug"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            municipality=self.municipality, participation=self.participation, back_url=self.refuge(), **kwargs
        )


class AddView(OversightMixin, FormView):  # type: ignore[type-arg]
    permission = UnitPerm.MANAGE
    form_class = NewMunicipalityForm
    template_name = "oversight/municipality_new.html"

    def refuge(self) -> str:
        return reverse("oversight:municipalities")

    def get_initial(self) -> dict[str, Any]:
        return {"cohort": self.request.GET.get("cohort", "")}

    def form_invalid(self, form: NewMunicipalityForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    @transaction.atomic
    def form_valid(self, form: NewMunicipalityForm) -> HttpResponse:
        data = form.cleaned_data
        slug = data["slug"] or free_slug(Municipality.objects.values_list("slug", flat=True), data["name_fr"])
        municipality = add_municipality(slug, form.values, aliases=data["aliases"], by=self.user)
        if data["cohort"]:
            lifecycle.admit(municipality, data["cohort"], by=self.user)
            messages.success(self.request, _("The municipality is added and takes part. Invite its focal point now."))
            return redirect("oversight:people", municipality.slug)
        messages.success(self.request, _("The municipality is added. It takes part in no cohort yet."))
        return redirect("oversight:participation", municipality.slug)


class EditView(PlaceMixin, FormView):  # type: ignore[type-arg]
    form_class = MunicipalityForm
    template_name = "oversight/municipality_edit.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"municipality": self.municipality}

    @property
    def version(self) -> str:
        return fingerprint(self.municipality, list(MunicipalityForm.MODEL_FIELDS))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(version=self.version, **kwargs)

    def form_invalid(self, form: MunicipalityForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: MunicipalityForm) -> HttpResponse:
        with transaction.atomic():
            current = Municipality.objects.get(pk=self.municipality.pk)
            if self.request.POST.get("version") != fingerprint(current, list(MunicipalityForm.MODEL_FIELDS)):
                return self.conflict(form, current)
            form.municipality = current
            before, after = set(form.known_aliases), form.cleaned_data["aliases"]
            added, dropped = [name for name in after if name not in before], before - set(after)
            if form.changed_values or added or dropped:
                change_municipality(current, form.changed_values, aliases=added, drop_aliases=dropped, by=self.user)
        messages.success(self.request, _("Kept."))
        return redirect(self.refuge())

    def conflict(self, form: MunicipalityForm, current: Municipality) -> HttpResponse:
        """Both are shown: what was typed stays in the fields, what stands now is told at each that differs."""
        form.municipality = current
        for name in form.changed_values:
            form.add_error(name, _("It now says: %(value)s") % {"value": getattr(current, name) or "–"})
        form.add_error(
            None,
            _(
                "Somebody changed this municipality since you opened the page: nothing of yours is saved yet. "
                "Compare, and save again to write yours over it."
            ),
        )
        return self.render_to_response(self.get_context_data(form=form), status=409)
