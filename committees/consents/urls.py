from django.urls import path

from committees.consents import views

app_name = "consents"
urlpatterns = [
    path("", views.ListView.as_view(), name="list"),
    path("ask/", views.AskAllView.as_view(), name="ask_all"),
    path("<int:pk>/", views.DetailView.as_view(), name="detail"),
    path("<int:pk>/ask/", views.AskView.as_view(), name="ask"),
    path("<int:pk>/link/", views.LinkView.as_view(), name="link"),
    path("<int:pk>/revoke/", views.RevokeView.as_view(), name="revoke"),
    path("<int:pk>/paper/", views.PaperView.as_view(), name="paper"),
]
