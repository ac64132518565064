"""Lays the picture of a sheet onto the page that was issued, so that each millimetre of one is found on the other.

A place on the page is in millimetres from its top left corner, a place on the picture in pixels; the map between them
is a 3 × 3 matrix (a homography). The code tells the first, rough one. Small patches of the page are then looked for
around where it says they are, near the code first and ever farther, and each round fits the map to what was found.
"""

from dataclasses import dataclass

import numpy
import numpy.fft
import numpy.linalg
import PIL.Image
from numpy.typing import NDArray

from .lightness import Array

# Patches are compared at this resolution: text is still text, and noise is not.
DOTS_A_MM = 3.0
PATCH_MM = 16.0
STEP_MM = 10.0
# How far from its place a patch is looked for. More would take a line of text for the next one.
SEARCH_MM = 4.5
LIKENESS = 0.45
NEAR_MM = 1.3


@dataclass(frozen=True)
class Laid:
    """How well a picture lies on a page: the map, and the share of the page's patches found where it says."""

    matrix: Array
    share: float
    found: int

    @property
    def is_good(self) -> bool:
        return self.found >= 8 and self.share >= 0.4


class IssuedPage:
    """A page as it was issued, ready to be looked for."""

    def __init__(self, picture: PIL.Image.Image, width_mm: float, height_mm: float) -> None:
        self.picture, self.width_mm, self.height_mm = picture, width_mm, height_mm
        size = (round(width_mm * DOTS_A_MM), round(height_mm * DOTS_A_MM))
        self.dots: Array = numpy.asarray(picture.resize(size, PIL.Image.Resampling.BOX), dtype=numpy.float64)
        self.size = size
        self.side = round(PATCH_MM * DOTS_A_MM)
        self.reach = round(SEARCH_MM * DOTS_A_MM)
        self.corners = self._worth_looking_for()
        patches = numpy.stack([self.dots[y : y + self.side, x : x + self.side] for x, y in self.corners])
        self.patches = patches - patches.mean(axis=(1, 2), keepdims=True)
        self.norms = numpy.sqrt((self.patches**2).sum(axis=(1, 2)))
        self.centres = (numpy.array(self.corners) + self.side / 2) / DOTS_A_MM

    def _worth_looking_for(self) -> list[tuple[int, int]]:
        """Top left corners of patches with print in them, far enough from the edge to be looked for around."""
        step, margin = round(STEP_MM * DOTS_A_MM), self.reach
        return [
            (x, y)
            for y in range(margin, self.size[1] - self.side - margin, step)
            for x in range(margin, self.size[0] - self.side - margin, step)
            if self.dots[y : y + self.side, x : x + self.side].std() > 12
        ]


def lay(picture: PIL.Image.Image, page: IssuedPage, first: Array, *, near: tuple[float, float] | None) -> Laid:
    """The best map from the page onto the grey `picture`, beginning with `first`.

    `near`: the place on the page where `first` is surest; None when it is equally rough everywhere.
    """
    matrix = first
    if not page.corners:
        return Laid(matrix, 0, 0)
    centre = numpy.array(near or (page.width_mm / 2, page.height_mm / 2))
    distance = numpy.hypot(*(page.centres - centre).T)
    radii = (55.0, 90.0, 130.0, 400.0, 400.0, 400.0) if near else (400.0,) * 5
    found = numpy.zeros(len(page.corners), dtype=bool)
    for turn, radius in enumerate(radii):
        chosen = numpy.flatnonzero(distance <= radius)
        if len(chosen) < 4:
            continue
        offsets, likeness = matches(picture, page, matrix, chosen)
        sure = likeness > LIKENESS
        if sure.sum() < 4:
            continue
        places = page.centres[chosen]
        seen = applied(matrix, places + offsets)
        whole = radius > 200 and turn >= len(radii) - 3
        matrix, near_enough = fitted(places, seen, sure * likeness, perspective=whole and sure.sum() >= 12)
        found[:] = False
        found[chosen] = sure & near_enough
    return Laid(matrix, float(found.mean()), int(found.sum()))


def matches(
    picture: PIL.Image.Image, page: IssuedPage, matrix: Array, chosen: NDArray[numpy.intp]
) -> tuple[Array, Array]:
    """How far (in mm) each chosen patch stands from where `matrix` says, and how like the page it is there (to 1)."""
    view = laid_out(picture, matrix, (0, 0), page.size, DOTS_A_MM, quick=True)
    dots = numpy.asarray(view, dtype=numpy.float64)
    side, reach = page.side, page.reach
    wide = side + 2 * reach
    windows = numpy.stack(
        [dots[y - reach : y + side + reach, x - reach : x + side + reach] for x, y in (page.corners[i] for i in chosen)]
    )
    windows = windows - windows.mean(axis=(1, 2), keepdims=True)
    spectrum = numpy.fft.rfft2(windows) * numpy.conj(numpy.fft.rfft2(page.patches[chosen], s=(wide, wide)))
    products = numpy.fft.irfft2(spectrum, s=(wide, wide))[:, : 2 * reach + 1, : 2 * reach + 1]
    spread = numpy.maximum(summed(windows**2, side) - summed(windows, side) ** 2 / side**2, 1e-6)
    # A patch of nothing is like everything: what has no print of its own weighs little.
    scores = products / (numpy.sqrt(spread) + 3.0 * side) / page.norms[chosen][:, None, None]
    best = scores.reshape(len(chosen), -1).argmax(axis=1)
    rows, columns = best // (2 * reach + 1), best % (2 * reach + 1)
    rows_exact, columns_exact = (
        refined(scores, rows, columns, axis=1),
        refined(scores, rows, columns, axis=2),
    )
    offsets = numpy.stack([columns_exact - reach, rows_exact - reach], axis=1) / DOTS_A_MM
    return offsets, scores[numpy.arange(len(chosen)), rows, columns]


