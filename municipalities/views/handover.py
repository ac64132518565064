"""The handover: two pages for the one who leaves, one for the one who takes over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from django.views.generic.base import TemplateResponseMixin

from accounts.models import User
from municipalities.exceptions import StateConflict
from municipalities.forms.handover import HandoverForm, RefuseHandoverForm
from municipalities.handing_over import open_things, recorded_focal_point
from municipalities.mixins import MunicipalityMixin, conflict_response
from municipalities.models import Handover, HandoverState, Municipality, Participation
from municipalities.permissions import Perm
from municipalities.steps import Step
from municipalities.views.invitations import invitation_of


class HandoverPages(TemplateResponseMixin):
    """Who takes over, then what is handed over; `go` says what was pressed: look, back or send.

    With `municipality` and `participation` from the mixin beside it. What was typed travels along in the form, so
    that nothing is written before it is sent.
    """

    municipality: Municipality
    participation: Participation
    user: User
    request: HttpRequest

    @cached_property
    def under_way(self) -> Handover | None:
        return Handover.objects.under_way(self.municipality)

    def form(self, data: Any = None) -> HandoverForm:
        return HandoverForm(data, municipality=self.municipality, by=self.user)

    def page(self, form: HandoverForm, number: int = 1, status: int = 200) -> HttpResponse:
        titles = [_("Who takes over"), _("What is handed over")]
        pages = [
            {"title": title, "state": "current" if each == number else "done" if each < number else "todo", "url": ""}
            for each, title in enumerate(titles, start=1)
        ]
        context = self.get_context_data(form=form, pages=pages, number=number)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=status)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.under_way is not None:
            raise StateConflict(self.under_way)
        form, go = self.form(request.POST), request.POST.get("go")
        if go == "back":
            return self.page(form)
        if not form.is_valid():
            return self.page(form, 2 if set(form.errors) == {"words"} else 1, status=422)
        if go != "send":
            return self.page(form, 2)
        try:
            handover, url = Handover.objects.start(
                self.municipality, by=self.user, **{"leaver": None, "stays_reader": False, **form.cleaned_data}
            )
        except IntegrityError as lost:  # somebody else began one at the same moment
            raise StateConflict(self.municipality) from lost
        return self.sent(handover, url)

    def sent(self, handover: Handover, url: str) -> HttpResponse:
        """The page with the link; the link stands nowhere else."""
        context = self.get_context_data(handover=handover, invitation=handover.invitation, invitation_url=url)  # type: ignore[attr-defined]
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        past = self.municipality.handovers.exclude(state=HandoverState.STARTED)
        progress = self.participation.progress_of(Step.FOCAL_POINT)
        context = {
            "handover": self.under_way,
            "open_things": open_things(self.participation),
            "past": past.select_related("invitation", "leaver"),
            "recorded": recorded_focal_point(self.participation),
            "designation": progress,
            **kwargs,
        }
        return super().get_context_data(**context)  # type: ignore[misc, no-any-return]


class HandoverView(HandoverPages, MunicipalityMixin, View):
    permission = Perm.INVITE
    template_name = "municipalities/handover.html"


class CallOffView(MunicipalityMixin, View):
    """The link opens nothing any more; whoever wanted to leave still has the work."""

    permission = Perm.INVITE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        call_off(request, self.municipality, by=self.user)
        return redirect("municipalities:handover", self.municipality.slug)


def call_off(request: HttpRequest, municipality: Municipality, *, by: User) -> None:
    """Calls off what is under way, and says so. Nothing under way: it was answered, or called off, meanwhile."""
    handover = Handover.objects.under_way(municipality)
    if handover is None:
        messages.warning(request, _("No handover is under way any more; nothing was changed."))
        return
    handover.call_off(by=by)
    messages.success(request, _("The handover is called off; its link no longer opens anything."))


# The successor's side -------------------------------------------------------------------------------------


class SuccessorMixin(View):
    """The handover behind the link, for the invited person; everybody else is led to the page of the invitation."""

    handover: Handover

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if str(request.method).lower() not in self.http_method_names:
            return self.http_method_not_allowed(request)
        invitation = invitation_of(self.kwargs["token"])
        handovers = invitation.handovers.select_related("municipality", "leaver", "started_by", "invitation")
        found = handovers.first()
        if found is None or not found.can_be_answered_by(self.user):
            return redirect("invitations:invitation", self.kwargs["token"])
        self.handover = found
        try:
            return super().dispatch(request, *args, **kwargs)
        except StateConflict as conflict:
            url = reverse("invitations:invitation", args=[self.kwargs["token"]])
            return conflict_response(request, conflict, url=url)

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]


class TakeOverView(SuccessorMixin, TemplateView):
    """What one takes over, before one says yes or no."""

    template_name = "municipalities/take_over.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place = self.handover.municipality
        participation = place.participations.open().first() or place.participations.order_by("-pk").first()
        return super().get_context_data(
            handover=self.handover,
            handover_token=self.kwargs["token"],
            open_things=open_things(participation) if participation else [],
            **{"refusal": RefuseHandoverForm(), **kwargs},
        )


class AcceptHandoverView(SuccessorMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.handover.accept(self.user)
        messages.success(request, _("Welcome. The work is yours now; the Unit and your colleagues were told."))
        return redirect("municipalities:handover", self.handover.municipality.slug)


class RefuseHandoverView(TakeOverView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RefuseHandoverForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(refusal=form), status=422)
        self.handover.refuse(self.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("You did not take over. The municipality and the Unit read your reason."))
        return redirect("accounts:home")
