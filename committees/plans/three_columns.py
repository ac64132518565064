"""The official table of a plan: actions to undertake | monitoring of progress | percentage of completion."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from committees.models import ActionPlan, Commitment, CommitmentStatus, Milestone
from documents.three_columns import Action, Section, ThreeColumns


def table_of(plan: ActionPlan, on: date) -> ThreeColumns:
    """How the plan stands, in the active language; `on` is the day that the table names."""
    commitments = plan.commitments.prefetch_related("milestones", "notes")
    return ThreeColumns(
        title=plan.title,
        sections=[_section(commitment, on) for commitment in commitments],
        subtitle=plan.place_name,
        situation=_("Situation on %(day)s") % {"day": date_format(on, "DATE_FORMAT")},
    )


def _section(commitment: Commitment, on: date) -> Section:
    title = _("Commitment %(number)s: %(title)s") % {"number": commitment.number, "title": commitment.title}
    actions = [
        Action(
            each.title,
            _sentences(each, on) if commitment.is_going else [str(commitment.get_standing_display())],
            each.percent,
        )
        for each in commitment.milestones.all()
    ]
    note = commitment.latest_note
    if note is not None:
        said = f"{date_format(note.on, 'DATE_FORMAT')}: {note.text}"
        actions.append(Action(_("Latest note"), [said], note.percent))
    return Section(actions, title, _("The whole commitment"), commitment.percent)


def _sentences(milestone: Milestone, on: date) -> list[str]:
    if milestone.is_done:
        said = _("Completed activity.")
    elif milestone.status == CommitmentStatus.IN_PROGRESS:
        said = _("In progress.")
    else:
        said = _("Not started yet.")
    sentences = [said, _("Deliverable: %(what)s") % {"what": milestone.deliverable}]
    if milestone.is_late(on) and milestone.ends_on:
        sentences.append(_("Late: it was due on %(day)s.") % {"day": date_format(milestone.ends_on, "DATE_FORMAT")})
    return sentences
