from django.urls import path

from charters import views, views_certificate, views_publication, views_signing, views_texts, views_wizard

app_name = "charters"

urlpatterns = [
    path("", views.DetailView.as_view(), name="detail"),
    path("start/", views.StartView.as_view(), name="start"),
    path("withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path("wizard/<str:page>/", views_wizard.CharterWizard.as_view(), name="page"),
    path("specimen.pdf", views_wizard.SpecimenView.as_view(), name="specimen"),
    path("specimen/<int:number>.png", views_wizard.SpecimenPageView.as_view(), name="specimen_page"),
    path("charter.pdf", views.PdfView.as_view(), name="pdf"),
    path("signed.pdf", views.SignedPdfView.as_view(), name="signed_pdf"),
    path("scan/", views.UploadScanView.as_view(), name="upload_scan"),
    path("scan/<int:pk>/remove/", views.RemoveScanView.as_view(), name="remove_scan"),
    path("scan/<int:pk>/<int:sheet>/override/", views.OverrideView.as_view(), name="override"),
    path("scan/<int:pk>/<int:sheet>/box/", views.EmptyBoxView.as_view(), name="empty_box"),
    path("scan/<int:pk>/<int:sheet>-<int:page>.jpg", views.StraightPageView.as_view(), name="straight_page"),
    path("<int:pk>/publish/", views_publication.PublishView.as_view(), name="publish"),
    path("submit/", views.SubmitView.as_view(), name="submit"),
    path("set-aside/", views.SetAsideView.as_view(), name="set_aside"),
    path("text/", views_texts.TextChangesView.as_view(), name="text_changes"),
    path("text/move/", views_texts.MoveTextView.as_view(), name="move_text"),
    path("sign-again/", views_texts.SignAgainView.as_view(), name="sign_again"),
    path("signing/", views_signing.InviteToSignView.as_view(), name="invite_to_sign"),
    path("signing/<int:pk>/renew/", views_signing.RenewView.as_view(), name="renew_signing"),
    path("signing/<int:pk>/revoke/", views_signing.RevokeView.as_view(), name="revoke_signing"),
    path("signing/give-up/", views_signing.GiveUpEditionView.as_view(), name="give_up_edition"),
    path("certificate/", views_certificate.UploadView.as_view(), name="upload_certificate"),
    path("certificate/prepared.pdf", views_certificate.PrepareView.as_view(), name="prepare"),
    path("certificate/give-up/", views_certificate.GiveUpView.as_view(), name="give_up_certificate"),
    path("certificate/record.pdf", views_certificate.RecordView.as_view(), name="certificate_record"),
    path("receipt/", views.CharterReceiptView.as_view(), name="receipt"),
]
