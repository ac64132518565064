"""What anyone learns of a committee's paper from its code, or from its file. No name of a person."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from committees.models import CommitteePaper, PaperKind, PaperState
from committees.models.papers import papers_with_codes
from municipalities.public_papers import PublicPaper

_WITH_IT = ("document__file", "participation__municipality__governorate")


class CommitteePapers:
    def by_code(self, code: str) -> PublicPaper | None:
        return _told(papers_with_codes([code]).first())

    def issued_as(self, sha256: str) -> PublicPaper | None:
        found = CommitteePaper.objects.filter(document__file__sha256=sha256)
        return _told(found.select_related(*_WITH_IT).first())

    def accepted_as(self, sha256: str) -> PublicPaper | None:
        found = CommitteePaper.objects.filter(
            accepted_at__isnull=False, state=PaperState.SIGNED, scans__evidence__file__sha256=sha256
        )
        return _told(found.select_related(*_WITH_IT).first())


def _told(paper: CommitteePaper | None) -> PublicPaper | None:
    if paper is None:
        return None
    following = paper.superseded_by if paper.state == PaperState.REPLACED else None
    accepted = timezone.localtime(paper.accepted_at).date() if paper.accepted_at else None
    return PublicPaper(
        what=_WHAT[PaperKind(paper.kind)](),
        municipality=paper.municipality,
        register_number=paper.register_number,
        code=paper.code,
        issued_on=paper.issued_on,
        pages=paper.pages,
        capacity=paper.capacity_label,
        standing=_standing(paper),
        url=paper.get_absolute_url(),
        signed_on=paper.signed_on if accepted else None,
        accepted_on=accepted,
        replaced_by=following.register_number if following else "",
        replaced_by_url=following.get_absolute_url() if following else "",
    )


_WHAT = {
    PaperKind.DECISION: lambda: _("Decision founding a joint steering committee"),
    PaperKind.APPOINTMENT: lambda: _("Letters of appointment to a joint steering committee"),
    PaperKind.NOTICE: lambda: _("Public notice of a joint steering committee"),
}


def _standing(paper: CommitteePaper) -> str:
    if paper.state == PaperState.REPLACED:
        return _("A later one has replaced it.")
    if paper.kind != PaperKind.DECISION:
        return _("It was issued. Whether it was signed is not followed here.")
    if paper.accepted_at:
        return _("It came back signed, and the Unit accepted it.")
    if paper.state == PaperState.SIGNED:
        return _("It came back signed. The Unit has not accepted it yet.")
    return _("It was issued. It has not come back signed yet.")
