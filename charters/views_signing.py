"""The municipality's side of a link for signing: send it, renew it, revoke it."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from charters import signing
from charters.forms_signing import InviteForm
from charters.models import SignedEdition, SigningInvitation
from charters.views import CharterStep, DetailView
from documents import qr
from municipalities.exceptions import DraftClosed
from municipalities.permissions import Perm


class LinkMixin(CharterStep):
    """Shows a fresh link, once, with its QR. It lets somebody sign: the municipality alone hands it out."""

    for_members_only = True

    def show(self, request: HttpRequest, invitation: SigningInvitation, url: str) -> HttpResponse:
        picture = base64.b64encode(qr.png(url)).decode()
        context = {
            "municipality": self.municipality,
            "permissions": self.permissions,
            "invitation": invitation,
            "charter": invitation.charter,
            "url": url,
            "qr": f"data:image/png;base64,{picture}",
            "overview_url": self.refuge(),
        }
        return render(request, "charters/signing_link.html", context)


class InviteToSignView(LinkMixin, DetailView):
    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        form = InviteForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(invite_form=form), status=422)
        invitation, url = signing.invite(
            charter, email=form.cleaned_data["email"], language=form.cleaned_data["language"], by=self.user
        )
        return self.show(request, invitation, url)


class RenewView(LinkMixin, View):
    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        invitation = get_object_or_404(SigningInvitation, pk=pk, charter=self.open_charter())
        try:
            url = signing.renew(invitation, by=self.user)
        except signing.LinkClosed as closed:
            raise DraftClosed from closed
        return self.show(request, invitation, url)


class RevokeView(CharterStep, View):
    permission = Perm.EDIT
    for_members_only = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        invitation = get_object_or_404(SigningInvitation, pk=pk, charter=self.open_charter())
        if signing.revoke(invitation, by=self.user):
            messages.success(request, _("The link opens nothing any more."))
        return redirect(f"{self.refuge()}#link")


class GiveUpEditionView(CharterStep, View):
    """The municipality took the submission back and wants another signature."""

    permission = Perm.EDIT
    for_members_only = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        charter = self.open_charter()
        edition = SignedEdition.objects.standing(charter)
        if edition is None:
            raise Http404
        signing.give_up(edition, charter)
        return redirect(self.refuge())
