"""Reads the QR codes of pages on which none was found at once: too blurred, too small, or in a bad light."""

import time
from collections.abc import Iterator
from typing import Any

import numpy
import numpy.fft
import PIL.Image
import PIL.ImageChops
import PIL.ImageFilter
import PIL.ImageOps

from .picturing import page_images
from .reading import codes_of, read_page

# Processor time for one page; a page that shows nothing costs all of it.
SECONDS = 1.2
# Blurs that are undone, the likeliest first: their width in pixels, and how much noise is let through (less is more).
BLURS = ((2.0, 0.01), (3.0, 0.003), (2.5, 0.003), (2.0, 0.1))


def poor_codes(data: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Answers as `reading.codes` does."""
    pages, images = page_images(data, grey=True, **options)
    return {"pages": pages, "read": [read_page(number, image, codes_of_poor(image)) for number, image in images]}, []


def codes_of_poor(image: PIL.Image.Image) -> list[dict[str, Any]]:
    """The codes of a grey picture, from the first of several treatments that shows any."""
    if is_blank(image):
        return []
    started = time.process_time()
    for treated, left, top in treatments(image):
        if found := codes_of(treated):
            return [placed(code, treated, image, left, top) for code in found]
        if time.process_time() - started > SECONDS:
            break
    return []


def is_blank(image: PIL.Image.Image) -> bool:
    """True for the white back of a sheet: nothing on it is dark against what lies around it."""
    small = image.reduce(max(1, image.width // 400)).filter(PIL.ImageFilter.MedianFilter(3))
    light = small.filter(PIL.ImageFilter.MaxFilter(9))
    return not any(PIL.ImageChops.subtract(light, small).histogram()[30:])


def treatments(image: PIL.Image.Image) -> Iterator[tuple[PIL.Image.Image, int, int]]:
    """Pictures in which a code may show: each with the place in `image` of its top left corner."""
    even = evened(image)
    yield even, 0, 0
    # Against the steps of a picture that was enlarged.
    yield even.filter(PIL.ImageFilter.GaussianBlur(1.2)), 0, 0
    # Our code stands in a corner of the page, whichever way it lies.
    wide, high = round(image.width * 0.45), round(image.height * 0.32)
    for blur, noise in BLURS:
        for left, top in (
            (image.width - wide, image.height - high),
            (0, image.height - high),
            (0, 0),
            (image.width - wide, 0),
        ):
            yield focused(even.crop((left, top, left + wide, top + high)), blur, noise), left, top


def evened(image: PIL.Image.Image) -> PIL.Image.Image:
    """The grey picture under even light: each point against the lightest in its neighbourhood."""
    small = image.reduce(8).filter(PIL.ImageFilter.MaxFilter(5)).filter(PIL.ImageFilter.GaussianBlur(3))
    light = small.resize(image.size, PIL.Image.Resampling.BILINEAR)
    return PIL.ImageOps.autocontrast(PIL.ImageChops.invert(PIL.ImageChops.subtract(light, image)))


def focused(image: PIL.Image.Image, blur: float, noise: float) -> PIL.Image.Image:
    """The picture as it was before a Gaussian blur of `blur` pixels (Wiener's filter)."""
    edge = 16
    dots = numpy.pad(numpy.asarray(image, dtype=numpy.float64), edge, mode="edge")
    down, right = numpy.fft.fftfreq(dots.shape[0])[:, None], numpy.fft.rfftfreq(dots.shape[1])[None, :]
    passed = numpy.exp(-2 * (numpy.pi * blur) ** 2 * (down**2 + right**2))
    sharp = numpy.fft.irfft2(numpy.fft.rfft2(dots) * passed / (passed**2 + noise), s=dots.shape)
    return PIL.Image.fromarray(numpy.clip(sharp[edge:-edge, edge:-edge], 0, 255).astype(numpy.uint8))


def placed(
    code: dict[str, Any], treated: PIL.Image.Image, image: PIL.Image.Image, left: int, top: int
) -> dict[str, Any]:
    """The code with its place in `image`, of which `treated` is a part."""
    corners = [
        [(x * treated.width + left) / image.width, (y * treated.height + top) / image.height]
        for x, y in code["corners"]
    ]
    return {**code, "x": code["x"] + left, "y": code["y"] + top, "corners": corners}
