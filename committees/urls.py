from django.urls import path

from committees import views

app_name = "committees"
urlpatterns = [
    path("", views.OverviewView.as_view(), name="overview"),
    path("start/", views.StartView.as_view(), name="start"),
    path("withdraw/", views.WithdrawView.as_view(), name="withdraw"),
    path("wizard/<str:page>/", views.CommitteeWizard.as_view(), name="page"),
    path("members/add/", views.MemberAddView.as_view(), name="member_add"),
    path("members/<int:pk>/", views.MemberEditView.as_view(), name="member_edit"),
    path("members/<int:pk>/remove/", views.MemberRemoveView.as_view(), name="member_remove"),
    path("members/<int:pk>/restore/", views.MemberRestoreView.as_view(), name="member_restore"),
    path("receipt/", views.CommitteeReceiptView.as_view(), name="receipt"),
]
