from django.urls import path

from municipalities.views import activity, evidence, home, people

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
    path("papers/<int:pk>/", evidence.EvidenceView.as_view(), name="evidence"),
    path("papers/<int:pk>/pages/<int:number>.png", evidence.EvidencePageView.as_view(), name="evidence_page"),
]
