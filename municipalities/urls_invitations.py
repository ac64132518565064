from django.urls import path

from municipalities.views import handover
from municipalities.views import invitations as views

app_name = "invitations"

urlpatterns = [
    path("<str:token>/", views.InvitationView.as_view(), name="invitation"),
    path("<str:token>/accept/", views.AcceptInvitationView.as_view(), name="accept"),
    path("<str:token>/handover/", handover.TakeOverView.as_view(), name="handover"),
    path("<str:token>/handover/accept/", handover.AcceptHandoverView.as_view(), name="handover_accept"),
    path("<str:token>/handover/refuse/", handover.RefuseHandoverView.as_view(), name="handover_refuse"),
]
