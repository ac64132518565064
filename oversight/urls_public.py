from django.urls import path

from oversight.views import public, public_plans

app_name = "public"
urlpatterns = [
    path("", public.HomeView.as_view(), name="home"),
    path("municipalities/<slug:slug>/", public.MunicipalityView.as_view(), name="municipality"),
    path("municipalities/<slug:slug>/plan/", public_plans.PlanView.as_view(), name="plan"),
    path("municipalities/<slug:slug>/plan/plan.json", public_plans.PlanJsonView.as_view(), name="plan_json"),
    path("municipalities/<slug:slug>/plan/<int:number>/", public_plans.CommitmentView.as_view(), name="commitment"),
    path("national/plan/", public_plans.PlanView.as_view(), name="national_plan"),
    path("national/plan/plan.json", public_plans.PlanJsonView.as_view(), name="national_plan_json"),
    path("national/plan/<int:number>/", public_plans.CommitmentView.as_view(), name="national_commitment"),
]
