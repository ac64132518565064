"""Signing by certificate: the prepared file, each verdict on its page, the submission, the record, the override."""

from __future__ import annotations

import pytest
from django.urls import reverse

from charters import certificates as by_certificate
from charters.models import SignedCopy
from tests.charters import certificates, signing

pytestmark = pytest.mark.django_db


@pytest.fixture
def anchor(manager):
    return certificates.trust(manager)


@pytest.fixture
def browser(client_of, focal_point):
    return client_of(focal_point)


def page(browser) -> str:
    return browser.get(reverse("charters:detail", args=["tinja"])).content.decode()


def send(browser, data: bytes, **more):
    return browser.post(
        reverse("charters:upload_certificate", args=["tinja"]), {"signed": certificates.upload(data), **more}
    )


def test_trusted(charter, browser, focal_point, anchor, progress):
    answer = send(browser, certificates.signed(charter, certificates.signatory(), by=focal_point))
    print(answer.content.decode()[:3000] if answer.status_code == 422 else answer.url)
    assert answer.status_code == 302
    text = page(browser)
    open("/tmp/h1/page.html", "w").write(text)
    signature = charter.certificate_signatures.get()
    open("/tmp/h1/record.pdf", "wb").write(signature.record.read())
    assert "Valid, by a trusted signer" in text
    progress.refresh_from_db()
    progress.submit(by=focal_point)
    copy = SignedCopy.objects.get()
    assert copy.way == "certificate"
