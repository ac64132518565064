"""The plan of a place, its commitments, and what is decided about them."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committees.models import ActionPlan, BodySide, Commitment, Standing
from committees.plans.forms import CommitmentForm, PlanForm, StandingForm
from committees.plans.mixins import ActionView, EditMixin, FormPage, PlanMixin
from committees.plans.replying import co_chair_of
from municipalities.exceptions import StateConflict
from municipalities.permissions import Perm


def commitment_lines(plan: ActionPlan) -> list[dict[str, Any]]:
    """Each commitment with what is late of it; milestones and notes are prefetched."""
    today = timezone.localdate()
    return [{"commitment": each, "late": len(each.late_milestones(today))} for each in plan.commitments.all()]


class CurrentView(PlanMixin, TemplateView):
    """How far the plan has come, commitment by commitment; where there is none, the way to begin one."""

    template_name = "plan/current.html"

    @cached_property
    def shown(self) -> ActionPlan | None:
        return self.current

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan = self.shown
        municipality = self.place.municipality
        return super().get_context_data(
            plan=plan,
            lines=commitment_lines(plan) if plan else [],
            may_change=self.can_edit and plan is not None and plan.is_current,
            may_publish=Perm.SUBMIT in self.permissions or municipality is None,
            is_out_of_date=plan is not None and plan.is_out_of_date(timezone.now()),
            former=self.place.plans.filter(closed_at__isnull=False),
            public_url=reverse("public:plan", args=[municipality.slug])
            if municipality
            else reverse("public:national_plan"),
            **kwargs,
        )


class FormerView(CurrentView):
    """A plan that was closed: it is read, and changes no more."""

    @cached_property
    def shown(self) -> ActionPlan:
        plans = self.place.plans.filter(closed_at__isnull=False).select_related("municipality")
        return get_object_or_404(
            plans.prefetch_related("commitments__milestones", "commitments__notes"), pk=self.kwargs["pk"]
        )


class BeginView(FormPage):
    template_name = "plan/edit.html"
    told = gettext_lazy("The plan is begun. Add its commitments, or import them from a table.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.redirect_to("plan:current") if self.current else super().get(request, *args, **kwargs)

    def make_form(self, *data: Any) -> PlanForm:
        return PlanForm(*data)

    def save(self, form: PlanForm) -> None:
        ActionPlan.objects.begin(self.place.municipality, form.row_values(), by=self.user)


class EditView(FormPage):
    template_name = "plan/edit.html"
    told = gettext_lazy("The plan is saved.")

    def make_form(self, *data: Any) -> PlanForm:
        return PlanForm(*data, instance=copy(self.plan))

    def save(self, form: PlanForm) -> None:
        self.plan.change(form.row_values(), version=self.read_version, by=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"plan": self.plan, "version": self.plan.version, **kwargs})


class PublishView(ActionView):
    permission = Perm.SUBMIT

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan.publish(by=self.user)
        messages.success(request, _("The plan is public, with its progress notes and the replies to them."))
        return redirect(self.refuge())


class UnpublishView(ActionView):
    permission = Perm.SUBMIT

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan.take_from_publication(by=self.user)
        messages.success(request, _("The plan is not public any more. Nothing of it is lost."))
        return redirect(self.refuge())


class CloseView(EditMixin, TemplateView):
    """Asks once more, since nothing of a closed plan changes any more; then the next one can begin."""

    permission = Perm.SUBMIT
    template_name = "plan/close.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(plan=self.plan, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.plan.close(by=self.user)
        messages.success(request, _("The plan is closed and kept. The next one can begin."))
        return self.redirect_to("plan:begin")


class CommitmentView(PlanMixin, TemplateView):
    """Everything about one commitment: what it says, its milestones, the notes with the replies to them."""

    template_name = "plan/commitment.html"

    def of_plan(self, commitments: Any) -> Any:
        return super().of_plan(commitments).prefetch_related("milestones__papers", "supporting")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment, today = self.commitment, timezone.localdate()
        notes = commitment.notes.select_related("by", "asked__handed_by").prefetch_related("asked__replies")
        may_change = self.can_edit and commitment.plan.is_current
        return super().get_context_data(
            plan=commitment.plan,
            commitment=commitment,
            milestones=[
                {"row": each, "late": each in commitment.late_milestones(today)} for each in commitment.milestones.all()
            ],
            bodies=bodies_of(commitment),
            notes=notes,
            may_change=may_change,
            may_ask=may_change and self.place.has_committee and co_chair_of(self.place.committee, today) is not None,
            **kwargs,
        )


def bodies_of(commitment: Commitment) -> list[tuple[str, list[str]]]:
    """(side in words, names), the sides without anybody left out."""
    named = commitment.bodies_by_side().items()
    return [(str(BodySide(side).label), names) for side, names in named if names]


class CommitmentAddView(FormPage):
    template_name = "plan/commitment_edit.html"
    told = gettext_lazy("The commitment stands in the plan. Give it its milestones.")
    added: Commitment | None = None

    def make_form(self, *data: Any) -> CommitmentForm:
        last = self.plan.commitments.order_by("-number").values_list("number", flat=True).first() or 0
        return CommitmentForm(*data, plan=self.plan, initial={"number": last + 1})

    def save(self, form: CommitmentForm) -> None:
        self.added = Commitment.objects.add(  # type: ignore[attr-defined]
            self.plan, form.row_values(), form.bodies(), by=self.user
        )

    def done_url(self) -> str:
        return self.place.url("plan:commitment", self.added.pk) if self.added else self.refuge()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(plan=self.plan, **kwargs)


class CommitmentPage(FormPage):
    """A form about one commitment of the plan that is worked on."""

    def done_url(self) -> str:
        return self.commitment_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        commitment = self.commitment
        said = {"plan": commitment.plan, "commitment": commitment, "version": commitment.version}
        return super().get_context_data(**{**said, **kwargs})


class CommitmentEditView(CommitmentPage):
    template_name = "plan/commitment_edit.html"
    told = gettext_lazy("The commitment is saved.")

    def make_form(self, *data: Any) -> CommitmentForm:
        return CommitmentForm(*data, plan=self.commitment.plan, instance=copy(self.commitment))

    def save(self, form: CommitmentForm) -> None:
        self.commitment.change(form.row_values(), form.bodies(), version=self.read_version, by=self.user)


class StandingView(CommitmentPage):
    """Suspends, withdraws, takes up again."""

    template_name = "plan/standing.html"
    told = gettext_lazy("It is recorded, with the reason.")

    def make_form(self, *data: Any) -> StandingForm:
        commitment = self.commitment
        initial = {"standing": commitment.standing, "reason": commitment.standing_reason}
        return StandingForm(data[0] if data else None, initial=initial)

    def save(self, form: StandingForm) -> None:
        if not form.has_changed():
            raise StateConflict(self.commitment)
        cleaned = form.cleaned_data
        self.commitment.decide(Standing(cleaned["standing"]), cleaned["reason"], by=self.user)
