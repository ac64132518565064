from django.urls import path

from committees.meetings import views, views_day, views_parts

app_name = "meetings"

urlpatterns = [
    path("", views.ListView.as_view(), name="list"),
    path("new/", views.NewView.as_view(), name="new"),
    path("tasks/", views_day.TasksView.as_view(), name="tasks"),
    path("<int:pk>/", views.DetailView.as_view(), name="detail"),
    path("<int:pk>/edit/", views.EditView.as_view(), name="edit"),
    path("<int:pk>/invite/", views.InviteView.as_view(), name="invite"),
    path("<int:pk>/cancel/", views.CancelView.as_view(), name="cancel"),
    path("<int:pk>/agenda/add/", views_parts.AgendaAddView.as_view(), name="agenda_add"),
    path("<int:pk>/agenda/<int:item>/", views_parts.AgendaEditView.as_view(), name="agenda_edit"),
    path("<int:pk>/agenda/<int:item>/move/", views_parts.AgendaMoveView.as_view(), name="agenda_move"),
    path("<int:pk>/agenda/<int:item>/remove/", views_parts.AgendaRemoveView.as_view(), name="agenda_remove"),
    path("<int:pk>/guests/add/", views_parts.GuestAddView.as_view(), name="guest_add"),
    path("<int:pk>/guests/<int:person>/remove/", views_parts.GuestRemoveView.as_view(), name="guest_remove"),
    path("<int:pk>/people/<int:person>/link/", views_parts.LinkView.as_view(), name="link"),
    path("<int:pk>/papers/add/", views_parts.PaperAddView.as_view(), name="paper_add"),
    path("<int:pk>/papers/<int:paper>/", views_parts.PaperView.as_view(), name="paper"),
    path("<int:pk>/papers/<int:paper>/remove/", views_parts.PaperRemoveView.as_view(), name="paper_remove"),
    path("<int:pk>/attendance/", views_day.AttendanceView.as_view(), name="attendance"),
    path("<int:pk>/decisions/add/", views_day.DecisionAddView.as_view(), name="decision_add"),
    path("<int:pk>/decisions/<int:decision>/", views_day.DecisionEditView.as_view(), name="decision_edit"),
    path("<int:pk>/decisions/<int:decision>/done/", views_day.DecisionDoneView.as_view(), name="decision_done"),
]
