"""A certification authority of the demonstration's own: signs a prepared charter as a token in a town hall would."""

from __future__ import annotations

import asyncio
import io
import os
import secrets
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

NAME = "Local OGP demonstration authority"
FIELD = "Signature"
YEARS = 5
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


class _SignerAtMoment(PdfSigner):
    at: datetime

    def init_signing_session(self, *args: Any, **options: Any) -> Any:
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


class Authority:
    """Its key lies in DATA_DIR, made at the first need, so that what it signed stays of one authority."""

    @cached_property
    def _own(self) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        path = Path(settings.DATA_DIR) / "authority-demonstration.p12"
        if not path.exists():
            self._make(path)
        kept = pkcs12.load_pkcs12(path.read_bytes(), None)
        if not isinstance(kept.key, ec.EllipticCurvePrivateKey) or kept.cert is None:
            raise ValueError(f"{path} holds no key of the demonstration: remove it.")
        return kept.key, kept.cert.certificate

    @property
    def pem(self) -> bytes:
        """Its certificate: what the Unit trusts."""
        return self._own[1].public_bytes(Encoding.PEM)

    def sign(self, prepared: bytes, common_name: str, organisation: str, *, at: datetime) -> bytes:
        """The prepared charter, signed in its field with a fresh certificate for that person."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certify(
            key, common_name, organisation, usages=("digital_signature", "content_commitment"), ca=False
        )
        above = SimpleCertificateStore()
        above.register(_asn1(self._own[1]))
        signer = _SignerAtMoment(
            PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
            signer=SimpleSigner(_asn1(certificate), _asn1_key(key), above),
            stamp_style=StaticStampStyle(
                border_width=0, background=RawContent(b"", box=BoxConstraints(width=1, height=1))
            ),
        )
        signer.at = at
        output = io.BytesIO()
        update = IncrementalPdfFileWriter(io.BytesIO(prepared))
        asyncio.run(signer.async_sign_pdf(update, existing_fields_only=True, output=output))
        return output.getvalue()

    def _make(self, path: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._certify(key, NAME, NAME, usages=("key_cert_sign", "crl_sign"), ca=True)
        data = pkcs12.serialize_key_and_certificates(NAME.encode(), key, certificate, None, NoEncryption())
        mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        mine.touch(mode=0o600)
        mine.write_bytes(data)
        try:
            os.link(mine, path)
        except FileExistsError:  # another process was first: its key counts
            pass
        finally:
            mine.unlink()

    def _certify(
        self,
        key: ec.EllipticCurvePrivateKey,
        common_name: str,
        organisation: str,
        *,
        usages: tuple[str, ...],
        ca: bool,
    ) -> x509.Certificate:
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "TN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
                x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            ]
        )
        now, years = timezone.now(), timedelta(days=365 * YEARS)
        issuer_key, issuer = (key, name) if ca else (self._own[0], self._own[1].subject)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            # The demonstration tells a story that began before it was installed.
            .not_valid_before(now - years)
            .not_valid_after(now + years)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.KeyUsage(**{usage: usage in usages for usage in _USAGES}), critical=True)
            .sign(issuer_key, hashes.SHA256())
        )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _asn1_key(key: ec.EllipticCurvePrivateKey) -> asn1_keys.PrivateKeyInfo:
    return asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
