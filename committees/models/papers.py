"""Papers of the committee that are issued here: founding decision, letters of appointment, public notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from documents.models import IssuedDocument, StoredFile
from municipalities.exceptions import StateConflict
from municipalities.findings import Finding, FindingKind
from municipalities.models import (
    Activity,
    ActivityKind,
    Civility,
    DraftFile,
    DraftPage,
    Evidence,
    Municipality,
    Participation,
    SignatoryCapacity,
    StepProgress,
    Submission,
    capacity_label,
)
from municipalities.models.scans import OverrideModel, ScanManager, ScanModel
from municipalities.models.signable import SignablePaper
from municipalities.models.submissions import lock_draft
from municipalities.steps import Step

if TYPE_CHECKING:
    from committees.papers.report import PaperReport

# The page of the wizard that the signed decision fills in, and its field for the paper.
ACT, SCAN = "act", "scan"


class PaperKind(models.TextChoices):
    DECISION = "decision", _("Founding decision")
    APPOINTMENT = "appointment", _("Letters of appointment")
    NOTICE = "notice", _("Public notice")


class PaperState(models.TextChoices):
    """What an issued paper is today. The paper itself never changes. Letters and notices stay issued."""

    ISSUED = "issued", _("Issued")
    SIGNED = "signed", _("Signed, and taken as the founding act")
    REPLACED = "replaced", _("Replaced by a later one")


class AlreadyIssued(Exception):
    """Somebody issued one meanwhile (a second click, a colleague): `paper` is what it gave."""

    def __init__(self, paper: CommitteePaper) -> None:
        super().__init__(paper.pk)
        self.paper = paper


def papers_with_codes(codes: Iterable[str]) -> models.QuerySet[CommitteePaper]:
    """Whosever: a scan may be of anybody's paper, and that is what must be told."""
    found = CommitteePaper.objects.filter(document__code__in=codes)
    return found.select_related("document__file", "participation__municipality__governorate")


class PaperQuerySet(models.QuerySet["CommitteePaper"]):
    def of(self, participation: Participation) -> PaperQuerySet:
        """Newest first."""
        found = self.filter(participation=participation).order_by("-pk")
        return found.select_related("document__file", "document__supersedes")

    def decisions(self, participation: Participation) -> PaperQuerySet:
        return self.of(participation).filter(kind=PaperKind.DECISION)

    def being_signed(self, participation: Participation) -> CommitteePaper | None:
        """The decision that waits for its signature."""
        return self.decisions(participation).filter(state=PaperState.ISSUED).first()

    def signed(self, participation: Participation) -> CommitteePaper | None:
        """The decision that came back signed and was taken as the founding act."""
        return self.decisions(participation).filter(state=PaperState.SIGNED).first()


