"""Charters signed by certificate, as somebody outside does it, for tests."""

from __future__ import annotations

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from charters import certificates
from charters.forms_certificate import CertificateForm
from charters.models import CertificateSignature, Charter, TrustAnchor
from documents.signatures import read_anchor
from tests.documents import authority, signing
from tests.documents.authority import Identity

# As the charters of tests.charters.signing name their signatory.
SIGNATORY = "منصف العياري"


def signatory(common_name: str = SIGNATORY) -> Identity:
    """Somebody of that name, with a certificate of the authority."""
    return authority.issue(authority.name_of(common_name), authority.authority())


def trust(manager, identity: Identity | None = None, *, since: date = date(2020, 1, 1), until=None) -> TrustAnchor:
    info = read_anchor((identity or authority.root()).pem)
    return TrustAnchor.objects.trust(info, name=info.common_name, trusted_from=since, trusted_until=until, by=manager)


def prepared(charter: Charter, by) -> bytes:
    return certificates.prepare(charter, by=by).read()


def signed(charter: Charter, who: Identity, *, by, at: datetime | None = None, **options) -> bytes:
    """The prepared charter, signed in its field."""
    return signing.sign(prepared(charter, by), who, at=at or timezone.now(), **options)


def upload(data: bytes, name: str = "charter-signed.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


def kept(charter: Charter, data: bytes, *, by) -> CertificateSignature:
    """Through the form, as the team uploads it."""
    form = CertificateForm({}, {"signed": upload(data)}, charter=charter)
    assert form.is_valid(), (form.errors, form.refused_for)
    return certificates.keep(charter, form.cleaned_data["signed"], form.report, by=by)
