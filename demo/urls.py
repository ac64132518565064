from django.urls import path

from demo import views

app_name = "demo"

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("sign-in/", views.SignInView.as_view(), name="sign_in"),
    path("certificate/<int:pk>/", views.SignByCertificateView.as_view(), name="sign_by_certificate"),
    path("outbox/", views.OutboxView.as_view(), name="outbox"),
    path("outbox/<int:pk>/", views.MessageView.as_view(), name="message"),
    path("outbox/<int:pk>/html/", views.MessageHtmlView.as_view(), name="message_html"),
    path("outbox/<int:pk>/attachment/", views.AttachmentView.as_view(), name="attachment"),
]
