from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("committees")

    def ready(self) -> None:
        from committees.definition import CommitteeDefinition
        from committees.models import PaperKind
        from committees.models.papers import papers_with_codes
        from committees.papers.findings import SENTENCES, WAYS_ON
        from committees.papers.verifying import CommitteePapers
        from municipalities.activity_words import register_codes
        from municipalities.findings import register_words
        from municipalities.models import ActivityKind
        from municipalities.models.signable import register_papers
        from municipalities.public_papers import register_public
        from municipalities.steps import register

        register(CommitteeDefinition())
        register_papers(papers_with_codes)
        register_public(CommitteePapers())
        for kind in PaperKind:
            register_words(kind, SENTENCES[kind], WAYS_ON)
        for act in (ActivityKind.COMMITTEE_PAPER_ISSUED, ActivityKind.COMMITTEE_PAPER_SIGNED):
            register_codes(act, dict(PaperKind.choices))
