"""The situations in words, for the page where one chooses who to be. The order is that of the page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SITUATIONS = {
    "kebili": _("Has come in and begun nothing: the first step is to be filled in from its first page."),
    "regueb": _("Was invited three days ago and has not answered yet: open the invitation."),
    "essouassi": _(
        "The designation of its focal point came late, and is with the Unit. Its charter is ready to be issued."
    ),
    "medenine": _(
        "Its charter is signed by certificate. Its focal point has left; the deputy has begun to name the successor."
    ),
    "zriba": _("Its charter is issued, and its head has a link by e-mail: sign it in two minutes, as on a phone."),
    "tinja": _("Its signed charter came back: one sheet of the scan is cut."),
    "zaouiet-sousse": _("Its second charter is with the Unit; the first was returned for its content."),
    "dar-chaabane-el-fehri": _(
        "Two of three are accepted. The decision that founds its committee was prepared here; it is signed and scanned."
    ),
    "hammam-chatt": _("Two of three are accepted, the charter signed on a phone. The committee is with the Unit."),
    "carthage": _(
        "All three are accepted. Its committee is at work: it has met, published its minutes, has tasks, a plan, and "
        "a date for the next meeting."
    ),
    "gabes": _("On hold: reads, and moves nothing until the Unit lets it go on."),
    "nefza": _("Has withdrawn, with its reason; what it did stays on record."),
}
