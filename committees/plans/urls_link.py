from django.urls import path

from committees.plans import views_link

app_name = "replies"
urlpatterns = [path("", views_link.ReplyView.as_view(), name="reply")]
