from django.urls import path

from committees.members import views

app_name = "members"
urlpatterns = [
    path("", views.MembersView.as_view(), name="list"),
    path("add/", views.AddView.as_view(), name="add"),
    path("<int:pk>/", views.SeatView.as_view(), name="detail"),
    path("<int:pk>/correct/", views.CorrectView.as_view(), name="correct"),
    path("<int:pk>/end/", views.EndView.as_view(), name="end"),
    path("<int:pk>/replace/", views.ReplaceView.as_view(), name="replace"),
]
