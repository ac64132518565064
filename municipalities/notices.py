"""What a notice says: one sentence per kind, in the reader's language; the words of a person stand beside it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.models import Notice, NoticeKind
from municipalities.steps import Text

SENTENCES: dict[NoticeKind, Text] = {
    NoticeKind.MESSAGE: gettext_lazy("There is a new message in the thread of this step."),
    NoticeKind.REMINDER: gettext_lazy("You were reminded of the due date."),
    NoticeKind.EXTENSION: gettext_lazy("A request for more time was made or answered."),
    NoticeKind.DUE_DATE: gettext_lazy("The due date was moved."),
    NoticeKind.REOPENED: gettext_lazy("This accepted step is open again."),
    NoticeKind.PARTICIPATION: gettext_lazy("The participation of the municipality changed."),
    NoticeKind.ASSIGNED: gettext_lazy("A submission was assigned to you."),
    NoticeKind.ON_BEHALF: gettext_lazy("The Unit acted on behalf of the municipality."),
    NoticeKind.HANDOVER: gettext_lazy("There is news of a handover of the focal point's work."),
    NoticeKind.RISK: gettext_lazy("Something puts the work of the municipality at risk."),
    NoticeKind.ANNOUNCEMENT: gettext_lazy("The Unit writes to several municipalities."),
}


def sentence(notice: Notice) -> str:
    """Without the names of municipality and step: they stand over it."""
    return str(SENTENCES[NoticeKind(notice.kind)])


def subject(notice: Notice) -> str:
    """What it is about, for the subject of an e-mail: step and municipality, or the kind where there is none."""
    step = notice.get_step_display() if notice.step else ""
    if notice.municipality is None:
        return step or notice.get_kind_display()
    name = notice.municipality.name
    return _("%(step)s, %(municipality)s") % {"step": step, "municipality": name} if step else name
