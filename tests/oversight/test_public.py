from __future__ import annotations

import pytest
from django.urls import reverse

from municipalities.models import FocalPoint
from tests import factories
from tests.steps import FOCAL_POINT

PERSONAL = ("Souad", "Methlouthi", "سعاد", "المثلوثي", "98 400 100", "98400100", "MARKER", "officer@unit.example")


@pytest.fixture
def accepted(progress, submission, officer):
    progress.accept(submission, by=officer, comment="MARKER of the decision")
    return FocalPoint.objects.get()


def pages(client):
    for language in ("ar", "fr", "en"):
        for url in ("/", "/municipalities/tinja/"):
            yield client.get(url, {"lang": language}).content.decode()


def test_anyone_reads_where_the_municipalities_stand(client, tinja, zriba):
    page = client.get("/")
    assert page.status_code == 200
    content = page.content.decode()
    for municipality in (tinja, zriba):
        assert reverse("public:municipality", args=[municipality.slug]) in content
    assert reverse("account_login") in content


def test_only_function_and_office_contact_are_public_by_default(client, accepted):
    FocalPoint.objects.update(publish_name=False, publish_phone=False)
    for page in pages(client):
        for marker in (*PERSONAL, "72 400 100", "72400100", "act.pdf", "2026/14"):
            assert marker not in page
    page = client.get("/municipalities/tinja/?lang=en").content.decode()
    assert FOCAL_POINT["person"]["function"] in page
    assert FOCAL_POINT["person"]["email"] in page


def test_name_and_phone_are_public_after_a_yes_to_each(client, accepted):
    FocalPoint.objects.update(publish_name=True, publish_phone=False)
    page = client.get("/municipalities/tinja/?lang=en").content.decode()
    assert "Souad Methlouthi" in page
    assert "72 400 100" not in page
    FocalPoint.objects.update(publish_name=False, publish_phone=True)
    page = client.get("/municipalities/tinja/?lang=en").content.decode()
    assert "Souad" not in page
    assert "72 400 100" in page


def test_nothing_of_a_submission_is_public_before_it_is_accepted(client, submission):
    for page in pages(client):
        for marker in (*PERSONAL, FOCAL_POINT["person"]["function"], submission.reference):
            assert marker not in page


def test_a_return_and_its_reason_stay_between_the_unit_and_the_municipality(client, progress, submission, officer):
    progress.return_for_changes(submission, by=officer, reason_kind="wrong", comment="MARKER: another person")
    for page in pages(client):
        assert "MARKER" not in page


def test_the_page_says_that_all_three_are_done(client, tinja, officer):
    tinja.participations.get().change_state("completed", by=officer)
    assert "All three steps are done" in client.get("/municipalities/tinja/?lang=en").content.decode()


def test_withdrawal_is_told_without_its_reason(client, tinja, officer):
    tinja.participations.get().change_state("withdrawn", by=officer, reason="MARKER")
    page = client.get("/municipalities/tinja/?lang=en").content.decode()
    assert "withdrew" in page
    assert "MARKER" not in page


def test_a_municipality_without_participation_has_a_page_and_an_unknown_one_has_none(client, db):
    factories.MunicipalityFactory(slug="nefza")
    assert client.get("/municipalities/nefza/").status_code == 200
    assert client.get("/municipalities/unknown/").status_code == 404


@pytest.mark.parametrize("query", ["?q=%00", "?page=zzz", "?q=tinja", "?q=<script>alert(1)</script>"])
def test_the_public_board_answers_anything(client, tinja, query):
    response = client.get("/" + query)
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_an_empty_product_still_says_what_it_is(client, db):
    assert client.get("/").status_code == 200
