from django.urls import path

from committees.papers import views

app_name = "papers"

urlpatterns = [
    path("", views.ListView.as_view(), name="list"),
    path("decision/", views.DecisionView.as_view(), name="decision"),
    path("decision/read/", views.PreviewView.as_view(), name="preview"),
    path("decision/specimen.pdf", views.SpecimenView.as_view(), name="specimen"),
    path("decision/specimen/<int:number>.png", views.SpecimenPageView.as_view(), name="specimen_page"),
    path("decision/issue/", views.IssueView.as_view(), name="issue"),
    path("<int:pk>.pdf", views.PdfView.as_view(), name="pdf"),
    path("scan/", views.UploadView.as_view(), name="upload"),
    path("scan/<int:pk>/remove/", views.RemoveScanView.as_view(), name="remove_scan"),
    path("scan/<int:pk>/<int:sheet>/override/", views.OverrideView.as_view(), name="override"),
    path("scan/<int:pk>/<int:sheet>/box/", views.EmptyBoxView.as_view(), name="empty_box"),
    path("scan/<int:pk>/<int:sheet>-<int:page>.jpg", views.StraightPageView.as_view(), name="straight_page"),
    path("take/", views.TakeView.as_view(), name="take"),
    path("letters/", views.LettersView.as_view(), name="letters"),
    path("notice/", views.NoticeView.as_view(), name="notice"),
]
