"""Where a person goes after signing in, and one's own settings. The places are registered by the apps above."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import UpdateView

from accounts.forms import SettingsForm
from accounts.models import User

Place = tuple[str, str]
"""A place one may work in: its name and its address."""

_finders: list[Callable[[User], list[Place]]] = []


def register_places(finder: Callable[[User], list[Place]]) -> None:
    """Called by the apps above: `finder` names the places of a user, without importing them here."""
    _finders.append(finder)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One place: straight to it. Several: a choice. None: what to do about it."""
    places = [place for finder in _finders for place in finder(cast(User, request.user))]
    if len(places) == 1:
        return redirect(places[0][1])
    return render(request, "accounts/home.html", {"places": places})


class SettingsView(UpdateView):  # type: ignore[type-arg]
    form_class = SettingsForm
    template_name = "accounts/settings.html"
    success_url = reverse_lazy("accounts:settings")
    http_method_names = ["get", "head", "post", "options"]

    def get_object(self, queryset: Any = None) -> User:
        return self.request.user  # type: ignore[return-value]

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session.pop("language", None)  # what was chosen for this session gives way
        with translation.override(self.object.language):
            messages.success(self.request, _("Your settings are saved."))
        return response
