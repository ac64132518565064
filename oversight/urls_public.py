from django.urls import path

from oversight.views import minutes, public, public_committee, public_meetings, public_plans

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
    path("municipalities/<slug:slug>/plan/", public_plans.PlanView.as_view(), name="plan"),
    path("municipalities/<slug:slug>/plan/plan.json", public_plans.PlanJsonView.as_view(), name="plan_json"),
    path("municipalities/<slug:slug>/plan/<int:number>/", public_plans.CommitmentView.as_view(), name="commitment"),
    path("national/plan/", public_plans.PlanView.as_view(), name="national_plan"),
    path("national/plan/plan.json", public_plans.PlanJsonView.as_view(), name="national_plan_json"),
    path("national/plan/<int:number>/", public_plans.CommitmentView.as_view(), name="national_commitment"),
    path("municipalities/<slug:slug>/minutes/<int:number>/", minutes.MinutesView.as_view(), name="minutes"),
    path(
        "municipalities/<slug:slug>/minutes/<int:number>/<int:version>.pdf",
        minutes.MinutesFileView.as_view(),
        name="minutes_file",
    ),
    path("national/minutes/<int:number>/", minutes.MinutesView.as_view(), name="national_minutes"),
    path(
        "national/minutes/<int:number>/<int:version>.pdf",
        minutes.MinutesFileView.as_view(),
        name="national_minutes_file",
    ),
]
