"""What is said of the scans of a founding decision where the paper is named."""

from __future__ import annotations

from django.utils.translation import gettext as _

from committees.models import PaperKind
from municipalities.findings import FindingKind, Words

_DECISION: Words = {
    FindingKind.OTHER_MUNICIPALITY: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of decision %(number)s: this is the decision of "
        "%(municipality)s."
    ),
    FindingKind.SUPERSEDED: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of decision %(number)s, which is no longer the one to be "
        "signed."
    ),
    FindingKind.REPLACED: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of decision %(number)s, which was replaced on %(day)s."
    ),
    FindingKind.STILL_IN_FORCE: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of decision %(number)s, which was signed before and is to be "
        "replaced by the one being signed."
    ),
    FindingKind.UNKNOWN: lambda: _("Sheet %(sheet)s of “%(file)s” carries a code that stands on no paper issued here."),
    FindingKind.OTHER_PAPER: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of %(number)s: this is your founding decision, not the paper "
        "asked for."
    ),
}
_OTHER: Words = {
    FindingKind.OTHER_MUNICIPALITY: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of %(number)s, a paper of the committee of %(municipality)s."
    ),
    FindingKind.OTHER_PAPER: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of %(number)s: a letter or a notice of your committee, not "
        "the paper asked for."
    ),
}
SENTENCES: dict[str, Words] = {
    PaperKind.DECISION: _DECISION,
    PaperKind.APPOINTMENT: _OTHER,
    PaperKind.NOTICE: _OTHER,
}


def _print_it_again() -> str:
    return _("Remove this file. Print the decision from this page, have it signed, and scan it.")


# How the founding decision comes back rightly: it is the only one of these papers that is scanned.
WAYS_ON: Words = {
    FindingKind.NOTHING: lambda: _(
        "Print the decision, have it signed and stamped, scan every page and upload the scan."
    ),
    FindingKind.UNREADABLE: lambda: _(
        "Scan it again, flat and whole, with the square at the bottom. If SPECIMEN stands across it, the specimen was "
        "signed: print the decision itself. If no better scan can be had, say below which page it is, and why."
    ),
    FindingKind.OTHER_MUNICIPALITY: lambda: _("Remove this file and upload your own decision."),
    **dict.fromkeys(
        (
            FindingKind.SUPERSEDED,
            FindingKind.REPLACED,
            FindingKind.STILL_IN_FORCE,
            FindingKind.UNKNOWN,
            FindingKind.OTHER_PAPER,
        ),
        _print_it_again,
    ),
}
