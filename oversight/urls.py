from django.urls import path

from charters.models import LegalBasis
from oversight.views import board, evidence, invitations, letterheads, municipalities, review, texts

BASIS = {"model": LegalBasis, "anchor": "#bases"}

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
    path("municipalities/<slug:slug>/looks/<int:pk>.jpg", evidence.StraightPageView.as_view(), name="straight_page"),
    path("municipalities/<slug:slug>/<slug:step>/extend/", municipalities.ExtendView.as_view(), name="extend"),
    path("municipalities/<slug:slug>/<slug:step>/reopen/", municipalities.ReopenView.as_view(), name="reopen"),
    path(
        "municipalities/<slug:slug>/charter/sign-again/",
        municipalities.SignAgainView.as_view(),
        name="sign_again",
    ),
    path("texts/", texts.TextsView.as_view(), name="texts"),
    path("texts/new/<slug:slug>/", texts.NewTextView.as_view(), name="text_new"),
    path("texts/<int:pk>/", texts.TextView.as_view(), name="text"),
    path("texts/<int:pk>/words/", texts.WordsView.as_view(), name="text_words"),
    path("texts/<int:pk>/articles/add/", texts.ArticleAddView.as_view(), name="article_add"),
    path("texts/<int:pk>/articles/<int:part>/", texts.ArticleEditView.as_view(), name="article_edit"),
    path("texts/<int:pk>/articles/<int:part>/move/", texts.MoveView.as_view(), name="article_move"),
    path("texts/<int:pk>/articles/<int:part>/remove/", texts.RemoveView.as_view(), name="article_remove"),
    path("texts/<int:pk>/bases/add/", texts.BasisAddView.as_view(), name="basis_add"),
    path("texts/<int:pk>/bases/<int:part>/", texts.BasisEditView.as_view(), name="basis_edit"),
    path("texts/<int:pk>/bases/<int:part>/move/", texts.MoveView.as_view(**BASIS), name="basis_move"),
    path("texts/<int:pk>/bases/<int:part>/remove/", texts.RemoveView.as_view(**BASIS), name="basis_remove"),
    path("texts/<int:pk>/preview.pdf", texts.PreviewView.as_view(), name="text_preview"),
    path("texts/<int:pk>/publish/", texts.PublishView.as_view(), name="text_publish"),
    path("texts/<int:pk>/retire/", texts.RetireView.as_view(), name="text_retire"),
    path("texts/<int:pk>/discard/", texts.DiscardView.as_view(), name="text_discard"),
    path("letterheads/", letterheads.LetterheadsView.as_view(), name="letterheads"),
    path("letterheads/add/", letterheads.AddView.as_view(), name="letterhead_add"),
    path("letterheads/<int:pk>/remove/", letterheads.RemoveView.as_view(), name="letterhead_remove"),
    path("invitations/", invitations.InvitationsView.as_view(), name="invitations"),
    path("invitations/staff/", invitations.InviteStaffView.as_view(), name="invite_staff"),
    path("invitations/<int:pk>/resend/", invitations.ResendView.as_view(), name="invitation_resend"),
    path("invitations/<int:pk>/revoke/", invitations.RevokeView.as_view(), name="invitation_revoke"),
]
