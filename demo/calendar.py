"""Moments of the story, told as days before today, so that the demonstration is always fresh."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

OPENED = 70


class Calendar:
    def __init__(self, today: date) -> None:
        self.today = today

    def day(self, ago: int) -> date:
        """The office day `ago` days before today (negative: after it); a weekend counts as the Friday before."""
        day = self.today - timedelta(days=ago)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def at(self, ago: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment of that day in Tunis."""
        return timezone.make_aware(datetime.combine(self.day(ago), time(hour, minute)))
