"""A cohort accepts some ways of signing: pages show only those, the rule refuses the others, the past stays."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from charters import certificates as by_certificate
from charters import signing as by_link
from charters.models import Charter, EventKind, SigningEvent, WayNotAccepted
from charters.models.signing import SigningCode
from documents.models import StoredFile
from municipalities.exceptions import StepIncomplete
from municipalities.models import Cohort
from municipalities.steps import SignatureWay
from tests.charters import certificates, signing

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAPER, SCREEN, CERTIFICATE = SignatureWay


def accept(*ways: SignatureWay) -> None:
    Cohort.objects.update(**{f"accepts_{way.value}": way in ways for way in SignatureWay})


def fresh(charter: Charter) -> Charter:
    return Charter.objects.get(pk=charter.pk)


def at(name: str) -> str:
    return reverse(f"charters:{name}", args=["tinja"])


@pytest.fixture
def client():
    return Client(headers={"Accept-Language": "en"})


@pytest.fixture
def browser(client_of, focal_point):
    return client_of(focal_point)


@pytest.fixture
def link(charter, focal_point):
    invitation, url = by_link.invite(charter, email="head@tinja.example", language="en", by=focal_point)
    by_link.open_link(invitation)
    return url.rstrip("/").rsplit("/", 1)[-1]


def through(name: str, link: str) -> str:
    return reverse(f"sign:{name}", args=[link])


def test_a_cohort_accepts_all_three_and_never_none(tinja):
    cohort = Cohort.objects.get()
    assert cohort.accepted_ways == [PAPER, SCREEN, CERTIFICATE]
    with pytest.raises(IntegrityError), transaction.atomic():
        accept()


def test_the_manager_chooses_one_way_at_least(tinja, manager, client_of):
    browser, address = client_of(manager), reverse("oversight:cohort_signing", args=["pilot"])
    page = browser.get(address).content.decode()
    assert page.count(" checked") == 3
    refused = browser.post(address, {})
    assert refused.status_code == 422
    assert "without one no charter can be signed" in refused.content.decode()
    assert browser.post(address, {"ways": ["paper", "certificate"]}).status_code == 302
    assert Cohort.objects.get().accepted_ways == [PAPER, CERTIFICATE]
    assert "on paper · by certificate" in browser.get(reverse("oversight:texts")).content.decode()


@pytest.mark.parametrize("ways", [(PAPER,), (SCREEN,), (CERTIFICATE,), (PAPER, CERTIFICATE)])
def test_the_pages_show_the_accepted_ways_alone(charter, client, link, browser, ways):
    accept(*ways)
    choices = client.get(through("page", link)).content.decode()
    names = {PAPER: "paper", SCREEN: "here", CERTIFICATE: "certificate"}
    assert {way for way, name in names.items() if through(name, link) in choices} == set(ways)
    page = browser.get(at("detail")).content.decode()
    assert (at("upload_scan") in page) == (PAPER in ways)
    assert (at("submit") in page or 'id="print"' in page) == (PAPER in ways)
    assert ("signs there in two minutes" in page or "On screen" in page) == (SCREEN in ways)
    assert (at("upload_certificate") in page) == (CERTIFICATE in ways)


def test_through_the_link_the_other_ways_lead_back_and_do_nothing(charter, client, link):
    accept(PAPER)
    for name in ("here", "code", "certificate", "prepare"):
        answer = client.post(through(name, link), follow=True)
        assert answer.redirect_chain[-1][0] == through("page", link)
        assert "This way of signing is not accepted" in answer.content.decode()
    accept(SCREEN)
    assert client.get(through("paper", link)).status_code == 302
    client.post(through("paper", link))
    assert not SigningCode.objects.exists()
    assert not SigningEvent.objects.filter(kind__in=[EventKind.PAPER, EventKind.CERTIFICATE]).exists()
    assert fresh(charter).prepared is None


def test_the_rule_stands_on_the_models_whatever_the_pages_show(charter, progress, focal_point, link):
    invitation = charter.signing_invitations.get()
    data = certificates.signed(charter, certificates.signatory(), by=focal_point)
    form = certificates.CertificateForm({}, {"signed": certificates.upload(data)}, charter=charter)
    assert form.is_valid()
    accept(PAPER)
    invitation.charter = fresh(charter)
    for refused in (
        lambda: by_link.send_code(invitation),
        lambda: by_link.sign(invitation, None, "000000"),
        lambda: by_certificate.prepare(fresh(charter), by=focal_point),
        lambda: by_certificate.keep(fresh(charter), form.cleaned_data["signed"], form.report, by=focal_point),
        lambda: by_certificate.sign(invitation, form.cleaned_data["signed"], form.report),
    ):
        with pytest.raises(WayNotAccepted):
            refused()
    accept(SCREEN)
    with pytest.raises(WayNotAccepted):
        signing.add_scans(fresh(charter), progress, signing.blank_page(), by=focal_point)


def test_the_team_is_told_that_a_way_is_not_accepted(charter, browser):
    accept(SCREEN)
    before = StoredFile.objects.count()
    for name, data in [
        ("upload_scan", {"scans": certificates.upload(signing.blank_page(), "scan.jpg")}),
        ("submit", {}),
        ("prepare", {}),
        ("upload_certificate", {"signed": certificates.upload(b"x")}),
    ]:
        answer = browser.post(at(name), data)
        assert answer.status_code == 409
        assert "does not accept charters signed" in answer.content.decode()
    assert StoredFile.objects.count() == before


def test_a_change_touches_nothing_that_is_submitted_and_binds_what_is_open(
    charter, progress, browser, focal_point, officer
):
    submission = signing.submit(progress, by=focal_point)
    accept(CERTIFICATE)
    progress.refresh_from_db()
    progress.withdraw(by=focal_point)
    progress.participation.refresh_from_db()
    with pytest.raises(StepIncomplete):
        progress.submit(by=focal_point)
    assert "does not accept charters signed on paper" in browser.get(at("detail")).content.decode()
    accept(PAPER)
    progress = signing.progress_of(progress.municipality)
    again = progress.submit(by=focal_point)
    accept(CERTIFICATE)
    signing.progress_of(progress.municipality).accept(again, by=officer)
    assert fresh(charter).state == "in_force"
    assert submission.signed_copy.way == again.signed_copy.way == "paper"


def test_a_signature_whose_way_is_no_longer_accepted_says_so(charter, progress, browser, focal_point):
    certificates.kept(charter, certificates.signed(charter, certificates.signatory(), by=focal_point), by=focal_point)
    accept(PAPER, SCREEN)
    page = browser.get(at("detail")).content.decode()
    assert "does not accept charters signed by certificate" in page
    assert at("give_up_certificate") in page
    assert f'action="{at("submit")}"' not in page
    with pytest.raises(StepIncomplete):
        signing.progress_of(progress.municipality).submit(by=focal_point)
