"""Anyone brings a file: it is told what it is, no more than is public, and nothing of it stays."""

from __future__ import annotations

import io
import tempfile
import time
from pathlib import Path

import pikepdf
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from charters import verifying
from charters.models import CharterPublication
from charters.verifying import Answer, verify
from documents import sealing
from tests.charters import certificates, signing
from tests.charters.test_signing_on_screen import signed
from tests.documents import authority, hostile
from tests.documents.signing import annotate, flip, sign

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/verify/file/"


@pytest.fixture(autouse=True)
def _no_files_before():
    cache.clear()


@pytest.fixture
def charter(progress, focal_point):
    return signing.issue(progress, by=focal_point, languages="ar")


@pytest.fixture
def anyone():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def edition(charter, focal_point):
    return signed(charter, focal_point)


@pytest.fixture
def accepted(edition, progress, officer):
    progress.refresh_from_db()
    progress.accept(progress.current_submission, by=officer)
    return edition


def bring(client, data: bytes, **headers) -> str:
    answer = client.post(URL, {"file": SimpleUploadedFile("charter.pdf", data)}, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def issued(charter) -> bytes:
    return charter.document.file.read()


def certified(charter) -> bytes:
    """Signed outside, in the field prepared for it."""
    return certificates.signed(charter, authority.head(), by=charter.document.issued_by)


def saved_anew(data: bytes) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(output)
    return output.getvalue()


def test_the_form_stands_beside_the_code_and_needs_no_javascript(anyone):
    page = anyone.get("/verify/").content.decode()
    assert f'action="{URL}" enctype="multipart/form-data"' in page
    assert 'type="file"' in page


def test_what_was_issued_is_known_by_its_bytes(anyone, charter):
    page = bring(anyone, issued(charter))
    assert "These are the exact bytes that we issued" in page
    assert charter.register_number in page
    assert "No signature of it has been accepted yet." in page


def test_known_bytes_are_never_opened(charter, monkeypatch):
    monkeypatch.setattr(verifying, "inspect", None)
    monkeypatch.setattr(verifying, "check", None)
    assert verify(issued(charter)).answer == Answer.ISSUED


def test_the_edition_that_the_unit_accepted_is_known_by_its_bytes(anyone, accepted):
    page = bring(anyone, accepted.file.read())
    assert "exact bytes of the signed charter that the Unit accepted" in page
    assert "simple electronic signature, sealed by the platform" in page
    assert "It is signed and in force." in page


def test_signed_pages_on_paper_that_the_unit_accepted_are_known(anyone, progress, focal_point, officer):
    submission = signing.submit(progress, by=focal_point, languages="ar")
    data = submission.signed_copy.file.read()
    assert verify(data).answer == Answer.COPY
    progress.accept(submission, by=officer)
    assert "exact bytes of the signed charter that the Unit accepted" in bring(anyone, data)


def test_an_edition_that_nobody_accepted_is_only_called_sealed(anyone, edition, progress, officer):
    told = "It is not the file on which the Unit accepted the charter."
    page = bring(anyone, edition.file.read())
    assert "Sealed by the platform, and unchanged since" in page
    assert told in page
    assert "No signature of it has been accepted yet." in page
    progress.refresh_from_db()
    progress.return_for_changes(progress.current_submission, by=officer, reason_kind="scan", comment="Once more.")
    page = bring(anyone, edition.file.read())
    assert told in page
    assert "returned" not in page


def test_the_file_handed_out_to_be_signed_is_what_was_issued(charter, focal_point):
    data = certificates.prepared(charter, focal_point)
    assert data != issued(charter)
    assert verify(data).answer == Answer.ISSUED


def test_a_certificate_that_the_unit_trusts_is_told_and_the_accepted_file_known(
    anyone, charter, progress, focal_point, officer, manager
):
    certificates.trust(manager)
    signature = certificates.kept(
        charter, certificates.signed(charter, certificates.signatory(), by=focal_point), by=focal_point
    )
    data = signature.file.read()
    page = bring(anyone, data)
    assert "Our charter, signed with a certificate, and unchanged since" in page
    assert "Valid, by a trusted signer" in page
    assert certificates.SIGNATORY not in page
    progress.refresh_from_db()
    progress.accept(progress.submit(by=focal_point), by=officer)
    page = bring(anyone, data)
    assert "exact bytes of the signed charter that the Unit accepted" in page
    assert certificates.SIGNATORY not in page


def test_a_certificate_on_what_was_issued_is_told_without_its_name(anyone, charter):
    page = bring(anyone, certified(charter))
    assert "Our charter, signed with a certificate, and unchanged since" in page
    assert "The file begins with the bytes that were issued" in page
    assert "Valid, but the signer cannot be trusted yet" in page
    assert authority.HEAD not in page
    assert "It is not the file on which the Unit accepted the charter." in page


ALTERATIONS = {
    "a comment on what was issued": lambda charter, edition: annotate(issued(charter)),
    "a word behind what was issued": lambda charter, edition: issued(charter) + b"% more",
    "a zip behind what was issued": lambda charter, edition: issued(charter) + hostile.zip_bytes(("a.exe",)),
    "a comment after the certificate": lambda charter, edition: annotate(certified(charter)),
    "a comment on the edition": lambda charter, edition: annotate(edition),
    "a flipped byte of the edition": lambda charter, edition: flip(edition, len(edition) // 3),
    "the seal cut off": lambda charter, edition: edition[: -len(edition) // 40],
}


def test_ours_but_altered(anyone, charter, focal_point):
    edition = signed(charter, focal_point).file.read()
    for name, change in ALTERATIONS.items():
        cache.clear()
        found = verify(change(charter, edition))
        assert found.answer in ({Answer.ALTERED} if name != "the seal cut off" else {Answer.OTHER, Answer.COPY}), name
        page = bring(anyone, change(charter, edition))
        assert "exact bytes" not in page, name
        assert "unchanged" not in page, name
        assert ("Ours, but altered" in page) == (found.answer == Answer.ALTERED), name
    assert found.charter in {charter, None}


def test_our_code_on_other_bytes_is_called_a_copy(anyone, charter):
    copies = {
        "saved anew": saved_anew(issued(charter)),
        "printed by another program": hostile.from_cairo(issued(charter)),
        "photo": signing.scanned(charter, 1, turn=3),
        "scan": signing.scanned_pdf(charter, *range(1, charter.pages + 1)),
    }
    for name, data in copies.items():
        page = bring(anyone, data)
        assert "It carries our code, but it is not a file of ours" in page, name
        assert charter.register_number in page, name
        assert "Moncef" not in page, name


def test_something_else_that_we_sealed_is_no_charter(charter):
    found = verify(sealing.seal(hostile.plain_pdf(), reason="r", location="l", at=timezone.now()))
    assert (found.answer, found.charter) == (Answer.SEALED, None)
    forged = sign(hostile.plain_pdf(), authority.head())
    assert verify(forged).answer == Answer.OTHER


def test_what_is_not_ours_is_called_that_and_no_more(anyone, charter):
    for data in (hostile.plain_pdf(), hostile.saved(hostile.scan(), "JPEG")):
        page = bring(anyone, data)
        assert "This file is not ours" in page
        assert charter.register_number not in page


@pytest.mark.parametrize("what", hostile.HOSTILE)
def test_a_hostile_file_is_answered_in_time_and_the_next_one_too(anyone, charter, what):
    make, _reason = hostile.HOSTILE[what]
    data = make()
    started = time.monotonic()
    answer = anyone.post(URL, {"file": SimpleUploadedFile("charter.pdf", data)})
    assert time.monotonic() - started < 5
    page = answer.content.decode()
    assert answer.status_code == 422 or "This file is not ours" in page or "could not be checked" in page
    assert "exact bytes that we issued" in bring(anyone, issued(charter))


def everything_kept() -> dict[str, object]:
    rows = {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for config in apps.get_app_configs()
        for model in config.get_models()
    }
    folders = (Path(settings.DATA_DIR), Path(tempfile.gettempdir()))
    files = {str(path): path.stat().st_size for folder in folders for path in folder.glob("**/*") if path.is_file()}
    return {"rows": rows, "files": {name: size for name, size in files.items() if "test.sqlite3" not in name}}


def test_nothing_of_what_was_brought_is_kept(anyone, charter, tmp_path, monkeypatch, settings):
    sealing.anchor()
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)
    before = everything_kept()
    large = issued(charter) + bytes(4 * 2**20)
    for data in (issued(charter), large, hostile.bomb_in_content(), hostile.plain_pdf(), bytes(21 * 2**20)):
        answer = anyone.post(URL, {"file": SimpleUploadedFile("secret name.pdf", data)})
        assert answer.status_code in (200, 422)
        assert "secret name" not in answer.content.decode()
        assert "sessionid" not in answer.cookies
    assert everything_kept() == before


def test_a_file_never_comes_near_the_disk(anyone, charter, tmp_path, monkeypatch, settings):
    """Not even while it is read: a folder that does not exist would make the writing fail."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    large = issued(charter) + bytes(4 * 2**20)
    assert "Ours, but altered" in bring(anyone, large)


def test_more_than_twenty_megabytes_and_nothing_at_all_are_told(anyone, db):
    answer = anyone.post(URL, {"file": SimpleUploadedFile("a.pdf", bytes(20 * 2**20 + 1))})
    assert answer.status_code == 422
    assert "larger than 20 MB" in answer.content.decode()
    for nothing in ({}, {"file": SimpleUploadedFile("a.pdf", b"")}, {"file": "text"}):
        answer = anyone.post(URL, nothing)
        assert answer.status_code == 422
        assert "Choose the file that you want to check." in answer.content.decode()


def test_the_token_of_the_form_is_asked_for(charter):
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert browser.post(URL, {"file": SimpleUploadedFile("a.pdf", issued(charter))}).status_code == 403
    browser.get("/verify/")
    token = browser.cookies[settings.CSRF_COOKIE_NAME].value
    sent = {"csrfmiddlewaretoken": token, "file": SimpleUploadedFile("a.pdf", issued(charter))}
    answer = browser.post(URL, sent, headers={"referer": "https://testserver/verify/"}, secure=True)
    assert "exact bytes that we issued" in answer.content.decode()


def test_too_many_files_in_a_minute_are_put_off(anyone, db):
    for _file in range(10):
        bring(anyone, b"no paper")
    answer = anyone.post(URL, {"file": SimpleUploadedFile("a.pdf", b"no paper")})
    assert answer.status_code == 429
    assert "Wait a minute" in answer.content.decode()


# The signed charter in public -------------------------------------------------------------------------------


def test_name_and_pdf_are_shown_only_where_the_municipality_said_so(anyone, client, accepted, charter, focal_point):
    url = charter.get_absolute_url()
    pdf = reverse("verify:pdf", args=[charter.code])
    page = anyone.get(url).content.decode()
    assert "The municipality has not made the signed charter public." in page
    assert "Moncef" not in page
    assert anyone.get(pdf).status_code == 404

    client.force_login(focal_point)
    publish = reverse("charters:publish", args=["tinja", charter.pk])
    client.post(publish, {"publish": "on"})
    page = anyone.get(url).content.decode()
    assert "Moncef Ayari" in page
    assert pdf in page
    assert anyone.get(pdf).content == accepted.file.read()
    assert "Moncef Ayari" in bring(anyone, accepted.file.read())
    assert "made the signed charter public" in client.get(reverse("charters:detail", args=["tinja"])).content.decode()

    client.post(publish)
    assert anyone.get(pdf).status_code == 404
    assert "Moncef" not in anyone.get(url).content.decode()
    assert [said.is_public for said in CharterPublication.objects.all()] == [True, False]


def test_a_yes_at_the_submission_shows_nothing_before_the_unit_accepts(
    anyone, client, charter, progress, focal_point, officer
):
    signing.add_scans(charter, progress, signing.scanned_pdf(charter, *range(1, charter.pages + 1)), by=focal_point)
    client.force_login(focal_point)
    signed_on = {"signed_on": charter.issued_on.isoformat(), "publish": "on"}
    client.post(reverse("charters:submit", args=["tinja"]), signed_on)
    pdf = reverse("verify:pdf", args=[charter.code])
    assert CharterPublication.objects.is_public(charter)
    assert anyone.get(pdf).status_code == 404
    assert "Moncef" not in anyone.get(charter.get_absolute_url()).content.decode()
    progress.refresh_from_db()
    progress.accept(progress.current_submission, by=officer)
    assert anyone.get(pdf).status_code == 200


def test_without_a_word_the_signed_charter_is_not_public(client, charter, progress, focal_point):
    signing.add_scans(charter, progress, signing.scanned_pdf(charter, *range(1, charter.pages + 1)), by=focal_point)
    client.force_login(focal_point)
    client.post(reverse("charters:submit", args=["tinja"]), {"signed_on": charter.issued_on.isoformat()})
    assert not CharterPublication.objects.exists()
