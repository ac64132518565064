from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("committees")

    def ready(self) -> None:
        from committees.definition import CommitteeDefinition
        from municipalities.activity_words import register_codes
        from municipalities.models import ActivityKind
        from municipalities.steps import register

        register(CommitteeDefinition())
        register_codes(
            ActivityKind.CONSENT,
            {
                "asked": pgettext_lazy("consent", "asked"),
                "reminded": pgettext_lazy("consent", "reminded"),
                "link": _("link to hand over"),
                "opened": _("opened the link"),
                "answered": pgettext_lazy("consent", "answered"),
                "withdrawn": pgettext_lazy("consent", "withdrawn"),
                "paper": _("answer on paper recorded"),
                "revoked": _("link revoked"),
            },
        )
