"""What a text of the charter may leave open: a closed list of words in braces, filled in for each municipality."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# The word as it is typed, and what stands in its place on a charter.
PLACEHOLDERS = {
    "municipality": _("the name of the municipality"),
    "governorate": _("the name of its governorate"),
    "signatory": _("civility and name of the person who signs"),
    "capacity": _("the capacity in which this person signs"),
}
_KNOWN = re.compile(r"\{(" + "|".join(PLACEHOLDERS) + r")\}")


def placeholders_in(text: str) -> list[str]:
    """The words left open in `text`, in alphabetical order, each as often as it stands there."""
    return sorted(_KNOWN.findall(text))


def fill(text: str, words: Mapping[str, str]) -> str:
    """`text` with each placeholder replaced; what a name brings along is never read as a placeholder itself."""
    return _KNOWN.sub(lambda found: words[found[1]], text)


def validate_placeholders(text: str) -> None:
    """ValidationError for a brace that does not belong to a word of the list."""
    if re.search(r"[{}]", _KNOWN.sub("", text)):
        raise ValidationError(
            _("Only these words may stand in braces: %(words)s"),
            code="unknown_placeholder",
            params={"words": " ".join(f"{{{name}}}" for name in PLACEHOLDERS)},
        )


def validate_without_placeholders(text: str) -> None:
    """ValidationError for any brace: titles and citations are the same for everybody."""
    if re.search(r"[{}]", text):
        raise ValidationError(_("No word in braces can stand here: it is filled in in articles and in the preamble."))
