from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Papers: their bytes, their numbers, how they are made and how they are opened. Knows no tenant."""

    name = "documents"
