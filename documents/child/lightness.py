"""Pictures as arrays, and the light on them: dark and thin is print or ink, dark and broad is shadow."""

from typing import Any

import numpy
import numpy.ma  # the median asks for it at a time when no file can be opened
from numpy.typing import NDArray

Array = NDArray[numpy.float64]
# Numbers of any kind: the filters below keep the kind they are given.
Numbers = NDArray[Any]


def highest(dots: Numbers, wide: int) -> Numbers:
    """Each point becomes the highest in the square of `wide` points around it (`wide` is odd)."""
    return _spread(numpy.maximum, dots, wide)


def lowest(dots: Numbers, wide: int) -> Numbers:
    return _spread(numpy.minimum, dots, wide)


def paper(dots: Numbers, wide: int) -> Numbers:
    """The picture without its dark parts thinner than `wide` points."""
    return lowest(highest(dots, wide), wide)


def odd(points: float) -> int:
    return 2 * round(points / 2) + 1


def _spread(pick: Any, dots: Numbers, wide: int) -> Numbers:
    """By rows, then by columns; each step doubles the reach."""
    for axis in (0, 1):
        edges = [(0, 0)] * dots.ndim
        edges[axis] = (wide // 2, wide // 2)
        dots = numpy.moveaxis(numpy.pad(dots, edges, mode="edge"), axis, 0)
        reach, length = 1, dots.shape[0] - wide + 1
        while reach < wide:
            step = min(reach, wide - reach)
            dots = pick(dots[:-step], dots[step:])
            reach += step
        dots = numpy.moveaxis(dots[:length], 0, axis)
    return dots
