"""Invitations: to municipalities and to the Unit itself. A link is shown once, in the answer that made it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from municipalities import inviting
from municipalities.mixins import OversightMixin
from municipalities.models import Invitation
from municipalities.permissions import UnitPerm
from oversight.forms import ALREADY_INVITED, InviteForm, InviteStaffForm
from oversight.views.municipalities import FileMixin


def link_response(request: HttpRequest, invitation: Invitation, url: str) -> HttpResponse:
    """The page with the link to copy. Only its hash is kept, so no later page can show it again."""
    place = invitation.municipality
    back_url = reverse("oversight:municipality", args=[place.slug]) if place else reverse("oversight:invitations")
    return render(
        request, "oversight/invitation_link.html", {"invitation": invitation, "url": url, "back_url": back_url}
    )


class InvitationsView(OversightMixin, ListView):  # type: ignore[type-arg]
    """Filtered by `?state=` open, expired, accepted or revoked."""

    permission = UnitPerm.INVITE
    template_name = "oversight/invitations.html"
    context_object_name = "invitations"
    paginate_by = 50

    def get_queryset(self) -> Any:
        invitations = Invitation.objects.select_related("municipality", "created_by")
        return invitations.filter(self.states[self.state][1]) if self.state in self.states else invitations

    @cached_property
    def states(self) -> dict[str, tuple[str, Q]]:
        now, pending = timezone.now(), Q(accepted_at__isnull=True, revoked_at__isnull=True)
        return {
            "open": (_("waiting for an answer"), pending & Q(expires_at__gt=now)),
            "expired": (_("expired"), pending & Q(expires_at__lte=now)),
            "accepted": (_("accepted"), Q(accepted_at__isnull=False)),
            "revoked": (_("revoked"), Q(revoked_at__isnull=False)),
        }

    @property
    def state(self) -> str:
        return self.request.GET.get("state", "")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = Invitation.objects.aggregate(
            all=Count("pk"), **{state: Count("pk", filter=test) for state, (_label, test) in self.states.items()}
        )
        states = [{"state": "", "label": _("all"), "count": counts["all"], "active": self.state not in self.states}]
        states += [
            {"state": state, "label": label, "count": counts[state], "active": state == self.state}
            for state, (label, _test) in self.states.items()
        ]
        return super().get_context_data(
            states=states,
            may_invite_staff=UnitPerm.STAFF in self.unit_permissions,
            query=f"state={self.state}&" if self.state in self.states else "",
            **kwargs,
        )


class InviteBase(FormView):  # type: ignore[type-arg]
    """Invites, and answers with the link; a place that already has an open invitation says so at the field."""

    request: HttpRequest

    def invite(self, form: InviteForm) -> tuple[Invitation, str]:
        raise NotImplementedError

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            with transaction.atomic():
                invitation, url = self.invite(form)
        except IntegrityError:
            form.add_error("email", ALREADY_INVITED)
            return self.form_invalid(form)
        return link_response(self.request, invitation, url)


class InviteView(FileMixin, InviteBase):
    """To one municipality."""

    permission = UnitPerm.INVITE
    form_class = InviteForm
    template_name = "oversight/invite.html"

    def invite(self, form: InviteForm) -> tuple[Invitation, str]:
        person = form.cleaned_data
        return inviting.invite(
            person["email"],
            role=person["role"],
            municipality=self.municipality,
            name=person["name"],
            language=person["language"],
            by=self.user,
        )


class InviteStaffView(OversightMixin, InviteBase):
    """To the Unit, or to observe its board."""

    permission = UnitPerm.STAFF
    form_class = InviteStaffForm
    template_name = "oversight/invite_staff.html"

    def refuge(self) -> str:
        return reverse("oversight:invitations")

    def invite(self, form: InviteForm) -> tuple[Invitation, str]:
        person = form.cleaned_data
        return inviting.invite(
            person["email"],
            role=person["role"],
            name=person["name"],
            language=person["language"],
            by=self.user,
        )


class InvitationMixin(OversightMixin):
    """Resolves an invitation that may still be acted on; one to the Unit asks for the right over its staff."""

    permission = UnitPerm.INVITE

    @cached_property
    def invitation(self) -> Invitation:
        invitation = get_object_or_404(Invitation.objects.select_related("municipality"), pk=self.kwargs["pk"])
        if invitation.municipality is None and UnitPerm.STAFF not in self.unit_permissions:
            raise PermissionDenied
        return invitation

    def refuge(self) -> str:
        """Back to the people of the municipality, where the action came from there."""
        if self.request.POST.get("from") == "people" and self.invitation.municipality is not None:
            return reverse("oversight:people", args=[self.invitation.municipality.slug])
        return reverse("oversight:invitations")

    def too_late(self) -> HttpResponse:
        messages.warning(self.request, _("This invitation was accepted or revoked meanwhile; nothing was changed."))
        return redirect(self.refuge())


class ResendView(InvitationMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.invitation.state not in ("open", "expired"):
            return self.too_late()
        return link_response(request, self.invitation, inviting.resend(self.invitation, by=self.user))


class RevokeView(InvitationMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.invitation.revoke(by=self.user):
            return self.too_late()
        messages.success(request, _("The invitation is revoked; its link no longer opens anything."))
        return redirect(self.refuge())
