"""The people of a municipality: members, and open invitations. Each action has its own address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from municipalities import inviting
from municipalities.forms.people import InviteMemberForm
from municipalities.mixins import MunicipalityMixin
from municipalities.models import Invitation
from municipalities.permissions import Perm


class PeopleView(MunicipalityMixin, TemplateView):
    permission = Perm.VIEW
    template_name = "municipalities/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            memberships=self.municipality.memberships.open().select_related("user"),
            invitations=self.municipality.invitations.pending(),
            can_invite=Perm.INVITE in self.permissions,
            **kwargs,
        )


class InviteMemberView(MunicipalityMixin, FormView):  # type: ignore[type-arg]
    """Invites a colleague; the link is shown once, to hand over by phone."""

    permission = Perm.INVITE
    template_name = "municipalities/invite.html"
    form_class = InviteMemberForm

    def get_initial(self) -> dict[str, Any]:
        """What the receipt of the focal point step hands over: the person that was named."""
        return {field: self.request.GET.get(field, "") for field in ("email", "name", "role")}

    def form_valid(self, form: InviteMemberForm) -> HttpResponse:
        try:
            with transaction.atomic():
                invitation, url = inviting.invite(
                    form.cleaned_data["email"],
                    role=form.cleaned_data["role"],
                    name=form.cleaned_data["name"],
                    language=form.cleaned_data["language"],
                    municipality=self.municipality,
                    by=self.user,
                )
        except IntegrityError:
            form.add_error(
                "email", _("This address already has an open invitation. Send it again from the list of people.")
            )
            return self.form_invalid(form)
        return invitation_sent(self, invitation, url)


def invitation_sent(view: MunicipalityMixin, invitation: Invitation, url: str) -> HttpResponse:
    """The page with the link; the link stands nowhere else, so a refresh does not show it again."""
    context = view.get_context_data(invitation=invitation, invitation_url=url)
    return view.response_class(view.request, "municipalities/invitation_sent.html", context)  # type: ignore[attr-defined, no-any-return]


class InvitationActionView(MunicipalityMixin, TemplateView):
    """One pending invitation of this municipality, fetched through it."""

    permission = Perm.INVITE
    http_method_names = ["post"]
    template_name = "municipalities/invitation_sent.html"

    def get_invitation(self) -> Invitation:
        return get_object_or_404(self.municipality.invitations.pending(), pk=self.kwargs["pk"])


class ResendInvitationView(InvitationActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invitation = self.get_invitation()
        url = inviting.resend(invitation, by=self.user)
        return self.render_to_response(self.get_context_data(invitation=invitation, invitation_url=url))


class RevokeInvitationView(InvitationActionView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.get_invitation().revoke(by=self.user)
        messages.success(request, _("The invitation was revoked. Its link no longer works."))
        return redirect("municipalities:people", self.municipality.slug)


class EndMembershipView(MunicipalityMixin, View):
    """Takes a colleague's access away, at once. One's own stays: somebody must remain."""

    permission = Perm.INVITE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        membership = get_object_or_404(self.municipality.memberships.open(), pk=kwargs["pk"])
        if membership.user_id == self.user.pk:
            messages.error(request, _("You cannot end your own access. Ask a colleague or the Unit."))
        else:
            membership.end(by=self.user)
            messages.success(request, _("The access was ended. What this person did is kept."))
        return redirect(reverse("municipalities:people", args=[self.municipality.slug]))
