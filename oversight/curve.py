"""The progress curve as a picture: where its lines, marks and words stand. The template writes the SVG."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from municipalities.steps import Step
from oversight.pace import Pace

WIDTH, HEIGHT = 720, 300
# Room for numbers beside, for days beneath, and so that no line is cut at its edge.
BESIDE, BENEATH, EDGE = 44, 32, 12
MOST_DAYS, MOST_NUMBERS = 5, 4
WEEKS_UNTIL = timedelta(days=120)


@dataclass(frozen=True)
class Line:
    """One step: `path` draws how many municipalities had it accepted, `due_x` is where its due date stands."""

    step: Step
    path: str
    number: int
    due_on: date | None
    due_x: int | None


@dataclass(frozen=True)
class Curve:
    """Whole pixels in a box of WIDTH × HEIGHT. Time runs in the direction of reading."""

    width: int
    height: int
    lines: list[Line]
    days: list[tuple[int, date]]
    numbers: list[tuple[int, int]]
    left: int
    right: int
    bottom: int
    numbers_x: int
    at_left: str
    at_right: str


def curve_of(pace: Pace, *, rtl: bool) -> Curve:
    """The picture of `pace`; right to left it is mirrored."""
    end = max([pace.today, *(due_on for due_on in pace.due.values() if due_on)])
    span = max(1, (end - pace.begin).days)
    width, bottom = WIDTH - BESIDE - EDGE, HEIGHT - BENEATH

    def x(day: date) -> int:
        along = BESIDE + round(width * (day - pace.begin).days / span)
        return WIDTH - along if rtl else along

    def y(number: int) -> int:
        return bottom - round((bottom - EDGE) * number / pace.number)

    def line(step: Step) -> Line:
        turns = pace.turns(step)
        path = f"M{x(pace.begin)} {y(0)}" + "".join(f"H{x(day)}V{y(number)}" for day, number in turns)
        due_on = pace.due.get(step)
        stands = due_on is not None and due_on >= pace.begin
        return Line(
            step=step,
            path=f"{path}H{x(pace.today)}",
            number=turns[-1][1] if turns else 0,
            due_on=due_on,
            due_x=x(due_on) if due_on and stands else None,
        )

    return Curve(
        width=WIDTH,
        height=HEIGHT,
        lines=[line(step) for step in Step],
        days=[(x(day), day) for day in evenly(pace.begin, end)],
        numbers=[(y(number), number) for number in round_numbers(pace.number)],
        left=min(x(pace.begin), x(end)),
        right=max(x(pace.begin), x(end)),
        bottom=bottom,
        numbers_x=x(pace.begin) + (8 if rtl else -8),
        # As text-anchor counts: "start" is the right end of a text that runs from the right.
        at_left="end" if rtl else "start",
        at_right="start" if rtl else "end",
    )


def evenly(begin: date, end: date) -> list[date]:
    """First and last day and some between them."""
    parts = min(MOST_DAYS - 1, max(1, (end - begin).days // 7))
    return [begin + (end - begin) * part // parts for part in range(parts + 1)]


def round_numbers(most: int) -> list[int]:
    """From 0 to `most` in steps that are easily read: 1, 2, 5, 10, 20, 50 …"""
    readable = (digit * 10**power for power in count() for digit in (1, 2, 5))
    step = next(step for step in readable if most // step <= MOST_NUMBERS)
    return list(range(0, most + 1, step))


def table_of(pace: Pace) -> list[tuple[date, list[int]]]:
    """The numbers of the curve: week by week, month by month when it is long; the last day is today."""
    days, day = [], pace.begin
    if pace.today - pace.begin <= WEEKS_UNTIL:
        while day < pace.today:
            days.append(day)
            day += timedelta(days=7)
    else:
        day = day.replace(day=1)
        while (last := _month_after(day) - timedelta(days=1)) < pace.today:
            days.append(last)
            day = _month_after(day)
    return [(day, [pace.accepted(step, day) for step in Step]) for day in [*days, pace.today]]


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
