"""A certificate authority with the profile of a national one, and people with certificates. All of them invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import crl as asn1_crl
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
YEAR = timedelta(days=365)
HEAD = "محمد بن صالح الزواري"
USAGES = (
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


@dataclass(frozen=True)
class Identity:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    above: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1(self.certificate)

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        return asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


def asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def name_of(common_name: str, organisation: str = "بلدية تينجة") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "TN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def issue(
    name: x509.Name,
    by: Identity | None,
    *,
    usages: tuple[str, ...] = ("digital_signature", "content_commitment"),
    ca: bool = False,
    since: datetime = NOW - YEAR,
    until: datetime = NOW + YEAR,
    rsa_bits: int = 0,
    stamps: bool = False,
    crl_address: str = "http://crl.authority.invalid/latest.crl",
) -> Identity:
    """A certificate by `by`, or by itself. Elliptic unless `rsa_bits` are given."""
    key = rsa.generate_private_key(65537, rsa_bits) if rsa_bits else ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by.certificate.subject if by else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if usages:
        allowed = {usage: usage in usages for usage in USAGES}
        builder = builder.add_extension(x509.KeyUsage(**allowed), critical=True)
    if by:
        address = x509.UniformResourceIdentifier(crl_address)
        point = x509.DistributionPoint([address], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    certificate = builder.sign(by.key if by else key, hashes.SHA256())
    return Identity(certificate, key, (by.certificate, *by.above) if by else ())


def revocation_list(
    by: Identity, *revoked: Identity, made: datetime = NOW - timedelta(days=1), on: datetime = NOW - timedelta(days=30)
) -> asn1_crl.CertificateList:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(by.certificate.subject)
        .last_update(made)
        .next_update(made + timedelta(days=7))
        .add_extension(x509.CRLNumber(7), critical=False)
    )
    for each in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(each.certificate.serial_number).revocation_date(on)
        builder = builder.add_revoked_certificate(entry.build())
    return asn1_crl.CertificateList.load(builder.sign(by.key, hashes.SHA256()).public_bytes(Encoding.DER))


AUTHORITY = ("key_cert_sign", "crl_sign")


@cache
def root() -> Identity:
    name = name_of("Tunisian National Root CA (test)", "National Digital Certification Agency (test)")
    return issue(name, None, ca=True, usages=AUTHORITY, since=NOW - 10 * YEAR, until=NOW + 10 * YEAR)


@cache
def authority() -> Identity:
    name = name_of("Tunisia Gov CA (test)", "National Digital Certification Agency (test)")
    return issue(name, root(), ca=True, usages=AUTHORITY, since=NOW - 9 * YEAR, until=NOW + 9 * YEAR)


@cache
def head() -> Identity:
    return issue(name_of(HEAD), authority(), rsa_bits=2048)


@cache
def secretary() -> Identity:
    return issue(name_of("سعاد المثلوثي"), authority())


@cache
def stamper() -> Identity:
    name = name_of("Time stamping (test)", "National Digital Certification Agency (test)")
    return issue(name, root(), usages=("digital_signature", "content_commitment"), stamps=True, rsa_bits=2048)
