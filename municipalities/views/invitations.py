"""Accepting an invitation: the link shows for whom it is; only the invited address can accept, by a POST."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from municipalities.models import Invitation


def invitation_of(token: str) -> Invitation:
    """The invitation behind a link; 404 for an unknown one."""
    return get_object_or_404(Invitation.objects.select_related("municipality", "created_by").by_token(token))


@method_decorator(login_not_required, name="dispatch")
class InvitationView(DetailView):  # type: ignore[type-arg]
    template_name = "municipalities/invitation.html"
    context_object_name = "invitation"

    def get_object(self, queryset: Any = None) -> Invitation:
        return invitation_of(self.kwargs["token"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        here = self.request.path
        return super().get_context_data(
            is_for_me=user.is_authenticated and user.email == self.object.email,
            is_mine=user.is_authenticated and self.object.accepted_by_id == user.pk,
            handover=self.object.handovers.open().select_related("leaver").first(),
            sign_in_url=f"{reverse('account_login')}?{urlencode({'next': here})}",
            **kwargs,
        )


class AcceptInvitationView(View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invitation = invitation_of(self.kwargs["token"])
        user: Any = request.user
        if invitation.handovers.open().exists():  # the work is taken over, or not: that page asks
            return redirect("invitations:handover", self.kwargs["token"])
        if not invitation.accept(user):
            return redirect("invitations:invitation", self.kwargs["token"])
        if invitation.municipality is None:
            messages.success(request, _("Welcome. You are now part of the Unit's team."))
            return redirect("accounts:home")
        messages.success(request, _("Welcome. You now have access to your municipality."))
        return redirect(invitation.municipality.get_absolute_url())
