"""Every address of the product. Anything else under /m/ and /oversight/ asks for sign-in first, then is not found."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from localogp import health
from municipalities.views.calendars import calendar
from municipalities.views.missing import not_found
from oversight.admin import site

urlpatterns = [
    path("", include("oversight.urls_public")),
    path("verify/", include("charters.urls_verify")),
    path("sign/<str:token>/", include("charters.urls_sign")),
    path("invitations/", include("municipalities.urls_invitations")),
    path("notifications/", include("municipalities.urls_notifications")),
    path("calendar/<str:token>.ics", calendar, name="calendar"),
    path("m/<slug:slug>/", include("municipalities.urls")),
    path("m/<slug:slug>/focal-point/", include("municipalities.urls_focal_point")),
    path("m/<slug:slug>/charter/", include("charters.urls")),
    path("m/<slug:slug>/committee/", include("committees.urls")),
    path("m/<slug:slug>/committee/papers/", include("committees.papers.urls")),
    path("m/<slug:slug>/members/", include("committees.members.urls")),
    path("m/<slug:slug>/consents/", include("committees.consents.urls")),
    path("m/<slug:slug>/meetings/", include("committees.meetings.urls")),
    path("m/<slug:slug>/minutes/", include("committees.minutes.urls")),
    path("m/<slug:slug>/plan/", include("committees.plans.urls")),
    path("oversight/national/members/", include("committees.members.urls", namespace="national_members")),
    path("oversight/national/consents/", include("committees.consents.urls", namespace="national_consents")),
    path("oversight/national/meetings/", include("committees.meetings.urls", namespace="national_meetings")),
    path("oversight/national/minutes/", include("committees.minutes.urls", namespace="national_minutes")),
    path("oversight/national/plan/", include("committees.plans.urls", namespace="national_plan")),
    path("consent/<str:token>/", include("committees.consents.urls_link")),
    path("answers/<str:token>/", include("committees.meetings.urls_link")),
    path("approval/<str:token>/", include("committees.minutes.urls_link")),
    path("replies/<str:token>/", include("committees.plans.urls_link")),
    path("oversight/", include("oversight.urls")),
    path("accounts/", include("accounts.urls")),
    # The address is the account, and the invitation was for that address: it is not changed by its owner alone.
    path("accounts/email/", RedirectView.as_view(pattern_name="accounts:settings"), name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("admin/", site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("demo.urls")))
urlpatterns.append(re_path(r"^(?:m|oversight)(?:/|$)", not_found, name="not_found"))
