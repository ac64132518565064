"""A municipality's home: where it stands in one sentence, the one next action, the three steps with their proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from municipalities.lateness import day_of
from municipalities.mixins import MunicipalityMixin
from municipalities.models import StepProgress, Submission
from municipalities.permissions import Perm
from municipalities.risks import Risk, WayOut, risks_of
from municipalities.steps import Step, StepState
from municipalities.to_do import to_do_of
from municipalities.views.threads import threads_of

ORDER = {step: position for position, step in enumerate(Step)}


@dataclass(frozen=True)
class NextAction:
    """The one thing to do now, in words, with its address and the word on its button; no address: wait."""

    text: str
    url: str = ""
    label: str = ""


def next_action(steps: list[StepProgress]) -> NextAction:
    """A returned step first, then one in progress, then the next not started; else waiting, else done."""
    for state in (StepState.RETURNED, StepState.IN_PROGRESS, StepState.NOT_STARTED):
        for progress in steps:
            if progress.state == state:
                url = progress.definition.overview_url(progress)
                name = progress.get_step_display()
                if state == StepState.RETURNED:
                    text = _("The Unit returned “%(step)s”. Read what must change, correct it and submit it again.")
                    return NextAction(text % {"step": name}, url, _("See what must change"))
                if state == StepState.IN_PROGRESS:
                    return NextAction(_("Go on with “%(step)s”.") % {"step": name}, url, _("Go on"))
                return NextAction(_("Begin with “%(step)s”.") % {"step": name}, url, _("Begin"))
    if any(progress.state == StepState.SUBMITTED for progress in steps):
        return NextAction(_("Nothing to do now: the Unit is reading what you sent. You will get an e-mail."))
    return NextAction(_("Nothing to do: the three steps are accepted."))


ACCEPTED = [
    gettext_lazy("None of the three steps is accepted yet"),
    gettext_lazy("One of the three steps is accepted"),
    gettext_lazy("Two of the three steps are accepted"),
    gettext_lazy("All three steps are accepted"),
]


def standing(steps: list[StepProgress]) -> str:
    """Where the municipality stands, in one sentence."""
    accepted = sum(progress.state == StepState.ACCEPTED for progress in steps)
    sentence = str(ACCEPTED[accepted])
    waiting = [progress for progress in steps if progress.state == StepState.SUBMITTED]
    if waiting:
        oldest = min(waiting, key=lambda progress: progress.state_changed_at)
        days = (timezone.localdate() - day_of(oldest.state_changed_at)).days
        since = (
            ngettext("since %(days)d day", "since %(days)d days", days) % {"days": days} if days else _("since today")
        )
        sentence += _("; “%(step)s” has been with the Unit %(since)s") % {
            "step": oldest.get_step_display(),
            "since": since,
        }
    return sentence + "."


class HomeView(MunicipalityMixin, TemplateView):
    permission = Perm.VIEW
    template_name = "municipalities/home.html"

    def _risks(self) -> list[tuple[Risk, WayOut]]:
        """Those that this person can do something about."""
        risks = risks_of([self.participation], timezone.localdate()).get(self.participation, [])
        ways = [(risk, risk.own_way_out(self.permissions)) for risk in risks]
        return [(risk, way_out) for risk, way_out in ways if way_out is not None]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        submissions = Submission.objects.order_by("number").prefetch_related(
            "files__evidence__file", "files__evidence__municipality"
        )
        steps = list(self.participation.progress.prefetch_related(Prefetch("submissions", queryset=submissions)))
        for progress in steps:
            progress.participation = self.participation
        steps.sort(key=lambda progress: ORDER[Step(progress.step)])
        rows = [
            {
                "progress": progress,
                "url": progress.definition.overview_url(progress),
                "submission": list(progress.submissions.all())[-1] if progress.submissions.all() else None,
            }
            for progress in steps
        ]
        frozen = self.participation.transitions.last() if self.participation.is_frozen else None
        return super().get_context_data(
            steps=rows,
            standing=standing(steps),
            next_action=next_action(steps),
            risks=self._risks(),
            to_do=[] if frozen else to_do_of(self.participation, timezone.localdate()),
            frozen_reason=frozen.reason if frozen else "",
            threads=threads_of(self),
            **kwargs,
        )
