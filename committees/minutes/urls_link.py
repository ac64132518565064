from django.urls import path

from committees.minutes import views_link as views

app_name = "approval"
urlpatterns = [
    path("", views.PageView.as_view(), name="page"),
    path("open/", views.OpenView.as_view(), name="open"),
    path("minutes.pdf", views.PdfView.as_view(), name="pdf"),
    path("approve/", views.ApproveView.as_view(), name="approve"),
    path("send-back/", views.SendBackView.as_view(), name="send_back"),
]
