"""When the committees meet, for anyone: the day, the subject, the place, the agenda, how many were there.

Nobody is named who did not agree to it.
"""

from __future__ import annotations

import hashlib
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from committees.masking import Masking
from committees.meetings.calendar import MEDIA_TYPE, public_ics
from committees.models import Committee, Meeting
from committees.models.attendance import quorum_of
from municipalities.emails import absolute
from municipalities.models import Municipality

PER_PAGE = 20


class OfMunicipality:
    """Nothing of a committee is public before the step by which it is set up was accepted."""

    kwargs: dict[str, Any]

    @cached_property
    def municipality(self) -> Municipality | None:
        return get_object_or_404(Municipality, slug=self.kwargs["slug"])

    def meetings(self) -> QuerySet[Meeting]:
        found = Meeting.objects.public().filter(  # type: ignore[attr-defined]
            committee__participation__municipality=self.municipality, committee__established_at__isnull=False
        )
        return cast("QuerySet[Meeting]", found)

    @property
    def masking(self) -> Masking:
        return Masking(Committee.objects.filter(meetings__in=self.meetings()).distinct())

    @property
    def name(self) -> str:
        name = self.municipality.name if self.municipality else ""
        return _("Meetings of the joint steering committee of %(municipality)s") % {"municipality": name}

    @property
    def page(self) -> str:
        return reverse("public:meetings", args=[self.kwargs["slug"]])

    @property
    def calendar(self) -> str:
        return reverse("public:meetings_ics", args=[self.kwargs["slug"]])


class OfTheNation(OfMunicipality):
    municipality = None

    def meetings(self) -> QuerySet[Meeting]:
        found = Meeting.objects.public().filter(committee__participation=None)  # type: ignore[attr-defined]
        return cast("QuerySet[Meeting]", found)

    @property
    def name(self) -> str:
        return _("Meetings of the national consultative committee")

    @property
    def page(self) -> str:
        return reverse("public:national_meetings")

    @property
    def calendar(self) -> str:
        return reverse("public:national_meetings_ics")


@method_decorator(login_not_required, name="dispatch")
class MeetingsView(OfMunicipality, TemplateView):
    template_name = "public/meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.meetings().with_counts().prefetch_related("agenda")  # type: ignore[attr-defined]
        past = Paginator(rows.held(), PER_PAGE).get_page(self.request.GET.get("page"))
        for meeting in past:
            present = meeting.present_administration + meeting.present_civil_society + meeting.present_other
            meeting.quorum_then = quorum_of(present, meeting.seats)
        upcoming = list(rows.planned().filter(starts_at__gte=timezone.now()).order_by("starts_at"))
        masking = self.masking
        for meeting in [*past, *upcoming]:
            meeting.told_subject = masking.text(meeting.subject)
            meeting.told_agenda = [masking.text(item.title) for item in meeting.agenda.all()]
        return super().get_context_data(
            municipality=self.municipality,
            name=self.name,
            calendar_url=self.calendar,
            upcoming=upcoming,
            past=past,
            **kwargs,
        )


@method_decorator(login_not_required, name="dispatch")
class CalendarView(OfMunicipality, View):
    """The same dates for calendars; 304 for a program that has them already."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        meetings = self.meetings().select_related("committee__participation__municipality").order_by("starts_at", "pk")
        data = public_ics(meetings, name=self.name, url=absolute(self.page), masking=self.masking)
        etag = f'"{hashlib.sha256(data).hexdigest()}"'
        response = HttpResponse(
            data,
            content_type=f"{MEDIA_TYPE}; charset=utf-8",
            headers={"Content-Disposition": 'inline; filename="meetings.ics"', "ETag": etag},
        )
        return cast(HttpResponse, get_conditional_response(request, etag=etag, response=response))


class NationalMeetingsView(OfTheNation, MeetingsView):
    pass


class NationalCalendarView(OfTheNation, CalendarView):
    pass
