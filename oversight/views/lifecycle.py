"""The participation of a municipality: on hold, taken up again, withdrawn, begun again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.models import User
from municipalities import lifecycle
from municipalities.exceptions import CohortArchived
from municipalities.lateness import days_late
from municipalities.mixins import refusal_response
from municipalities.models import Participation, ParticipationState
from municipalities.steps import StepState, Text
from oversight.municipality_forms import AdmitForm, HoldForm, ReasonForm
from oversight.views.municipality_data import PlaceMixin

Data = dict[str, Any]
Act = Callable[[Participation, Data, User], object]


@dataclass(frozen=True)
class Change:
    """One thing that may be done to a participation in `states`; `done` tells that it was."""

    key: str
    title: Text
    lead: Text
    button: Text
    done: Text
    form_class: type[forms.Form]
    states: tuple[ParticipationState, ...]
    act: Act


CHANGES = (
    Change(
        "resume",
        gettext_lazy("Take it up again"),
        gettext_lazy("It goes on where it stood. The due dates are those of before; an extension can be given."),
        gettext_lazy("Take it up again"),
        gettext_lazy("The participation goes on."),
        ReasonForm,
        (ParticipationState.ON_HOLD,),
        lambda participation, data, by: lifecycle.resume(participation, by=by, reason=data["reason"]),
    ),
    Change(
        "hold",
        gettext_lazy("Put it on hold"),
        gettext_lazy("Everything can be read and nothing can be changed; it is neither late nor reminded."),
        gettext_lazy("Put it on hold"),
        gettext_lazy("The participation is on hold."),
        HoldForm,
        lifecycle.RUNNING,
        lambda participation, data, by: lifecycle.hold(
            participation, by=by, reason=data["reason"], until=data["until"]
        ),
    ),
    Change(
        "take-back",
        gettext_lazy("Go on in the same cohort"),
        gettext_lazy("The withdrawal is taken back; everything goes on where it stood."),
        gettext_lazy("Go on in the same cohort"),
        gettext_lazy("The municipality takes part again, where it stood."),
        ReasonForm,
        (ParticipationState.WITHDRAWN,),
        lambda participation, data, by: lifecycle.take_back_withdrawal(participation, by=by, reason=data["reason"]),
    ),
    Change(
        "withdraw",
        gettext_lazy("Withdraw the municipality"),
        gettext_lazy(
            "It takes part no longer. Its file stays as it is and can be read, and its public page says that it "
            "withdrew, without the reason."
        ),
        gettext_lazy("Withdraw the municipality"),
        gettext_lazy("The municipality is withdrawn. Its file can still be read."),
        ReasonForm,
        Participation.OPEN_STATES,
        lambda participation, data, by: lifecycle.withdraw(participation, by=by, reason=data["reason"]),
    ),
)


class ParticipationView(PlaceMixin, TemplateView):
    """What may be done now, each with its own form; the POST names one of them in `act`."""

    template_name = "oversight/participation.html"

    @cached_property
    def changes(self) -> list[Change]:
        state = self.participation.state if self.participation else ""
        return [change for change in CHANGES if state in change.states]

    @property
    def may_begin(self) -> bool:
        return self.participation is None or self.participation.state not in Participation.OPEN_STATES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        bound: forms.Form | None = kwargs.get("form")
        acted = self.request.POST.get("act")
        offers = [
            (change, bound if bound and acted == change.key else change.form_class(prefix=change.key))
            for change in self.changes
        ]
        admit = bound if bound and acted == "admit" else AdmitForm(municipality=self.municipality, prefix="admit")
        last = self.participation.transitions.select_related("by").last() if self.participation else None
        past = self.municipality.participations.select_related("cohort").order_by("-pk")
        return super().get_context_data(
            offers=offers,
            admit_form=admit if self.may_begin else None,
            has_cohorts=admit.fields["cohort"].queryset.exists() if self.may_begin else False,  # type: ignore[attr-defined]
            last=last,
            late_when_resumed=late_when_resumed(self.participation) if self.participation else [],
            past=[each for each in past if each != self.participation],
            **kwargs,
        )

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        acted = request.POST.get("act", "")
        if acted == "admit":
            return self.admit(AdmitForm(request.POST, municipality=self.municipality, prefix="admit"))
        change = next((change for change in CHANGES if change.key == acted), None)
        if change is None or self.participation is None:
            return self.render_to_response(self.get_context_data(), status=422)
        form = change.form_class(request.POST, prefix=change.key)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        self.participation.municipality = self.municipality
        try:
            change.act(self.participation, form.cleaned_data, self.user)
        except CohortArchived:
            return self.archived()
        messages.success(request, str(change.done))
        return redirect(self.refuge())

    def admit(self, form: AdmitForm) -> HttpResponse:
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            lifecycle.admit(self.municipality, form.cleaned_data["cohort"], by=self.user)
        except CohortArchived:
            return self.archived()
        messages.success(self.request, _("The municipality takes part, with its three steps not started."))
        return redirect("oversight:municipality", self.municipality.slug)

    def archived(self) -> HttpResponse:
        return refusal_response(
            self.request,
            status=409,
            title=_("This cohort is archived"),
            message=_("It takes no municipality any more; nothing was changed. Choose another cohort."),
            url=self.request.path,
            url_label=_("Back"),
        )


def late_when_resumed(participation: Participation) -> list[tuple[str, int]]:
    """The steps that are late on the day a hold ends, with their days."""
    if participation.state != ParticipationState.ON_HOLD:
        return []
    today = max(timezone.localdate(), participation.on_hold_until or timezone.localdate())
    found = [
        (each.get_step_display(), days_late(each.clock_due_on, each.state, each.state_changed_at, today=today))
        for each in participation.progress.exclude(state__in=[StepState.SUBMITTED, StepState.ACCEPTED])
    ]
    return [(step, days) for step, days in found if days]
