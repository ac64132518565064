"""The working days of a Tunisian administration: nobody is reminded on a Saturday, a Sunday or a holiday.

The religious days are those that the library estimates; the moon may move one of them by a day.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays

SATURDAY = 5
# Day of the Revolution since decree 2021-223; the library still has 14 January alone. Both rest: a reminder may wait.
REVOLUTION = (12, 17)
REVOLUTION_SINCE = 2021


@cache
def _holidays() -> HolidayBase:
    return country_holidays("TN")


def is_working_day(day: date) -> bool:
    """Monday to Friday, holidays apart."""
    if day.weekday() >= SATURDAY or day in _holidays():
        return False
    return (day.month, day.day) != REVOLUTION or day.year < REVOLUTION_SINCE


def next_working_day(day: date) -> date:
    """`day` itself when it is one, else the first after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, count: int) -> date:
    """The `count`th working day after `day`."""
    for _number in range(count):
        day = next_working_day(day + timedelta(days=1))
    return day
