"""Under which institution charters are issued, from which day on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from charters.models import UnitLetterhead
from documents.models import Frozen
from municipalities.exceptions import StateConflict
from municipalities.mixins import OversightMixin
from municipalities.permissions import UnitPerm
from oversight.text_forms import LetterheadForm


class LetterheadMixin(OversightMixin):
    permission = UnitPerm.MANAGE

    def refuge(self) -> str:
        return reverse("oversight:letterheads")


class LetterheadsView(LetterheadMixin, TemplateView):
    template_name = "oversight/letterheads.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letterheads = UnitLetterhead.objects.select_related("logo", "made_by")
        return super().get_context_data(
            letterheads=letterheads, current=UnitLetterhead.objects.on(timezone.localdate()), **kwargs
        )


class AddView(LetterheadMixin, FormView):  # type: ignore[type-arg]
    form_class = LetterheadForm
    template_name = "oversight/letterhead_add.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        latest = UnitLetterhead.objects.first()
        names = [name for name in LetterheadForm.Meta.fields if name.startswith(("ministry", "unit"))]
        initial = {name: getattr(latest, name) for name in names} if latest else {}
        return super().get_form_kwargs() | {"initial": initial}

    def form_invalid(self, form: LetterheadForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: LetterheadForm) -> HttpResponse:
        fields = {name: form.cleaned_data[name] for name in LetterheadForm.Meta.fields}
        logo = form.cleaned_data["logo"]
        if not logo:
            fields["logo_text"] = ""
        UnitLetterhead.objects.make(by=self.user, logo=logo, **fields)
        messages.success(self.request, _("The letterhead is kept. Charters issued from its day on carry it."))
        return redirect(self.refuge())


class RemoveView(LetterheadMixin, View):
    """Only one whose day has not come: no charter carries it yet."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        letterhead = get_object_or_404(UnitLetterhead, pk=pk)
        try:
            letterhead.withdraw(by=self.user)
        except Frozen as used:
            raise StateConflict(letterhead) from used
        messages.success(request, _("The letterhead is removed; it was never used."))
        return redirect(self.refuge())
