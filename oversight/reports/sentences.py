"""The sentences of the minutes that count municipalities or files: each takes a number, and wants count and names."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import ngettext

Sentence = Callable[[int], str]


def named_focal_point(count: int) -> str:
    return ngettext(
        "%(count)s municipality named its permanent focal point: %(names)s.",
        "%(count)s municipalities named their permanent focal points: %(names)s.",
        count,
    )


def signed(count: int) -> str:
    return ngettext(
        "%(count)s municipality signed the local open-government charter and sent it to the Unit: %(names)s.",
        "%(count)s municipalities signed the local open-government charter and sent it to the Unit: %(names)s.",
        count,
    )


def set_up(count: int) -> str:
    return ngettext(
        "%(count)s municipality set up its joint steering committee: %(names)s.",
        "%(count)s municipalities set up their joint steering committees: %(names)s.",
        count,
    )


def came(count: int) -> str:
    return ngettext(
        "%(count)s file came in: %(names)s.",
        "%(count)s files came in: %(names)s.",
        count,
    )


def went_back(count: int) -> str:
    return ngettext(
        "%(count)s file went back to the municipality to be corrected: %(names)s.",
        "%(count)s files went back to the municipalities to be corrected: %(names)s.",
        count,
    )


def taken_back(count: int) -> str:
    return ngettext(
        "%(count)s file was taken back by the municipality before a decision: %(names)s.",
        "%(count)s files were taken back by the municipalities before a decision: %(names)s.",
        count,
    )


def reopened(count: int) -> str:
    return ngettext(
        "%(count)s accepted step was opened again: %(names)s.",
        "%(count)s accepted steps were opened again: %(names)s.",
        count,
    )


def begun(count: int) -> str:
    return ngettext(
        "%(count)s step was begun: %(names)s.",
        "%(count)s steps were begun: %(names)s.",
        count,
    )


def given_time(count: int) -> str:
    return ngettext(
        "%(count)s due date was moved: %(names)s.",
        "%(count)s due dates were moved: %(names)s.",
        count,
    )


def admitted(count: int) -> str:
    return ngettext(
        "%(count)s municipality joined: %(names)s.",
        "%(count)s municipalities joined: %(names)s.",
        count,
    )


def completed(count: int) -> str:
    return ngettext(
        "%(count)s municipality completed all three steps: %(names)s.",
        "%(count)s municipalities completed all three steps: %(names)s.",
        count,
    )


def put_on_hold(count: int) -> str:
    return ngettext(
        "The participation of %(count)s municipality was put on hold: %(names)s.",
        "The participation of %(count)s municipalities was put on hold: %(names)s.",
        count,
    )


def withdrew(count: int) -> str:
    return ngettext(
        "%(count)s municipality withdrew: %(names)s.",
        "%(count)s municipalities withdrew: %(names)s.",
        count,
    )


def waits(count: int) -> str:
    return ngettext(
        "The Unit is to review %(count)s file: %(names)s.",
        "The Unit is to review %(count)s files: %(names)s.",
        count,
    )


def to_correct(count: int) -> str:
    return ngettext(
        "%(count)s corrected file is expected: %(names)s.",
        "%(count)s corrected files are expected: %(names)s.",
        count,
    )


def is_late(count: int) -> str:
    return ngettext(
        "%(count)s municipality is late: %(names)s.",
        "%(count)s municipalities are late: %(names)s.",
        count,
    )


# By the state that a participation changed to; "admitted" for a new one.
PARTICIPATION: dict[str, Sentence] = {
    "admitted": admitted,
    "completed": completed,
    "on_hold": put_on_hold,
    "withdrawn": withdrew,
}
