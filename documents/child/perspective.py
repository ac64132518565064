"""The perspective of a photographed sheet, of which one corner is known well: the corner with the code.

Around the code the sheet is almost flat: six numbers, from the code's own corners. Two more tell how fast it runs away
from the eye. They are tried, all of them, on a coarse picture, until the far parts of the page fall into place.
"""

import numpy
import PIL.Image
import PIL.ImageFilter

from .lightness import Array, odd, paper

# A page is 105 × 149 points here: enough to tell its dark and light parts, few enough for hundreds of trials.
DOTS_A_MM = 0.5
BLUR_MM = 3.5
# Shares of nearness lost per millimetre: at 0.0018 the far edge of the page is drawn at two thirds of its size.
STEEPEST, STEP = 0.0018, 0.0002
# What lies nearer to the code than this is in its place under any perspective.
KNOWN_MM = 45.0


def leaned(
    picture: PIL.Image.Image, page: PIL.Image.Image, size_mm: tuple[float, float], first: Array, at: tuple[float, float]
) -> Array:
    """The map like `first` around the place `at` of the page, with the perspective that suits the rest best.

    `picture` (grey) shows about 3 points a millimetre; `page` (grey) is the page as it was issued.
    """
    seen = print_of(picture, 3.0)
    size = (round(size_mm[0] * 3), round(size_mm[1] * 3))
    width, height = (round(side * DOTS_A_MM) for side in size_mm)
    issued = PIL.Image.fromarray(print_of(page.resize(size, PIL.Image.Resampling.BOX), 3.0))
    there = numpy.asarray(issued.resize((width, height), PIL.Image.Resampling.BOX), dtype=numpy.float64)
    rows, columns = numpy.mgrid[0:height, 0:width]
    places = (numpy.stack([columns.ravel(), rows.ravel()], axis=1) + 0.5) / DOTS_A_MM
    far = numpy.hypot(*(places - at).T) > KNOWN_MM
    places, wanted = places[far], there.ravel()[far]
    wanted = wanted - wanted.mean()
    best, answer = -2.0, first
    middle = (0.0, 0.0)
    for step, count in ((STEP, round(STEEPEST / STEP)), (STEP / 3, 3)):
        around = middle
        for right in range(-count, count + 1):
            for down in range(-count, count + 1):
                lean = (around[0] + right * step, around[1] + down * step)
                matrix = leaning(first, at, lean)
                likeness = likeness_at(seen, matrix, places, wanted)
                if likeness > best:
                    best, answer, middle = likeness, matrix, lean
    return answer


def print_of(picture: PIL.Image.Image, dots_a_mm: float) -> Array:
    """How dark each place is with print, whatever the light: blurred, so that a few millimetres do not matter."""
    dots = numpy.asarray(picture, dtype=numpy.float32)
    light = paper(dots, odd(4 * dots_a_mm))
    dark = numpy.clip((light - dots) / numpy.maximum(light, 24) * 255, 0, 255).astype(numpy.uint8)
    blurred = PIL.Image.fromarray(dark).filter(PIL.ImageFilter.BoxBlur(BLUR_MM * dots_a_mm / 2))
    blurred = blurred.filter(PIL.ImageFilter.BoxBlur(BLUR_MM * dots_a_mm / 2))
    return numpy.asarray(blurred, dtype=numpy.float32).astype(numpy.float64)


def leaning(matrix: Array, at: tuple[float, float], lean: tuple[float, float]) -> Array:
    """The map that agrees with `matrix` (of a flat sheet) at `at` and shrinks by `lean` per millimetre from there."""
    shift = numpy.array([[1, 0, -at[0]], [0, 1, -at[1]], [0, 0, 1]], dtype=numpy.float64)
    away = numpy.array([[1, 0, 0], [0, 1, 0], [lean[0], lean[1], 1]], dtype=numpy.float64)
    linear = numpy.eye(3)
    linear[:2, :2] = matrix[:2, :2]
    middle = matrix @ numpy.array([at[0], at[1], 1])
    move = numpy.array([[1, 0, middle[0]], [0, 1, middle[1]], [0, 0, 1]])
    result: Array = move @ linear @ away @ shift
    return result


def likeness_at(seen: Array, matrix: Array, places: Array, wanted: Array) -> float:
    flat = places @ matrix[:, :2].T + matrix[:, 2]
    if flat[:, 2].min() < 0.2:
        return -1.0
    columns = (flat[:, 0] / flat[:, 2]).astype(numpy.int32)
    rows = (flat[:, 1] / flat[:, 2]).astype(numpy.int32)
    within = (rows >= 0) & (rows < seen.shape[0]) & (columns >= 0) & (columns < seen.shape[1])
    if within.mean() < 0.8:
        return -1.0
    found = numpy.where(within, seen[rows.clip(0, seen.shape[0] - 1), columns.clip(0, seen.shape[1] - 1)], 0)
    found = found - found.mean()
    return float((found * wanted).sum() / max(1e-6, numpy.sqrt((found**2).sum() * (wanted**2).sum())))
