from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("committees")

    def ready(self) -> None:
        from committees.definition import CommitteeDefinition
        from committees.models import MINUTES_CODES
        from municipalities.activity_words import register_codes
        from municipalities.models import ActivityKind
        from municipalities.steps import register

        register(CommitteeDefinition())
        register_codes(ActivityKind.MINUTES, MINUTES_CODES)
