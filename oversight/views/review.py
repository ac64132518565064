"""The review queue, the page of one submission, and the two decisions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from accounts.models import User
from charters.models import CertificateOverride, CertificateSignature
from charters.views_certificate import record_response
from municipalities.emails import unit_people
from municipalities.lateness import day_of
from municipalities.mixins import OversightMixin
from municipalities.models import (
    Assignment,
    ChecklistAnswer,
    ChecklistItem,
    Participation,
    PrivateNote,
    ReadyText,
    StepProgress,
    StepTransition,
    Submission,
)
from municipalities.permissions import UnitPerm
from municipalities.steps import Move, ReasonKind, StepState
from oversight import presence
from oversight.changes import changes_since
from oversight.commenting import Places, asked_before
from oversight.forms import AcceptForm, ReturnForm
from oversight.history import step_history
from oversight.papers import findings_of, papers_of
from oversight.review_forms import AssignForm, ChecklistForm, NoteForm, ready_choices


class ReviewQueueView(OversightMixin, ListView):  # type: ignore[type-arg]
    """What waits for the Unit, the longest waiting first; `?whose=` mine or nobody narrows it.

    What stands still waits for nobody.
    """

    permission = UnitPerm.REVIEW
    template_name = "oversight/review_queue.html"
    context_object_name = "queue"
    paginate_by = 50

    @cached_property
    def officers(self) -> dict[int, User]:
        return {person.pk: person for person in unit_people()}

    @cached_property
    def waiting(self) -> Any:
        latest = Submission.objects.filter(progress=OuterRef("pk")).order_by("-number")
        assigned = Assignment.objects.filter(progress=OuterRef("pk"))
        return (
            StepProgress.objects.awaiting_review()  # type: ignore[attr-defined]
            .exclude(participation__state__in=[Participation.State.ON_HOLD, Participation.State.WITHDRAWN])
            .select_related("participation__municipality__governorate")
            .annotate(
                submission_pk=Subquery(latest.values("pk")[:1]),
                submission_reference=Subquery(latest.values("reference")[:1]),
                officer_pk=Subquery(assigned.values("officer")[:1]),
            )
        )

    def of(self, whose: str) -> Any:
        if whose == "mine":
            return self.waiting.filter(officer_pk=self.user.pk)
        if whose == "nobody":
            return self.waiting.filter(Q(officer_pk__isnull=True) | ~Q(officer_pk__in=self.officers))
        return self.waiting

    @property
    def whose(self) -> str:
        asked = self.request.GET.get("whose", "")
        return asked if asked in ("mine", "nobody") else ""

    def get_queryset(self) -> Any:
        return self.of(self.whose)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        shown = list(context["page_obj"])
        opened = presence.others([progress.submission_pk for progress in shown], self.user)
        for progress in shown:
            progress.officer = self.officers.get(progress.officer_pk)
            progress.visits = named_visits(opened.get(progress.submission_pk, []), self.officers)
        waiting = [(progress, (today - day_of(progress.state_changed_at)).days) for progress in shown]
        labels = [("", _("all")), ("mine", _("mine")), ("nobody", _("nobody’s"))]
        counts = [(whose, label, self.of(whose).count(), whose == self.whose) for whose, label in labels]
        return context | {
            "waiting": waiting,
            "counts": counts,
            "query": f"whose={self.whose}&amp;" if self.whose else "",
        }


def named_visits(visits: list[presence.Visit], people: dict[int, User]) -> list[tuple[User, int]]:
    """Who, and how many minutes ago; whoever left the Unit meanwhile is not told."""
    return [(people[visit.user_pk], visit.minutes) for visit in visits if visit.user_pk in people]


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

    @property
    def is_latest(self) -> bool:
        return self.submission.number == self.submission.progress.submissions_count

    @property
    def is_open(self) -> bool:
        """With the Unit, and not replaced by another."""
        progress = self.submission.progress
        return self.is_latest and progress.state == StepState.SUBMITTED and not progress.participation.is_frozen

    @cached_property
    def is_own(self) -> bool:
        return self.submission.contributors.filter(pk=self.user.pk).exists()

    @cached_property
    def officers(self) -> dict[int, User]:
        return {person.pk: person for person in unit_people()}

    @cached_property
    def places(self) -> Places:
        pages = self.submission.describe()
        return Places(self.submission, pages, papers_of(self.submission, pages))

    def refuge(self) -> str:
        return reverse("oversight:review", args=[self.kwargs["pk"]])


class ReviewPage(SubmissionMixin, TemplateView):
    """The page both shows a submission and takes back what was not filled in completely."""

    template_name = "oversight/review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        submission, progress = self.submission, self.submission.progress
        previous = submission.previous
        papers = [commented.paper for commented in self.places.papers]
        items = list(ChecklistItem.objects.in_use(progress.step)) if self.is_open else []
        answers = list(ChecklistAnswer.objects.filter(submission=submission).select_related("by", "item"))
        reviewer = Assignment.objects.current(progress)
        visits = presence.others([submission.pk], self.user).get(submission.pk, [])
        context: dict[str, Any] = super().get_context_data(
            submission=submission,
            progress=progress,
            municipality=progress.municipality,
            places=self.places,
            findings=findings_of(submission, papers),
            changes=changes_since(previous, submission) if previous else None,
            asked_before=asked_before(submission) if previous else [],
            history=step_history(progress, self._checked()),
            outcome=None if self.is_open else self._outcome(),
            notes=PrivateNote.objects.filter(municipality=progress.municipality).select_related("by", "submission"),
            answers=answers,
            answered={str(answer.item_id): answer for answer in answers},
            reviewer=reviewer,
            ready_language=dict(settings.LANGUAGES)[progress.municipality.language_of_focal_point],
            visits=named_visits(visits, self.officers),
            is_latest=self.is_latest,
            is_own=self.is_own,
            may_decide=self.is_open and not self.is_own,
            is_open=self.is_open,
        )
        empty_forms = {
            "certificate": self.certificate,
            "accept_form": AcceptForm(prefix="accept", answers_for_signer=self.needs_override),
            "return_form": self.return_form(),
            "checklist_form": ChecklistForm(
                items=items, prefix="check", initial={str(answer.item_id): answer.answer for answer in answers}
            ),
            "note_form": NoteForm(prefix="note"),
            "assign_form": AssignForm(
                officers=self.officers.values(), prefix="assign", initial={"officer": reviewer.pk if reviewer else ""}
            ),
        }
        return context | empty_forms | kwargs

    def _checked(self) -> dict[int, tuple[int, int]]:
        """Of the step's decisions; the first submission has none while it is open."""
        is_first = self.is_open and self.submission.number == 1
        return {} if is_first else ChecklistAnswer.objects.summary(self.submission.progress)

    def _outcome(self) -> StepTransition | None:
        """What became of the submission."""
        moves = self.submission.transitions.exclude(move__in=[Move.SUBMIT, Move.RESUBMIT])
        return moves.select_related("by").last()

    @cached_property
    def ready_texts(self) -> dict[str, ReadyText]:
        texts = ReadyText.objects.filter(step=self.submission.progress.step, retired_at__isnull=True)
        return {str(text.pk): text for text in texts}

    def return_form(self, *args: Any, **kwargs: Any) -> ReturnForm:
        step = self.submission.progress.step
        ready = ready_choices(self.ready_texts.values(), step)
        return ReturnForm(*args, prefix="return", step=step, ready=ready, **kwargs)


