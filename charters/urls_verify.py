from django.urls import path

from charters import views_verify as views

app_name = "verify"

urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("<str:code>/", views.DetailView.as_view(), name="detail"),
]
