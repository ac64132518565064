from django.urls import path

from municipalities.views import notifications as views

app_name = "notifications"

urlpatterns = [
    path("", views.NoticesView.as_view(), name="notices"),
    path("read/", views.ReadView.as_view(), name="read"),
    path("mails/", views.MailsView.as_view(), name="mails"),
    path("settings/", views.ChoicesView.as_view(), name="settings"),
    path("calendar/", views.CalendarAddressView.as_view(), name="calendar"),
    path("calendar/revoke/", views.RevokeCalendarView.as_view(), name="calendar_revoke"),
    path("unsubscribe/<str:token>/", views.UnsubscribeView.as_view(), name="unsubscribe"),
]
