"""The review queue, the page of one submission, and the two decisions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from charters.models import CertificateOverride, CertificateSignature
from charters.views_certificate import record_response
from municipalities.lateness import day_of
from municipalities.mixins import OversightMixin
from municipalities.models import Participation, StepProgress, Submission
from municipalities.permissions import UnitPerm
from municipalities.steps import ReasonKind, StepState
from oversight.changes import changes_since
from oversight.forms import AcceptForm, ReturnForm
from oversight.history import step_history
from oversight.papers import findings_of, papers_of


class ReviewQueueView(OversightMixin, ListView):  # type: ignore[type-arg]
    """What waits for the Unit, the longest waiting first. What stands still waits for nobody."""

    permission = UnitPerm.REVIEW
    template_name = "oversight/review_queue.html"
    context_object_name = "queue"
    paginate_by = 50

    def get_queryset(self) -> Any:
        latest = Submission.objects.filter(progress=OuterRef("pk")).order_by("-number")
        return (
            StepProgress.objects.awaiting_review()  # type: ignore[attr-defined]
            .exclude(participation__state__in=[Participation.State.ON_HOLD, Participation.State.WITHDRAWN])
            .select_related("participation__municipality__governorate")
            .annotate(
                submission_pk=Subquery(latest.values("pk")[:1]),
                submission_reference=Subquery(latest.values("reference")[:1]),
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        waiting = [(progress, (today - day_of(progress.state_changed_at)).days) for progress in context["page_obj"]]
        return context | {"waiting": waiting}


class SubmissionMixin(OversightMixin):
    """Resolves the submission of the path, whatever became of it."""

    permission = UnitPerm.REVIEW

    @cached_property
    def submission(self) -> Submission:
        return get_object_or_404(
            Submission.objects.select_related(
                "progress__participation__municipality__governorate", "progress__participation__cohort", "submitted_by"
            ),
            pk=self.kwargs["pk"],
        )

    @cached_property
    def certificate(self) -> CertificateSignature | None:
        """The signature by certificate that the submission brought, if it did."""
        found: CertificateSignature | None = (
            CertificateSignature.objects.filter(copies__submission=self.submission).select_related("record").first()
        )
        return found

    @property
    def needs_override(self) -> bool:
        return self.certificate is not None and self.certificate.needs_override

    def refuge(self) -> str:
        return reverse("oversight:review", args=[self.kwargs["pk"]])


class ReviewPage(SubmissionMixin, TemplateView):
    """The page both shows a submission and takes back a decision that was not filled in completely."""

    template_name = "oversight/review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        submission, progress = self.submission, self.submission.progress
        previous = submission.previous
        is_latest = submission.number == progress.submissions_count
        is_open = is_latest and progress.state == StepState.SUBMITTED and not progress.participation.is_frozen
        is_own = submission.contributors.filter(pk=self.user.pk).exists()
        pages = submission.describe()
        papers = papers_of(submission, pages)
        context: dict[str, Any] = super().get_context_data(
            submission=submission,
            progress=progress,
            municipality=progress.municipality,
            answer_pages=pages,
            papers=papers,
            findings=findings_of(submission, papers),
            changes=changes_since(previous, submission) if previous else None,
            history=step_history(progress),
            outcome=submission.transitions.exclude(move__in=["submit", "resubmit"]).select_related("by").last(),
            is_latest=is_latest,
            is_own=is_own,
            may_decide=is_open and not is_own,
            is_open=is_open,
        )
        empty_forms = {
            "certificate": self.certificate,
            "accept_form": AcceptForm(prefix="accept", answers_for_signer=self.needs_override),
            "return_form": ReturnForm(prefix="return", step=progress.step),
        }
        return context | empty_forms | kwargs


class RecordView(SubmissionMixin, View):
    """The record of the signature by certificate."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.certificate is None:
            raise Http404
        return record_response(self.certificate)


class ReviewView(ReviewPage):
    http_method_names = ["get", "head", "options"]


class AcceptView(ReviewPage):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AcceptForm(request.POST, prefix="accept", answers_for_signer=self.needs_override)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(accept_form=form), status=422)
        progress = self.submission.progress
        with transaction.atomic():
            if self.needs_override:
                CertificateOverride.write(self.submission, reason=form.cleaned_data["override"], by=self.user)
            progress.accept(self.submission, by=self.user, comment=form.cleaned_data["comment"])
        messages.success(
            request,
            _("Accepted: %(step)s of %(municipality)s. The municipality is told by e-mail.")
            % {"step": progress.get_step_display(), "municipality": progress.municipality},
        )
        return redirect("oversight:review_queue")


class ReturnView(ReviewPage):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        progress = self.submission.progress
        form = ReturnForm(request.POST, prefix="return", step=progress.step)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(return_form=form), status=422)
        progress.return_for_changes(
            self.submission,
            by=self.user,
            reason_kind=ReasonKind(form.cleaned_data["reason_kind"]),
            comment=form.cleaned_data["comment"],
        )
        messages.success(
            request,
            _("Returned to %(municipality)s: %(step)s. The municipality is told by e-mail what to change.")
            % {"step": progress.get_step_display(), "municipality": progress.municipality},
        )
        return redirect("oversight:review_queue")
