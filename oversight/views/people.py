"""Who has access to a municipality's workspace, and who was invited, managed by the Unit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from municipalities.models import Membership
from municipalities.permissions import Role, UnitPerm
from oversight.municipality_forms import RoleForm
from oversight.views.municipality_data import PlaceMixin


class PeopleView(PlaceMixin, TemplateView):
    permission = UnitPerm.INVITE
    template_name = "oversight/people.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        memberships = list(self.municipality.memberships.select_related("user").order_by("-granted_at"))
        return super().get_context_data(
            current=[
                (membership, RoleForm(initial={"role": membership.role}, prefix=str(membership.pk)))
                for membership in memberships
                if membership.ended_at is None
            ],
            former=[membership for membership in memberships if membership.ended_at],
            invitations=self.municipality.invitations.select_related("created_by", "accepted_by"),
            **kwargs,
        )


class MembershipMixin(PlaceMixin):
    """Resolves an open membership of the municipality."""

    permission = UnitPerm.INVITE
    http_method_names = ["post"]

    @cached_property
    def membership(self) -> Membership:
        memberships = self.municipality.memberships.open().select_related("user")
        found: Membership = get_object_or_404(memberships, pk=self.kwargs["pk"])
        return found


class EndMembershipView(MembershipMixin, View):
    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        self.membership.end(by=self.user)
        text = _("%(name)s has no access any more. What this person did is kept.")
        messages.success(request, text % {"name": self.membership.user.display_name})
        return redirect("oversight:people", slug)


class ChangeRoleView(MembershipMixin, View):
    """The old membership ends and one with the new role begins: the history tells both."""

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        membership = self.membership
        form = RoleForm(request.POST, prefix=str(pk))
        if not form.is_valid():
            messages.error(request, _("Nothing was changed: choose one of the roles."))
            return redirect("oversight:people", slug)
        role = Role(form.cleaned_data["role"])
        Membership.grant(membership.user, self.municipality, role, by=self.user)
        text = _("%(name)s: %(role)s from now on.")
        messages.success(request, text % {"name": membership.user.display_name, "role": role.label})
        return redirect("oversight:people", slug)
