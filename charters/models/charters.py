"""Issued charters: who signs in what capacity, on which text, under which number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from charters.models.texts import CharterText
from documents.models import IssuedDocument, StoredFile
from municipalities.findings import FindingKind
from municipalities.models import (
    Activity,
    ActivityKind,
    Civility,
    Evidence,
    Municipality,
    Participation,
    SignatoryCapacity,
    StepProgress,
    capacity_label,
)
from municipalities.models.signable import SignablePaper
from municipalities.models.submissions import lock_draft
from municipalities.steps import SignatureWay, Step

KIND = "charter"
# What every page about a charter asks for.
WITH_IT = ("document__file", "text", "prepared", "participation__cohort")


class CharterState(models.TextChoices):
    """What an issued charter is today. The paper itself never changes."""

    ISSUED = "issued", _("Issued, waiting for its signature to be accepted")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Replaced by a later charter")
    SET_ASIDE = "set_aside", _("Set aside before it was accepted")


def charters_with_codes(codes: Iterable[str]) -> Iterable[Charter]:
    """Whosever: a scan may be of anybody's charter, and that is what must be told."""
    charters = Charter.objects.filter(document__code__in=codes)
    return charters.select_related("document__file", "participation__municipality")


class AlreadyIssued(Exception):
    """The wizard was carried out before: `charter` is what it gave."""

    def __init__(self, charter: Charter) -> None:
        super().__init__(charter.pk)
        self.charter = charter


class WayNotAccepted(Exception):
    """The cohort does not accept charters that are signed in this `way`."""

    def __init__(self, way: SignatureWay) -> None:
        super().__init__(way)
        self.way = way


class CharterQuerySet(models.QuerySet["Charter"]):
    def open(self) -> CharterQuerySet:
        """Issued and neither accepted nor set aside: the one being signed."""
        return self.filter(state=CharterState.ISSUED)

    def in_force(self) -> CharterQuerySet:
        return self.filter(state=CharterState.IN_FORCE)

    def being_signed(self, participation: Participation) -> Charter | None:
        return self.open().filter(participation=participation).select_related(*WITH_IT).first()

    def latest_of(self, participation: Participation) -> Charter | None:
        """The charter being signed, else the one in force, else the last that was."""
        charters = self.filter(participation=participation).select_related(*WITH_IT)
        return charters.open().first() or charters.in_force().first() or charters.order_by("-pk").first()


