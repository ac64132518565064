from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChartersConfig(AppConfig):
    name = "charters"
    verbose_name = _("charters")

    def ready(self) -> None:
        from charters.definition import CharterDefinition
        from municipalities.steps import register

        register(CharterDefinition())
