"""What every paper has in common that is issued here, printed, signed by hand and scanned back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils import timezone

if TYPE_CHECKING:
    from documents.models import IssuedDocument
    from municipalities.findings import FindingKind
    from municipalities.models.tenancy import Municipality


class SignablePaper:
    """Mixed into the model of such a paper. `paper` names the words that findings about it are told in.

    `signature_page` counts from 1; `signature_box` is [x0, y0, x1, y1] in millimetres from the top left.
    """

    paper: ClassVar[str]
    pk: Any
    document: IssuedDocument | Any
    signature_page: Any
    signature_box: Any

    @property
    def municipality(self) -> Municipality:
        raise NotImplementedError

    def kept_scans(self) -> list[Any]:
        """The scans of it that lie in the draft, in the order in which they came, each with overrides and looks."""
        raise NotImplementedError

    def end(self) -> tuple[FindingKind, str]:
        """Why it is not the one to be signed, and since which day (ISO 8601, empty when that says nothing)."""
        raise NotImplementedError

    def require_paper(self) -> None:
        """Raises what the paper's own page answers, where it may not be signed by hand at all."""

    @property
    def register_number(self) -> str:
        return self.document.register_number

    @property
    def code(self) -> str:
        return self.document.code

    @property
    def pages(self) -> int:
        return self.document.file.pages or 0

    @property
    def issued_on(self) -> date:
        return timezone.localtime(self.document.issued_at).date()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.document.languages.split(","))

    @property
    def file_name(self) -> str:
        return f"{self.register_number.replace('/', '-')}.pdf"


Finder = Callable[[Iterable[str]], Iterable[SignablePaper]]
_finders: list[Finder] = []


def register_papers(finder: Finder) -> None:
    """Called by each app that issues such papers: `finder` gives those that carry one of the codes, whosever."""
    _finders.append(finder)


def papers_by_code(codes: Iterable[str]) -> dict[str, SignablePaper]:
    """Every paper of every kind that carries one of `codes`: a scan may be of anybody's."""
    found: dict[str, SignablePaper] = {}
    wanted = set(codes)
    for finder in _finders:
        if lacking := sorted(wanted - found.keys()):
            found |= {paper.code: paper for paper in finder(lacking)}
    return found
