from django.urls import path

from oversight.views import board, evidence, invitations, municipalities, review

app_name = "oversight"
urlpatterns = [
    path("", board.BoardView.as_view(), name="board"),
    path("board.csv", board.BoardCsvView.as_view(), name="board_csv"),
    path("review/", review.ReviewQueueView.as_view(), name="review_queue"),
    path("review/<int:pk>/", review.ReviewView.as_view(), name="review"),
    path("review/<int:pk>/accept/", review.AcceptView.as_view(), name="accept"),
    path("review/<int:pk>/return/", review.ReturnView.as_view(), name="return"),
    path("municipalities/<slug:slug>/", municipalities.MunicipalityView.as_view(), name="municipality"),
    path("municipalities/<slug:slug>/invite/", invitations.InviteView.as_view(), name="invite"),
    path("municipalities/<slug:slug>/evidence/<int:pk>/", evidence.EvidenceView.as_view(), name="evidence"),
    path(
        "municipalities/<slug:slug>/evidence/<int:pk>/<int:number>.png",
        evidence.EvidencePageView.as_view(),
        name="evidence_page",
    ),
    path("municipalities/<slug:slug>/<slug:step>/extend/", municipalities.ExtendView.as_view(), name="extend"),
    path("municipalities/<slug:slug>/<slug:step>/reopen/", municipalities.ReopenView.as_view(), name="reopen"),
    path("invitations/", invitations.InvitationsView.as_view(), name="invitations"),
    path("invitations/staff/", invitations.InviteStaffView.as_view(), name="invite_staff"),
    path("invitations/<int:pk>/resend/", invitations.ResendView.as_view(), name="invitation_resend"),
    path("invitations/<int:pk>/revoke/", invitations.RevokeView.as_view(), name="invitation_revoke"),
]
