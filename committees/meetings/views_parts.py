"""What belongs to one meeting: its agenda, its guests, the links of those invited, its papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.meetings import inviting
from committees.meetings.forms import AgendaItemForm, GuestForm, PaperForm
from committees.meetings.views import FormPage, MeetingMixin
from committees.models import AgendaItem, Attendance, MeetingEvent, MeetingPaper
from documents.downloads import paper_response
from documents.models import StoredFile
from municipalities.permissions import Perm


class PartMixin(MeetingMixin):
    """Something of a meeting that was not cancelled: each change asks that of the row it holds."""

    permission = Perm.EDIT


class ActView(PartMixin, View):
    """One button."""

    http_method_names = ["post"]

    def act(self) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            self.act()
        return self.back()


# The agenda -----------------------------------------------------------------------------------------------


class ItemMixin(PartMixin):
    @cached_property
    def item(self) -> AgendaItem:
        return get_object_or_404(self.meeting.agenda, pk=self.kwargs["item"])


class AgendaFormPage(PartMixin, FormPage):
    template_name = "meetings/agenda_item.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.meeting.state != "cancelled" else self.back()


class AgendaAddView(AgendaFormPage):
    def make_form(self, data: Any = None, files: Any = None) -> AgendaItemForm:
        return AgendaItemForm(data, place=self.place)

    def carry_out(self, form: AgendaItemForm) -> HttpResponse:
        with transaction.atomic():
            self.meeting.require_standing()
            last = self.meeting.agenda.aggregate(last=Max("position"))["last"] or 0
            self.meeting.agenda.create(position=last + 1, **form.values())
            self.meeting.log(MeetingEvent.AGENDA, by=self.user)
        messages.success(self.request, _("The item is on the agenda."))
        return self.back()


class AgendaEditView(ItemMixin, AgendaFormPage):
    def make_form(self, data: Any = None, files: Any = None) -> AgendaItemForm:
        return AgendaItemForm(data, place=self.place, initial=AgendaItemForm.read(self.item))

    def read_again(self, current: AgendaItem) -> dict[str, Any]:
        return AgendaItemForm.read(current)

    def carry_out(self, form: AgendaItemForm) -> HttpResponse:
        with transaction.atomic():
            self.meeting.require_standing()
            if self.item.overwrite(form.values(), version=form.version_read):
                self.meeting.log(MeetingEvent.AGENDA, by=self.user)
        messages.success(self.request, _("The changes are saved."))
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "item": self.item})


class AgendaMoveView(ItemMixin, ActView):
    """`to` is "up" or "down"; at the end of the list nothing changes."""

    def act(self) -> None:
        self.meeting.require_standing()
        if self.item.shift(-1 if self.request.POST.get("to") == "up" else 1):
            self.meeting.log(MeetingEvent.AGENDA, by=self.user)


class AgendaRemoveView(ItemMixin, ActView):
    def act(self) -> None:
        self.meeting.require_standing()
        self.item.delete()
        self.meeting.log(MeetingEvent.AGENDA, by=self.user)
        messages.success(self.request, _("The item is taken off the agenda."))


# Those invited --------------------------------------------------------------------------------------------


class GuestAddView(PartMixin, FormPage):
    template_name = "meetings/guest.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.meeting.state != "cancelled" else self.back()

    def make_form(self, data: Any = None, files: Any = None) -> GuestForm:
        return GuestForm(data)

    def carry_out(self, form: GuestForm) -> HttpResponse:
        with transaction.atomic():
            self.meeting.require_standing()
            guest = self.meeting.attendances.create(**form.cleaned_data)
            self.meeting.log(MeetingEvent.GUEST, by=self.user, about=f"+ {guest.name_ar} · {self.meeting.subject}")
        told = _("%(name)s is among the guests. Send the invitations to let them know.")
        messages.success(self.request, told % {"name": guest.name})
        return self.back()


class PersonMixin(PartMixin):
    @cached_property
    def person(self) -> Attendance:
        people = self.meeting.attendances.select_related("meeting__committee__participation__municipality")
        return get_object_or_404(people, pk=self.kwargs["person"])


class GuestRemoveView(PersonMixin, ActView):
    """Only of a meeting to come: who came stays on record. A member's place is not a guest's."""

    def act(self) -> None:
        self.meeting.require_planned()
        guest = get_object_or_404(self.meeting.attendances.filter(member__isnull=True), pk=self.kwargs["person"])
        self.meeting.log(MeetingEvent.GUEST, by=self.user, about=f"- {guest.name_ar} · {self.meeting.subject}")
        guest.delete()
        messages.success(self.request, _("%(name)s is no guest any more; the link stopped working.") % {"name": guest})


class LinkView(PersonMixin, TemplateView):
    """A new link for one person, shown once."""

    template_name = "meetings/link.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        url = inviting.new_link(self.person, by=self.user)
        return self.render_to_response(self.get_context_data(person=self.person, url=url))


# Papers ---------------------------------------------------------------------------------------------------


class PaperMixin(MeetingMixin):
    @cached_property
    def paper(self) -> MeetingPaper:
        papers = self.meeting.papers.filter(removed_at__isnull=True).select_related("file")
        return get_object_or_404(papers, pk=self.kwargs["paper"])


class PaperAddView(PartMixin, FormPage):
    template_name = "meetings/paper.html"

    def make_form(self, data: Any = None, files: Any = None) -> PaperForm:
        return PaperForm(data, files)

    def carry_out(self, form: PaperForm) -> HttpResponse:
        paper, moment = form.cleaned_data["file"], timezone.now()
        with transaction.atomic():
            self.meeting.require_standing()
            stored = StoredFile.objects.store(
                paper.data,
                media_type=str(paper.inspection.media_type),
                pages=paper.inspection.pages,
                by=self.user,
                at=moment,
            )
            self.meeting.papers.create(file=stored, original_name=paper.name, uploaded_at=moment, uploaded_by=self.user)
            self.meeting.log(MeetingEvent.PAPER, by=self.user, about=f"+ {paper.name} · {self.meeting.subject}")
        messages.success(self.request, _("The paper is there, for those invited too."))
        return self.back()


class PaperView(PaperMixin, View):
    """The bytes as they were uploaded."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return paper_response(self.paper.file, self.paper.original_name)


class PaperRemoveView(PaperMixin, ActView):
    """Nobody is shown it any more; the bytes are kept."""

    def act(self) -> None:
        self.meeting.require_standing()
        self.meeting.papers.filter(pk=self.paper.pk, removed_at__isnull=True).update(removed_at=timezone.now())
        about = f"- {self.paper.original_name} · {self.meeting.subject}"
        self.meeting.log(MeetingEvent.PAPER, by=self.user, about=about)
        messages.success(self.request, _("The paper is taken away from the meeting."))
