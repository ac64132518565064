"""A charter that must not leave does not: nothing is stored, nothing is lost, and everybody is told."""

from __future__ import annotations

import logging

import pytest
from django.conf import settings

from charters import editions
from charters import signing as by_link
from charters.models import Charter, SignedEdition
from documents.gate import Check, NotFit
from documents.models import IssuedDocument, Series, StoredFile
from municipalities.models import DraftPage
from tests.charters import signing
from tests.charters.test_signing_on_screen import DRAWN, invited, sent_code
from tests.charters.test_wizard import HOME, page_url

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def lettering_lost(monkeypatch):
    """As if a library had changed: the letters behind the glyphs are no longer mended."""
    monkeypatch.setattr("documents.pdf.mend_text", lambda _pdf, _fonts: None)
    return monkeypatch


@pytest.mark.parametrize("languages", ["ar", "ar,fr", "ar,fr,en"])
def test_a_good_charter_leaves(progress, focal_point, languages):
    assert signing.issue(progress, by=focal_point, languages=languages).document.file.read()


def test_a_charter_that_cannot_be_read_aloud_is_not_issued_and_takes_no_number(progress, focal_point, lettering_lost):
    with pytest.raises(NotFit) as refused:
        signing.issue(progress, by=focal_point)
    assert {fault.check for fault in refused.value.faults} == {Check.TEXT}
    for model in (Charter, IssuedDocument, StoredFile, Series):
        assert not model.objects.exists()
    lettering_lost.undo()
    assert signing.issue(progress, by=focal_point).register_number.endswith("/0001")


def test_the_officer_is_told_that_nothing_was_issued_and_whom_to_write_to(
    progress, focal_point, client_of, lettering_lost, caplog
):
    signing.fill_charter(progress, by=focal_point)
    browser = client_of(focal_point)
    with caplog.at_level(logging.ERROR):
        answer = browser.post(page_url("preview"), {"preview-confirm": "on"})
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "Nothing was issued and no number was taken. All your answers are kept." in page
    assert f"mailto:{settings.UNIT_MAILBOX}" in page
    assert not Charter.objects.exists()
    assert DraftPage.objects.filter(progress=progress).count() >= 3
    assert any("tinja" in record.getMessage() and "text: page" in record.exc_text for record in caplog.records)
    lettering_lost.undo()
    assert browser.post(page_url("preview"), {"preview-confirm": "on"}).url == HOME


def test_a_signed_edition_that_must_not_leave_is_not_signed(charter, focal_point, progress, lettering_lost):
    invitation = invited(charter, focal_point)
    code = sent_code(invitation)
    with pytest.raises(NotFit):
        by_link.sign(invitation, DRAWN, code)
    progress.refresh_from_db()
    invitation.refresh_from_db()
    assert (progress.state, invitation.state) == ("in_progress", "open")
    assert not SignedEdition.objects.exists()
    lettering_lost.undo()
    assert by_link.sign(invitation, editions.Hand(typed="منصف العياري"), code)
