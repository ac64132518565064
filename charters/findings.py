"""What is said of the scans of a signed charter where the charter is named."""

from __future__ import annotations

from django.utils.translation import gettext as _

from municipalities.findings import FindingKind

SENTENCES = {
    FindingKind.OTHER_MUNICIPALITY: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of charter %(number)s: this is the charter of %(municipality)s."
    ),
    FindingKind.SUPERSEDED: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of charter %(number)s, which is no longer the one to be signed."
    ),
    FindingKind.REPLACED: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of charter %(number)s, which was replaced on %(day)s."
    ),
    FindingKind.SET_ASIDE: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of charter %(number)s, which was set aside on %(day)s."
    ),
    FindingKind.STILL_IN_FORCE: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of charter %(number)s, which is in force and is to be replaced "
        "by the one being signed."
    ),
    FindingKind.UNKNOWN: lambda: _(
        "Sheet %(sheet)s of “%(file)s” carries a code that stands on no charter issued here."
    ),
    FindingKind.OTHER_PAPER: lambda: _(
        "Sheet %(sheet)s of “%(file)s” is page %(page)s of %(number)s: this is your charter, not the paper asked for."
    ),
}
WAYS_ON = {
    FindingKind.NOTHING: lambda: _(
        "Print the charter, have it signed and stamped, scan every page and upload the scan."
    ),
    FindingKind.UNREADABLE: lambda: _(
        "Scan it again, flat and whole, with the square at the bottom. If SPECIMEN stands across it, the specimen was "
        "signed: print the charter itself. If no better scan can be had, say below which page it is, and why."
    ),
    FindingKind.OTHER_MUNICIPALITY: lambda: _("Remove this file and upload your own charter."),
    **dict.fromkeys(
        (FindingKind.SUPERSEDED, FindingKind.REPLACED, FindingKind.SET_ASIDE, FindingKind.STILL_IN_FORCE),
        lambda: _("Remove this file. Print the charter that is open now, have it signed, and scan it."),
    ),
    FindingKind.UNKNOWN: lambda: _("Remove this file. Print the charter from this page, have it signed, and scan it."),
    FindingKind.OTHER_PAPER: lambda: _(
        "Remove this file. Print the charter from this page, have it signed, and scan it."
    ),
}