class Charter(SignablePaper, models.Model):
    """One issued charter. Its document never changes; a correction is a new charter whose document names the old."""

    State = CharterState
    paper = "charter"

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="charters")
    text = models.ForeignKey(CharterText, on_delete=models.PROTECT, related_name="charters")
    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="charter")
    html = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("text as issued")
    )
    prepared = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("as issued, with an empty field for a signature by certificate"),
    )
    state = models.CharField(_("state"), max_length=10, choices=CharterState.choices, default=CharterState.ISSUED)
    in_force_from = models.DateField(_("in force from"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    civility = models.CharField(_("civility"), max_length=2, choices=Civility.choices)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120)
    capacity = models.CharField(_("capacity"), max_length=20, choices=SignatoryCapacity.choices)
    act_number = models.CharField(_("number of the delegation act"), max_length=60, blank=True)
    act_date = models.DateField(_("date of the delegation act"), null=True, blank=True)
    from_on = models.DateField(_("delegated from"), null=True, blank=True)
    until_on = models.DateField(_("delegated until"), null=True, blank=True)
    council_number = models.CharField(_("number of the council's deliberation"), max_length=60, blank=True)
    council_date = models.DateField(_("date of the council's deliberation"), null=True, blank=True)
    signature_page = models.PositiveSmallIntegerField(_("page of the signature"))
    signature_box = models.JSONField(_("box of the signature, in mm from the top left"), default=list)

    objects = CharterQuerySet.as_manager()

    class Meta:
        verbose_name = _("charter")
        verbose_name_plural = _("charters")
        ordering = ["participation", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(state="in_force"),
                name="charter_one_in_force",
                violation_error_message=_("This municipality already has a charter in force."),
            ),
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(state="issued"),
                name="charter_one_being_signed",
                violation_error_message=_("This municipality already has a charter to be signed."),
            ),
            models.CheckConstraint(
                condition=~Q(capacity="delegate")
                | (
                    ~Q(act_number="")
                    & Q(act_date__isnull=False, from_on__isnull=False, until_on__isnull=False)
                    & Q(until_on__gte=F("from_on"))
                ),
                name="charter_delegate_has_act",
                violation_error_message=_("A delegate signs by an act with a number, a date and a duration."),
            ),
            models.CheckConstraint(
                condition=Q(council_date__isnull=False) | Q(council_number=""), name="charter_deliberation_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(in_force_from__isnull=False), name="charter_in_force_has_day"
            ),
        ]

    def __str__(self) -> str:
        return self.register_number

    def get_absolute_url(self) -> str:
        """The public page that tells what this charter is."""
        return reverse("verify:detail", args=[self.code])

    @property
    def municipality(self) -> Municipality:
        return self.participation.municipality

    @property
    def signatory_name(self) -> str:
        return self.name_ar if get_language() == "ar" else self.name_latin

    @property
    def capacity_label(self) -> str:
        return capacity_label(self.capacity, self.civility)

    def issued_for(self, data: bytes) -> bytes:
        """What the signer of `data` was given: the PDF prepared with a field if it begins so, else the issued PDF."""
        prepared = self.prepared.read() if self.prepared else b""
        return prepared if prepared and data.startswith(prepared) else self.document.file.read()

    @property
    def accepted_ways(self) -> list[SignatureWay]:
        return self.participation.cohort.accepted_ways

    def is_delegated_on(self, day: date) -> bool:
        """True for everyone but a delegate outside the dates of the act."""
        if self.capacity != SignatoryCapacity.DELEGATE or self.from_on is None or self.until_on is None:
            return True
        return self.from_on <= day <= self.until_on

    def require(self, way: SignatureWay) -> None:
        """WayNotAccepted unless this charter may be signed in that way today."""
        if way not in self.accepted_ways:
            raise WayNotAccepted(way)

    def require_paper(self) -> None:
        """WayNotAccepted when the cohort accepts no paper."""
        self.require(SignatureWay.PAPER)

    def kept_scans(self) -> list[Any]:
        from charters.models.signed import CharterScan

        return CharterScan.objects.of(self)

    def end(self) -> tuple[FindingKind, str]:
        day = timezone.localtime(self.ended_at).date().isoformat() if self.ended_at else ""
        if self.state == CharterState.IN_FORCE:
            return FindingKind.STILL_IN_FORCE, ""
        if self.state == CharterState.SUPERSEDED and day:
            return FindingKind.REPLACED, day
        if self.state == CharterState.SET_ASIDE and day:
            return FindingKind.SET_ASIDE, day
        return FindingKind.SUPERSEDED, ""

    @property
    def supersedes(self) -> Charter | None:
        """The charter that this one names as the one it replaces."""
        if self.document.supersedes_id is None:
            return None
        return Charter.objects.filter(document=self.document.supersedes_id).first()

    @property
    def superseded_by(self) -> Charter | None:
        return Charter.objects.filter(document__supersedes=self.document_id).order_by("-pk").first()

    @classmethod
    def issue(
        cls,
        progress: StepProgress,
        *,
        signatory: dict[str, Any],
        council: dict[str, Any],
        languages: tuple[str, ...],
        by: User,
        at: datetime | None = None,
    ) -> Charter:
        """Number, PDF and row in one transaction; the same charter is rendered as a specimen first.

        `signatory` and `council` are the cleaned answers of the wizard's pages. AlreadyIssued when a charter is
        being signed (a second click, a colleague), DraftClosed when the step is closed, documents.gate.NotFit when
        what was made must not leave: then nothing is stored and no number is taken.
        """
        from charters.report import CharterReport, render_charter, render_specimen
        from documents.gate import check_stored, passed

        moment = at or timezone.now()
        report = CharterReport.for_draft(
            progress.participation,
            signatory=signatory,
            council=council,
            languages=languages,
            on=timezone.localtime(moment).date(),
        )
        render_specimen(report)
        with transaction.atomic():
            lock_draft(progress, at=moment)
            current = cls.objects.being_signed(progress.participation)
            if current is not None:
                raise AlreadyIssued(current)
            document, rendered = IssuedDocument.objects.issue(
                KIND,
                by=by,
                render=lambda number, code: passed(render_charter(report, number, code, moment)),
                languages=",".join(languages),
                supersedes=report.replaces.document if report.replaces else None,
                at=moment,
            )
            check_stored(document.file, rendered)
            box = rendered.boxes["signature"]
            charter: Charter = cls.objects.create(
                participation=progress.participation,
                text=report.text,
                document=document,
                html=StoredFile.objects.store(rendered.html.encode(), media_type="text/html", by=by, at=moment),
                signature_page=box.page,
                signature_box=[round(side, 2) for side in (box.x0, box.y0, box.x1, box.y1)],
                **report.row,
            )
            charter.log(ActivityKind.CHARTER_ISSUED, by=by, at=moment)
            return charter

    def log(self, kind: ActivityKind, subject: str = "", *, by: User | None, at: datetime) -> None:
        """In the transaction of what was done; without `by` it was the signatory. Its number follows `subject`."""
        Activity.objects.record(
            kind,
            by=by,
            municipality=self.municipality,
            step=Step.CHARTER,
            subject=f"{subject} {self.register_number}",
            at=at,
        )

    @transaction.atomic
    def set_aside(self, progress: StepProgress, *, by: User, at: datetime | None = None) -> bool:
        """The municipality gives this unsigned or returned charter up to issue another; the number stays taken.

        False when it is no longer being signed. DraftClosed while the Unit has it.
        """
        moment = at or timezone.now()
        lock_draft(progress, at=moment)
        given_up = self.give_up(at=moment)
        if given_up:
            self.log(ActivityKind.CHARTER_SET_ASIDE, by=by, at=moment)
        return given_up

    def give_up(self, *, at: datetime) -> bool:
        """Inside the transaction of a return for the content, or of `set_aside`.

        Its scans leave the draft, and its link for signing opens nothing any more.
        """
        Evidence.objects.filter(charter_scan__charter=self).update(released_at=at)
        self.scans.all().delete()
        self.certificate_signatures.filter(given_up_at__isnull=True).update(given_up_at=at)
        self.signing_invitations.filter(outcome="").update(outcome="revoked", closed_at=at)
        return self._end(CharterState.ISSUED, CharterState.SET_ASIDE, at)

    def come_into_force(self, *, signed_on: date, at: datetime) -> None:
        """Inside the transaction of the acceptance: the charter before, if any, is replaced."""
        for before in Charter.objects.filter(participation=self.participation, state=CharterState.IN_FORCE):
            before._end(CharterState.IN_FORCE, CharterState.SUPERSEDED, at)
        self.state, self.in_force_from = CharterState.IN_FORCE, signed_on
        self.save(update_fields=["state", "in_force_from"])

    def be_reopened(self) -> None:
        """Inside the transaction of a reopening: the charter waits for its signature again."""
        if self.state == CharterState.IN_FORCE:
            self.state, self.in_force_from = CharterState.ISSUED, None
            self.save(update_fields=["state", "in_force_from"])

    def _end(self, from_state: CharterState, to_state: CharterState, at: datetime) -> bool:
        changed = Charter.objects.filter(pk=self.pk, state=from_state).update(state=to_state, ended_at=at)
        if changed:
            self.state, self.ended_at = to_state, at
        return bool(changed)
