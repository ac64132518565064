"""The three steps of the programme, the states of one, and the registry through which each app describes its step.

This module imports no models: charters and committees register here from their `AppConfig.ready()`, so that
municipalities never imports upwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User
    from documents.models import StoredFile
    from municipalities.models import Evidence, StepProgress, Submission

Text = str | Promise


class Step(models.TextChoices):
    """In the order in which they are offered; none is locked by another."""

    FOCAL_POINT = "focal_point", _("Focal point")
    CHARTER = "charter", _("Charter")
    COMMITTEE = "committee", _("Joint steering committee")


class StepState(models.TextChoices):
    """The labels are the municipality's wording; the Unit reads the same state from its own side."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("With the Unit")
    RETURNED = "returned", _("Returned: to be corrected")
    ACCEPTED = "accepted", _("Accepted")

    @property
    def label_for_unit(self) -> Text:
        return _UNIT_LABELS[self]

    @property
    def is_open(self) -> bool:
        """The municipality may write: the draft is not read-only."""
        return self in OPEN_STATES

    @property
    def is_with_municipality(self) -> bool:
        """The next move is the municipality's: its clock runs."""
        return self in WITH_MUNICIPALITY


_UNIT_LABELS: dict[StepState, Text] = {
    StepState.NOT_STARTED: _("Not started"),
    StepState.IN_PROGRESS: _("Being prepared"),
    StepState.SUBMITTED: _("Waiting for us"),
    StepState.RETURNED: _("Returned, waiting for them"),
    StepState.ACCEPTED: _("Accepted"),
}
OPEN_STATES = frozenset({StepState.IN_PROGRESS, StepState.RETURNED})
WITH_MUNICIPALITY = OPEN_STATES | {StepState.NOT_STARTED}


class Move(models.TextChoices):
    START = "start", _("started")
    SUBMIT = "submit", _("submitted")
    WITHDRAW = "withdraw", _("taken back")
    ACCEPT = "accept", _("accepted")
    RETURN = "return_for_changes", _("returned for changes")
    RESUBMIT = "resubmit", _("submitted again")
    REOPEN = "reopen", _("reopened")


MOVES: dict[Move, tuple[StepState, StepState]] = {
    Move.START: (StepState.NOT_STARTED, StepState.IN_PROGRESS),
    Move.SUBMIT: (StepState.IN_PROGRESS, StepState.SUBMITTED),
    Move.RESUBMIT: (StepState.RETURNED, StepState.SUBMITTED),
    Move.WITHDRAW: (StepState.SUBMITTED, StepState.IN_PROGRESS),
    Move.ACCEPT: (StepState.SUBMITTED, StepState.ACCEPTED),
    Move.RETURN: (StepState.SUBMITTED, StepState.RETURNED),
    Move.REOPEN: (StepState.ACCEPTED, StepState.IN_PROGRESS),
}


class SignatureWay(models.TextChoices):
    """The ways in which a charter can be signed; a cohort says which of them it accepts."""

    PAPER = "paper", _("On paper, scanned")
    SCREEN = "screen", _("On screen: a simple electronic signature, sealed by the platform")
    CERTIFICATE = "certificate", _("By certificate: an electronic signature made with the signer's own certificate")

    @property
    def short_label(self) -> Text:
        """As it stands behind another word: "accepted, by certificate"."""
        return _SHORT_WAYS[self]

    @property
    def refusal(self) -> Text:
        """Why a charter signed so is not taken; without a full stop, to stand in a sentence."""
        return _REFUSED_WAYS[self]


_SHORT_WAYS: dict[SignatureWay, Text] = {
    SignatureWay.PAPER: _("on paper"),
    SignatureWay.SCREEN: _("on screen"),
    SignatureWay.CERTIFICATE: _("by certificate"),
}
_REFUSED_WAYS: dict[SignatureWay, Text] = {
    SignatureWay.PAPER: _("the Unit does not accept charters signed on paper in this cohort"),
    SignatureWay.SCREEN: _("the Unit does not accept charters signed on screen in this cohort"),
    SignatureWay.CERTIFICATE: _("the Unit does not accept charters signed by certificate in this cohort"),
}


class ReasonKind(models.TextChoices):
    """Why a submission is returned. The scan kinds ask for new papers only; content asks for new answers."""

    INCOMPLETE = "incomplete", _("Something is missing")
    WRONG = "wrong", _("Something is wrong")
    OUTDATED = "outdated", _("Something is out of date")
    SCAN = "scan", _("The scan or the signature cannot be used")
    CONTENT = "content", _("The content must change")


@dataclass(frozen=True)
class MissingItem:
    """One lack that keeps a step from being submitted: what it is, and the address where it is mended."""

    text: Text
    url: str = ""


@dataclass(frozen=True)
class Answer:
    """One answer as a person reads it. `field` is its stable key inside the page, for comparing submissions."""

    field: str
    label: Text
    value: str
    private: bool = False


@dataclass(frozen=True)
class AnswerPage:
    """The answers and papers of one page of a wizard, in order, with the address where they can be changed."""

    key: str
    title: Text
    answers: list[Answer]
    url: str = ""
    papers: list[tuple[Text, Evidence]] = field(default_factory=list)


@dataclass
class Frozen:
    """What a submission keeps: JSON answers by page, and evidence as (page, field, evidence)."""

    answers: dict[str, Any]
    evidence: list[tuple[str, str, Evidence]] = field(default_factory=list)


class StepDefinition(Protocol):
    """What an app says about its step. One instance per step, registered once."""

    step: Step

    def missing_items(self, progress: StepProgress) -> list[MissingItem]:
        """What still keeps `progress` from being submitted, in the order of the pages. Feeds guard and page alike."""

    def freeze(self, progress: StepProgress) -> Frozen:
        """The answers and evidence as they stand, for a new submission."""

    def describe(self, submission: Submission) -> list[AnswerPage]:
        """The frozen answers in the reader's language."""

    def overview_url(self, progress: StepProgress) -> str:
        """The step's own page in the workspace."""

    def attachment(self, submission: Submission) -> tuple[StoredFile, str] | None:
        """The paper that travels with the e-mail to the Unit, and the name it carries there."""

    def submitted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Runs inside the transaction of the submit."""

    def accepted(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Runs inside the transaction of the acceptance: records what the submission establishes."""

    def returned(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Runs inside the transaction of the return."""

    def reopened(self, submission: Submission, *, by: User, at: datetime) -> None:
        """Runs inside the transaction of the reopening."""


_registry: dict[Step, StepDefinition] = {}


def register(definition: StepDefinition) -> None:
    _registry[definition.step] = definition


def definition_of(step: str) -> StepDefinition:
    """The definition registered for `step`; KeyError when its app is not installed."""
    return _registry[Step(step)]
