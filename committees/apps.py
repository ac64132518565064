from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("committees")

    def ready(self) -> None:
        from committees.consents.wording import LOGGED
        from committees.definition import CommitteeDefinition
        from committees.meetings.to_do import meetings_to_do
        from committees.minutes.verifying import MinutesPapers
        from committees.models import MINUTES_CODES, Answer, MeetingEvent, MemberChangeKind, PaperKind
        from committees.models.papers import papers_with_codes
        from committees.papers.findings import SENTENCES, WAYS_ON
        from committees.papers.verifying import CommitteePapers
        from committees.plans.words import TOLD
        from committees.risks import risks_of_committees
        from municipalities.activity_words import register_codes
        from municipalities.findings import register_words
        from municipalities.models import ActivityKind
        from municipalities.models.signable import register_papers
        from municipalities.public_papers import register_public
        from municipalities.risks import register_finder
        from municipalities.steps import register
        from municipalities.to_do import register_to_do

        register(CommitteeDefinition())
        register_finder(risks_of_committees)
        register_codes(ActivityKind.MEMBERS_CHANGED, dict(MemberChangeKind.choices))
        register_papers(papers_with_codes)
        register_public(CommitteePapers())
        register_public(MinutesPapers())
        for kind in PaperKind:
            register_words(kind, SENTENCES[kind], WAYS_ON)
        for act in (ActivityKind.COMMITTEE_PAPER_ISSUED, ActivityKind.COMMITTEE_PAPER_SIGNED):
            register_codes(act, dict(PaperKind.choices))
        register_codes(ActivityKind.CONSENT, LOGGED)
        register_to_do(meetings_to_do)
        register_codes(ActivityKind.MEETING, dict(MeetingEvent.choices) | dict(Answer.choices))
        register_codes(ActivityKind.PLAN_CHANGED, TOLD)
        register_codes(ActivityKind.MINUTES, MINUTES_CODES)
