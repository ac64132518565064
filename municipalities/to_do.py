"""What somebody of a municipality has to do beyond the three steps: told on the workspace's home.

Apps above add sources of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from municipalities.models import Participation


@dataclass(frozen=True)
class ToDo:
    """One thing in words, where it is done, and by when."""

    text: str
    url: str
    due_on: date | None = None
    is_late: bool = False


Source = Callable[[Participation, date], Iterable[ToDo]]
_sources: list[Source] = []


def register_to_do(source: Source) -> None:
    """Called by the apps above."""
    _sources.append(source)


def to_do_of(participation: Participation, on: date) -> list[ToDo]:
    """What is late first, then by the day it is due."""
    found = [each for source in _sources for each in source(participation, on)]
    return sorted(found, key=lambda each: (not each.is_late, each.due_on or date.max))
