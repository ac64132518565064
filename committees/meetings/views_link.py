"""What a person who was invited sees behind the link: no account, one meeting. A GET looks and never acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.meetings import inviting
from committees.meetings.calendar import MEDIA_TYPE, file_name, invitation_ics
from committees.meetings.forms import AnswerForm
from committees.meetings.words import name_of
from committees.models import Answer, AnswerLink, Attendance, Meeting
from documents.downloads import paper_response
from municipalities.exceptions import StateConflict


class AnswerMixin:
    """Finds the link: 404 for one that is unknown, ended or too old, or whose member sits no longer."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def person(self) -> Attendance:
        links = AnswerLink.objects.by_token(self.kwargs["token"])  # type: ignore[attr-defined]
        place = "attendance__meeting__committee__participation__municipality"
        link = get_object_or_404(links.select_related(place, "attendance__member"))
        if link.has_expired or not link.attendance.holds_seat:
            raise Http404
        person: Attendance = link.attendance
        return person

    @property
    def meeting(self) -> Meeting:
        return self.person.meeting


@method_decorator(login_not_required, name="dispatch")
class PageView(AnswerMixin, TemplateView):
    """The invitation, its papers and the answer, which can be changed until the meeting begins."""

    template_name = "answers/page.html"
    http_method_names = ["get", "head", "post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        said = Answer(form.cleaned_data["answer"])
        try:
            inviting.answer(self.person, said, reason=form.cleaned_data["reason"])
        except StateConflict:
            messages.error(
                request,
                _("Answers are closed: the meeting has begun or was cancelled, or the participation stands still."),
            )
        else:
            thanks = (
                _("Thank you: you are expected.") if said == Answer.YES else _("Thank you: your apologies are noted.")
            )
            messages.success(request, thanks)
        return redirect("answers:page", self.kwargs["token"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, meeting = self.person, self.meeting
        given = {} if person.answer == Answer.NONE else {"answer": person.answer, "reason": person.reason}
        return super().get_context_data(
            person=person,
            meeting=meeting,
            committee_name=name_of(meeting.committee),
            items=list(meeting.agenda.all()),
            papers=list(meeting.papers.filter(removed_at__isnull=True).select_related("file")),
            **{"form": AnswerForm(initial=given), **kwargs, "token": self.kwargs["token"]},
        )


@method_decorator(login_not_required, name="dispatch")
class PaperView(AnswerMixin, View):
    """A paper of the meeting, for whoever was invited to it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        papers = self.meeting.papers.filter(removed_at__isnull=True).select_related("file")
        paper = get_object_or_404(papers, pk=self.kwargs["paper"])
        return paper_response(paper.file, paper.original_name)


@method_decorator(login_not_required, name="dispatch")
class CalendarView(AnswerMixin, View):
    """The meeting for one's own calendar, for those who got no e-mail."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        data = invitation_ics(self.meeting, language=get_language() or "ar")
        return HttpResponse(
            data,
            content_type=f"{MEDIA_TYPE}; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{file_name(self.meeting)}"',
                "Cache-Control": "private, no-store",
            },
        )
