"""A municipality's whole file, and what the Unit may do with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from charters.forms import SignAgainForm
from charters.models import Charter, SigningAgain
from committees.models.decisions import task_counts
from municipalities.exceptions import StateConflict
from municipalities.mixins import OversightMixin
from municipalities.models import (
    Evidence,
    MessageSide,
    Municipality,
    Participation,
    StepProgress,
    Submission,
    SubmissionFile,
    with_last_request,
    with_unread,
)
from municipalities.permissions import UnitPerm
from municipalities.steps import Step, StepState
from oversight.established import established_by
from oversight.forms import ExtendForm, ReopenForm
from oversight.history import history_of
from oversight.plans import with_plan
from oversight.risks import unit_risks
from oversight.rows import Cell, row_of


class FileMixin(OversightMixin):
    """Resolves the municipality of the path and its participation: the open one, else the latest."""

    permission = UnitPerm.READ

    @cached_property
    def municipality(self) -> Municipality:
        return get_object_or_404(Municipality.objects.select_related("governorate"), slug=self.kwargs["slug"])

    @cached_property
    def participation(self) -> Participation:
        participations = self.municipality.participations.select_related("cohort")
        participation = participations.open().first() or participations.order_by("-pk").first()
        if participation is None:
            raise Http404
        participation.municipality = self.municipality
        return participation

    def refuge(self) -> str:
        return reverse("oversight:municipality", args=[self.kwargs["slug"]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(municipality=self.municipality, participation=self.participation, **kwargs)


class MunicipalityView(FileMixin, TemplateView):
    template_name = "oversight/municipality.html"

    @cached_property
    def municipality(self) -> Municipality:
        """With how its action plan stands and the numbers of its committee's tasks, asked for in one question."""
        today = timezone.localdate()
        found = with_plan(Municipality.objects.select_related("governorate"), today).annotate(**task_counts(today))
        return get_object_or_404(found, slug=self.kwargs["slug"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = row_of(self.participation)
        held = self.unit_permissions
        return super().get_context_data(
            row=row,
            steps=self._steps(row.cells),
            papers=self._papers(),
            established=established_by(row),
            history=history_of(self.participation),
            memberships=self.municipality.memberships.select_related("user").order_by("ended_at", "granted_at"),
            invitations=self.municipality.invitations.select_related("accepted_by"),
            focal_points=self.participation.focal_points.order_by("-kind", "-from_on"),
            risks=unit_risks([self.participation], timezone.localdate(), held=held),
            may_invite=UnitPerm.INVITE in held,
            may_extend=UnitPerm.EXTEND in held and not row.stands_still,
            may_review=UnitPerm.REVIEW in held,
            may_reopen=UnitPerm.MANAGE in held and not row.stands_still,
            may_sign_again=UnitPerm.MANAGE in held and not row.stands_still and row.cell(Step.CHARTER).is_done,
            **kwargs,
        )

    def _papers(self) -> list[tuple[Evidence, str]]:
        """Every paper ever submitted, each once, the latest first, with the step it belongs to."""
        rows = SubmissionFile.objects.filter(submission__progress__participation=self.participation).select_related(
            "evidence__file", "evidence__municipality", "submission__progress"
        )
        papers = {row.evidence: row.submission.progress.get_step_display() for row in rows}
        return sorted(papers.items(), key=lambda paper: paper[0].uploaded_at, reverse=True)

    def _steps(self, cells: Iterable[Cell]) -> list[dict[str, Any]]:
        """Each cell of the board with its submissions, the latest first, and the return that is being answered."""
        submissions = Submission.objects.select_related("submitted_by").order_by("-number")
        steps = self.participation.progress.prefetch_related(Prefetch("submissions", submissions))
        told = with_last_request(with_unread(steps, self.user, MessageSide.UNIT))
        progress = {each.step: each for each in told}
        may_act = UnitPerm.BEHALF in self.unit_permissions and not self.participation.is_frozen
        return [
            {
                "cell": cell,
                "submissions": progress[cell.step].submissions.all(),
                "last_return": progress[cell.step].last_return,
                "thread": progress[cell.step],
                "may_act": may_act and cell.is_with_them,
            }
            for cell in cells
        ]


class ProgressMixin(FileMixin):
    """Resolves the step of the path too."""

    @cached_property
    def progress(self) -> StepProgress:
        if self.kwargs["step"] not in Step.values:
            raise Http404
        progress = self.participation.progress_of(Step(self.kwargs["step"]))
        progress.participation = self.participation
        return progress

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(progress=self.progress, **kwargs)


class ExtendView(ProgressMixin, FormView):  # type: ignore[type-arg]
    permission = UnitPerm.EXTEND
    form_class = ExtendForm
    template_name = "oversight/extend.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"progress": self.progress}

    def form_valid(self, form: ExtendForm) -> HttpResponse:
        self.progress.extend(
            form.cleaned_data["due_on"],
            by=self.user,
            reason=form.cleaned_data["reason"],
        )
        messages.success(self.request, _("The due date is moved, with your reason in the history."))
        return redirect(self.refuge())


class ReopenView(ProgressMixin, FormView):  # type: ignore[type-arg]
    """Only what is accepted is reopened; anything else is a conflict, found by the move itself."""

    permission = UnitPerm.MANAGE
    form_class = ReopenForm
    template_name = "oversight/reopen.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.progress.state != StepState.ACCEPTED:
            return redirect(self.refuge())
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: ReopenForm) -> HttpResponse:
        self.progress.reopen(by=self.user, comment=form.cleaned_data["comment"])
        messages.success(self.request, _("The step is open again; what was accepted is kept as it was."))
        return redirect(self.refuge())


class SignAgainView(FileMixin, FormView):  # type: ignore[type-arg]
    """The charter in force is to be signed anew; it stays in force until the new one is accepted."""

    permission = UnitPerm.MANAGE
    form_class = SignAgainForm
    template_name = "oversight/sign_again.html"

    @cached_property
    def progress(self) -> StepProgress:
        progress = self.participation.progress_of(Step.CHARTER)
        progress.participation = self.participation
        return progress

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.progress.state != StepState.ACCEPTED:
            return redirect(self.refuge())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.progress.state != StepState.ACCEPTED:
            raise StateConflict(self.progress)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        charter = Charter.objects.in_force().filter(participation=self.participation).first()
        return super().get_context_data(charter=charter, **kwargs)

    def form_valid(self, form: SignAgainForm) -> HttpResponse:
        SigningAgain.objects.begin(self.progress, by=self.user, **form.cleaned_data)
        messages.success(
            self.request,
            _("The charter step is open again. The charter in force stays so until the new one is accepted."),
        )
        return redirect(self.refuge())
