from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteesConfig(AppConfig):
    name = "committees"
    verbose_name = _("committees")

    def ready(self) -> None:
        from committees.definition import CommitteeDefinition
        from committees.meetings.risks import meetings_late
        from committees.meetings.to_do import meetings_to_do
        from committees.models import Answer, MeetingEvent
        from municipalities.activity_words import register_codes
        from municipalities.models import ActivityKind
        from municipalities.risks import register_finder
        from municipalities.steps import register
        from municipalities.to_do import register_to_do

        register(CommitteeDefinition())
        register_finder(meetings_late)
        register_to_do(meetings_to_do)
        register_codes(ActivityKind.MEETING, dict(MeetingEvent.choices) | dict(Answer.choices))
