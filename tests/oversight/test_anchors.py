"""Trusted certificates: entered with their days, ended and never lost; and the answer of a second person at review."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from charters import certificates as by_certificate
from charters.models import CertificateOverride, OverrideMissing, TrustAnchor
from documents.models import Frozen
from municipalities.exceptions import OwnWork
from municipalities.steps import Step
from tests.charters import certificates, signing
from tests.documents import authority
from tests.documents import signing as outside
from tests.documents.test_signatures import private_key

pytestmark = pytest.mark.django_db

ADD = reverse("oversight:anchor_add")
LIST = reverse("oversight:anchors")


@pytest.fixture
def browser(client_of, manager):
    return client_of(manager)


def entered(**changes):
    return {
        "name": "National Root",
        "pem": authority.root().pem.decode(),
        "trusted_from": timezone.localdate().isoformat(),
        "trusted_until": "",
        **changes,
    }


def test_an_empty_list_says_what_it_means(browser):
    page = browser.get(LIST).content.decode()
    assert "every signature by certificate is that of an untrusted signer" in page
    assert ADD in page


@pytest.mark.parametrize("as_file", [False, True])
def test_a_certificate_is_pasted_or_uploaded_and_shown_for_comparison(browser, manager, as_file):
    data = entered()
    if as_file:
        data |= {"pem": "", "file": SimpleUploadedFile("root.pem", authority.root().pem)}
    assert browser.post(ADD, data).url == LIST
    anchor = TrustAnchor.objects.get()
    assert (anchor.pem.encode(), anchor.added_by, anchor.is_authority) == (authority.root().pem, manager, True)
    page = browser.get(LIST).content.decode()
    assert anchor.sha256 in page
    assert "National Root" in page
    assert "No authority is trusted today" not in page


def pasted(text: bytes) -> dict[str, str]:
    return entered(pem=text.decode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (entered(pem=""), "one of the two"),
        (entered(file=SimpleUploadedFile("root.pem", authority.root().pem)), "one of the two"),
        (entered(pem="no certificate"), "This is not a certificate in PEM form"),
        (pasted(authority.root().pem * 2), "several certificates"),
        (pasted(private_key() + authority.root().pem), "contains a private key"),
        (entered(pem="", file=SimpleUploadedFile("root.pem", b"x" * 70_000)), "too large for one certificate"),
        (entered(name=""), "This field is required"),
        (entered(trusted_from="2026-11-02", trusted_until="2026-11-01"), "The last day comes before the first"),
    ],
)
def test_what_cannot_be_trusted_is_told_beside_the_form(browser, data, words):
    answer = browser.post(ADD, data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not TrustAnchor.objects.exists()


def test_a_certificate_is_entered_once_for_the_same_days(browser, manager):
    today = timezone.localdate()
    certificates.trust(manager, since=today, until=today + timedelta(days=10))
    assert "in the list already" in browser.post(ADD, entered()).content.decode()
    later = entered(trusted_from=(today + timedelta(days=11)).isoformat())
    assert browser.post(ADD, later).status_code == 302
    assert TrustAnchor.objects.count() == 2


def test_the_certificate_of_a_person_is_marked_as_such(browser, manager):
    certificates.trust(manager, authority.head())
    assert "It is not the certificate of an authority" in browser.get(LIST).content.decode()


def test_trust_is_ended_by_a_day_and_the_row_stays(browser, manager):
    anchor = certificates.trust(manager)
    address, today = reverse("oversight:anchor_end", args=[anchor.pk]), timezone.localdate()
    assert browser.post(address, {"on": "2019-12-31"}).status_code == 422
    yesterday = (today - timedelta(days=1)).isoformat()
    assert browser.post(address, {"on": yesterday}).url == LIST
    assert browser.post(address, {"on": today.isoformat()}).status_code == 422
    anchor.refresh_from_db()
    assert (anchor.trusted_until, anchor.ended_by, anchor.has_ended) == (today - timedelta(days=1), manager, True)
    page = browser.get(LIST).content.decode()
    assert "ended" in page
    assert "No authority is trusted today" in page


def test_only_what_was_never_trusted_is_removed(browser, manager):
    used = certificates.trust(manager)
    assert browser.post(reverse("oversight:anchor_remove", args=[used.pk])).status_code == 409
    for way in (used.delete, TrustAnchor.objects.all().delete):
        with pytest.raises(Frozen):
            way()
    coming = certificates.trust(manager, authority.authority(), since=timezone.localdate() + timedelta(days=1))
    assert browser.post(reverse("oversight:anchor_remove", args=[coming.pk])).status_code == 302
    assert TrustAnchor.objects.get() == used


def test_trust_holds_from_the_first_moment_of_a_day_to_the_last(manager):
    today = timezone.localdate()
    anchor = certificates.trust(manager, since=today, until=today).as_anchor()
    assert timezone.localtime(anchor.not_before).isoformat() == f"{today}T00:00:00+01:00"
    assert timezone.localtime(anchor.not_after).isoformat() == f"{today}T23:59:59.999999+01:00"


def test_a_signature_of_another_day_is_that_of_an_untrusted_signer(manager, tinja, focal_point):
    charter = signing.issue(signing.progress_of(tinja), by=focal_point)
    anchor = certificates.trust(manager)
    data = certificates.signed(charter, certificates.signatory(), by=focal_point)
    assert by_certificate.examine(charter, data).verdict == "valid_trusted"
    anchor.end(timezone.localdate() - timedelta(days=1), by=manager)
    report = by_certificate.examine(charter, data)
    assert (report.verdict, report.reasons[0].code) == ("valid_untrusted", "anchor_out_of_period")


# The answer for a signer in doubt -------------------------------------------------------------------------


@pytest.fixture
def submission(tinja, focal_point):
    progress = signing.progress_of(tinja)
    charter = signing.issue(progress, by=focal_point)
    data = outside.sign(certificates.prepared(charter, focal_point), certificates.signatory(), at=timezone.now())
    certificates.kept(charter, data, by=focal_point)
    return progress.submit(by=focal_point)


def test_nobody_accepts_a_signer_in_doubt_without_an_answer_in_writing(submission, officer, client_of):
    progress = submission.progress
    with pytest.raises(OverrideMissing):
        progress.accept(submission, by=officer)
    browser, address = client_of(officer), reverse("oversight:accept", args=[submission.pk])
    assert 'name="accept-override"' in browser.get(reverse("oversight:review", args=[submission.pk])).content.decode()
    refused = browser.post(address, {"accept-override": " ", "accept-comment": "Fine."})
    assert refused.status_code == 422
    assert "without it the charter cannot be accepted" in refused.content.decode()
    progress.refresh_from_db()
    assert (progress.state, CertificateOverride.objects.count()) == ("submitted", 0)


def test_the_answer_is_kept_with_who_and_when_and_read_by_the_municipality(submission, officer, focal_point, client_of):
    address = reverse("oversight:accept", args=[submission.pk])
    assert (
        client_of(officer).post(address, {"accept-override": "Checked by phone.", "accept-sure": "yes"}).status_code
        == 302
    )
    override = CertificateOverride.objects.get()
    assert (override.by, override.reason) == (officer, "Checked by phone.")
    charter = submission.signed_copy.charter
    assert charter.signatures.get().verdict == "overridden"
    for person, page in [
        (officer, reverse("oversight:review", args=[submission.pk])),
        (focal_point, reverse("charters:detail", args=["tinja"])),
    ]:
        told = client_of(person).get(page).content.decode()
        assert f"{officer.display_name} of the Unit answers for this signature: Checked by phone." in told


def test_nobody_answers_for_a_signature_that_they_brought(submission, officer, focal_point):
    with pytest.raises(OwnWork):
        CertificateOverride.write(submission, reason="I know.", by=focal_point)
    CertificateOverride.write(submission, reason="I know.", by=officer)
    CertificateOverride.objects.update(by=focal_point)
    with pytest.raises(OverrideMissing):
        submission.progress.accept(submission, by=officer)


def test_a_trusted_signatory_needs_no_answer(tinja, focal_point, manager, officer, client_of):
    certificates.trust(manager)
    progress = signing.progress_of(tinja)
    charter = signing.issue(progress, by=focal_point)
    certificates.kept(charter, certificates.signed(charter, certificates.signatory(), by=focal_point), by=focal_point)
    submission = progress.submit(by=focal_point)
    browser = client_of(officer)
    page = browser.get(reverse("oversight:review", args=[submission.pk])).content.decode()
    assert "accept-override" not in page
    assert reverse("oversight:signature_record", args=[submission.pk]) in page
    assert browser.post(reverse("oversight:accept", args=[submission.pk]), {"accept-sure": "yes"}).status_code == 302
    board = browser.get(reverse("oversight:municipality", args=["tinja"])).content.decode()
    assert "accepted, by certificate" in board
    assert f"{Step.CHARTER.label}: submitted, by certificate" in board
