"""Which municipality is meant by a name, however it is spelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from documents.text import fold
from municipalities.models import Municipality


class Known:
    """Every municipality, read once: by slug, and by each of its names and other spellings in its governorate."""

    def __init__(self) -> None:
        self.by_slug: dict[str, Municipality] = {}
        self._by_name: dict[tuple[int, str], dict[int, Municipality]] = defaultdict(dict)
        for municipality in Municipality.objects.select_related("governorate").prefetch_related("aliases"):
            self.by_slug[municipality.slug] = municipality
            for name in spellings(municipality):
                self._by_name[municipality.governorate_id, name][municipality.pk] = municipality

    def find(self, names: Iterable[str], *, governorate: int) -> list[Municipality]:
        """All in the governorate (its key) that any of `names` may mean; more than one is ambiguous."""
        found: dict[int, Municipality] = {}
        for name in names:
            found |= self._by_name.get((governorate, fold(name)), {})
        return list(found.values())


def spellings(municipality: Municipality) -> set[str]:
    """Its names and other spellings, folded."""
    names = [municipality.name_ar, municipality.name_fr, municipality.name_en]
    names += [alias.name for alias in municipality.aliases.all()]
    return {fold(name) for name in names if name}
