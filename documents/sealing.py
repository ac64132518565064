"""The platform's seal on its own PDFs (PAdES), and the empty field in which somebody else signs.

Both are incremental updates: the bytes given stay, to the last one, the beginning of the bytes returned. Both keep the
document archivable and accessible (PDF/A-3a, PDF/UA-1), which is why a field is named and stands in the tag tree.

A seal says who issued the bytes and that nothing was changed since. It is the seal of the platform, never the signature
of a person. The key is a PKCS#12 file (SEAL_PKCS12); the demonstration makes one of its own.

pyHanko is imported inside functions: it costs a second, and only what seals or prepares pays it.
"""

from __future__ import annotations

import asyncio
import io
import logging
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from .pdf import MM_PER_PX, Box

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSigner, SimpleSigner
    from pyhanko_certvalidator import ValidationContext

__all__ = ["NotConfigured", "SealingError", "Unreachable", "anchor", "prepare_field", "seal"]

logger = logging.getLogger(__name__)

POINTS_PER_MM = 72 / 96 / MM_PER_PX
DEMONSTRATION_NAME = "Local OGP (demonstration)"
DEMONSTRATION_YEARS = 10


class SealingError(Exception):
    """No seal was made. Tell "waiting" and try again later; the document is not lost and not issued."""


class NotConfigured(SealingError):
    """This installation has no usable key. The message says what the operator has to set (docs/environment.md)."""


class Unreachable(SealingError):
    """The time-stamp authority (SEAL_TSA_URL) did not answer."""


def seal(pdf: bytes, *, box: Box | None = None, field: str = "Seal", reason: str, location: str, at: datetime) -> bytes:
    """The PDF with the platform's seal over the whole file (PAdES, one revision).

    `field` is the name of the field, new or prepared before; `box` is where a reader can click on the seal, without
    ink: what the page shows is drawn by the template. Without a box the seal is seen in the reader's panel only.
    `reason` and `location` are shown there too. `at` is the moment the file claims; with SEAL_TSA_URL set a time-stamp
    authority confirms the moment, and the evidence that the certificate was not revoked is embedded if it can be had.

    Raises NotConfigured or Unreachable; never returns an unsealed file.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    signer = _signer(at)
    context = _evidence(signer) if settings.SEAL_TSA_URL else None
    while True:
        update = IncrementalPdfFileWriter(io.BytesIO(pdf))
        if field not in _field_names(update):
            _add_field(update, box=box, name=field, label=gettext("Seal of the platform"))
        try:
            return asyncio.run(_signed(update, _pdf_signer(signer, field, reason, location, at, context), context))
        except TimestampRequestError as error:
            raise Unreachable(f"The time-stamp authority {settings.SEAL_TSA_URL} did not answer.") from error
        except Exception:
            # The evidence comes from other people's servers in other people's formats. A seal without it is still a
            # seal; what fails without it is a fault of ours.
            if context is None:
                raise
            logger.warning("Sealing without the evidence that the certificate was not revoked", exc_info=True)
            context = None


def prepare_field(pdf: bytes, *, box: Box, name: str = "Signature", label: str = "") -> bytes:
    """The PDF with an empty signature field at `box`, for a signer outside (a token, DigiGO, e-Houwiya).

    `box` as `documents.pdf.render` reports it. `label` is what a screen reader says of the field (in the document's
    language); "Signature" in the current language when empty. The result is what to keep as the issued bytes and to
    pass to `documents.signatures.check`. ValueError when the document has a field of that name.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    update = IncrementalPdfFileWriter(io.BytesIO(pdf))
    if name in _field_names(update):
        raise ValueError(f"The document has a field {name} already.")
    _add_field(update, box=box, name=name, label=label or gettext("Signature"))
    output = io.BytesIO()
    update.write(output)
    return output.getvalue()


