"""Papers that must be refused, and papers that must not. All of them are made here."""

from __future__ import annotations

import io
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw

Change = Callable[[pikepdf.Pdf], None]


@cache
def plain_pdf(pages: int = 2) -> bytes:
    return changed_pdf(lambda pdf: None, pages=pages)


def changed_pdf(change: Change, *, pages: int = 2, **saving: object) -> bytes:
    pdf = pikepdf.new()
    for _page in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(b"0.5 w 72 72 300 300 re S")
    change(pdf)
    output = io.BytesIO()
    pdf.save(output, deterministic_id="encryption" not in saving, **saving)
    return output.getvalue()


def raw_pdf(objects: list[bytes], *, root: int = 1) -> bytes:
    """A PDF written by hand, its table of objects right."""
    output, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(output))
        output += b"%d 0 obj\n%b\nendobj\n" % (number, item)
    table = len(output)
    output += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    output += b"".join(b"%010d 00000 n \n" % place for place in places)
    return output + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, table)


def zip_bytes(names: tuple[str, ...], comment: bytes = b"") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in names:
            archive.writestr(name, "x" * 200)
        archive.comment = comment
    return output.getvalue()


@cache
def twice_deflated(size: int) -> bytes:
    """A kilobyte that becomes `size` bytes when it is inflated twice."""
    deflater, once = zlib.compressobj(1), b""
    for _block in range(size // 2**20):
        once += deflater.compress(bytes(2**20))
    return zlib.compress(once + deflater.flush(), 9)


def bomb_in_content() -> bytes:
    squeezed = twice_deflated(512 * 2**20)
    stream = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%b\nendstream" % (len(squeezed), squeezed)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream])


def bomb_in_table() -> bytes:
    """The table of objects itself explodes: whoever opens the file inflates it."""
    squeezed = twice_deflated(512 * 2**20)
    head = b"%PDF-1.5\n"
    entry = b"1 0 obj\n<</Type/XRef/Size 9/W[1 2 1]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n"
    table = entry % len(squeezed) + squeezed + b"\nendstream\nendobj\n"
    return head + table + b"startxref\n%d\n%%%%EOF\n" % len(head)


def deeply_nested() -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/X " + b"[" * 50_000 + b"]" * 50_000 + b">>"
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page])


def circle_of_pages() -> bytes:
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"])


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>"
    tree = b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids)
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", tree, *[page] * count])


def flooding_image() -> bytes:
    def flood(pdf: pikepdf.Pdf) -> None:
        image = pdf.make_stream(zlib.compress(bytes(1000)))
        image.update(
            {
                "/Type": Name.XObject,
                "/Subtype": Name.Image,
                "/Width": 30_000,
                "/Height": 30_000,
                "/BitsPerComponent": 8,
                "/ColorSpace": Name.DeviceGray,
            }
        )
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im=image))
        pdf.pages[0].Contents = pdf.make_stream(b"q 500 0 0 500 0 0 cm /Im Do Q")

    return changed_pdf(flood)


