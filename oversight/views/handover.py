"""The Unit begins a handover where nobody of the municipality can."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import View

from municipalities.permissions import UnitPerm
from municipalities.views.handover import HandoverPages, call_off
from oversight.views.municipalities import FileMixin


class HandoverView(HandoverPages, FileMixin, View):
    permission = UnitPerm.INVITE
    template_name = "oversight/handover.html"


class CallOffView(FileMixin, View):
    permission = UnitPerm.INVITE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        call_off(request, self.municipality, by=self.user)
        return redirect("oversight:handover", self.municipality.slug)
