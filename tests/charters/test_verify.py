"""Anyone checks a charter, without signing in, and learns no name."""

import pytest
from django.test import Client

from municipalities.steps import ReasonKind
from tests.charters import signing

pytestmark = pytest.mark.django_db


@pytest.fixture
def anyone():
    return Client(headers={"accept-language": "en"})


def test_the_code_is_asked_for_and_understood_as_typed(anyone, charter):
    assert anyone.get("/verify/").status_code == 200
    spaced = f"{charter.code[:4].lower()} {charter.code[4:].lower()}"
    assert anyone.get("/verify/", {"code": spaced}).url == f"/verify/{charter.code}/"
    assert anyone.get(f"/verify/{charter.code.lower()}/").url == f"/verify/{charter.code}/"


def test_a_text_that_is_no_code_is_told(anyone):
    answer = anyone.get("/verify/", {"code": "tinja"})
    assert answer.status_code == 422
    assert b"it has eight signs" in answer.content


def test_an_unknown_code_says_not_to_rely_on_the_paper(anyone, db):
    for code in ("AAAAAAAA", "nonsense", "<script>"):
        answer = anyone.get(f"/verify/{code}/")
        assert answer.status_code == 404
        assert b"do not rely on it" in answer.content
        assert b"<script>" not in answer.content.split(b"<main")[1]


def test_an_unsigned_charter_is_not_called_signed(anyone, charter):
    page = anyone.get(f"/verify/{charter.code}/?p=2-{charter.pages}").content.decode()
    assert "Charter of Tinja" in page
    assert charter.register_number in page
    assert "No signature of it has been accepted yet." in page
    assert "you scanned page 2" in page
    assert "Secretary-general in charge of the municipality" in page


def test_no_name_of_a_person_is_shown(anyone, progress, focal_point, officer):
    submission = signing.submit(progress, by=focal_point)
    progress.accept(submission, by=officer)
    page = anyone.get(submission.signed_copy.charter.get_absolute_url()).content.decode()
    assert "It is signed and in force." in page
    for name in ("Moncef", "منصف", "Souad", "focal@"):
        assert name not in page


def test_one_set_aside_leads_to_the_one_that_names_it(anyone, progress, focal_point, officer):
    submission = signing.submit(progress, by=focal_point)
    progress.return_for_changes(submission, by=officer, reason_kind=ReasonKind.CONTENT, comment="The name is wrong.")
    progress.refresh_from_db()
    new = signing.issue(progress, by=focal_point)
    page = anyone.get(submission.signed_copy.charter.get_absolute_url()).content.decode()
    assert "It was set aside before it came into force." in page
    assert new.register_number in page


def test_the_square_leads_to_the_page_and_stays_short(charter):
    from documents.opening import read_codes

    [text] = {code.text for code in read_codes(charter.document.file)[0].codes}
    assert text == f"https://testserver/verify/{charter.code}/?p=1-{charter.pages}"
    assert len(text) <= 60


def test_the_pages_speak_arabic_and_french(anyone, charter):
    for language, direction in (("ar", "rtl"), ("fr", "ltr")):
        page = anyone.get(f"/verify/{charter.code}/", {"lang": language}).content.decode()
        assert f'lang="{language}" dir="{direction}"' in page
