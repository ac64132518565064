from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("committees")

    def ready(self) -> None:
        from committees.definition import CommitteeDefinition
        from committees.models import MemberChangeKind
        from committees.risks import broken_rules
        from municipalities.activity_words import register_codes
        from municipalities.models import ActivityKind
        from municipalities.risks import register_finder
        from municipalities.steps import register

        register(CommitteeDefinition())
        register_finder(broken_rules)
        register_codes(ActivityKind.MEMBERS_CHANGED, dict(MemberChangeKind.choices))