class CommitteePaper(SignablePaper, models.Model):
    """One issued paper. Its document never changes; a correction is a new paper whose document names the old.

    `said` is what it says beside the columns, as it stood on that day: members, remit, rhythm, act.
    """

    Kind = PaperKind
    State = PaperState

    # What issuing takes from a report's row.
    ROW = ("civility", "name_ar", "name_latin", "capacity", "act_number", "act_date", "own_number", "place", "dated_on")

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="committee_papers")
    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind.choices)
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="committee_paper")
    state = models.CharField(_("state"), max_length=10, choices=PaperState.choices, default=PaperState.ISSUED)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    civility = models.CharField(_("civility"), max_length=2, choices=Civility.choices)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120, blank=True)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    capacity = models.CharField(_("capacity"), max_length=20, choices=SignatoryCapacity.choices)
    act_number = models.CharField(_("number of the delegation act"), max_length=60, blank=True)
    act_date = models.DateField(_("date of the delegation act"), null=True, blank=True)
    own_number = models.CharField(_("number in the municipality's register"), max_length=60, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    dated_on = models.DateField(_("date that is printed"), null=True, blank=True)
    said: Any = models.JSONField(_("what it says"), default=dict)
    signature_page = models.PositiveSmallIntegerField(_("page of the signature"), default=1)
    signature_box = models.JSONField(_("box of the signature, in mm from the top left"), default=list)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    # The signed pages, as they were taken. Nothing else may stand as the act that they became.
    signed_file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    objects: ClassVar[PaperQuerySet] = PaperQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("paper of a committee")
        verbose_name_plural = _("papers of committees")
        ordering = ["participation", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "state"],
                condition=Q(kind="decision", state__in=["issued", "signed"]),
                name="paper_one_decision_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="signed") | Q(kind="decision", signed_on__isnull=False, signed_file__isnull=False),
                name="paper_signed_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(capacity="delegate") | (~Q(act_number="") & Q(act_date__isnull=False)),
                name="paper_delegate_has_act",
                violation_error_message=_("A delegate signs by an act with a number and a date."),
            ),
        ]

    def __str__(self) -> str:
        return self.register_number

    def get_absolute_url(self) -> str:
        """The public page that tells what this paper is."""
        return reverse("verify:detail", args=[self.code])

    @property
    def paper(self) -> str:  # type: ignore[override]
        return self.kind

    @property
    def municipality(self) -> Municipality:
        return self.participation.municipality

    @property
    def signatory_name(self) -> str:
        return self.name_ar if get_language() == "ar" else self.name_latin or self.name_ar

    @property
    def capacity_label(self) -> str:
        return capacity_label(self.capacity, self.civility)

    @property
    def act_number_told(self) -> str:
        """The number that the act goes by: the municipality's own, else ours."""
        return self.own_number or self.register_number

    @property
    def supersedes(self) -> CommitteePaper | None:
        """The paper that this one names as the one it replaces."""
        before = self.document.supersedes_id
        return CommitteePaper.objects.filter(document=before).first() if before else None

    @property
    def superseded_by(self) -> CommitteePaper | None:
        return CommitteePaper.objects.filter(document__supersedes=self.document_id).order_by("-pk").first()

    def kept_scans(self) -> list[Any]:
        return DecisionScan.objects.of(self)

    def end(self) -> tuple[FindingKind, str]:
        if self.kind != PaperKind.DECISION:
            return FindingKind.SUPERSEDED, ""
        if self.state == PaperState.SIGNED:
            return FindingKind.STILL_IN_FORCE, ""
        if self.state == PaperState.REPLACED and self.ended_at:
            return FindingKind.REPLACED, timezone.localtime(self.ended_at).date().isoformat()
        return FindingKind.SUPERSEDED, ""

    @classmethod
    def issue(
        cls,
        report: PaperReport,
        progress: StepProgress,
        *,
        after: int | None,
        by: User,
        at: datetime | None = None,
    ) -> CommitteePaper:
        """Number, PDF and row in one transaction; the same paper is rendered as a specimen first.

        `after` is the last paper of the kind that the person saw, None for none: AlreadyIssued when there is a later
        one by now. A decision that waits for its signature is replaced, and its scans leave the draft. DraftClosed
        for a decision while the step is closed, StateConflict while the participation stands still;
        documents.gate.NotFit when what was made must not leave.
        """
        from committees.papers.rendering import render_issued, render_specimen
        from documents.gate import check_stored, passed

        moment = at or timezone.now()
        render_specimen(report)
        with transaction.atomic():
            # Two clicks at once wait for each other here.
            participation = Participation.objects.select_for_update().get(pk=progress.participation_id)
            if participation.is_frozen:
                raise StateConflict(participation)
            if report.kind == PaperKind.DECISION:
                lock_draft(progress, at=moment)
            last = cls.objects.of(progress.participation).filter(kind=report.kind).first()
            if last is not None and last.pk != after:
                raise AlreadyIssued(last)
            if report.kind != PaperKind.APPOINTMENT:
                cls._end_issued(progress.participation, report.kind, at=moment)
            document, rendered = IssuedDocument.objects.issue(
                report.kind,
                by=by,
                render=lambda number, code: passed(render_issued(report, number, code, moment)),
                languages=",".join(report.languages),
                supersedes=report.before,
                at=moment,
            )
            check_stored(document.file, rendered)
            box = rendered.boxes["signature"]
            paper: CommitteePaper = cls.objects.create(
                participation=progress.participation,
                kind=report.kind,
                document=document,
                said=report.said,
                signature_page=box.page,
                signature_box=[round(side, 2) for side in (box.x0, box.y0, box.x1, box.y1)],
                **{name: report.row[name] for name in cls.ROW if report.row.get(name) is not None},
            )
            paper.log(ActivityKind.COMMITTEE_PAPER_ISSUED, by=by, at=moment)
            return paper

    @classmethod
    def _end_issued(cls, participation: Participation, kind: str, *, at: datetime) -> None:
        """The one that waits is replaced; a signed decision stands until the new one is signed too."""
        for before in cls.objects.of(participation).filter(kind=kind, state=PaperState.ISSUED):
            Evidence.objects.filter(decision_scan__decision=before).update(released_at=at)
            before.scans.all().delete()
            before._move(PaperState.ISSUED, PaperState.REPLACED, at=at)

    def _move(self, before: PaperState, after: PaperState, *, at: datetime, **values: Any) -> None:
        """StateConflict when it is not `before` any more."""
        ended = {"ended_at": at} if after == PaperState.REPLACED else {}
        moved = CommitteePaper.objects.filter(pk=self.pk, state=before).update(state=after, **ended, **values)
        if not moved:
            raise StateConflict(self)
        self.state = after

    @transaction.atomic
    def take(
        self,
        progress: StepProgress,
        *,
        file: StoredFile,
        signed_on: date,
        number: str,
        version: int,
        by: User,
        at: datetime | None = None,
    ) -> None:
        """Makes the signed pages (`file`) the founding act on the page `act` of the draft: kind, number, day, paper.

        `version` is that of the page as it was read. StaleDraft when it was saved meanwhile, StateConflict when the
        decision is not the one to be signed any more, DraftClosed while the step is closed: then nothing is changed.
        """
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        for before in CommitteePaper.objects.decisions(self.participation).filter(state=PaperState.SIGNED):
            if before.pk != self.pk:
                before._move(PaperState.SIGNED, PaperState.REPLACED, at=moment)
        self._move(PaperState(self.state), PaperState.SIGNED, at=moment, signed_on=signed_on, signed_file=file)
        self.signed_on, self.signed_file = signed_on, file
        number = number or self.act_number_told
        DraftFile.objects.attach(progress, ACT, SCAN, self._evidence(file, signed_on, by=by, at=moment), at=moment)
        saved = DraftPage.objects.filter(progress=progress, page=ACT).first()
        answers = (saved.answers if saved else {}) | {
            "prepared": ["here"],
            "act_kind": ["decision"],
            "other_kind": [""],
            "act_number": [number],
            "act_date": [signed_on.isoformat()],
        }
        DraftPage.objects.save_page(progress, ACT, answers, version=version, by=by, at=moment)
        self.log(ActivityKind.COMMITTEE_PAPER_SIGNED, by=by, at=moment)

    def _evidence(self, file: StoredFile, signed_on: date, *, by: User, at: datetime) -> Evidence:
        """The scan itself where it is one file in order, else a paper of its own for the pages put together."""
        own = Evidence.objects.filter(decision_scan__decision=self, file=file).first()
        if own is None:
            own = Evidence(
                municipality=self.municipality,
                file=file,
                kind=DecisionScan.EVIDENCE_KIND,
                original_name=self.file_name,
                uploaded_at=at,
                uploaded_by=by,
            )
        own.paper_date = signed_on
        own.released_at = None
        own.save()
        return own

    def log(self, kind: ActivityKind, *, by: User, at: datetime) -> None:
        """In the transaction of what was done."""
        subject = f"{self.kind} {self.register_number}"
        Activity.objects.record(
            kind, by=by, municipality=self.municipality, step=Step.COMMITTEE, subject=subject, at=at
        )


