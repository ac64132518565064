"""What happens to a page between the printer and the upload: pen, stamp and cup; scanner, copier and telephone.

Everything takes a colour picture of a page and gives another one, drawn with fixed seeds: the same each time. Places
are in millimetres.
"""

from __future__ import annotations

import io
import math
import random

import numpy
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from documents.pdf import Box

# Of the pages as they are printed.
DPI = 150
Picture = Image.Image
DESK = (92, 70, 52)
BLUE, BLACK, LIGHT_BLUE, VIOLET = (25, 45, 150), (30, 30, 34), (120, 165, 225), (95, 60, 160)


def signed(
    page: Picture, box: Box, *, ink: tuple[int, int, int] = BLACK, width: float = 0.55, seed: int = 1, size: float = 1
) -> Picture:
    """A signature: loops along a line, and a stroke beneath."""
    page = page.copy()
    rng = random.Random(seed)
    layer = Image.new("L", (page.width * 2, page.height * 2), 0)
    dots = layer.width / 210
    pen = ImageDraw.Draw(layer)
    x, y = box.x0 + 14, box.y0 + 20
    sway, rise, start = rng.uniform(3, 6), rng.uniform(5, 9), rng.uniform(0, 3)
    loops = []
    for step in range(160):
        t = step / 160
        across = 45 * t + sway * math.sin(26 * t + start)
        up = rise * math.sin(20 * t) * (1 - 0.5 * t) + 2 * math.cos(41 * t)
        loops.append(((x + size * across) * dots, (y + size * up) * dots))
    thick = max(1, round(width * dots))
    pen.line(loops, fill=255, width=thick, joint="curve")
    pen.line([(x + 5) * dots, (y + 11) * dots, (x + 40 * size) * dots, (y + 8) * dots], fill=255, width=thick)
    page.paste(ink, mask=layer.resize(page.size, Image.Resampling.BOX).point(lambda value: round(value * 0.9)))
    return page


def stamped(page: Picture, box: Box, *, at: tuple[float, float] = (48, 20), radius: float = 17.5) -> Picture:
    """A round stamp: two rings, strokes like letters between them, a star; the ink does not take everywhere."""
    page = page.copy()
    dots = page.width / 210
    layer = Image.new("L", page.size, 0)
    draw = ImageDraw.Draw(layer)
    x, y = (box.x0 + at[0]) * dots, (box.y0 + at[1]) * dots
    for ring in (radius, radius - 5):
        draw.ellipse(square(x, y, ring * dots), outline=220, width=round(0.5 * dots))
    for number in range(26):
        cos, sin = math.cos(number / 13 * math.pi), math.sin(number / 13 * math.pi)
        px, py = x + (radius - 2.6) * dots * cos, y + (radius - 2.6) * dots * sin
        draw.line([px, py, px + 1.6 * dots * cos, py + 1.6 * dots * sin], fill=210, width=round(0.5 * dots))
        draw.line([px, py, px - 1.2 * dots * sin, py + 1.2 * dots * cos], fill=210, width=round(0.4 * dots))
    points = [(k * math.pi / 5, r * dots) for k, r in enumerate([6, 2.4] * 5)]
    draw.polygon([(x + r * math.sin(angle), y - r * math.cos(angle)) for angle, r in points], outline=220)
    grain = numpy.random.default_rng(5).normal(228, 60, (page.height, page.width)).clip(0, 255).astype(numpy.uint8)
    page.paste(VIOLET, mask=ImageChops.multiply(layer, Image.fromarray(grain)))
    return page


def stained(page: Picture, at: tuple[float, float], radius: float = 38) -> Picture:
    """The ring of a cup of coffee."""
    dots = page.width / 210
    layer = Image.new("L", page.size, 0)
    ring = square(at[0] * dots, at[1] * dots, radius * dots)
    ImageDraw.Draw(layer).ellipse(ring, fill=35, outline=120, width=round(1.6 * dots))
    layer = layer.filter(ImageFilter.GaussianBlur(0.35 * dots))
    return Image.composite(ImageChops.multiply(page, Image.new("RGB", page.size, (150, 95, 40))), page, layer)


def square(x: float, y: float, half: float) -> list[float]:
    return [x - half, y - half, x + half, y + half]


def folded(page: Picture, y: float) -> Picture:
    """Folded at `y` from the top: a dark line, and the part above it a little darker."""
    dots = page.width / 210
    light = Image.new("L", page.size, 255)
    draw = ImageDraw.Draw(light)
    draw.rectangle([0, 0, page.width, y * dots], fill=244)
    draw.line([0, y * dots, page.width, (y + 0.8) * dots], fill=165, width=round(0.5 * dots))
    light = light.filter(ImageFilter.GaussianBlur(0.2 * dots))
    return ImageChops.multiply(page, Image.merge("RGB", [light] * 3))


# What scanners, copiers and telephones do.


def tilted(page: Picture, degrees: float) -> Picture:
    return page.rotate(degrees, expand=True, fillcolor=(248, 248, 246), resample=Image.Resampling.BICUBIC)


def turned(page: Picture, clockwise: int) -> Picture:
    return page.rotate(-clockwise, expand=True)


def blurred(page: Picture, pixels: float) -> Picture:
    return page.filter(ImageFilter.GaussianBlur(pixels))


