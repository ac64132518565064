"""What every step has beside its wizard: its own page, start, take back, receipt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from municipalities.drafts import Draft
from municipalities.exceptions import StateConflict
from municipalities.mixins import MunicipalityMixin
from municipalities.models import StepProgress, StepTransition
from municipalities.permissions import Perm
from municipalities.steps import Move, Step, StepState
from municipalities.wizards import CHECK


def moves_of(progress: StepProgress) -> list[StepTransition]:
    """The log of a step, newest first."""
    return list(progress.transitions.select_related("by", "submission").order_by("-at", "-pk"))


def history_of(moves: Iterable[StepTransition]) -> list[dict[str, Any]]:
    """The moves as the history list shows them."""
    return [
        {
            "at": row.at,
            "who": row.by.display_name,
            "text": f"{row.get_move_display()} {row.submission.reference if row.submission else ''}".strip(),
            "comment": row.comment,
        }
        for row in moves
    ]


def return_answered(progress: StepProgress, moves: Iterable[StepTransition]) -> StepTransition | None:
    """The return that is being answered, found among moves read already."""
    if progress.state != StepState.RETURNED:
        return None
    return next((move for move in moves if move.move == Move.RETURN), None)


class StepMixin(MunicipalityMixin):
    """A page about one step. `namespace` is that of the step's addresses."""

    step: ClassVar[Step]
    namespace: ClassVar[str]
    progress: StepProgress

    def guard(self) -> None:
        super().guard()
        self.progress = self.progress_of(self.step)

    def refuge(self) -> str:
        return self.progress.definition.overview_url(self.progress)

    def url(self, name: str, *args: Any) -> str:
        return reverse(f"{self.namespace}:{name}", args=[self.municipality.slug, *args])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            progress=self.progress, step=self.step, namespace=self.namespace, overview_url=self.refuge(), **kwargs
        )


class StepOverviewView(StepMixin, TemplateView):
    """Where the step stands and the one thing to do next; before the start, what is needed."""

    permission = Perm.VIEW
    template_name = "municipalities/step_overview.html"
    pages: ClassVar[dict[str, Any]] = {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        submission = self.progress.current_submission
        page_list = self.page_list()
        moves = moves_of(self.progress)
        return super().get_context_data(
            submission=submission,
            answer_pages=submission.describe() if submission else [],
            history=history_of(moves),
            needs=[need for form_class in self.pages.values() for need in form_class.needs],
            page_list=page_list,
            next_page=next((page["url"] for page in page_list if page["state"] == "todo"), self.url("page", CHECK)),
            last_return=return_answered(self.progress, moves),
            guidance=self.guidance(),
            **kwargs,
        )

    def guidance(self) -> str:
        """What the Unit wrote for this step; nothing once it is accepted."""
        if self.progress.state == StepState.ACCEPTED:
            return ""
        row = self.participation.cohort.steps.filter(step=self.step).first()
        return row.guidance if row else ""

    @cached_property
    def draft(self) -> Draft:
        return Draft(self.progress)

    def page_list(self) -> list[dict[str, Any]]:
        """The wizard's pages by name, for the list of what is done and what is not."""
        open_ = self.progress.is_open
        return [
            {
                "key": key,
                "title": form_class.title,
                "state": "done" if self.draft.cleaned(key, form_class) is not None else "todo",
                "url": self.url("page", key) if open_ else "",
            }
            for key, form_class in self.pages.items()
        ]


class StartStepView(StepMixin, View):
    """Not started → in progress, then the first page. Starting twice leads on just the same."""

    permission = Perm.EDIT
    http_method_names = ["post"]
    first_page: ClassVar[str]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.progress.state == StepState.NOT_STARTED:
            try:
                self.progress.start(by=self.user)
            except StateConflict:
                self.progress.refresh_from_db(fields=["state"])
                if self.progress.state == StepState.NOT_STARTED:
                    raise
        return redirect(self.url("page", self.first_page))


class WithdrawStepView(StepMixin, View):
    """The municipality takes its submission back before a decision; the draft can be changed again."""

    permission = Perm.SUBMIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.progress.withdraw(by=self.user)
        messages.success(request, _("The submission was taken back. You can change it and submit it again."))
        return redirect(self.refuge())


class ReceiptView(StepMixin, TemplateView):
    """What was sent, when, by whom, under which reference, and what happens next."""

    permission = Perm.VIEW
    template_name = "municipalities/receipt.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        submission = self.progress.current_submission
        if submission is None:
            raise Http404
        return super().get_context_data(submission=submission, **kwargs)
