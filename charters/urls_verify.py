from django.urls import path

from charters import views_verify as views

app_name = "verify"

urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("file/", views.FileView.as_view(), name="file"),
    path("<str:code>/charter.pdf", views.PdfView.as_view(), name="pdf"),
    path("<str:code>/", views.DetailView.as_view(), name="detail"),
]
