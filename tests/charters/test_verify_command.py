"""manage.py verify_charters: finds one flipped byte, one lost file and one broken seal, and changes nothing."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from charters.management.checking import kept
from charters.models import SignedEdition, TrustAnchor
from documents import sealing
from documents.models import StoredFile
from tests.charters import certificates, signing
from tests.charters.test_signing_on_screen import signed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def signed_on_paper(progress, focal_point, officer):
    submission = signing.submit(progress, by=focal_point, languages="ar")
    progress.accept(submission, by=officer)
    return submission.signed_copy


@pytest.fixture
def by_certificate(progress, focal_point, manager):
    certificates.trust(manager)
    charter = signing.issue(progress, by=focal_point, languages="ar")
    data = certificates.signed(charter, certificates.signatory(), by=focal_point)
    return certificates.kept(charter, data, by=focal_point)


@pytest.fixture
def edition(zriba, neighbour) -> SignedEdition:
    return signed(signing.issue(signing.progress_of(zriba), by=neighbour, languages="ar"), neighbour)


def run(*arguments) -> str:
    output = io.StringIO()
    call_command("verify_charters", *arguments, stdout=output)
    return output.getvalue()


def faults(*arguments) -> tuple[list[str], str]:
    """The lines of the faults, and the words of the end."""
    output = io.StringIO()
    with pytest.raises(CommandError) as end:
        call_command("verify_charters", *arguments, stdout=output)
    assert end.value.returncode == 1
    return output.getvalue().splitlines(), str(end.value)


def overwrite(stored: StoredFile, data: bytes) -> None:
    with open(default_storage.path(stored.path), "wb") as file:
        file.write(data)


def flip(stored: StoredFile) -> None:
    data = bytearray(stored.read())
    data[len(data) // 2] ^= 1
    overwrite(stored, bytes(data))


def test_all_is_well_and_no_row_is_changed(signed_on_paper, edition):
    def rows():
        configs = [apps.get_app_config(app) for app in ("charters", "documents", "municipalities")]
        models = [model for config in configs for model in config.get_models()]
        return {model: list(model.objects.order_by("pk").values()) for model in models}

    before = rows()
    said = run()
    assert said.strip().endswith("all as they were stored; 1 seals and signatures hold.")
    assert rows() == before


def test_it_only_asks_and_once_for_each_kind_of_row(signed_on_paper, edition):
    with CaptureQueriesContext(connection) as asked:
        run()
    # PostgreSQL reads many rows through a cursor, which it names first.
    asks = re.compile(r'\s*(DECLARE "\w+" NO SCROLL CURSOR (WITH HOLD )?FOR )?SELECT ')
    assert [query["sql"] for query in asked.captured_queries if not asks.match(query["sql"])] == []
    assert len(asked.captured_queries) == 6


def test_every_kind_of_file_is_looked_at(signed_on_paper, edition):
    assert {each.what for each in kept()} == {
        "as issued",
        "text as issued",
        "signed edition",
        "signed copy",
        "scan",
        "picture of a scan",
    }


@pytest.mark.parametrize("what", ["as issued", "text as issued", "signed edition", "signed copy", "picture of a scan"])
def test_a_flipped_byte_is_found(signed_on_paper, edition, what):
    each = next(each for each in kept() if each.what == what)
    flip(each.file)
    lines, end = faults()
    assert lines[0].startswith(f"{each.of} · {what} · {each.file.path}: ")
    assert "is not what was stored" in lines[0]
    assert end.startswith(f"{len(lines)} of ")


def test_a_lost_file_is_found(signed_on_paper, edition):
    scan = next(each for each in kept() if each.what == "scan")
    default_storage.delete(scan.file.path)
    lines, _end = faults()
    assert any(line.startswith("tinja · scan · ") and "cannot be read" in line for line in lines)


def flip_unseen(stored: StoredFile) -> None:
    """By somebody who may write both the disk and the database."""
    data = bytearray(stored.read())
    data[1000] ^= 1
    overwrite(stored, bytes(data))
    with connection.cursor() as cursor:
        sha256 = hashlib.sha256(bytes(data)).hexdigest()
        cursor.execute("UPDATE documents_storedfile SET sha256 = %s WHERE id = %s", [sha256, stored.pk])


def test_a_seal_that_does_not_hold_is_found_though_the_hash_was_put_right(edition):
    flip_unseen(edition.file)
    [line], _end = faults()
    assert "signed edition" in line


def test_a_signature_by_certificate_is_checked_too_whomever_the_unit_trusts_by_now(by_certificate):
    assert {"prepared for a certificate", "signed by certificate", "record of a signature"} <= {
        each.what for each in kept()
    }
    TrustAnchor.objects.all()._raw_delete(TrustAnchor.objects.db)
    assert "1 seals and signatures hold" in run()
    flip_unseen(by_certificate.file)
    [line], _end = faults()
    assert "signed by certificate" in line


def test_after_the_key_was_changed_the_earlier_certificate_is_given(edition, settings, tmp_path):
    earlier = tmp_path / "earlier.pem"
    earlier.write_bytes(sealing.anchor())
    settings.DATA_DIR = tmp_path
    assert "signed edition" in faults()[0][0]
    assert "1 seals and signatures hold" in run("--anchor", str(earlier))
    junk = tmp_path / "junk.pem"
    junk.write_bytes(b"junk")
    with pytest.raises(CommandError, match="not a certificate"):
        run("--anchor", str(junk))
