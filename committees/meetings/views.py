"""The meetings of a place: the list with its rhythm, one meeting, planning, changing, inviting, cancelling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from committees.meetings import inviting
from committees.meetings.forms import CancelForm, MeetingForm, VersionedForm
from committees.meetings.rhythm import rhythms_of
from committees.models import Answer, Meeting
from committees.places import PlaceMixin
from municipalities.exceptions import StaleDraft, StateConflict
from municipalities.permissions import Perm

PER_PAGE = 20


class MeetingsMixin(PlaceMixin):
    """A page of the meetings."""

    permission = Perm.VIEW

    def refuge(self) -> str:
        return self.place.url("meetings:list")

    @property
    def may_write(self) -> bool:
        return self.can_edit and not self.is_frozen

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_write=self.may_write, **kwargs)


class MeetingMixin(MeetingsMixin):
    """One meeting, found through the committee of the place."""

    def refuge(self) -> str:
        return self.place.url("meetings:detail", self.kwargs["pk"])

    @cached_property
    def meeting(self) -> Meeting:
        meetings = self.committee_or_404().meetings.select_related("committee__participation__municipality")
        return get_object_or_404(meetings, pk=self.kwargs["pk"])

    def back(self) -> HttpResponse:
        response: HttpResponse = self.redirect_to("meetings:detail", self.meeting.pk)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meeting=self.meeting, **kwargs)


class FormPage(MeetingsMixin, TemplateView):
    """A page with one form: asked, checked, carried out. A stale save answers 409 with both texts."""

    permission = Perm.EDIT
    http_method_names = ["get", "head", "post", "options"]

    def make_form(self, data: Any = None, files: Any = None) -> forms.Form:
        """Bound to what was sent, or to be filled in."""
        raise NotImplementedError

    def carry_out(self, form: Any) -> HttpResponse:
        raise NotImplementedError

    def read_again(self, current: Any) -> dict[str, Any]:
        """The initial values of a row that somebody else saved meanwhile."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            return self.carry_out(form)
        except StaleDraft as stale:
            return self.stale(form, stale.current)

    def stale(self, form: Any, current: Any) -> HttpResponse:
        typed: VersionedForm = form
        differences = typed.differences(self.read_again(current))
        typed.take_version(current.version)
        context = self.get_context_data(form=typed, differences=differences, is_stale=True)
        return self.render_to_response(context, status=409)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", None)
        kwargs["form"] = kwargs["form"] or self.make_form()
        return super().get_context_data(**kwargs)


class ListView(MeetingsMixin, TemplateView):
    """What comes, what was, and whether the committee meets as often as it has to."""

    template_name = "meetings/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        committee = self.place.known_committee
        now = timezone.now()
        upcoming: list[Meeting] = []
        past = rhythm = None
        if committee is not None:
            meetings = committee.meetings.with_counts()  # type: ignore[attr-defined]
            upcoming = list(meetings.planned().order_by("starts_at"))
            past = Paginator(meetings.exclude(state="planned"), PER_PAGE).get_page(self.request.GET.get("page"))
            rhythm = rhythms_of([committee], timezone.localdate())[committee]
        return super().get_context_data(
            upcoming=[meeting for meeting in upcoming if meeting.ends_at > now],
            to_record=[meeting for meeting in upcoming if meeting.ends_at <= now],
            past=past,
            rhythm=rhythm if rhythm and rhythm.counted_from else None,
            **kwargs,
        )


class DetailView(MeetingMixin, TemplateView):
    template_name = "meetings/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meeting = self.meeting
        people = list(meeting.attendances.select_related("member"))
        return super().get_context_data(
            items=list(meeting.agenda.select_related("commitment", "speaker")),
            papers=list(meeting.papers.filter(removed_at__isnull=True).select_related("file")),
            members=[person for person in people if not person.is_guest],
            guests=[person for person in people if person.is_guest],
            answers=[
                (answer.label, sum(person.answer == answer for person in people))
                for answer in (Answer.YES, Answer.NO, Answer.NONE)
            ],
            uninvited=sum(1 for person in people if person.email and person.invited_at is None),
            without_email=sum(1 for person in people if not person.email),
            quorum=meeting.quorum() if meeting.is_held else None,
            parity=meeting.parity_of_present() if meeting.is_held else None,
            decisions=list(meeting.decisions.select_related("owner", "item")),
            **kwargs,
        )


class NewView(FormPage):
    template_name = "meetings/new.html"

    def make_form(self, data: Any = None, files: Any = None) -> MeetingForm:
        return MeetingForm(data)

    def carry_out(self, form: MeetingForm) -> HttpResponse:
        committee = self.place.committee
        meeting = committee.meetings.plan(committee, form.values(), by=self.user)  # type: ignore[attr-defined]
        messages.success(self.request, _("The meeting is planned. Write its agenda, then send the invitations."))
        response: HttpResponse = self.redirect_to("meetings:detail", meeting.pk)
        return response


class EditView(MeetingMixin, FormPage):
    template_name = "meetings/edit.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.meeting.is_planned else self.back()

    def make_form(self, data: Any = None, files: Any = None) -> MeetingForm:
        return MeetingForm(data, initial=MeetingForm.read(self.meeting))

    def read_again(self, current: Meeting) -> dict[str, Any]:
        return MeetingForm.read(current)

    def carry_out(self, form: MeetingForm) -> HttpResponse:
        told = inviting.change(self.meeting, form.values(), version=form.version_read, by=self.user)
        messages.success(self.request, _("The changes are saved."))
        if told:
            words = ngettext("%(count)s person is told by e-mail.", "%(count)s people are told by e-mail.", told)
            messages.info(self.request, words % {"count": told})
        return self.back()


class InviteView(MeetingMixin, View):
    permission = Perm.EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        sent = inviting.invite(self.meeting, by=self.user)
        if sent:
            words = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", sent)
            messages.success(request, words % {"count": sent})
        else:
            messages.info(request, _("Everybody with an e-mail address is invited already; nothing was sent twice."))
        return self.back()


class CancelView(MeetingMixin, FormPage):
    template_name = "meetings/cancel.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.meeting.is_planned else self.back()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.meeting.is_planned:
            raise StateConflict(self.meeting)
        return super().post(request, *args, **kwargs)

    def make_form(self, data: Any = None, files: Any = None) -> CancelForm:
        return CancelForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invited = Count("pk", filter=Q(invited_at__isnull=False) & ~Q(email=""))
        told = self.meeting.attendances.aggregate(invited=invited)["invited"]
        return super().get_context_data(told=told, **kwargs)

    def carry_out(self, form: CancelForm) -> HttpResponse:
        told = inviting.cancel(self.meeting, form.cleaned_data["reason"], by=self.user)
        messages.success(self.request, _("The meeting is cancelled. It stays in the list, with the reason."))
        if told:
            words = ngettext("%(count)s person is told by e-mail.", "%(count)s people are told by e-mail.", told)
            messages.info(self.request, words % {"count": told})
        return self.back()