class DecisionScan(ScanModel):
    EVIDENCE_KIND = "founding_act"
    OF = "decision"

    decision = models.ForeignKey(CommitteePaper, on_delete=models.PROTECT, related_name="scans")
    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="decision_scan")

    objects: ClassVar[ScanManager] = ScanManager()

    class Meta:
        verbose_name = _("scan of a founding decision")
        verbose_name_plural = _("scans of founding decisions")
        ordering = ["pk"]


class DecisionOverride(OverrideModel):
    scan = models.ForeignKey(DecisionScan, on_delete=models.CASCADE, related_name="overrides")

    class Meta:
        verbose_name = _("page of a decision identified by a person")
        verbose_name_plural = _("pages of decisions identified by a person")
        ordering = ["scan", "page"]
        constraints = [
            models.UniqueConstraint(fields=["scan", "page"], name="decision_override_unique"),
            models.CheckConstraint(condition=~Q(reason=""), name="decision_override_has_reason"),
        ]


class SubmittedDecision(models.Model):
    """The signed decision that one submission brought, and what the machine found in its scans."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="signed_decision")
    decision = models.ForeignKey(CommitteePaper, on_delete=models.PROTECT, related_name="submitted")
    found: Any = models.JSONField(_("what the machine found"), default=list)

    class Meta:
        verbose_name = _("submitted decision")
        verbose_name_plural = _("submitted decisions")
        ordering = ["submission"]

    def __str__(self) -> str:
        return f"{self.decision} · {self.submission.reference}"

    @property
    def findings(self) -> list[Finding]:
        """As they were kept with the submission, worst first."""
        return [Finding(**found) for found in self.found]
