"""What people type: which characters may stand in it, and how it is compared when searched."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

ARABIC = r"[\u0620-\u064A\u064B-\u0652\u0670-\u06D3\u06FA-\u06FF\u0750-\u077F]"
# Zero-width joiner and non-joiner shape Arabic words; anywhere else they only hide a difference.
JOINER_BETWEEN_LETTERS = re.compile(rf"(?<={ARABIC})[\u200C\u200D](?={ARABIC})")
# Characters that turn, hide or tag text: a name with them reads as another name (U+202E turns "evil" into "live").
FORBIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u00ad\u180e\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


@deconstructible
class ForbiddenCharactersValidator:
    """Refuses characters nobody sees. Line breaks and tabs pass, for texts of several lines."""

    message = _(
        "This text contains characters that cannot be seen and that change how it reads. "
        "Delete it and type it by hand instead of pasting it."
    )
    code = "forbidden_characters"

    def __call__(self, value: str) -> None:
        plain = re.sub("\r\n?", "\n", value)
        if FORBIDDEN.search(JOINER_BETWEEN_LETTERS.sub("", plain)):
            raise ValidationError(self.message, code=self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ForbiddenCharactersValidator)

    def __hash__(self) -> int:
        return hash(type(self))


def clean_line(text: str) -> str:
    """One line: composed letters, single spaces, none at the ends. ValidationError for characters nobody sees."""
    ForbiddenCharactersValidator()(text)
    return " ".join(unicodedata.normalize("NFC", text).split())


FOLDED = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ؤ": "و",
        "ئ": "ي",
        "ـ": None,
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "\u200c": None,
        "\u200d": None,
    }
    | {ord("٠") + digit: str(digit) for digit in range(10)}
    | {ord("۰") + digit: str(digit) for digit in range(10)}
)
SEPARATORS = re.compile(r"[\s\-‐-―_'’‘ʼ`´.]+")


def fold(text: str) -> str:
    """The text as searches compare it: «الإدارة» finds «الادارة», "medenine" finds "Médenine"."""
    folded = unicodedata.normalize("NFC", text).lower().translate(FOLDED)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(sign))
    return SEPARATORS.sub(" ", plain).strip()
