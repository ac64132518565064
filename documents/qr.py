"""Writes QR codes. They are read in documents/opening.py."""

import io

import segno


def svg(text: str, *, mm: float) -> str:
    """The QR as an SVG of `mm` × `mm`, error level M, without a quiet zone: leave 4 mm of white around it."""
    output = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(
        output, kind="svg", border=0, omitsize=True, xmldecl=False, svgns=True, nl=False, svgclass=None, lineclass=None
    )
    return output.getvalue().decode().replace("<svg ", f'<svg width="{mm:g}mm" height="{mm:g}mm" ', 1)


def png(text: str) -> bytes:
    """The QR for a screen, 8 pixels a module, with its quiet zone."""
    output = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(output, kind="png", scale=8, border=4)
    return output.getvalue()
