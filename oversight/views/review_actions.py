"""What a reviewer writes before the decision: checklist, comments, private notes, who reviews."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from municipalities.models import Assignment, ChecklistAnswer, ChecklistItem, PrivateNote, ReviewComment
from municipalities.permissions import UnitPerm
from oversight.review_forms import AssignForm, ChecklistForm, CommentForm, NoteForm
from oversight.views.municipalities import FileMixin
from oversight.views.review import ReviewPage, SubmissionMixin


class ChecklistView(ReviewPage):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        items = ChecklistItem.objects.in_use(self.submission.progress.step)
        form = ChecklistForm(request.POST, items=items, prefix="check")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(checklist_form=form), status=422)
        ChecklistAnswer.objects.keep(self.submission, form.answers(), by=self.user)
        messages.success(request, _("The checklist is kept. Nothing is decided yet."))
        return redirect(f"{self.refuge()}#checklist")


class CommentAddView(ReviewPage):
    """`at` names the place, as the page gave it."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        place = self.places.by_key.get(request.POST.get("at", ""))
        if place is None:
            raise Http404
        form = CommentForm(request.POST, auto_id=f"%s-{place.key}")
        if not form.is_valid():
            place.form = form
            return self.render_to_response(self.get_context_data(comment_form=form), status=422)
        ReviewComment.objects.all().write(  # type: ignore[attr-defined]
            self.submission,
            form.cleaned_data["text"],
            by=self.user,
            page=place.page,
            field=place.field,
            evidence=place.evidence,
            paper_page=place.number,
        )
        return redirect(f"{self.refuge()}#{place.key}")


class CommentMixin(SubmissionMixin):
    """One comment on this submission or an earlier one of the same step."""

    http_method_names = ["post", "options"]

    def get_comment(self) -> ReviewComment:
        comments = ReviewComment.objects.select_related("submission__progress__participation")
        return get_object_or_404(comments, pk=self.kwargs["comment"], submission__progress=self.submission.progress_id)


class CommentRemoveView(CommentMixin, View):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.get_comment().remove(by=self.user)
        messages.success(request, _("The comment is removed; the municipality never saw it."))
        return redirect(self.refuge())


class CommentResolveView(CommentMixin, View):
    """`answered=no` takes the mark back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.get_comment().resolve(answered=request.POST.get("answered") != "no", by=self.user)
        return redirect(f"{self.refuge()}#asked-before")


class ReviewNoteView(ReviewPage):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = NoteForm(request.POST, prefix="note")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(note_form=form), status=422)
        PrivateNote.objects.write(
            self.submission.progress.municipality,
            form.cleaned_data["text"],
            by=self.user,
            submission=self.submission,
        )
        return redirect(f"{self.refuge()}#notes")


class AssignView(ReviewPage):
    """To oneself, to a colleague, or to nobody."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AssignForm(request.POST, officers=self.officers.values(), prefix="assign")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(assign_form=form), status=422)
        officer = form.cleaned_data["officer"]
        Assignment.objects.assign(self.submission, officer, by=self.user, url=self.refuge())
        if officer is None:
            messages.success(request, _("Nobody is named for this review any more."))
        else:
            messages.success(request, _("%(name)s reviews this submission.") % {"name": officer.display_name})
        return redirect(self.refuge())


class NotesView(FileMixin, FormView):  # type: ignore[type-arg]
    """The Unit's notes on a municipality, whatever they were written on."""

    permission = UnitPerm.REVIEW
    form_class = NoteForm
    template_name = "oversight/notes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        notes = PrivateNote.objects.filter(municipality=self.municipality).select_related("by", "submission__progress")
        return super().get_context_data(notes=notes, **kwargs)

    def form_invalid(self, form: NoteForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form: NoteForm) -> HttpResponse:
        PrivateNote.objects.write(self.municipality, form.cleaned_data["text"], by=self.user)
        return redirect("oversight:notes", self.municipality.slug)
