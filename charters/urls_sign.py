from django.urls import path

from charters import views_certificate
from charters import views_sign as views

app_name = "sign"

urlpatterns = [
    path("", views.PageView.as_view(), name="page"),
    path("open/", views.OpenView.as_view(), name="open"),
    path("charter.pdf", views.PdfView.as_view(), name="pdf"),
    path("pages/<int:number>.png", views.PictureView.as_view(), name="picture"),
    path("here/", views.SignView.as_view(), name="here"),
    path("code/", views.CodeView.as_view(), name="code"),
    path("paper/", views.PaperView.as_view(), name="paper"),
    path("certificate/", views_certificate.SignatoryView.as_view(), name="certificate"),
    path("certificate/prepared.pdf", views_certificate.SignatoryPrepareView.as_view(), name="prepare"),
    path("question/", views.QuestionView.as_view(), name="question"),
    path("refuse/", views.RefuseView.as_view(), name="refuse"),
    path("hand-over/", views.HandOverView.as_view(), name="hand_over"),
    path("signed.pdf", views.SignedPdfView.as_view(), name="signed_pdf"),
]
