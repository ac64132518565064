from django.urls import path

from oversight.views import public, public_committee

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
]
