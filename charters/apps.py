from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChartersConfig(AppConfig):
    name = "charters"
    verbose_name = _("charters")

    def ready(self) -> None:
        from charters.definition import CharterDefinition
        from charters.findings import SENTENCES, WAYS_ON
        from charters.models import EventKind, UnitLetterhead
        from charters.models.charters import charters_with_codes
        from charters.risks import lapsed_delegations
        from municipalities.activity_words import register_codes
        from municipalities.findings import register_words
        from municipalities.letterheads import register_keeper
        from municipalities.models import ActivityKind
        from municipalities.models.signable import register_papers
        from municipalities.risks import register_finder
        from municipalities.steps import register

        register(CharterDefinition())
        register_papers(charters_with_codes)
        register_words("charter", SENTENCES, WAYS_ON)
        register_finder(lapsed_delegations)
        register_keeper(UnitLetterhead.objects.head_on)
        register_codes(ActivityKind.SIGNING_LINK, dict(EventKind.choices))