class RecordView(SubmissionMixin, View):
    """The record of the signature by certificate."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.certificate is None:
            raise Http404
        return record_response(self.certificate)


class ReviewView(ReviewPage):
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_open:
            presence.note(self.submission, self.user)
        return super().get(request, *args, **kwargs)


class AcceptView(ReviewPage):
    """Points of the checklist that were not answered yes are asked about once; `accept-sure` says that it was."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AcceptForm(request.POST, prefix="accept", answers_for_signer=self.needs_override)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(accept_form=form), status=422)
        if "accept-sure" not in request.POST and self.is_open and not self.is_own:
            open_points = ChecklistItem.objects.open_points(self.submission)
            if open_points:
                context = self.get_context_data(accept_form=form, open_points=open_points)
                return self.render_to_response(context, status=422)
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
    """`go=insert` adds a ready text to the comment and returns nothing yet."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if request.POST.get("go") == "insert":
            return self.render_to_response(self.get_context_data(return_form=self._with_ready_text()))
        progress = self.submission.progress
        form = self.return_form(request.POST)
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

    def _with_ready_text(self) -> ReturnForm:
        """What is typed stays; the text comes after it, in the language of the municipality's focal point."""
        typed = {name: self.request.POST.get(f"return-{name}", "") for name in ("reason_kind", "comment")}
        text = self.ready_texts.get(self.request.POST.get("return-ready", ""))
        if text is not None:
            municipality = self.submission.progress.municipality
            words = text.text_in(municipality.language_of_focal_point)
            typed["comment"] = "\n\n".join(part for part in (typed["comment"].strip(), words) if part)
            typed["reason_kind"] = typed["reason_kind"] or text.reason_kind
        return self.return_form(initial=typed)
