"""Processor time, for limits in seconds: a busy machine stretches the clock, and not the work."""

from __future__ import annotations

import resource
from types import TracebackType


class Spent:
    """`with Spent() as spent: …`, then `spent.seconds`: of this process and of the children that it waited for."""

    seconds: float

    def __enter__(self) -> Spent:
        self.seconds = -self._so_far()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.seconds += self._so_far()

    @staticmethod
    def _so_far() -> float:
        usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in usages)
