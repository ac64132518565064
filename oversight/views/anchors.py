"""Whom the Unit trusts to say who a signer is: the certificates of authorities, with their days."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from charters.models import TrustAnchor
from documents.models import Frozen
from municipalities.exceptions import StateConflict
from municipalities.mixins import OversightMixin
from municipalities.permissions import UnitPerm
from oversight.signing_forms import AnchorForm, EndForm


class AnchorMixin(OversightMixin):
    permission = UnitPerm.MANAGE

    def refuge(self) -> str:
        return reverse("oversight:anchors")


class AnchorsView(AnchorMixin, TemplateView):
    template_name = "oversight/anchors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        anchors = TrustAnchor.objects.select_related("added_by", "ended_by")
        return super().get_context_data(
            anchors=sorted(anchors, key=lambda anchor: anchor.has_ended),
            nobody_is_trusted=not any(anchor.is_trusted for anchor in anchors),
            **kwargs,
        )


class AnchorFormView(AnchorMixin, FormView):  # type: ignore[type-arg]
    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class AddView(AnchorFormView):
    form_class = AnchorForm
    template_name = "oversight/anchor_add.html"

    def form_valid(self, form: AnchorForm) -> HttpResponse:
        cleaned = form.cleaned_data
        TrustAnchor.objects.trust(
            cleaned["info"],
            name=cleaned["name"],
            trusted_from=cleaned["trusted_from"],
            trusted_until=cleaned["trusted_until"],
            by=self.user,
        )
        messages.success(self.request, _("The certificate is in the list. Files checked from now on are judged by it."))
        return redirect(self.refuge())


class EndView(AnchorFormView):
    """The row stays for ever: it tells by what earlier signatures were judged."""

    form_class = EndForm
    template_name = "oversight/anchor_end.html"

    @cached_property
    def anchor(self) -> TrustAnchor:
        return get_object_or_404(TrustAnchor, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"anchor": self.anchor}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(anchor=self.anchor, **kwargs)

    def form_valid(self, form: EndForm) -> HttpResponse:
        if not self.anchor.end(form.cleaned_data["on"], by=self.user):
            raise StateConflict(self.anchor)
        messages.success(self.request, _("The last day is set. Verdicts given before stay as they are."))
        return redirect(self.refuge())


class RemoveView(AnchorMixin, View):
    """Only one whose first day has not come: no signature was judged by it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        anchor = get_object_or_404(TrustAnchor, pk=pk)
        try:
            anchor.withdraw(by=self.user)
        except Frozen as used:
            raise StateConflict(anchor) from used
        messages.success(request, _("The certificate is removed; it was never trusted."))
        return redirect(self.refuge())