def anchor() -> bytes:
    """The top of the seal's own chain, or its certificate (PEM): a trust anchor for checking what was sealed here.

    Raises NotConfigured.
    """
    key = _key()
    chain = [key.cert, *key.additional_certs]
    top = next((each.certificate for each in chain if each and _is_self_signed(each.certificate)), None)
    certificate = top or key.cert.certificate  # type: ignore[union-attr]  # _key() refuses a file without one
    return certificate.public_bytes(Encoding.PEM)


# The key --------------------------------------------------------------------------------------------------


def _signer(at: datetime) -> SimpleSigner:
    from asn1crypto import keys
    from asn1crypto import x509 as asn1_x509
    from cryptography.hazmat.primitives.serialization import PrivateFormat
    from pyhanko.sign import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    key = _key()
    certificate = key.cert.certificate  # type: ignore[union-attr]
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise NotConfigured(
            f"The certificate in SEAL_PKCS12 is valid from {certificate.not_valid_before_utc:%Y-%m-%d} "
            f"to {certificate.not_valid_after_utc:%Y-%m-%d} only. Set one that is valid now."
        )
    store = SimpleCertificateStore()
    for each in key.additional_certs:
        store.register(asn1_x509.Certificate.load(each.certificate.public_bytes(Encoding.DER)))
    private = key.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[union-attr]
    return SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )


def _key() -> pkcs12.PKCS12KeyAndCertificates:
    """The configured key with its certificate and chain, or the demonstration's own."""
    path, password = settings.SEAL_PKCS12, settings.SEAL_PKCS12_PASSWORD
    if not path:
        if not settings.SEAL_SELF_MADE:
            raise NotConfigured("Set SEAL_PKCS12 to the PKCS#12 file with the platform's key (docs/environment.md).")
        path, password = _demonstration_key(), ""
    try:
        key = pkcs12.load_pkcs12(Path(path).read_bytes(), password.encode() or None)
    except (OSError, ValueError) as error:
        raise NotConfigured(f"The file in SEAL_PKCS12 cannot be opened with SEAL_PKCS12_PASSWORD: {error}") from error
    if key.key is None or key.cert is None:
        raise NotConfigured("The file in SEAL_PKCS12 holds no private key with its certificate.")
    return key


