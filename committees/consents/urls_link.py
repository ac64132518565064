from django.urls import path

from committees.consents import views_link as views

app_name = "consent"
urlpatterns = [
    path("", views.PageView.as_view(), name="page"),
    path("open/", views.OpenView.as_view(), name="open"),
    path("answer/", views.AnswerView.as_view(), name="answer"),
    path("withdraw/", views.WithdrawView.as_view(), name="withdraw"),
]
