"""The municipality says whether anyone may read its signed charter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from charters.forms import PublishForm
from charters.models import Charter
from charters.views import CharterStep
from municipalities.permissions import Perm


class PublishView(CharterStep, View):
    permission = Perm.SUBMIT
    for_members_only = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = get_object_or_404(Charter, pk=pk, participation=self.participation)
        form = PublishForm(request.POST)
        if form.is_valid() and form.say(charter, by=self.user, at=timezone.now()):
            if form.cleaned_data["publish"]:
                messages.success(request, _("Anyone may read the signed charter now."))
            else:
                messages.success(request, _("The signed charter is not shown to the public any more."))
        return redirect(self.refuge())
