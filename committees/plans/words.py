"""What the log says was done to a plan: the first word of the subject of its rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from municipalities.steps import Text

TOLD: dict[str, Text] = {
    "begun": _("plan begun"),
    "changed": _("plan changed"),
    "published": _("plan published"),
    "unpublished": _("plan taken from publication"),
    "closed": _("plan closed"),
    "imported": _("commitments imported from a table"),
    "commitment_added": _("commitment added"),
    "commitment_changed": _("commitment changed"),
    "suspended": _("commitment suspended"),
    "withdrawn": _("commitment withdrawn"),
    "resumed": _("commitment taken up again"),
    "milestone_added": _("milestone added"),
    "milestone_changed": _("milestone changed"),
    "milestone_moved": _("milestone moved"),
    "milestone_removed": _("milestone removed"),
    "paper_added": _("evidence added"),
    "progress": _("progress noted"),
    "asked": _("civil society asked for a reply"),
    "handed": _("link for the reply of civil society handed over"),
    "replied": _("civil society replied"),
}
