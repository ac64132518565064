"""Step 3 as the registry wants it: two pages of answers, and the members between them as rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from phonenumber_field.phonenumber import to_python

from municipalities.definition import DraftedStep
from municipalities.drafts import Draft
from municipalities.steps import Answer, AnswerPage, Frozen, MissingItem, Step

if TYPE_CHECKING:
    from accounts.models import User
    from municipalities.findings import Finding
    from municipalities.forms.pages import PageForm
    from municipalities.models import Participation, StepProgress, Submission

MEMBERS = "members"


class CommitteeDefinition(DraftedStep):
    """Submission.answers["members"] is a list of dicts: `id` and CommitteeMember.values() of each."""

    step = Step.COMMITTEE
    url_name = "committees:page"
    overview_url_name = "committees:overview"

    @property
    def pages(self) -> dict[str, type[PageForm]]:
        from committees.forms import PAGES

        return PAGES

    def missing_items(self, progress: StepProgress) -> list[MissingItem]:
        """As for every step; in place of "the page is not complete", the members have a sentence per rule."""
        from committees.models import CommitteeMember
        from committees.rules import Rules, judge

        participation = progress.participation
        url = self.page_url(progress, MEMBERS)
        verdicts = judge(CommitteeMember.objects.sitting(participation), Rules.of(participation.cohort))
        unmet = [MissingItem(verdict.mend, url) for verdict in verdicts if not verdict.met]
        items = self._missing_decision(progress) + super().missing_items(progress)
        place = next((index for index, item in enumerate(items) if item.url == url), None)
        if place is not None:
            items = [*items[:place], *(unmet or [items[place]]), *items[place + 1 :]]
        return [*items, *self._missing_consents(participation)]

    def _missing_consents(self, participation: Participation) -> list[MissingItem]:
        """What the cohort asks about the consent of the members from civil society; never what they answer."""
        from committees.consents import missing, unasked
        from committees.mends import names
        from committees.models import Committee
        from municipalities.models import CommitteeConsent

        asked = participation.cohort.committee_consent
        committee = Committee.objects.filter(participation=participation).first()
        if asked == CommitteeConsent.NONE or committee is None:
            return []
        if asked == CommitteeConsent.ASKED:
            waiting, text = unasked(committee), _("Ask what may be shown of them: %(names)s.")
        else:
            waiting, text = missing(committee), _("No answer yet about what may be shown of them: %(names)s.")
        url = reverse("consents:list", args=[participation.municipality.slug])
        return [MissingItem(text % {"names": names(waiting)}, url)] if waiting else []

    def _missing_decision(self, progress: StepProgress) -> list[MissingItem]:
        """A decision that is prepared here must have come back signed, be the last that was issued, and be the act
        that is attached, its scans with it."""
        from committees.models import CommitteePaper
        from committees.models.papers import ACT, SCAN
        from municipalities.scans import ScanReport

        draft = Draft(progress)
        if not is_prepared_here(draft):
            return []
        url = reverse("papers:list", args=[progress.municipality.slug])
        if CommitteePaper.objects.being_signed(progress.participation):
            return [MissingItem(_("the founding decision has not come back signed yet"), url)]
        signed = CommitteePaper.objects.signed(progress.participation)
        if signed is None:
            return [MissingItem(_("the founding decision is not prepared yet"), url)]
        attached = draft.files(ACT).get(SCAN)
        if attached is None or attached.evidence.file_id != signed.signed_file_id:
            return [MissingItem(_("the signed decision is not attached any more"), url)]
        if not ScanReport.of(signed).is_complete:
            return [MissingItem(_("the scans of the signed decision are not complete any more"), url)]
        return []

    def freeze(self, progress: StepProgress) -> Frozen:
        """With every scan of a decision that was prepared here: the act is what was put together from them."""
        from committees.models import CommitteePaper

        frozen = super().freeze(progress)
        frozen.answers[MEMBERS] = self._rows(progress)
        decision = CommitteePaper.objects.signed(progress.participation) if is_prepared_here(Draft(progress)) else None
        if decision is not None:
            known = {evidence.pk for _page, _field, evidence in frozen.evidence}
            scans = [scan.evidence for scan in decision.kept_scans() if scan.evidence_id not in known]
            frozen.evidence += [("papers", "scan", evidence) for evidence in scans]
        return frozen

    def draft_answers(self, draft: Draft) -> list[AnswerPage]:
        return _with_members(super().draft_answers(draft), self._rows(draft.progress))

    def describe(self, submission: Submission) -> list[AnswerPage]:
        return _with_members(super().describe(submission), submission.answers.get(MEMBERS, []))

    def submitted_form(self, submission: Submission, page: str) -> PageForm:
        """The page of the members has no answers of its own."""
        if page == MEMBERS:
            return self.pages[page](data={}, prefix=page, progress=submission.progress)
        return super().submitted_form(submission, page)

    def submitted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Whoever worked on a member or on the decision worked on the submission, and does not decide on it."""
        from accounts.models import User
        from committees.models import CommitteePaper, MemberChange, SubmittedDecision
        from municipalities.scans import ScanReport

        if is_prepared_here(Draft(submission.progress)):
            decision = CommitteePaper.objects.decisions(submission.progress.participation).get(state="signed")
            report = ScanReport.of(decision)
            found = [finding.as_json() for finding in report.findings]
            SubmittedDecision.objects.create(submission=submission, decision=decision, found=found)
            submission.contributors.add(decision.document.issued_by_id, *report.workers)
        changes = MemberChange.objects.filter(member__committee__participation=submission.progress.participation)
        submission.contributors.add(*User.objects.filter(pk__in=changes.values("by")))

    def accepted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Records what founds the committee, and its rhythm."""
        from committees.models import Committee, CommitteePaper

        act, remit = self.submitted_form(submission, "act"), self.submitted_form(submission, "remit")
        if not (act.is_valid() and remit.is_valid()):
            raise ValueError("an accepted submission no longer validates")
        Committee.objects.filter(participation=submission.progress.participation).update(
            submission=submission,
            established_at=at,
            act_kind=act.cleaned_data["act_kind"],
            act_title=act.cleaned_data["other_kind"],
            act_number=act.cleaned_data["act_number"],
            act_date=act.cleaned_data["act_date"],
            remit=remit.cleaned_data["remit"],
            meets_every_months=remit.cleaned_data["meets_every_months"],
            first_meeting_on=remit.cleaned_data["first_meeting_on"],
        )

        CommitteePaper.objects.filter(submitted__submission=submission, state="signed").update(accepted_at=at)

    def reopened(self, submission: Submission, *, by: User, at: datetime) -> None:
        from committees.models import CommitteePaper

        CommitteePaper.objects.filter(submitted__submission=submission).update(accepted_at=None)

    def findings(self, submission: Submission) -> list[Finding]:
        """What the machine found in the scans of the decision; nothing where the act was not prepared here."""
        from committees.models import SubmittedDecision

        brought = SubmittedDecision.objects.filter(submission=submission).first()
        return brought.findings if brought else []

    def _rows(self, progress: StepProgress) -> list[dict[str, Any]]:
        from committees.models import CommitteeMember

        members = CommitteeMember.objects.of(progress.participation).listed().order_by("pk")
        return [{"id": member.pk, **member.values()} for member in members]


def is_prepared_here(draft: Draft) -> bool:
    """Whether the municipality lets the product prepare the founding decision."""
    page = draft.page("act")
    return page is not None and page.answers.get("prepared", [""])[-1:] == ["here"]


def _with_members(pages: list[AnswerPage], rows: list[dict[str, Any]]) -> list[AnswerPage]:
    return [replace(page, answers=_member_answers(rows)) if page.key == MEMBERS else page for page in pages]


def _member_answers(rows: Iterable[dict[str, Any]]) -> list[Answer]:
    """A row per member, under the name; the key is the member's, so that two submissions compare person by person."""
    return [Answer(f"member-{row['id']}", _name(row), _in_words(row), private=True) for row in rows]


