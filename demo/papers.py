"""Papers as they come back from a town hall: printed, signed, stamped, laid a little askew on the scanner.

The ink is drawn on pictures of the product's own documents; every paper says the same at every load.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from charters.editions import HEIGHT, WIDTH, Drawing
from documents.opening import page_pictures
from documents.pdf import Box, RenderedDocument

# Enough for the codes to be read, and half the work of 150.
DPI = 120
PX_PER_MM = DPI / 25.4
# Drawn larger, then reduced: that smooths the edges of the ink.
FINE = 2
BLUE = (28, 42, 118)
VIOLET = (74, 60, 148)
BED = (214, 212, 207)


def printed(pdf: bytes) -> list[Image.Image]:
    """The pages on white paper."""
    return [Image.open(BytesIO(page)).convert("RGB") for page in page_pictures(pdf, dpi=DPI)]


def signed(
    document: RenderedDocument | bytes, box: Box | None, *, place: str, day: date, hand: str
) -> list[Image.Image]:
    """The pages of `document` with ink in `box`: the stamp of `place`, the day, a signature. `hand` is whose it is."""
    pages = printed(document if isinstance(document, bytes) else document.pdf)
    if box is not None:
        page = pages[box.page - 1]
        left, top = round(box.x0 * PX_PER_MM), round(box.y0 * PX_PER_MM)
        width, height = round((box.x1 - box.x0) * PX_PER_MM), round((box.y1 - box.y0) * PX_PER_MM)
        random = Random(hand)  # noqa: S311 - ink, not a secret
        _press(page, _stamp(place, random), left + width - round(height * 1.05), top + round(height * 0.02))
        _press(
            page, _signature(width * 0.62, height * 0.62, random), left + round(width * 0.1), top + round(height * 0.3)
        )
        _press(page, _handwriting(f"{day.day}/{day.month}/{day.year}", random), left + round(width * 0.08), top + 6)
    return pages


def scanned(pages: Sequence[Image.Image], *, seed: str, tilt: float = 1.0) -> list[Image.Image]:
    """As the scanner of an office sees them: askew by up to about two degrees, greyish, with a little noise."""
    random = Random(seed)  # noqa: S311
    return [_scan(page, tilt * random.choice([-1, 1]) * random.uniform(0.6, 1.0), random) for page in pages]


def cut_below(page: Image.Image, part: float = 0.12) -> Image.Image:
    """The sheet slipped: its lower edge, code and all, is not on the scan."""
    lost = round(page.height * part)
    moved = Image.new("RGB", page.size, BED)
    moved.paste(page.crop((0, 0, page.width, page.height - lost)), (0, 0))
    return moved


def as_pdf(pages: Sequence[Image.Image]) -> bytes:
    target = BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=list(pages[1:]), resolution=DPI, quality=60)
    return target.getvalue()


def as_jpeg(page: Image.Image) -> bytes:
    target = BytesIO()
    page.save(target, "JPEG", quality=64)
    return target.getvalue()


def _scan(page: Image.Image, angle: float, random: Random) -> Image.Image:
    askew = page.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=BED)
    askew = ImageChops.multiply(askew, _light(page.size, random.choice([0, 90, 180, 270])))
    grain = ImageChops.offset(_grain(page.size), random.randrange(page.width), random.randrange(page.height))
    return Image.blend(askew, grain, 0.035)


@cache
def _light(size: tuple[int, int], direction: int) -> Image.Image:
    """A lamp that is weaker at one end, on paper that is not quite white."""
    light = Image.linear_gradient("L").rotate(direction).resize(size)
    return Image.merge("RGB", [light.point([246 + value // 40 - tone for value in range(256)]) for tone in (0, 2, 7)])


@cache
def _grain(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 26).convert("RGB")


def _press(page: Image.Image, ink: Image.Image, left: int, top: int) -> None:
    """Ink lets the print below show through."""
    area = (left, top, left + ink.width, top + ink.height)
    below = page.crop(area)
    colour = Image.new("RGB", ink.size, (255, 255, 255))
    colour.paste(ink, mask=ink.getchannel("A"))
    page.paste(ImageChops.multiply(below, colour), area)


def drawn(hand: str) -> Drawing:
    """The signature of `hand` as a finger draws it on a screen."""
    every = 12
    lines = [
        tuple((round(across * WIDTH), round(down * HEIGHT)) for across, down, _radius in line[::every])
        for line in _lines(Random(hand))  # noqa: S311
    ]
    return Drawing(tuple(lines))


def _signature(width: float, height: float, random: Random) -> Image.Image:
    canvas = Image.new("RGBA", (round(width) * FINE, round(height) * FINE))
    draw = ImageDraw.Draw(canvas)
    for line in _lines(random):
        for across, down, radius in line:
            _dot(draw, canvas, across, down, radius, random)
    canvas = canvas.rotate(random.uniform(2, 8), resample=Image.Resampling.BICUBIC)
    return canvas.resize((round(width), round(height)), Image.Resampling.LANCZOS)


def _lines(random: Random) -> list[list[tuple[float, float, float]]]:
    """A line that runs with loops, right to left, and a stroke below: nobody's in particular.

    Points as parts of the width and of the height, each with the radius of the pen.
    """
    loops, phase = random.uniform(2.6, 4.6), random.uniform(0, math.tau)
    swing, second = random.uniform(0.28, 0.38), random.uniform(0.8, 1.9)
    name, stroke, steps = [], [], 1400
    for step in range(steps):
        part = step / steps
        fade = 1 - 0.55 * part
        turn = math.tau * loops * part + phase
        across = 0.88 - 0.7 * part + 0.11 * math.cos(turn) * fade
        down = 0.42 + swing * fade * math.sin(turn) * (0.6 + 0.4 * math.sin(second * turn)) + 0.06 * part
        name.append((across, down, 1.6 + 1.1 * math.sin(turn + 0.7)))
    for step in range(500):
        part = step / 500
        across, down = 0.16 + 0.7 * part, 0.83 - 0.13 * math.sin(math.pi * part) - 0.09 * part
        stroke.append((across, down, 2.2 - 1.5 * part))
    return [name, stroke]


def _dot(draw: Any, canvas: Image.Image, across: float, down: float, radius: float, random: Random) -> None:
    x, y, reach = across * canvas.width, down * canvas.height, max(0.9, radius) * FINE * 0.8
    draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=(*BLUE, random.randint(215, 245)))


def _handwriting(words: str, random: Random) -> Image.Image:
    font = ImageFont.truetype(_font("Amiri-Italic.ttf"), 27 * FINE)
    canvas = Image.new("RGBA", (240 * FINE, 50 * FINE))
    across = 12.0 * FINE
    for sign in words:
        # Figures of a hand are never level.
        place = (across, (6 + random.uniform(-2, 2)) * FINE)
        ImageDraw.Draw(canvas).text(place, sign, font=font, fill=(*BLUE, 235))
        across += font.getlength(sign) + random.uniform(0.5, 3) * FINE
    canvas = canvas.rotate(random.uniform(1, 3), resample=Image.Resampling.BICUBIC)
    return canvas.resize((240, 50), Image.Resampling.LANCZOS)


def _stamp(place: str, random: Random) -> Image.Image:
    """A round stamp with the name of the municipality, pressed unevenly."""
    size = round(36 * PX_PER_MM)
    big = size * FINE
    canvas = Image.new("RGBA", (big, big))
    draw = ImageDraw.Draw(canvas)
    for inset, width in ((0.03, 0.016), (0.065, 0.007), (0.2, 0.006)):
        edge = (big * inset, big * inset, big * (1 - inset), big * (1 - inset))
        draw.ellipse(edge, outline=(*VIOLET, 255), width=round(big * width))
    middle = big / 2
    for number in range(24):
        angle = math.tau * number / 24
        x, y, reach = middle + 0.367 * big * math.cos(angle), middle + 0.367 * big * math.sin(angle), 0.018 * big
        star = [
            (
                x + reach * (1 if point % 2 else 0.5) * math.cos(angle + math.pi * point / 5),
                y + reach * (1 if point % 2 else 0.5) * math.sin(angle + math.pi * point / 5),
            )
            for point in range(10)
        ]
        draw.polygon(star, fill=(*VIOLET, 255))
    for words, part, high in (("الجمهورية التونسية", 0.1, -0.12), ("بلدية", 0.1, 0.01), (place, 0.13, 0.14)):
        font = _fitting(words, part * big, 0.53 * big)
        draw.text((middle, middle + high * big), words, font=font, fill=(*VIOLET, 255), anchor="mm")
    uneven = Image.effect_noise((18, 18), 70).resize((big, big), Image.Resampling.BICUBIC)
    strength = uneven.point([max(110, min(225, 100 + value)) for value in range(256)])
    canvas.putalpha(ImageChops.multiply(canvas.getchannel("A"), strength))
    canvas = canvas.rotate(random.uniform(-14, 14), resample=Image.Resampling.BICUBIC)
    return canvas.resize((size, size), Image.Resampling.LANCZOS)


def _fitting(words: str, size: float, width: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(_font("Amiri-Bold.ttf"), round(size))
    length = font.getlength(words)
    return font if length <= width else ImageFont.truetype(_font("Amiri-Bold.ttf"), round(size * width / length))


def _font(name: str) -> str:
    return str(files("fontpkg_amiri") / "files" / name)


def faint(page: Image.Image) -> Image.Image:
    """A photo taken in a hurry: dark, and not quite sharp."""
    dark = page.point([round(28 + value * 0.62) for _band in range(3) for value in range(256)])
    return dark.filter(ImageFilter.GaussianBlur(1.8))
