from __future__ import annotations

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from documents.downloads import paper_response
from documents.models import StoredFile

pytestmark = pytest.mark.django_db


def stored(media_type: str = "application/pdf") -> StoredFile:
    return StoredFile.objects.store(b"%PDF-1.7 the paper", media_type=media_type)


def alter(file: StoredFile) -> None:
    with open(default_storage.path(file.path), "ab") as disk:
        disk.write(b"!")


def age(path: str, days: int) -> None:
    moment = time.time() - timedelta(days=days).total_seconds()
    os.utime(default_storage.path(path), (moment, moment))


def test_paper_is_saved_and_never_run():
    response = paper_response(stored(), "ميثاق تينجة.pdf")
    assert response.content == b"%PDF-1.7 the paper"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D9%85")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ['a"; x=".pdf', "a\r\nSet-Cookie: b=c.pdf", "../../a.pdf", "a\u202efdp.exe"])
def test_name_cannot_break_out_of_the_header(name):
    header = paper_response(stored(), name)["Content-Disposition"]
    assert "\n" not in header
    assert "\r" not in header
    assert "../" not in header
    assert "\u202e" not in header


def test_paper_can_be_shown():
    response = paper_response(stored(), "a.pdf", inline=True)
    assert response["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert paper_response(stored("image/png"), "a.png", inline=True)["Content-Security-Policy"].startswith("sandbox")


def test_altered_paper_is_not_served(caplog):
    file = stored()
    alter(file)
    response = paper_response(file, "a.pdf")
    assert response.status_code == 500
    assert response["Content-Type"].startswith("text/plain")
    assert b"the paper" not in response.content
    assert "does not match its hash" in caplog.text


def test_verification_finds_the_altered_and_the_missing():
    good, altered, missing = stored(), stored(), stored()
    call_command("verify_files", stdout=(output := StringIO()))
    assert "3 stored files" in output.getvalue()
    alter(altered)
    default_storage.delete(missing.path)
    with pytest.raises(CommandError, match="2 of 3"):
        call_command("verify_files", stderr=(errors := StringIO()))
    assert altered.path in errors.getvalue()
    assert missing.path in errors.getvalue()
    assert good.path not in errors.getvalue()


def test_sweep_removes_old_files_without_a_row_and_nothing_else():
    kept, orphan, fresh = stored(), stored(), stored()
    foreign = default_storage.save("notes.txt", ContentFile(b"of somebody else"))
    for path in (kept.path, orphan.path, foreign):
        age(path, 2)
    orphan.delete()
    fresh.delete()
    call_command("sweep_files", stdout=StringIO())
    assert default_storage.exists(kept.path)
    assert not default_storage.exists(orphan.path)
    assert default_storage.exists(fresh.path)
    assert default_storage.exists(foreign)
