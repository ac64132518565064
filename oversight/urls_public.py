from django.urls import path

from oversight.views import public, public_meetings

app_name = "public"
urlpatterns = [
    path("", public.HomeView.as_view(), name="home"),
    path("municipalities/<slug:slug>/", public.MunicipalityView.as_view(), name="municipality"),
    path("municipalities/<slug:slug>/meetings/", public_meetings.MeetingsView.as_view(), name="meetings"),
    path("municipalities/<slug:slug>/meetings.ics", public_meetings.CalendarView.as_view(), name="meetings_ics"),
    path("national/meetings/", public_meetings.NationalMeetingsView.as_view(), name="national_meetings"),
    path("national/meetings.ics", public_meetings.NationalCalendarView.as_view(), name="national_meetings_ics"),
]
