from django.urls import path

from committees.plans import views, views_progress, views_tables

app_name = "plan"
urlpatterns = [
    path("", views.CurrentView.as_view(), name="current"),
    path("begin/", views.BeginView.as_view(), name="begin"),
    path("edit/", views.EditView.as_view(), name="edit"),
    path("publish/", views.PublishView.as_view(), name="publish"),
    path("unpublish/", views.UnpublishView.as_view(), name="unpublish"),
    path("close/", views.CloseView.as_view(), name="close"),
    path("former/<int:pk>/", views.FormerView.as_view(), name="former"),
    path("three-columns/", views_tables.ThreeColumnsView.as_view(), name="three_columns"),
    path("three-columns/<str:kind>/", views_tables.ThreeColumnsFileView.as_view(), name="three_columns_file"),
    path("export/<str:kind>/", views_tables.ExportView.as_view(), name="export"),
    path("import/", views_tables.ImportView.as_view(), name="import"),
    path("import/<int:pk>/", views_tables.ImportDraftView.as_view(), name="import_draft"),
    path("commitments/add/", views.CommitmentAddView.as_view(), name="commitment_add"),
    path("commitments/<int:pk>/", views.CommitmentView.as_view(), name="commitment"),
    path("commitments/<int:pk>/edit/", views.CommitmentEditView.as_view(), name="commitment_edit"),
    path("commitments/<int:pk>/standing/", views.StandingView.as_view(), name="standing"),
    path("commitments/<int:pk>/progress/", views_progress.ProgressView.as_view(), name="progress"),
    path("commitments/<int:pk>/milestones/add/", views_progress.MilestoneAddView.as_view(), name="milestone_add"),
    path("milestones/<int:pk>/edit/", views_progress.MilestoneEditView.as_view(), name="milestone_edit"),
    path("milestones/<int:pk>/move/", views_progress.MilestoneMoveView.as_view(), name="milestone_move"),
    path("milestones/<int:pk>/remove/", views_progress.MilestoneRemoveView.as_view(), name="milestone_remove"),
    path("papers/<int:pk>/", views_progress.PaperView.as_view(), name="paper"),
    path("notes/<int:pk>/ask/", views_progress.AskReplyView.as_view(), name="ask_reply"),
    path("notes/<int:pk>/renew/", views_progress.RenewReplyView.as_view(), name="renew_reply"),
]
