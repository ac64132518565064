from django.urls import URLPattern

app_name = "approval"
urlpatterns: list[URLPattern] = []
