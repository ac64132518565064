from django.urls import path, re_path

from committees.minutes import views, views_papers

app_name = "minutes"
urlpatterns = [
    path("", views.ListView.as_view(), name="list"),
    path("meetings/<int:meeting>/start/", views.StartView.as_view(), name="start"),
    path("<int:pk>/", views.EditView.as_view(), name="edit"),
    path("<int:pk>/parts/add/", views.AddView.as_view(), name="add"),
    path("<int:pk>/parts/<int:item>/", views.PartView.as_view(), name="part"),
    path("<int:pk>/parts/<int:item>/move/", views.MoveView.as_view(), name="move"),
    path("<int:pk>/parts/<int:item>/remove/", views.RemoveView.as_view(), name="remove"),
    path("<int:pk>/parts/<int:item>/decisions/", views.DecideView.as_view(), name="decide"),
    path("<int:pk>/decisions/<int:decision>/", views.DecisionView.as_view(), name="decision"),
    path("<int:pk>/preview/", views_papers.PreviewView.as_view(), name="preview"),
    path("<int:pk>/send/", views_papers.SendView.as_view(), name="send"),
    path("<int:pk>/approvals/<int:approval>/renew/", views_papers.RenewView.as_view(), name="renew"),
    path("<int:pk>/take-back/", views_papers.TakeBackView.as_view(), name="take_back"),
    path("<int:pk>/publish/", views_papers.PublishView.as_view(), name="publish"),
    path("<int:pk>/correct/", views_papers.CorrectView.as_view(), name="correct"),
    re_path(r"^(?P<pk>[0-9]+)/paper\.(?P<form>pdf|docx)$", views_papers.PaperView.as_view(), name="paper"),
    re_path(
        r"^(?P<pk>[0-9]+)/versions/(?P<number>[0-9]+)\.(?P<form>pdf|docx)$",
        views_papers.FileView.as_view(),
        name="file",
    ),
]
