"""Is anything written in the signature box? Compares it with the box as it was issued, and would rather not say."""

from dataclasses import dataclass
from typing import Any

import numpy
import numpy.fft
import PIL.Image
import PIL.ImageFilter
from numpy.typing import NDArray

from .lightness import Array, highest, lowest, odd, paper

EMPTY, INKED, UNSURE = "empty", "inked", "unsure"

# What stands nearer than this to something printed may be that print, a little beside its place.
PRINT_MM = 1.6
# No stroke of a pen is wider; a shadow, a fold's slope or a stain is.
STROKE_MM = 2.6
# The share of light a stroke takes: surely ink, and perhaps ink.
DARK, FAINT = 0.27, 0.11
# Ink on this many square millimetres, over this length, is writing; on less than SPECKS nothing is.
WRITING_MM2, WRITING_MM, SPECKS_MM2 = 3.0, 7.0, 1.0
LONG_MM = 22.0
# The share of a circle that is inked in a round stamp.
RING = 0.75


@dataclass(frozen=True)
class Spot:
    """Points that hang together: their rows and columns in mm, how dark they are, and whether they are brown."""

    y: Array
    x: Array
    area: float
    dark: float
    brown: bool

    @property
    def length(self) -> float:
        return float(max(numpy.ptp(self.x), numpy.ptp(self.y)))

    @property
    def is_line(self) -> bool:
        """A fold, a rule or an edge of the frame: long and straight, as no hand writes."""
        if self.length < LONG_MM:
            return False
        x, y = self.x - self.x.mean(), self.y - self.y.mean()
        xx, xy, yy = (x * x).mean(), (x * y).mean(), (y * y).mean()
        # The spread across its length: the smaller axis of the ellipse that has the same moments.
        across = (xx + yy) / 2 - numpy.sqrt(((xx - yy) / 2) ** 2 + xy**2)
        return bool(across < 0.55**2)


def ink_in_box(seen: PIL.Image.Image, printed: PIL.Image.Image, *, margin: int, dots_a_mm: float) -> dict[str, Any]:
    """`seen` (colour) and `printed` (grey) show the same place, with `margin` pixels around the box.

    Answer: state; share of the box that is inked; whether a round stamp and nothing else is in it.
    """
    shift = frame_shift(seen, printed, dots_a_mm)
    if shift is None:
        return {"state": UNSURE, "share": 0.0, "stamp_only": False}
    print_near = near_print(printed, shift, dots_a_mm)
    dark, brown = darkness(seen, dots_a_mm)
    inside = numpy.zeros(dark.shape, dtype=bool)
    inside[margin:-margin, margin:-margin] = True
    inside = numpy.roll(inside, shift, axis=(0, 1)) & ~print_near
    grain = 1.4826 * float(numpy.median(numpy.abs(dark[inside] - numpy.median(dark[inside]))))
    faint, sure = max(FAINT, 5 * grain), max(DARK, 7 * grain)
    spots = [
        spot
        for spot in spots_of((dark > faint) & inside, dark, brown, dots_a_mm)
        if spot.area >= 0.25 and spot.length >= 1.2
    ]
    strokes = [spot for spot in spots if spot.dark >= sure and not spot.brown and not spot.is_line]
    area = sum(spot.area for spot in strokes)
    share = area / max(1.0, inside.sum() / dots_a_mm**2)
    longest = max((spot.length for spot in strokes), default=0)
    if area >= WRITING_MM2 and longest >= WRITING_MM:
        stamp = is_round_stamp(strokes)
        return {"state": UNSURE if stamp else INKED, "share": round(float(share), 4), "stamp_only": stamp}
    doubtful = sum(spot.area for spot in spots if not spot.is_line)
    # A line alone is no writing, yet it may be the stroke of a pen.
    lines = any(spot.is_line and spot.dark >= sure for spot in spots)
    return {
        "state": EMPTY if doubtful < SPECKS_MM2 and not lines else UNSURE,
        "share": round(float(share), 4),
        "stamp_only": False,
    }


def frame_shift(seen: PIL.Image.Image, printed: PIL.Image.Image, dots_a_mm: float) -> tuple[int, int] | None:
    """By how many pixels (down, right) the print stands beside its place; None when it is not found within 3 mm."""
    reach = round(3 * dots_a_mm)
    blur = PIL.ImageFilter.GaussianBlur(0.5 * dots_a_mm)
    there = -numpy.asarray(printed.filter(blur), dtype=numpy.float64)
    # Only thin dark things count: shadows have no say in where the frame is.
    here = numpy.asarray(seen.convert("L"), dtype=numpy.float64)
    here = paper(here, odd(STROKE_MM * dots_a_mm)) - here
    there = there - there.mean()
    here = here - here.mean()
    products = numpy.fft.irfft2(numpy.fft.rfft2(here) * numpy.conj(numpy.fft.rfft2(there)), s=here.shape)
    around = numpy.roll(products, (reach, reach), axis=(0, 1))[: 2 * reach + 1, : 2 * reach + 1]
    down, right = numpy.unravel_index(around.argmax(), around.shape)
    likeness = around[down, right] / max(1e-6, numpy.sqrt((here**2).sum() * (there**2).sum()))
    on_edge = {int(down), int(right)} & {0, 2 * reach}
    return None if likeness < 0.15 or on_edge else (int(down) - reach, int(right) - reach)