def noisy(page: Picture, sigma: float) -> Picture:
    grain = numpy.random.default_rng(7).normal(0, sigma, (page.height, page.width, 3))
    return Image.fromarray(numpy.clip(numpy.asarray(page) * 0.96 + grain, 0, 255).astype(numpy.uint8))


def at_dpi(page: Picture, dpi: int) -> Picture:
    size = (round(page.width * dpi / DPI), round(page.height * dpi / DPI))
    return page.resize(size, Image.Resampling.BICUBIC if dpi > DPI else Image.Resampling.BOX)


def grey(page: Picture) -> Picture:
    return page.convert("L").convert("RGB")


def pale(page: Picture) -> Picture:
    """An empty toner."""
    return page.point(lambda value: 120 + value * 135 // 255)


def black_and_white(page: Picture) -> Picture:
    return page.convert("L").point(lambda value: 255 if value > 150 else 0).convert("RGB")


def black_edges(page: Picture) -> Picture:
    page = grey(page).point(lambda value: max(0, min(255, round((value - 128) * 1.5 + 128))))
    draw = ImageDraw.Draw(page)
    dots, rng = page.width / 210, random.Random(3)
    draw.rectangle([0, 0, 4 * dots, page.height], fill=(15, 15, 15))
    draw.polygon([0, 0, page.width, 0, page.width, 6 * dots, 0, 2 * dots], fill=(10, 10, 10))
    for _ in range(350):
        x, y, r = rng.uniform(0, page.width), rng.uniform(0, page.height), rng.uniform(0.1, 0.3) * dots
        draw.ellipse([x - r, y - r, x + r, y + r], fill=(40, 40, 40))
    return page


def unevenly_lit(page: Picture, darkest: float = 0.45) -> Picture:
    ramp = numpy.linspace(1, darkest, page.width)[None, :] * numpy.linspace(1, 0.85, page.height)[:, None]
    colour = numpy.array([1.0, 0.97, 0.88])
    dots = numpy.asarray(page) * ramp[:, :, None] * colour
    return Image.fromarray(dots.astype(numpy.uint8))


def shadowed(page: Picture, soft: float = 14, across: float = 0.6) -> Picture:
    """The shadow of a hand and a telephone."""
    light = Image.new("L", page.size, 255)
    draw = ImageDraw.Draw(light)
    w, h = page.size
    draw.polygon([w * across, h, w * 0.3, h * 0.75, w * 0.52, h * 0.62, w, h * 0.7, w, h], fill=130)
    light = light.filter(ImageFilter.GaussianBlur(soft))
    return ImageChops.multiply(page, Image.merge("RGB", [light] * 3))


def photographed(
    page: Picture,
    lean: float = 0.06,
    *,
    desk: tuple[int, int, int] = DESK,
    seed: int = 1,
    size: tuple[int, int] = (1500, 2000),
) -> Picture:
    """On a desk, from a telephone held over it at an angle."""
    rng = random.Random(seed)
    w, h = size
    edge = 0.07
    corners = [(edge, edge * 1.1), (1 - edge, edge), (1 - edge * 0.6, 1 - edge * 0.7), (edge * 0.5, 1 - edge * 0.6)]
    corners = [
        (
            (x + (lean if y < 0.5 else -0.2 * lean) * (1 if x < 0.5 else -1) + rng.uniform(-0.012, 0.012)) * w,
            (y + (lean * 0.8 if y < 0.5 else 0) + rng.uniform(-0.012, 0.012)) * h,
        )
        for x, y in corners
    ]
    return on_desk(Image.new("RGB", size, desk), page, corners)


def on_desk(desk: Picture, page: Picture, corners: list[tuple[float, float]]) -> Picture:
    """`desk` with the page on it, its four corners (from the top left, clockwise) where they are asked for."""
    rows, answers = [], []
    places = [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)]
    for (x, y), (u, v) in zip(corners, places, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        answers += [u, v]
    inverse = tuple(numpy.linalg.solve(numpy.array(rows), numpy.array(answers)))
    how = {"method": Image.Transform.PERSPECTIVE, "data": inverse, "resample": Image.Resampling.BICUBIC}
    mask = Image.new("L", page.size, 255).transform(desk.size, fillcolor=0, **how)
    return Image.composite(page.transform(desk.size, **how), desk, mask)


def on_letter(page: Picture) -> Picture:
    """A4 scanned on American letter: wider, shorter, a little smaller."""
    sheet = Image.new("RGB", (round(8.5 * DPI), round(11 * DPI)), "white")
    page = page.resize((round(page.width * 0.93), round(page.height * 0.93)), Image.Resampling.BICUBIC)
    sheet.paste(page, ((sheet.width - page.width) // 2, (sheet.height - page.height) // 2))
    return sheet


def footer_cut(page: Picture) -> Picture:
    return page.crop((0, 0, page.width, round(page.height * (297 - 30) / 297)))


def jpeg(page: Picture, quality: int = 60) -> bytes:
    output = io.BytesIO()
    page.save(output, "JPEG", quality=quality)
    return output.getvalue()


def pdf(*pages: Picture, quality: int = 60, dpi: int = DPI) -> bytes:
    output = io.BytesIO()
    first, *others = [Image.open(io.BytesIO(jpeg(page, quality))) for page in pages]
    first.save(output, "PDF", save_all=True, append_images=others, resolution=dpi)
    return output.getvalue()
