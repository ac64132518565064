from django.urls import path

from municipalities.views import focal_point as views

app_name = "focal_point"

urlpatterns = [
    path("", views.OverviewView.as_view(), name="overview"),
    path("start/", views.StartView.as_view(), name="start"),
    path("confirm/", views.ConfirmView.as_view(), name="confirm"),
    path("withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path("letter.pdf", views.LetterView.as_view(), name="letter"),
    path("receipt/", views.FocalPointReceiptView.as_view(), name="receipt"),
    path("wizard/<str:page>/", views.FocalPointWizard.as_view(), name="page"),
]
