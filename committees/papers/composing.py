"""What goes into a paper: from the draft of the step, from the committee once it is set up, and from who signs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any, cast

from django.utils import translation
from django.utils.translation import gettext as _

from committees.forms import PAGES, RemitForm
from committees.models import (
    Committee,
    CommitteeMember,
    CommitteePaper,
    CommitteeRole,
    FoundingAct,
    MemberQuerySet,
    PaperKind,
)
from committees.papers.report_decision import DecisionReport
from committees.papers.report_others import LettersReport, NoticeReport
from committees.papers.words import usual_remit
from committees.publicity import public_members
from committees.rules import Rules, judge
from municipalities.definition import DraftedStep
from municipalities.drafts import Draft
from municipalities.models import Participation, StepProgress
from municipalities.steps import MissingItem

_SHOWN = ("civility", "name_ar", "name_latin", "side", "body", "role")
_ORDER = [
    CommitteeRole.CHAIR.value,
    CommitteeRole.CO_CHAIR.value,
    CommitteeRole.SECRETARY.value,
    CommitteeRole.MEMBER.value,
]


def sitting(participation: Participation) -> list[CommitteeMember]:
    """Those who sit or will, the lead first."""
    return _in_order(CommitteeMember.objects.sitting(participation))


def _in_office(participation: Participation) -> list[CommitteeMember]:
    """Those who sit today, the lead first."""
    return _in_order(CommitteeMember.objects.of(participation).in_office())


def _in_order(members: MemberQuerySet) -> list[CommitteeMember]:
    return sorted(
        members.order_by("pk"), key=lambda member: _ORDER.index(member.role) if member.role in _ORDER else len(_ORDER)
    )


def _rows(members: Iterable[CommitteeMember]) -> list[dict[str, Any]]:
    return [
        {name: getattr(member, name) for name in _SHOWN} | {"function": getattr(member, "function", "")}
        for member in members
    ]


def _public_rows(members: list[CommitteeMember]) -> list[dict[str, Any]]:
    """Body, side and role, and what the person said yes to."""
    public = public_members(members)
    return [asdict(public[member.pk]) for member in members]


def missing_for_decision(progress: StepProgress) -> list[MissingItem]:
    """What must be there before a decision can be prepared: a list that meets the rules, remit and rhythm."""
    definition = cast(DraftedStep, progress.definition)
    verdicts = judge(CommitteeMember.objects.sitting(progress.participation), Rules.of(progress.participation.cohort))
    url = definition.page_url(progress, "members")
    missing = [MissingItem(verdict.mend, url) for verdict in verdicts if not verdict.met]
    if Draft(progress).cleaned("remit", RemitForm) is None:
        text = _("the page “%(page)s” is not complete") % {"page": RemitForm.title}
        missing.append(MissingItem(text, definition.page_url(progress, "remit")))
    return missing


def decision_report(progress: StepProgress, values: dict[str, Any], *, on: date) -> DecisionReport:
    """From the cleaned answers of the decision's form; the members and the remit are those of the draft."""
    participation = progress.participation
    before = CommitteePaper.objects.decisions(participation).first()
    remit = Draft(progress).cleaned("remit", RemitForm)
    if remit is None:
        raise ValueError("a decision is prepared once the remit is complete")
    council_date = values.get("council_date")
    return DecisionReport(
        kind=PaperKind.DECISION.value,
        municipality=participation.municipality,
        languages=tuple(values["languages"].split(",")),
        on=on,
        row={name: values.get(name) for name in CommitteePaper.ROW},
        said={
            "members": _rows(sitting(participation)),
            "remit": remit_in(remit["remit"], values.get("remit_fr", "")),
            "months": remit["meets_every_months"],
            "council_number": values.get("council_number", ""),
            "council_date": council_date.isoformat() if council_date else "",
        },
        replaces=before.register_number if before else "",
        before=before.document if before else None,
    )


def letters_report(
    progress: StepProgress, values: dict[str, Any], *, on: date, members: Iterable[CommitteeMember]
) -> LettersReport:
    """A letter for each of `members`. The founding act must be known (`founding`)."""
    participation = progress.participation
    return LettersReport(
        kind=PaperKind.APPOINTMENT.value,
        municipality=participation.municipality,
        languages=tuple(values["languages"].split(",")),
        on=on,
        row={name: values.get(name) for name in CommitteePaper.ROW},
        said={"members": _rows(members), **_said_of(progress)},
    )


def notice_report(progress: StepProgress, values: dict[str, Any], *, on: date) -> NoticeReport:
    """The signatory appears by capacity; no name of anybody but of members who said yes to that."""
    participation = progress.participation
    before = CommitteePaper.objects.of(participation).filter(kind=PaperKind.NOTICE).first()
    return NoticeReport(
        kind=PaperKind.NOTICE.value,
        municipality=participation.municipality,
        languages=tuple(values["languages"].split(",")),
        on=on,
        row={name: values.get(name) for name in CommitteePaper.ROW} | {"name_ar": "", "name_latin": ""},
        said={"members": _public_rows(_in_office(participation)), **_said_of(progress)},
        replaces=before.register_number if before else "",
        before=before.document if before else None,
    )


def _said_of(progress: StepProgress) -> dict[str, Any]:
    known = founding(progress)
    if known is None:
        raise ValueError("letters and notices name the founding act")
    return known


def founding(progress: StepProgress) -> dict[str, Any] | None:
    """Act, remit and rhythm: of the committee once it is set up, else of the draft; None while one is not known."""
    committee = Committee.objects.filter(participation=progress.participation, established_at__isnull=False).first()
    if committee is not None and committee.act_date is not None:
        act = (committee.act_kind, committee.act_title, committee.act_number, committee.act_date)
        return _founding(act, committee.remit, committee.meets_every_months or 3)
    draft = Draft(progress)
    act_page, remit = draft.cleaned("act", PAGES["act"]), draft.cleaned("remit", RemitForm)
    if act_page is None or remit is None or not (act_page["act_date"] and act_page["act_kind"]):
        return None
    typed = (act_page["act_kind"], act_page["other_kind"], act_page["act_number"], act_page["act_date"])
    return _founding(typed, remit["remit"], remit["meets_every_months"])


def _founding(act: tuple[str, str, str, date], remit: str, months: int) -> dict[str, Any]:
    kind, title, number, day = act
    is_other = kind == FoundingAct.OTHER
    return {
        "act": {"kind": kind, "title": title if is_other else "", "number": number, "date": day.isoformat()},
        "remit": remit_in(remit),
        "months": months,
    }


def remit_in(typed: str, french: str = "") -> dict[str, str]:
    """By language. Our own words are known in both; what was typed is printed as it stands."""
    if _is_ours(typed):
        return {"ar": usual_remit("ar"), "fr": french or usual_remit("fr")}
    return {"ar": typed, "fr": french or typed}


def _is_ours(typed: str) -> bool:
    ours = []
    for language in ("ar", "fr", "en"):
        with translation.override(language):
            ours.append(" ".join(str(RemitForm.base_fields["remit"].initial).split()))
    return " ".join(typed.split()) in ours
