from django.urls import path

from committees.meetings import views_link as views

app_name = "answers"

urlpatterns = [
    path("", views.PageView.as_view(), name="page"),
    path("papers/<int:paper>/", views.PaperView.as_view(), name="paper"),
    path("meeting.ics", views.CalendarView.as_view(), name="calendar"),
]