def with_action(**action: object) -> bytes:
    def act(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(Type=Name.Action, **action)

    return changed_pdf(act)


def with_hidden_script() -> bytes:
    """A script that runs when a note on page 2 is pointed at."""

    def hide(pdf: pikepdf.Pdf) -> None:
        script = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Square, Rect=Array([0, 0, 9, 9]), AA=Dictionary(E=pdf.make_indirect(script))
        )
        pdf.pages[1].Annots = Array([pdf.make_indirect(note)])

    return changed_pdf(hide, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def with_attachment() -> bytes:
    def attach(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["hidden.exe"] = b"MZ"

    return changed_pdf(attach)


def with_xfa() -> bytes:
    def form(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))

    return changed_pdf(form)


def png_of(width: int, height: int, *, extra: bytes = b"") -> bytes:
    """A grey PNG written by hand: a few kilobytes whatever its size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    deflater, rows = zlib.compressobj(9), b""
    for _row in range(height):
        rows += deflater.compress(bytes(width + 1))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + extra + chunk(b"IDAT", rows + deflater.flush()) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def animation(form: str) -> bytes:
    output = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    frames[0].save(output, form, save_all=True, append_images=frames[1:], duration=100)
    return output.getvalue()


def scan(width: int = 1240, height: int = 1754) -> Image.Image:
    picture = (
        Image.effect_noise((width // 4, height // 4), 12).resize((width, height)).point(lambda v: min(255, v + 110))
    )
    ImageDraw.Draw(picture).multiline_text((width // 8, height // 8), "Tinja\n" * 30, fill=10, font_size=height // 60)
    return picture


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    output = io.BytesIO()
    picture.save(output, form, **options)
    return output.getvalue()


@cache
def phone_photo() -> bytes:
    """Twelve million points, lying on its side, with the place where it was taken."""
    picture = scan(4000, 3000).convert("RGB")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (36.0, 49.0, 0.0)
    return saved(picture, "JPEG", quality=80, exif=exif)


def from_cairo(data: bytes) -> bytes:
    """The same pages as a program that draws with cairo writes them."""
    return subprocess.run(["pdftocairo", "-pdf", "-", "-"], input=data, capture_output=True, check=True).stdout


# What each is refused for; several reasons where it depends on the machine which limit is met first.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "more than 20 MB": (lambda: plain_pdf() + bytes(21 * 2**20), "too_large"),
    "bomb in a page": (bomb_in_content, "too_heavy"),
    "bomb in the table of objects": (bomb_in_table, "broken too_heavy too_slow"),
    "script on opening": (lambda: with_action(S=Name.JavaScript, JS=String("app.alert(1)")), "javascript"),
    "script in a note": (with_hidden_script, "javascript"),
    "program to start": (lambda: with_action(S=Name.Launch, F=String("cmd.exe")), "launch_action"),
    "form that sends itself": (lambda: with_action(S=Name.SubmitForm, F=String("http://x.example")), "active_content"),
    "attached program": (with_attachment, "embedded_files"),
    "XFA form": (with_xfa, "xfa"),
    "password": (
        lambda: changed_pdf(lambda pdf: None, encryption=pikepdf.Encryption(user="a", owner="b")),
        "encrypted",
    ),
    "restrictions": (lambda: changed_pdf(lambda pdf: None, encryption=pikepdf.Encryption(owner="b")), "encrypted"),
    "web page": (lambda: b"<!doctype html><title>%PDF</title><script>alert(1)</script>", "not_pdf_or_image"),
    "web page with a PDF inside": (lambda: b"<html><script>alert(1)</script>" + plain_pdf(), "polyglot"),
    "web page behind the first line": (
        lambda: b"%PDF-1.7\n%<html><script>alert(1)</script>\n" + plain_pdf(),
        "polyglot",
    ),
    "zip behind the PDF": (lambda: plain_pdf() + zip_bytes(("a.exe",)), "polyglot"),
    "zip that ends like a PDF": (lambda: plain_pdf() + zip_bytes(("a.exe",), b"startxref\n9\n%%EOF"), "polyglot"),
    "zip behind a photo": (lambda: saved(scan(), "JPEG") + zip_bytes(("a.exe",)), "polyglot"),
    "junk before": (lambda: b"junk\n" + plain_pdf(), "leading_bytes"),
    "junk behind": (lambda: plain_pdf() + b"junk" * 1000, "trailing_bytes"),
    "junk behind a PNG": (lambda: saved(scan(), "PNG") + b"junk", "trailing_bytes"),
    "144 million points": (lambda: png_of(12_000, 12_000), "too_many_pixels"),
    "900 million points in a PDF": (flooding_image, "too_many_pixels"),
    "nested 50,000 deep": (deeply_nested, "broken"),
    "pages in a circle": (circle_of_pages, "broken"),
    "10,000 pages": (lambda: many_pages(10_000), "too_many_pages"),
    "41 pages": (lambda: many_pages(41), "too_many_pages"),
    "PDF cut off": (lambda: plain_pdf()[:-300], "broken"),
    "linearised PDF cut off": (lambda: changed_pdf(lambda pdf: None, pages=9, linearize=True)[:2500], "broken"),
    "PDF of noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\nstartxref\n9\n%%EOF", "broken"),
    "photo cut off": (lambda: saved(scan(), "JPEG")[:20_000], "broken"),
    "PNG cut off": (lambda: saved(scan(), "PNG")[:20_000], "broken"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not_pdf_or_image"),
    "GIF": (lambda: animation("GIF"), "not_pdf_or_image"),
    "program": (lambda: b"MZ" + bytes(2000), "not_pdf_or_image"),
    "moving PNG": (lambda: animation("PNG"), "animated"),
    "DOCX": (lambda: zip_bytes(("[Content_Types].xml", "word/document.xml")), "office_file"),
    "DOC": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "office_file"),
    "HEIC": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(3000), "phone_format"),
}

HONEST: dict[str, tuple[Callable[[], bytes], str, int, list[str]]] = {
    "plain PDF": (plain_pdf, "application/pdf", 2, []),
    "PDF of 40 pages": (lambda: many_pages(40), "application/pdf", 40, []),
    "PDF by cairo": (lambda: from_cairo(plain_pdf()), "application/pdf", 2, []),
    "scan as PDF": (lambda: saved(scan(), "PDF", resolution=150), "application/pdf", 1, []),
    "linearised PDF": (lambda: changed_pdf(lambda pdf: None, linearize=True), "application/pdf", 2, []),
    "PDF with a line more": (lambda: plain_pdf() + b"\r\n\n", "application/pdf", 2, []),
    "photo by a telephone": (phone_photo, "image/jpeg", 1, ["place"]),
    "photo with its preview": (
        lambda: saved(scan(), "JPEG") + b"SEFH" + bytes(300) + b"SEFT",
        "image/jpeg",
        1,
        ["tail"],
    ),
    "grey JPEG": (lambda: saved(scan(), "JPEG"), "image/jpeg", 1, []),
    "black and white PNG": (lambda: saved(scan().convert("1"), "PNG"), "image/png", 1, []),
}