def _demonstration_key() -> Path:
    """The key of this demonstration, made at the first need. Two processes at once end with the same one."""
    path = Path(settings.DATA_DIR) / "seal-demonstration.p12"
    if path.exists():
        return path
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, DEMONSTRATION_NAME)])
    now = timezone.now()
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # The demonstration tells a story that began before it was installed.
        .not_valid_before(now - timedelta(days=365 * DEMONSTRATION_YEARS))
        .not_valid_after(now + timedelta(days=365 * DEMONSTRATION_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=True, encipher_only=False, decipher_only=False, **usage
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    data = pkcs12.serialize_key_and_certificates(DEMONSTRATION_NAME.encode(), key, certificate, None, NoEncryption())
    mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    mine.touch(mode=0o600)
    mine.write_bytes(data)
    try:
        os.link(mine, path)
    except FileExistsError:
        pass
    finally:
        mine.unlink()
    return path


def _is_self_signed(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer


# Signing --------------------------------------------------------------------------------------------------


async def _signed(update: IncrementalPdfFileWriter, signer: PdfSigner, context: ValidationContext | None) -> bytes:
    output = io.BytesIO()
    try:
        await signer.async_sign_pdf(update, existing_fields_only=True, output=output)
    finally:
        if context is not None:
            await context.aclose()
    return output.getvalue()


def _pdf_signer(
    signer: SimpleSigner, field: str, reason: str, location: str, at: datetime, context: ValidationContext | None
) -> PdfSigner:
    from pyhanko.pdf_utils.content import RawContent
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
    from pyhanko.sign.timestamps import HTTPTimeStamper
    from pyhanko.stamp import StaticStampStyle

    class SignerAtMoment(PdfSigner):
        def init_signing_session(self, *args: Any, **options: Any) -> Any:
            session = super().init_signing_session(*args, **options)
            session.system_time = at
            return session

    return SignerAtMoment(
        PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            embed_validation_info=context is not None,
            validation_context=context,
            # In the revision of the seal itself: what would follow it would not be covered by it.
            dss_settings=DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
            # Which certificate seals is the operator's decision; whoever checks judges it.
            signer_key_usage=set(),
        ),
        signer=signer,
        timestamper=HTTPTimeStamper(settings.SEAL_TSA_URL) if settings.SEAL_TSA_URL else None,
        # No ink: pyHanko's own stamp would write in a font that is not in the file.
        stamp_style=StaticStampStyle(border_width=0, background=RawContent(b"", box=BoxConstraints(width=1, height=1))),
    )


def _evidence(signer: SimpleSigner) -> ValidationContext:
    """Where to ask whether the seal's certificate is revoked: the addresses in the certificates of its own chain."""
    from asn1crypto import x509 as asn1_x509
    from cryptography.x509 import load_pem_x509_certificate
    from pyhanko_certvalidator import ValidationContext

    root = asn1_x509.Certificate.load(load_pem_x509_certificate(anchor()).public_bytes(Encoding.DER))
    return ValidationContext(trust_roots=[root], other_certs=list(signer.cert_registry), allow_fetching=True)


# The field ------------------------------------------------------------------------------------------------


def _field_names(update: IncrementalPdfFileWriter) -> set[str]:
    if "/AcroForm" not in update.root:
        return set()
    return {str(each.get_object().get("/T", "")) for each in update.root["/AcroForm"]["/Fields"]}


def _add_field(update: IncrementalPdfFileWriter, *, box: Box | None, name: str, label: str) -> None:
    """An empty signature field, printed, named for screen readers, and in the tag tree as a form element."""
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    page_index = box.page - 1 if box else 0
    page_ref = update.find_page_for_modification(page_index)[0]
    append_signature_field(
        update,
        SigFieldSpec(
            sig_field_name=name,
            on_page=page_index,
            box=_corners(box, page_ref.get_object()) if box else None,  # type: ignore[arg-type]  # fractions are fine
            readable_field_name=label,
        ),
    )
    widget = next(each for each in update.root["/AcroForm"]["/Fields"] if str(each.get_object().get("/T")) == name)
    _tag(update, widget, page_ref, label)


def _corners(box: Box, page: Any) -> tuple[float, float, float, float]:
    """In points from the bottom left, as PDF counts."""
    left, bottom, _right, top = (float(edge) for edge in page["/MediaBox"])
    return (
        left + box.x0 * POINTS_PER_MM,
        max(bottom, top - box.y1 * POINTS_PER_MM),
        left + box.x1 * POINTS_PER_MM,
        top - box.y0 * POINTS_PER_MM,
    )


def _tag(update: IncrementalPdfFileWriter, widget: Any, page: Any, label: str) -> None:
    """Puts the widget into the structure tree, last in the document (ISO 14289-1, 7.18.4). Untagged ones stay so."""
    from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NumberObject, TextStringObject, pdf_name

    if "/StructTreeRoot" not in update.root:
        return
    tree = update.root["/StructTreeRoot"]
    top = tree.raw_get("/K")
    document_ref = top if isinstance(top.get_object(), DictionaryObject) else top.get_object().raw_get(0)
    children, numbers = document_ref.get_object()["/K"], tree["/ParentTree"]["/Nums"]
    key = max((int(each) for each in list(numbers)[::2]), default=-1) + 1
    element = update.add_object(
        DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/StructElem"),
                pdf_name("/S"): pdf_name("/Form"),
                pdf_name("/P"): document_ref,
                pdf_name("/Pg"): page,
                pdf_name("/Alt"): TextStringObject(label),
                pdf_name("/K"): ArrayObject(
                    [DictionaryObject({pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): widget})]
                ),
            }
        )
    )
    children.append(element)
    update.update_container(children)
    numbers.extend([NumberObject(key), element])
    update.update_container(numbers)
    field = widget.get_object()
    field[pdf_name("/StructParent")] = NumberObject(key)
    update.update_container(field)
