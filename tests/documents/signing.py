"""Signs PDFs the way a signer outside does, and changes signed files the way an attacker would."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from datetime import datetime

from asn1crypto import crl as asn1_crl
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from . import authority
from .authority import NOW, Identity, asn1

BLANK = StaticStampStyle(border_width=0, background=RawContent(b"", box=BoxConstraints(width=1, height=1)))


class Signer(PdfSigner):
    at: datetime = NOW

    def init_signing_session(self, *args, **options):
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


def store(certificates: Iterable) -> SimpleCertificateStore:
    made = SimpleCertificateStore()
    made.register_multiple([asn1(each) for each in certificates])
    return made


def time_stamper(at: datetime = NOW) -> DummyTimeStamper:
    who = authority.stamper()
    return DummyTimeStamper(who.asn1, who.asn1_key, certs_to_embed=store(who.above), fixed_dt=at)


def update_of(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(pdf))


def written(update: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    update.write(output)
    return output.getvalue()


def sign(
    pdf: bytes,
    who: Identity,
    *,
    field: str = "Signature",
    box: tuple[int, int, int, int] | None = None,
    page: int = 0,
    at: datetime = NOW,
    stamped: datetime | None = None,
    crls: Iterable[asn1_crl.CertificateList] = (),
    claims: Identity | None = None,
    style: StaticStampStyle = BLANK,
    pss: bool = False,
    **options: object,
) -> bytes:
    """`claims`: the certificate put in, when it is not that of the key. `box`: a new field there."""
    update = update_of(pdf)
    if crls:
        DocumentSecurityStore.supply_dss_in_writer(update, None, crls=list(crls))
    shown = claims or who
    signer = Signer(
        PdfSignatureMetadata(
            **{
                "field_name": field,
                "subfilter": SigSeedSubFilter.PADES,
                "md_algorithm": "sha256",
                "signer_key_usage": set(),
                **options,
            }
        ),
        signer=SimpleSigner(shown.asn1, who.asn1_key, store(shown.above), prefer_pss=pss),
        timestamper=time_stamper(stamped) if stamped else None,
        stamp_style=style,
        new_field_spec=SigFieldSpec(field, on_page=page, box=box) if box else None,
    )
    signer.at = at
    output = io.BytesIO()
    asyncio.run(signer.async_sign_pdf(update, output=output))
    return output.getvalue()


def stamp_document(pdf: bytes, at: datetime = NOW) -> bytes:
    """A time stamp over the whole document, as at the end of an archive."""
    output = io.BytesIO()
    made = PdfTimeStamper(time_stamper(at)).async_timestamp_pdf(update_of(pdf), "sha256", output=output)
    asyncio.run(made)
    return output.getvalue()


# Changes --------------------------------------------------------------------------------------------------


def append_evidence(pdf: bytes, crl: asn1_crl.CertificateList) -> bytes:
    update = update_of(pdf)
    DocumentSecurityStore.supply_dss_in_writer(update, None, crls=[crl])
    return written(update)


def exchange_page(pdf: bytes, content: bytes) -> bytes:
    """The first page shows `content` instead."""
    update = update_of(pdf)
    page = update.find_page_for_modification(0)[0].get_object()
    page[pdf_name("/Contents")] = update.add_object(generic.StreamObject(stream_data=content))
    update.update_container(page)
    return written(update)


def cover_text(pdf: bytes) -> bytes:
    """A white sheet over the lower half of the first page; every word is still there to be found."""
    update = update_of(pdf)
    page = update.find_page_for_modification(0)[0].get_object()
    cover = update.add_object(generic.StreamObject(stream_data=b"q 1 1 1 rg 0 0 600 400 re f Q"))
    page[pdf_name("/Contents")] = generic.ArrayObject([page.raw_get("/Contents"), cover])
    update.update_container(page)
    return written(update)


def annotate(pdf: bytes, kind: str = "/Text", **entries: generic.PdfObject) -> bytes:
    update = update_of(pdf)
    page = update.find_page_for_modification(0)[0].get_object()
    note = {
        pdf_name("/Type"): pdf_name("/Annot"),
        pdf_name("/Subtype"): pdf_name(kind),
        pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (300, 300, 320, 320)]),
        pdf_name("/Contents"): generic.TextStringObject("لا أوافق على الفصل 3"),
        **{pdf_name(f"/{name}"): value for name, value in entries.items()},
    }
    notes = page["/Annots"] if "/Annots" in page else generic.ArrayObject()
    notes.append(update.add_object(generic.DictionaryObject(note)))
    page[pdf_name("/Annots")] = notes
    update.update_container(page)
    return written(update)


def fill_in(pdf: bytes, value: str) -> bytes:
    """Writes into the text field that `with_text_field` made."""
    update = update_of(pdf)
    field = next(each.get_object() for each in update.root["/AcroForm"]["/Fields"] if each.get_object()["/FT"] == "/Tx")
    field[pdf_name("/V")] = generic.TextStringObject(value)
    update.update_container(field)
    return written(update)


def with_text_field(pdf: bytes) -> bytes:
    changed = annotate(pdf, "/Widget", FT=pdf_name("/Tx"), T=generic.TextStringObject("place"))
    update = update_of(changed)
    page = update.find_page_for_modification(0)[0].get_object()
    form = update.root["/AcroForm"] if "/AcroForm" in update.root else generic.DictionaryObject()
    fields = form["/Fields"] if "/Fields" in form else generic.ArrayObject()
    fields.append(page["/Annots"].raw_get(len(page["/Annots"]) - 1))
    form[pdf_name("/Fields")] = fields
    update.root[pdf_name("/AcroForm")] = form
    update.update_root()
    update.update_container(fields)
    return written(update)


def drop_last_page(pdf: bytes) -> bytes:
    update = update_of(pdf)
    tree = update.root["/Pages"]
    del tree["/Kids"][-1]
    tree[pdf_name("/Count")] = generic.NumberObject(len(tree["/Kids"]))
    update.update_container(tree["/Kids"])
    update.update_container(tree)
    return written(update)


def open_with_action(pdf: bytes) -> bytes:
    update = update_of(pdf)
    update.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/URI"), pdf_name("/URI"): generic.TextStringObject("https://elsewhere.invalid/")}
    )
    update.update_root()
    return written(update)


def speak_otherwise(pdf: bytes) -> bytes:
    """A screen reader reads something else for the first heading; everybody sees the same."""
    update = update_of(pdf)
    element = update.root["/StructTreeRoot"]["/K"][0]
    while "/K" in element and isinstance(element["/K"][0], generic.DictionaryObject):
        element = element["/K"][0]
    element[pdf_name("/ActualText")] = generic.TextStringObject("ميثاق آخر")
    update.update_container(element)
    return written(update)


def take_out_signature(pdf: bytes) -> bytes:
    """The form no longer knows any field; the signed bytes are all still there."""
    update = update_of(pdf)
    update.root["/AcroForm"][pdf_name("/Fields")] = generic.ArrayObject()
    update.update_container(update.root["/AcroForm"])
    update.update_root()
    return written(update)


def byte_range(pdf: bytes) -> tuple[int, int, int, int]:
    """Where the last signature stands: (0, before, after, length after)."""
    at = pdf.rindex(b"/ByteRange")
    numbers = pdf[pdf.index(b"[", at) + 1 : pdf.index(b"]", at)].split()
    start, before, after, length = (int(number) for number in numbers)
    return start, before, after, length


def with_contents(pdf: bytes, contents: bytes) -> bytes:
    """Another signature in the place of the last one, padded to its length."""
    _start, before, after, _length = byte_range(pdf)
    return pdf[:before] + b"<" + contents.hex().encode().ljust(after - before - 2, b"0") + b">" + pdf[after:]


def contents_of(pdf: bytes) -> bytes:
    _start, before, after, _length = byte_range(pdf)
    return bytes.fromhex(pdf[before + 1 : after - 1].decode())


def flip(pdf: bytes, at: int) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
