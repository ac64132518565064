"""The situations in words, for the page where one chooses who to be. The order is that of the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SITUATIONS = {
    "kebili": _("Has come in and begun nothing: the first step is to be filled in from its first page."),
    "regueb": _("Was invited three days ago and has not answered yet: open the invitation."),
    "essouassi": _(
        "The designation of its focal point came late, and is with the Unit. Its charter is ready to be issued."
    ),
    "medenine": _("Its focal point has left. The deputy has begun to name the successor."),
    "zriba": _("Its charter is issued, and its head has a link by e-mail: sign it in two minutes, as on a phone."),
    "tinja": _("Its signed charter came back: one sheet of the scan is cut."),
    "zaouiet-sousse": _("Its second charter is with the Unit; the first was returned for its content."),
    "dar-chaabane-el-fehri": _("Two of three are accepted. The list of its committee is being filled in."),
    "hammam-chatt": _("Two of three are accepted, the charter signed on a phone. The committee is with the Unit."),
    "carthage": _("All three are accepted."),
    "gabes": _("On hold: reads, and moves nothing until the Unit lets it go on."),
    "nefza": _("Has withdrawn, with its reason; what it did stays on record."),
}
