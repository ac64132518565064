"""How the charter step describes itself: wizard pages until the charter is issued, then what came back signed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from municipalities.definition import DraftedStep
from municipalities.steps import (
    Answer,
    AnswerPage,
    Frozen,
    MissingItem,
    Move,
    ReasonKind,
    SignatureWay,
    Step,
    StepState,
)

if TYPE_CHECKING:
    from accounts.models import User
    from charters.models import CertificateSignature, Charter, SignedCopy, SignedEdition
    from charters.models.certificates import CertificateFinding
    from documents.models import StoredFile
    from municipalities.findings import Finding
    from municipalities.forms.pages import PageForm
    from municipalities.models import StepProgress, Submission

SIGNING = "signing"


class CharterDefinition(DraftedStep):
    """Step 2: accepting it records the signature and puts the charter in force."""

    step = Step.CHARTER
    url_name = "charters:page"
    overview_url_name = "charters:detail"
    findings_template = "municipalities/_findings.html"

    @property
    def pages(self) -> dict[str, type[PageForm]]:
        from charters.forms import PAGES

        return PAGES

    def missing_items(self, progress: StepProgress) -> list[MissingItem]:
        from charters.models import Charter
        from charters.models.certificates import standing_signature
        from municipalities.scans import ScanReport

        if progress.state == StepState.ACCEPTED:
            return []
        charter: Charter | None = Charter.objects.being_signed(progress.participation)
        if charter is None:
            missing = super().missing_items(progress)
            return [*missing, MissingItem(_("the charter is not issued yet"), self.page_url(progress, "preview"))]
        url = self.overview_url(progress)
        signature = standing_signature(charter)
        way = signature.way if signature else SignatureWay.PAPER
        if way not in charter.accepted_ways:
            return [MissingItem(way.refusal if signature else _("the charter is not signed yet"), url)]
        if signature:
            return []
        missing = [MissingItem(finding.sentence, f"{url}#scan") for finding in ScanReport.of(charter).blocking]
        if self.signed_on(progress, charter) is None:
            missing.append(MissingItem(_("the day on which it was signed is not given"), f"{url}#submit"))
        return missing

    def signed_on(self, progress: StepProgress, charter: Charter) -> Any:
        """The day of signature as it stands in the draft; None while it is absent or cannot be."""
        from charters.forms import SignedOnForm
        from municipalities.drafts import Draft

        saved = Draft(progress).page(SIGNING)
        if saved is None:
            return None
        form = SignedOnForm({"signed_on": saved.answers.get("signed_on", [""])[-1]}, charter=charter)
        return form.cleaned_data["signed_on"] if form.is_valid() else None

    def freeze(self, progress: StepProgress) -> Frozen:
        from charters.models import Charter, CharterScan
        from charters.models.certificates import standing_signature
        from municipalities.drafts import Draft
        from municipalities.models import SignatoryCapacity

        frozen = super().freeze(progress)
        charter = Charter.objects.open().get(participation=progress.participation)
        if charter.capacity != SignatoryCapacity.DELEGATE:
            frozen.evidence = [entry for entry in frozen.evidence if entry[0] != "signatory"]
        frozen.answers["charter"] = {"number": [charter.register_number], "code": [charter.code]}
        signature = standing_signature(charter)
        if signature is not None:
            frozen.answers[SIGNING] = {"signed_on": [signature.signed_on.isoformat()]}
            frozen.evidence.append(("signed", "signed", signature.evidence))
            return frozen
        saved = Draft(progress).page(SIGNING)
        frozen.answers[SIGNING] = saved.answers if saved else {}
        frozen.evidence += [("scan", "scan", scan.evidence) for scan in CharterScan.objects.of(charter)]
        return frozen

    def submitted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Keeps the signed pages as one PDF and what the machine found; uploaders count as having worked on it."""
        from charters.models import CertificateSignature, Charter, SignedCopy
        from charters.models.certificates import standing_signature
        from municipalities.models import ActivityKind
        from municipalities.scans import ScanReport, signed_pdf

        progress = submission.progress
        charter = Charter.objects.open().get(participation=progress.participation)
        signature = standing_signature(charter)
        if isinstance(signature, CertificateSignature):
            self._submitted_by_certificate(submission, charter, signature)
            return
        if signature is not None:
            self._submitted_on_screen(submission, charter, signature)
            return
        report = ScanReport.of(charter)
        SignedCopy.objects.create(
            submission=submission,
            charter=charter,
            signed_on=self.signed_on(progress, charter),
            file=signed_pdf(report, by=by, at=at),
            findings=[finding.as_json() for finding in report.findings],
        )
        charter.log(ActivityKind.CHARTER_SIGNED, f"{SignatureWay.PAPER} {charter.capacity}", by=None, at=at)
        submission.contributors.add(
            charter.document.issued_by_id,
            *report.workers,
        )

    def _submitted_on_screen(self, submission: Submission, charter: Charter, edition: SignedEdition) -> None:
        from charters.models import SignedCopy
        from municipalities.findings import Finding, FindingKind

        finding = Finding(FindingKind.ON_SCREEN, who=charter.name_ar, page=charter.signature_page, pages=charter.pages)
        SignedCopy.objects.create(
            submission=submission,
            charter=charter,
            way=SignatureWay.SCREEN,
            edition=edition,
            signed_on=edition.signed_on,
            file=edition.file,
            findings=[finding.as_json()],
        )
        submission.contributors.add(charter.document.issued_by_id, edition.invitation.created_by_id)

    def _submitted_by_certificate(
        self, submission: Submission, charter: Charter, signature: CertificateSignature
    ) -> None:
        from charters.models import SignedCopy

        # What was found stands with the signature.
        SignedCopy.objects.create(
            submission=submission,
            charter=charter,
            way=SignatureWay.CERTIFICATE,
            certificate=signature,
            signed_on=signature.signed_on,
            file=signature.file,
        )
        submission.contributors.add(charter.document.issued_by_id, signature.evidence.uploaded_by_id)
        if signature.invitation is not None:
            submission.contributors.add(signature.invitation.created_by_id)

    def attachment(self, submission: Submission) -> tuple[StoredFile, str] | None:
        copy = self.signed_copy(submission)
        return copy.file, copy.charter.file_name.replace(".pdf", f"-signed-{copy.charter.municipality.slug}.pdf")

    def signed_copy(self, submission: Submission) -> SignedCopy:
        from charters.models import SignedCopy

        copies = SignedCopy.objects.select_related(
            "file",
            "edition",
            "certificate__charter",
            "certificate__override__by",
            "charter__document__file",
            "charter__text",
            "charter__participation__municipality",
        )
        return copies.get(submission=submission)

    def findings(self, submission: Submission) -> list[Finding] | list[CertificateFinding]:
        """What the machine found in scans or signature, worst first; each has a `sentence` in the reader's language."""
        return found_in(self.signed_copy(submission))

    def describe(self, submission: Submission) -> list[AnswerPage]:
        described = super().describe(submission)
        copy = self.signed_copy(submission)
        charter = copy.charter
        answers = [
            Answer("number", _("Register number"), charter.register_number),
            Answer("text", _("Text"), text_label(charter)),
            Answer("issued_on", _("Issued on"), formats.date_format(charter.issued_on, "DATE_FORMAT")),
            Answer("signed_on", _("Signed on"), formats.date_format(copy.signed_on, "DATE_FORMAT")),
            Answer("way", _("How it was signed"), copy.get_way_display()),
        ]
        if copy.certificate is not None:
            answers += certificate_answers(copy.certificate)
        if charter.supersedes is not None:
            answers.insert(1, Answer("replaces", _("Replaces charter"), charter.supersedes.register_number))
        return [*described, AnswerPage("charter", _("The signed charter"), answers)]

    def accepted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """OverrideMissing while nobody but the submitters answers for a signer who is in doubt."""
        from charters.models import OverrideMissing, Signature
        from charters.models.signed import SignatureVerdict
        from municipalities.findings import FindingKind

        copy = self.signed_copy(submission)
        if copy.certificate is not None:
            override = getattr(copy.certificate, "override", None)
            if not copy.certificate.needs_override:
                verdict = SignatureVerdict.TRUSTED
            elif override is None or submission.contributors.filter(pk=override.by_id).exists():
                raise OverrideMissing
            else:
                verdict = SignatureVerdict.OVERRIDDEN
        elif copy.way == SignatureWay.SCREEN:
            verdict = SignatureVerdict.SEALED
        elif any(found["kind"] == FindingKind.OVERRIDDEN for found in copy.findings):
            verdict = SignatureVerdict.PAGES_NAMED
        else:
            verdict = SignatureVerdict.PAGES_READ
        Signature.objects.create(
            charter=copy.charter,
            copy=copy,
            way=copy.way,
            signed_on=copy.signed_on,
            verdict=verdict,
            reasons=copy.certificate.report["reasons"] if copy.certificate else copy.findings,
            recorded_at=at,
            recorded_by=by,
        )
        copy.charter.come_into_force(signed_on=copy.signed_on, at=at)

    def returned(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Returned for the content: the charter is given up, the next one names it. Otherwise it stays the same.

        A signature given on screen or by certificate is asked for again in both cases.
        """
        copy = self.signed_copy(submission)
        for signature in (copy.edition, copy.certificate):
            if signature is not None:
                signature.give_up(at=at)
        transition = submission.transitions.filter(move=Move.RETURN).order_by("-pk").first()
        if transition is not None and transition.reason_kind == ReasonKind.CONTENT:
            copy.charter.give_up(at=at)

    def reopened(self, submission: Submission, *, by: User, at: datetime) -> None:
        """The same charter waits for its signature again; one that is signed anew stays in force until then."""
        from charters.models import SigningAgain

        copy = self.signed_copy(submission)
        if SigningAgain.objects.filter(charter=copy.charter).exists():
            return
        for signature in (copy.edition, copy.certificate):
            if signature is not None:
                signature.give_up(at=at)
        copy.charter.signatures.filter(withdrawn_at__isnull=True).update(withdrawn_at=at)
        copy.charter.be_reopened()


def found_in(copy: SignedCopy) -> list[Finding] | list[CertificateFinding]:
    """The findings as they were kept with a submission, or with its signature by certificate."""
    from municipalities.findings import Finding

    if copy.certificate is not None:
        return copy.certificate.findings
    return [Finding(**found) for found in copy.findings]


def certificate_answers(signature: CertificateSignature) -> list[Answer]:
    """Who signed by the certificate, and the verdict of the check."""
    signer = signature.found.signer
    answers = [
        Answer("verdict", _("Verdict of the check"), signature.get_verdict_display()),
        Answer("checked_at", _("Checked on"), _moment(signature.checked_at)),
    ]
    if signer is None:
        return answers
    return [
        Answer("signer", _("Name in the certificate"), signer.common_name),
        Answer("organisation", _("Organisation in the certificate"), signer.organisation),
        Answer("issuer", _("Certificate issued by"), signer.issuer),
        Answer("serial", _("Serial number of the certificate"), signer.serial),
        *answers,
    ]


def _moment(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def text_label(charter: Charter) -> str:
    """The version of the text; one of ours is called proposed."""
    if charter.text.proposed:
        return _("Proposed text, version %(version)s") % {"version": charter.text.version}
    return _("Text of the Unit, version %(version)s") % {"version": charter.text.version}