def near_print(printed: PIL.Image.Image, shift: tuple[int, int], dots_a_mm: float) -> NDArray[numpy.bool_]:
    wide = odd(2 * PRINT_MM * dots_a_mm)
    return numpy.roll(lowest(numpy.asarray(printed), wide) < 200, shift, axis=(0, 1))


def darkness(seen: PIL.Image.Image, dots_a_mm: float) -> tuple[Array, NDArray[numpy.bool_]]:
    """The share of light that thin things take, in the colour they take most of; and which of them are brown."""
    smooth = seen.filter(PIL.ImageFilter.GaussianBlur(0.16 * dots_a_mm))
    wide = odd(STROKE_MM * dots_a_mm)
    dots = numpy.asarray(smooth)
    taken = 1 - dots / numpy.maximum(paper(dots, wide), 16.0)
    red, green, blue = numpy.moveaxis(taken, 2, 0)
    # Brown takes blue light most and red light least; so do tea and coffee, and no pen.
    brown = (blue - red > 0.06) & (green - red > 0.02) & (blue - green > 0.015)
    dark = taken.max(axis=2)
    return dark - numpy.median(dark), brown


def spots_of(mask: NDArray[numpy.bool_], dark: Array, brown: NDArray[numpy.bool_], dots_a_mm: float) -> list[Spot]:
    left = set(zip(*(part.tolist() for part in numpy.nonzero(mask)), strict=True))
    spots = []
    while left:
        start = left.pop()
        members, waiting = [start], [start]
        while waiting:
            y, x = waiting.pop()
            for near in ((y + dy, x + dx) for dy in (-2, -1, 0, 1, 2) for dx in (-2, -1, 0, 1, 2)):
                if near in left:
                    left.remove(near)
                    members.append(near)
                    waiting.append(near)
        rows, columns = numpy.array(members).T
        spots.append(
            Spot(
                y=rows / dots_a_mm,
                x=columns / dots_a_mm,
                area=len(members) / dots_a_mm**2,
                dark=float(numpy.quantile(dark[rows, columns], 0.85)),
                brown=bool(brown[rows, columns].mean() > 0.5),
            )
        )
    return spots


def is_round_stamp(strokes: list[Spot]) -> bool:
    """True when a ring is seen and next to nothing outside it."""
    x = numpy.concatenate([spot.x for spot in strokes])
    y = numpy.concatenate([spot.y for spot in strokes])
    dots = numpy.zeros((int(y.max() * 2) + 3, int(x.max() * 2) + 3), dtype=bool)
    dots[(y * 2).astype(int), (x * 2).astype(int)] = True
    # A ring that is not quite round, or broken by the grain of the paper, is a ring.
    dots = highest(dots, 3)
    angles = numpy.linspace(0, 2 * numpy.pi, 72, endpoint=False)
    middle_y, middle_x, radius = (
        part[..., None]
        for part in numpy.meshgrid(
            numpy.arange(y.min(), y.max(), 1.0),
            numpy.arange(x.min(), x.max(), 1.0),
            numpy.arange(9, 24, 0.5),
            indexing="ij",
        )
    )
    rows = ((middle_y + radius * numpy.sin(angles)) * 2).astype(numpy.int32)
    columns = ((middle_x + radius * numpy.cos(angles)) * 2).astype(numpy.int32)
    # A stamp is often cut by the frame of the box: what is outside it has no say.
    possible = (rows >= int(y.min() * 2)) & (rows < dots.shape[0]) & (columns >= 0) & (columns < dots.shape[1])
    hits = dots[rows.clip(0, dots.shape[0] - 1), columns.clip(0, dots.shape[1] - 1)] & possible
    seen = possible.sum(axis=-1)
    shares = numpy.where(seen >= 40, hits.sum(axis=-1) / numpy.maximum(seen, 1), 0)
    # Of rings one in the other the outer one counts.
    rings = shares >= max(RING, float(shares.max()) - 0.1)
    if not rings.any():
        return False
    at = numpy.unravel_index(numpy.where(rings, radius[..., 0], 0).argmax(), shares.shape)
    away = numpy.hypot(x - middle_x[at][0], y - middle_y[at][0])
    return bool((away > radius[at][0] + 1.5).mean() < 0.05)
