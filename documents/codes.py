"""The code of an issued document, and what the QR on each of its pages says.

Eight signs out of twenty-two: 5 × 10^10 codes, drawn by `secrets`. No sign looks like another in print, in
handwriting or over the telephone, so a code can be typed from paper.
"""

import re
import secrets
from dataclasses import dataclass

ALPHABET = "3467ACDEFGHJKMNPRTWXY9"
LENGTH = 8

_PAGE = re.compile(rf"/verify/([{ALPHABET}]{{{LENGTH}}})/\?p=(\d{{1,3}})-(\d{{1,3}})$")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def clean_code(text: str) -> str | None:
    """The code that somebody typed: any case, spaces and hyphens anywhere. None when it cannot be one."""
    code = re.sub(r"[\s\-‐-―]", "", text).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def spaced(code: str) -> str:
    """The code as printed: "7KD3 MNXY"."""
    return f"{code[:4]} {code[4:]}"


@dataclass(frozen=True)
class PageMark:
    """What the QR of one page claims: page `page` of `pages` of the document `code`. A claim, not a proof."""

    code: str
    page: int
    pages: int


def page_address(site: str, mark: PageMark) -> str:
    """The text of a page's QR: the address where anyone checks the document. `site` has no slash at its end."""
    return f"{site}/verify/{mark.code}/?p={mark.page}-{mark.pages}"


def read_page_address(text: str) -> PageMark | None:
    """What a QR claims, whatever the site was called when the page was printed. None for a QR that is not ours."""
    found = _PAGE.search(text)
    if not found:
        return None
    mark = PageMark(found[1], int(found[2]), int(found[3]))
    return mark if 1 <= mark.page <= mark.pages else None
