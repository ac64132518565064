from django.urls import path

from municipalities.views import activity, evidence, extensions, handover, home, people, threads

app_name = "municipalities"

urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/invite/", people.InviteMemberView.as_view(), name="invite"),
    path("people/invitations/<int:pk>/resend/", people.ResendInvitationView.as_view(), name="resend_invitation"),
    path("people/invitations/<int:pk>/revoke/", people.RevokeInvitationView.as_view(), name="revoke_invitation"),
    path("people/<int:pk>/end/", people.EndMembershipView.as_view(), name="end_membership"),
    path("activity/", activity.ActivityView.as_view(), name="activity"),
    path("activity/file/", activity.ActivityExportView.as_view(), name="activity_file"),
    path("handover/", handover.HandoverView.as_view(), name="handover"),
    path("handover/call-off/", handover.CallOffView.as_view(), name="handover_call_off"),
    path("messages/<slug:step>/", threads.ThreadView.as_view(), name="thread"),
    path("messages/<slug:step>/write/", threads.WriteView.as_view(), name="thread_write"),
    path("messages/<slug:step>/read/", threads.ReadView.as_view(), name="thread_read"),
    path("extension/<slug:step>/", extensions.ExtensionView.as_view(), name="extension"),
    path("extension/<slug:step>/take-back/", extensions.TakeBackView.as_view(), name="extension_take_back"),
    path("papers/<int:pk>/", evidence.EvidenceView.as_view(), name="evidence"),
    path("papers/<int:pk>/pages/<int:number>.png", evidence.EvidencePageView.as_view(), name="evidence_page"),
]
