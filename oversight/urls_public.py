from django.urls import path

from oversight.views import minutes, public

app_name = "public"
urlpatterns = [
    path("", public.HomeView.as_view(), name="home"),
    path("municipalities/<slug:slug>/", public.MunicipalityView.as_view(), name="municipality"),
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
