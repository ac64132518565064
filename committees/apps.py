from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("committees")

    def ready(self) -> None:
        from committees.definition import CommitteeDefinition
        from municipalities.steps import register

        register(CommitteeDefinition())
