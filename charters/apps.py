from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChartersConfig(AppConfig):
    name = "charters"
    verbose_name = _("charters")

    def ready(self) -> None:
        from charters.definition import CharterDefinition
        from charters.models import EventKind
        from municipalities.activity_words import register_codes
        from municipalities.models import ActivityKind
        from municipalities.steps import register

        register(CharterDefinition())
        register_codes(ActivityKind.SIGNING_LINK, dict(EventKind.choices))
