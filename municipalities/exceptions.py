"""What a move of a step may answer instead of moving."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

    from municipalities.models import Cohort, Municipality
    from municipalities.steps import MissingItem


class StateConflict(Exception):
    """Somebody else moved first; `subject` as it was read. Views answer 409 and tell who won."""

    def __init__(self, subject: Model) -> None:
        super().__init__(str(subject.pk))
        self.subject = subject


class StepIncomplete(Exception):
    """The step cannot be submitted; `missing` is what is lacking."""

    def __init__(self, missing: list[MissingItem]) -> None:
        super().__init__(f"{len(missing)} missing")
        self.missing = missing


class OwnWork(Exception):
    """Nobody accepts a submission that they submitted or saved a page of."""


class DraftClosed(Exception):
    """The draft is read-only: it is with the Unit, accepted, or the participation stands still."""


class StaleDraft(Exception):
    """Another save of the page came first; `current` is the draft page as it stands now."""

    def __init__(self, current: object) -> None:
        super().__init__("stale")
        self.current = current


class CohortArchived(Exception):
    """The cohort takes no new municipality."""

    def __init__(self, cohort: Cohort) -> None:
        super().__init__(cohort.slug)
        self.cohort = cohort


class CohortInUse(Exception):
    """The cohort cannot be archived: `municipalities` still take part in it."""

    def __init__(self, municipalities: list[Municipality]) -> None:
        super().__init__(f"{len(municipalities)} open")
        self.municipalities = municipalities
