"""What every step has beside its wizard: its own page, start, take back, receipt."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from municipalities.drafts import Draft
from municipalities.exceptions import StateConflict
from municipalities.mixins import MunicipalityMixin
from municipalities.models import (
    ActingOnBehalf,
    MessageSide,
    ReviewComment,
    StepProgress,
    StepTransition,
    arrival_text,
    may_ask,
    with_arrival,
    with_last_request,
    with_unread,
)
from municipalities.permissions import Perm
from municipalities.remarks import Remark, placed
from municipalities.steps import Move, Step, StepState
from municipalities.wizards import CHECK


def moves_of(progress: StepProgress) -> list[StepTransition]:
    """The log of a step, newest first."""
    return list(with_arrival(progress.transitions.select_related("by", "submission").order_by("-at", "-pk")))


def as_history(moves: list[StepTransition]) -> list[dict[str, Any]]:
    """As the history list shows it."""
    return [
        {"at": move.at, "who": move.by.display_name, "text": _move_text(move), "comment": move.comment}
        for move in moves
    ]


def _move_text(move: StepTransition) -> str:
    words = f"{move.get_move_display()} {move.submission.reference if move.submission else ''}".strip()
    return " · ".join(part for part in (words, arrival_text(move)) if part)


class StepMixin(MunicipalityMixin):
    """A page about one step. `namespace` is that of the step's addresses.

    `for_members_only` closes it to an officer who acts on behalf of the municipality in that step.
    """

    step: ClassVar[Step]
    namespace: ClassVar[str]
    for_members_only: ClassVar[bool] = False
    progress: StepProgress

    def acting_on(self) -> ActingOnBehalf | None:
        return None if self.for_members_only else self.acting_in(self.step)

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
        returns = [move for move in moves if move.move == Move.RETURN]
        return super().get_context_data(
            submission=submission,
            answer_pages=submission.describe() if submission else [],
            history=as_history(moves),
            needs=[need for form_class in self.pages.values() for need in form_class.needs],
            page_list=page_list,
            next_page=next((page["url"] for page in page_list if page["state"] == "todo"), self.url("page", CHECK)),
            last_return=returns[0] if returns and self.progress.state == StepState.RETURNED else None,
            remarks=self.remarks() if self.progress.has_remarks else [],  # type: ignore[attr-defined]
            asks_for_time=Perm.SUBMIT in self.permissions and bool(may_ask(self.progress) or self.progress.asked_state),  # type: ignore[attr-defined]
            guidance=self.guidance(),
            **kwargs,
        )

    def progress_of(self, step: Step) -> StepProgress:
        """With what is unread in its thread, the last request for more time, and whether comments stand."""
        steps = with_unread(self.participation.progress.filter(step=step), self.user, MessageSide.MUNICIPALITY)
        progress: StepProgress = (
            with_last_request(steps)
            .annotate(has_remarks=Exists(ReviewComment.objects.all().standing(OuterRef("pk"))))  # type: ignore[attr-defined, arg-type]
            .get()
        )
        progress.participation = self.participation
        return progress

    def remarks(self) -> list[Remark]:
        """Everything reviewers wrote about single answers and pages, while it is the municipality's to mend."""
        if not self.progress.is_open:
            return []
        return placed(self.progress, ReviewComment.objects.all().standing(self.progress))  # type: ignore[attr-defined]

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
    for_members_only = True
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
