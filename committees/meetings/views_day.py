"""The day of a meeting and what follows: who was there, what was decided, whether it is carried out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from committees.meetings import attending
from committees.meetings.forms import AttendanceForm, DecisionForm, DoneForm
from committees.meetings.views import FormPage, MeetingsMixin
from committees.meetings.views_parts import PartMixin
from committees.models import Decision, TaskState
from municipalities.exceptions import StateConflict
from municipalities.permissions import Perm

PER_PAGE = 30


class AttendanceView(PartMixin, FormPage):
    """One form for everybody; once saved, the meeting is held, and the page says whether the quorum was there."""

    template_name = "meetings/attendance.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.is_time else self.back()

    @property
    def is_time(self) -> bool:
        return self.meeting.has_begun and self.meeting.state != "cancelled"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_time:
            raise StateConflict(self.meeting)
        return super().post(request, *args, **kwargs)

    def make_form(self, data: Any = None, files: Any = None) -> AttendanceForm:
        return AttendanceForm(
            data, people=list(self.meeting.attendances.order_by(F("member").asc(nulls_last=True), "pk"))
        )

    def carry_out(self, form: AttendanceForm) -> HttpResponse:
        try:
            attending.record(self.meeting, form.recorded(), by=self.user)
        except attending.Disagreement as disagreement:
            context = self.get_context_data(form=self.make_form(), disputed=disagreement.people)
            return self.render_to_response(context, status=409)
        messages.success(self.request, _("Who was there is recorded."))
        response: HttpResponse = self.redirect_to("meetings:attendance", self.meeting.pk)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(quorum=self.meeting.quorum(), parity=self.meeting.parity_of_present(), **kwargs)


class DecisionFormPage(PartMixin, FormPage):
    template_name = "meetings/decision.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.meeting.state != "cancelled" else self.back()


class DecisionAddView(DecisionFormPage):
    """`?item=` begins with an item of the agenda."""

    def make_form(self, data: Any = None, files: Any = None) -> DecisionForm:
        item = self.request.GET.get("item", "")
        initial = {"item": item} if item.isdecimal() else {}
        return DecisionForm(data, place=self.place, meeting=self.meeting, initial=initial)

    def carry_out(self, form: DecisionForm) -> HttpResponse:
        self.meeting.decisions.write(self.meeting, form.values(), by=self.user)  # type: ignore[attr-defined]
        messages.success(self.request, _("The decision is written down. It is a task until it is carried out."))
        return self.back()


class DecisionMixin(PartMixin):
    @cached_property
    def decision(self) -> Decision:
        return get_object_or_404(self.meeting.decisions.select_related("owner"), pk=self.kwargs["decision"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "decision": self.decision})


class DecisionEditView(DecisionMixin, DecisionFormPage):
    def make_form(self, data: Any = None, files: Any = None) -> DecisionForm:
        read = DecisionForm.read(self.decision)
        return DecisionForm(data, place=self.place, meeting=self.meeting, initial=read)

    def read_again(self, current: Decision) -> dict[str, Any]:
        return DecisionForm.read(current)

    def carry_out(self, form: DecisionForm) -> HttpResponse:
        self.decision.change(form.values(), version=form.version_read, by=self.user)
        messages.success(self.request, _("The changes are saved."))
        return self.back()


class DecisionDoneView(DecisionMixin, DecisionFormPage):
    template_name = "meetings/done.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.decision.done_on is None else self.back()

    def make_form(self, data: Any = None, files: Any = None) -> DoneForm:
        return DoneForm(data)

    def carry_out(self, form: DoneForm) -> HttpResponse:
        cleaned = form.cleaned_data
        self.decision.finish(cleaned["outcome"], on=cleaned["done_on"], by=self.user)
        messages.success(self.request, _("The decision is carried out. What came of it stands beside it."))
        response: HttpResponse = self.redirect_to("meetings:tasks")
        return response


class TasksView(MeetingsMixin, TemplateView):
    """The decisions of the place as tasks: `?state=` is open (as at first), late or done."""

    permission = Perm.VIEW
    template_name = "meetings/tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        state = state if state in TaskState.values else TaskState.OPEN.value
        counts: dict[str, int] = dict.fromkeys(TaskState.values, 0)
        page = None
        if self.place.has_committee:
            today = timezone.localdate()
            decisions = Decision.objects.of(self.place.committee)  # type: ignore[attr-defined]
            counts = decisions.counts(today)
            rows = decisions.in_state(state, today).most_urgent_first()
            page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            state=state,
            counts=list(counts.items()),
            page_obj=page,
            query=f"state={state}&",
            **kwargs,
        )
