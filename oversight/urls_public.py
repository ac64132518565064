from django.urls import path

from oversight.views import public

app_name = "public"
urlpatterns = [
    path("", public.HomeView.as_view(), name="home"),
    path("municipalities/<slug:slug>/", public.MunicipalityView.as_view(), name="municipality"),
]
