from django.urls import path

from municipalities.views import invitations as views

app_name = "invitations"

urlpatterns = [
    path("<str:token>/", views.InvitationView.as_view(), name="invitation"),
    path("<str:token>/accept/", views.AcceptInvitationView.as_view(), name="accept"),
]