def _name(row: dict[str, Any]) -> str:
    from municipalities.models import Civility

    name = row["name_ar"] if get_language() == "ar" else row["name_latin"] or row["name_ar"]
    return f"{Civility(row['civility']).label} {name}"


def _in_words(row: dict[str, Any]) -> str:
    """Role and side, the function and the body, how the member was chosen, the ways to reach the member, and the
    term; a line each."""
    from committees.models import ChosenBy, CommitteeRole, Side

    about = [str(CommitteeRole(row["role"]).label), str(Side(row["side"]).label)]
    if row["is_focal_point"]:
        about.append(_("Focal point"))
    if row["under_35"]:
        about.append(_("Under 35"))
    phone = to_python(row["phone"])
    lines = [
        pgettext("between names", ", ").join(about),
        row["function"],
        row["body"],
        str(ChosenBy(row["chosen_by"]).label) if row["chosen_by"] else "",
        _isolated(row["email"]),
        _isolated(phone.as_international if phone else ""),
        _term(parse_date(row["from_on"]), parse_date(row["until_on"])),
    ]
    return "\n".join(line for line in lines if line)


def _isolated(text: str) -> str:
    """Left to right inside whatever surrounds it: digits with spaces turn around in an Arabic line otherwise."""
    return f"\u2066{text}\u2069" if text else ""


def _term(first: Any, last: Any) -> str:
    days = {
        "first": formats.date_format(first, "DATE_FORMAT") if first else "",
        "last": formats.date_format(last, "DATE_FORMAT") if last else "",
    }
    if first and last:
        return _("from %(first)s to %(last)s") % days
    if first:
        return _("from %(first)s") % days
    return _("until %(last)s") % days if last else ""
