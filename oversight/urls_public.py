from django.urls import path

from oversight.views import public, public_committee, public_meetings

app_name = "public"
urlpatterns = [
    path("", public.HomeView.as_view(), name="home"),
    path("municipalities/<slug:slug>/", public.MunicipalityView.as_view(), name="municipality"),
    path("municipalities/<slug:slug>/committee/", public_committee.CommitteeView.as_view(), name="committee"),
    path(
        "municipalities/<slug:slug>/committee.json",
        public_committee.CommitteeDataView.as_view(),
        {"format": "json"},
        name="committee_json",
    ),
    path(
        "municipalities/<slug:slug>/committee.csv",
        public_committee.CommitteeDataView.as_view(),
        {"format": "csv"},
        name="committee_csv",
    ),
    path("national/committee/", public_committee.CommitteeView.as_view(), name="national_committee"),
    path(
        "national/committee.json",
        public_committee.CommitteeDataView.as_view(),
        {"format": "json"},
        name="national_committee_json",
    ),
    path(
        "national/committee.csv",
        public_committee.CommitteeDataView.as_view(),
        {"format": "csv"},
        name="national_committee_csv",
    ),
    path("municipalities/<slug:slug>/meetings/", public_meetings.MeetingsView.as_view(), name="meetings"),
    path("municipalities/<slug:slug>/meetings.ics", public_meetings.CalendarView.as_view(), name="meetings_ics"),
    path("national/meetings/", public_meetings.NationalMeetingsView.as_view(), name="national_meetings"),
    path("national/meetings.ics", public_meetings.NationalCalendarView.as_view(), name="national_meetings_ics"),
]
