"""The upload of a charter that was signed by certificate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from charters import certificates
from charters.models import Charter
from documents.fields import Paper, PaperField, PaperInput
from documents.signatures import Reason, SignatureReport, Verdict
from municipalities.steps import Text

# What mends a file that was refused.
WAYS_ON: dict[Verdict, Text] = {
    Verdict.NOT_SIGNED: _(
        "Open the saved charter in the program of your certificate, sign it there, save it, and upload that file. A "
        "drawn or pasted signature is not an electronic one."
    ),
    Verdict.ALTERED: _(
        "Save the charter from this page once more, sign that file and change nothing else in it, neither before nor "
        "after. Printing it to a new PDF makes another file of it."
    ),
    Verdict.BROKEN: _(
        "Sign the saved charter once more, with a program and a certificate in use today. If this comes back, sign "
        "another way and tell the Unit which program you used."
    ),
}


class SignedPdfField(PaperField):
    """A PDF; a picture of a signature is no signature by certificate."""

    default_error_messages = {
        "required": _("Choose the file that your program saved after signing."),
        "not_a_pdf": _("This is a picture. A signature by certificate is inside a PDF: upload that file."),
    }

    def to_python(self, data: Any) -> Paper | None:  # type: ignore[override]
        paper = super().to_python(data)
        if paper and paper.inspection.media_type != "application/pdf":
            raise ValidationError(self.error_messages["not_a_pdf"], code="not_a_pdf")
        return paper


class CertificateForm(forms.Form):
    """Valid when the file passes the check of its signature. `report` is what was found, None before the check.

    A file that does not pass is kept nowhere: the page tells why, and the person has it still. When something follows
    a part that passes in its own right, that part of the same file can be sent: `signed_part` says so, and `left_out`
    is then what was told of the whole.
    """

    signed = SignedPdfField(
        label=_("The charter signed by certificate (PDF)"),
        help_text=_("The file that your program saved. It is checked at once; this takes a few seconds."),
        widget=PaperInput(attrs={"accept": "application/pdf"}),
    )
    signed_part = forms.BooleanField(
        label=_("Take only the part that was signed, and leave out what follows it"), required=False
    )

    def __init__(self, *args: Any, charter: Charter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.charter = charter
        if self.is_bound:
            signed: Any = self.fields["signed"]
            signed.ours = charter.document.file.read()
        self.report: SignatureReport | None = None
        self.left_out: list[Reason] = []
        self.offers_signed_part = False

    @property
    def way_on(self) -> Text:
        """What mends the file that was refused; empty when that is said beside the box for the signed part."""
        if self.report is None or self.offers_signed_part or certificates.is_unknown_yet(self.report):
            return ""
        return WAYS_ON.get(self.report.verdict, "")

    @property
    def refused_for(self) -> list[str]:
        """The reasons, in words."""
        if self.report is None or certificates.passes(self.report) or certificates.is_unknown_yet(self.report):
            return []
        return [reason.sentence for reason in self.report.reasons]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        paper = cleaned.get("signed")
        if paper is None:
            return cleaned
        report = certificates.examine(self.charter, paper.data)
        part = self._signed_part(report)
        if part is not None and cleaned.get("signed_part"):
            self.left_out = report.reasons
            paper, report = self._cut(paper, *part)
        self.report = report
        self.offers_signed_part = part is not None and not certificates.passes(report)
        if certificates.is_unknown_yet(report):
            busy = _("The machine was too busy to check this file. Nothing was kept: send it again in a few minutes.")
            self.add_error("signed", ValidationError(busy, code="busy"))
        elif not certificates.passes(report):
            refused = _("%(verdict)s. This file cannot be submitted, and was not kept.")
            verdict = {"verdict": report.verdict.label}
            self.add_error("signed", ValidationError(refused, code=report.verdict.value, params=verdict))
        cleaned["signed"] = paper
        return cleaned

    def _signed_part(self, report: SignatureReport) -> tuple[bytes, SignatureReport] | None:
        """The bytes as they were signed, if the file holds more and they pass in their own right."""
        data = report.first_signed_revision
        if data is None or report.verdict != Verdict.ALTERED:
            return None
        of_part = certificates.examine(self.charter, data)
        return (data, of_part) if certificates.passes(of_part) else None

    def _cut(self, paper: Paper, data: bytes, report: SignatureReport) -> tuple[Paper, SignatureReport]:
        inspection = certificates.inspect_signed(self.charter, data)
        if inspection.refusal:
            raise ValidationError({"signed": inspection.refusal.message})
        return replace(paper, data=data, inspection=inspection), report
