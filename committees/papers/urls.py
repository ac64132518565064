from django.urls import path

from committees.papers import views, views_other, views_scans

app_name = "papers"

urlpatterns = [
    path("", views.ListView.as_view(), name="list"),
    path("decision/", views.DecisionView.as_view(), name="decision"),
    path("decision/read/", views.PreviewView.as_view(), name="preview"),
    path("decision/specimen.pdf", views.SpecimenView.as_view(), name="specimen"),
    path("decision/specimen/<int:number>.png", views.SpecimenPageView.as_view(), name="specimen_page"),
    path("decision/issue/", views.IssueView.as_view(), name="issue"),
    path("<int:pk>.pdf", views.PdfView.as_view(), name="pdf"),
    path("scan/", views_scans.UploadView.as_view(), name="upload"),
    path("scan/<int:pk>/remove/", views_scans.RemoveScanView.as_view(), name="remove_scan"),
    path("scan/<int:pk>/<int:sheet>/override/", views_scans.OverrideView.as_view(), name="override"),
    path("scan/<int:pk>/<int:sheet>/box/", views_scans.EmptyBoxView.as_view(), name="empty_box"),
    path("scan/<int:pk>/<int:sheet>-<int:page>.jpg", views_scans.StraightPageView.as_view(), name="straight_page"),
    path("take/", views_scans.TakeView.as_view(), name="take"),
    path("letters/", views_other.LettersView.as_view(), name="letters"),
    path("notice/", views_other.NoticeView.as_view(), name="notice"),
]