def summed(windows: Array, side: int) -> Array:
    """The sum of each `side` × `side` square of each window."""
    total = numpy.pad(windows.cumsum(axis=1).cumsum(axis=2), ((0, 0), (1, 0), (1, 0)))
    return total[:, side:, side:] - total[:, :-side, side:] - total[:, side:, :-side] + total[:, :-side, :-side]


def refined(scores: Array, rows: Array, columns: Array, *, axis: int) -> Array:
    """The top of the parabola through the best score and its two neighbours."""
    at = numpy.arange(len(scores))
    last = scores.shape[axis] - 1
    place = rows if axis == 1 else columns
    before, after = numpy.maximum(place - 1, 0), numpy.minimum(place + 1, last)
    low = scores[at, before, columns] if axis == 1 else scores[at, rows, before]
    high = scores[at, after, columns] if axis == 1 else scores[at, rows, after]
    top = scores[at, rows, columns]
    bend = low - 2 * top + high
    shift = numpy.where(
        (bend < -1e-9) & (place > 0) & (place < last), 0.5 * (low - high) / numpy.minimum(bend, -1e-9), 0
    )
    result: Array = place + shift
    return result


def fitted(places: Array, seen: Array, weights: Array, *, perspective: bool) -> tuple[Array, NDArray[numpy.bool_]]:
    """The map from `places` to `seen` that most agree with, and which of them do: strays lose their weight."""
    weights = weights.copy()
    scale = max(1e-6, spread_of(seen) / max(1e-6, spread_of(places)))
    matrix = solved(places, seen, weights, perspective=False)
    away = numpy.zeros(len(places))
    for step in range(12):
        away = numpy.hypot(*(applied(matrix, places) - seen).T) / scale
        limit = max(NEAR_MM, 6.0 * 0.7**step)
        matrix = solved(places, seen, weights * (1 / (1 + (away / limit) ** 4)), perspective=perspective and step > 5)
    away = numpy.hypot(*(applied(matrix, places) - seen).T) / scale
    return matrix, away < NEAR_MM * 1.5


def spread_of(places: Array) -> float:
    return float(numpy.median(numpy.hypot(*(places - places.mean(axis=0)).T)))


def solved(places: Array, seen: Array, weights: Array, *, perspective: bool) -> Array:
    """Least squares: six numbers for a flat sheet seen from above, eight with perspective."""
    x, y = places.T / 100
    u, v = seen.T / 1000
    one, zero = numpy.ones_like(x), numpy.zeros_like(x)
    first = [x, y, one, zero, zero, zero]
    second = [zero, zero, zero, x, y, one]
    if perspective:
        first += [-u * x, -u * y]
        second += [-v * x, -v * y]
    rows = numpy.concatenate([numpy.stack(first, axis=1), numpy.stack(second, axis=1)])
    heavy = numpy.sqrt(numpy.concatenate([weights, weights]))
    answer = numpy.linalg.lstsq(rows * heavy[:, None], numpy.concatenate([u, v]) * heavy, rcond=None)[0]
    matrix = numpy.eye(3)
    matrix.flat[: len(answer)] = answer
    return numpy.diag([1000, 1000, 1]) @ matrix @ numpy.diag([0.01, 0.01, 1])


def by_corners(places: Array, seen: Array) -> Array:
    """The map that turns, moves and enlarges only, from the four corners of the code."""
    here, there = places - places.mean(axis=0), seen - seen.mean(axis=0)
    spread = (here**2).sum()
    along = (here * there).sum() / spread
    across = (here[:, 0] * there[:, 1] - here[:, 1] * there[:, 0]).sum() / spread
    turned = numpy.array([[along, -across], [across, along]])
    matrix = numpy.eye(3)
    matrix[:2, :2] = turned
    matrix[:2, 2] = seen.mean(axis=0) - turned @ places.mean(axis=0)
    return matrix


def by_edges(page: IssuedPage, picture: PIL.Image.Image, quarter_turns: int) -> Array:
    """The map of a picture that shows the page and nothing else, lying turned clockwise by so many quarters."""
    width, height = picture.size
    corners = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=numpy.float64)
    places = numpy.array([[0, 0], [page.width_mm, 0], [page.width_mm, page.height_mm], [0, page.height_mm]])
    return solved(places, numpy.roll(corners, -quarter_turns, axis=0), numpy.ones(4), perspective=False)


def applied(matrix: Array, places: Array) -> Array:
    """Where the places (n × 2) are on the picture."""
    flat = numpy.concatenate([places, numpy.ones((len(places), 1))], axis=1) @ matrix.T
    result: Array = flat[:, :2] / flat[:, 2:]
    return result


def laid_out(
    picture: PIL.Image.Image,
    matrix: Array,
    origin_mm: tuple[float, float],
    size: tuple[int, int],
    dots_a_mm: float,
    *,
    quick: bool = False,
) -> PIL.Image.Image:
    """The part of the page that begins at `origin_mm`, `size` pixels large, as `picture` shows it."""
    to_mm = numpy.array([[1 / dots_a_mm, 0, origin_mm[0]], [0, 1 / dots_a_mm, origin_mm[1]], [0, 0, 1]])
    whole = matrix @ to_mm
    whole = whole / whole[2, 2]
    return picture.transform(
        size,
        PIL.Image.Transform.PERSPECTIVE,
        tuple(whole.flat[:8]),
        PIL.Image.Resampling.BILINEAR if quick else PIL.Image.Resampling.BICUBIC,
        fillcolor=255 if picture.mode == "L" else (255, 255, 255),
    )
