from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from documents.models import FileAltered, Frozen, IssuedDocument, Series, StoredFile
from documents.pdf import RenderedDocument
from tests.factories import UserFactory


def stored(data: bytes = b"%PDF-1.7 the paper") -> StoredFile:
    return StoredFile.objects.store(data, media_type="application/pdf", pages=1)


def issue(person, **changes) -> tuple[IssuedDocument, RenderedDocument]:
    return IssuedDocument.objects.issue(
        "charter",
        by=person,
        render=lambda number, code: RenderedDocument(html="", pdf=f"{number} {code}".encode(), pages=3),
        **changes,
    )


@pytest.mark.django_db
class TestStoredFile:
    def test_keeps_the_bytes_and_knows_them(self):
        data = bytes(range(256)) * 10
        file = stored(data)
        assert file.read() == data
        assert file.sha256 == hashlib.sha256(data).hexdigest()
        assert file.sha256.startswith(file.short_hash)
        assert file.size == 2560

    def test_name_on_disk_is_ours(self):
        first, second = stored(), stored()
        assert first.path != second.path
        assert first.path.endswith(".pdf")
        assert default_storage.exists(first.path)

    def test_altered_bytes_are_never_handed_out(self):
        file = stored()
        with open(default_storage.path(file.path), "ab") as disk:
            disk.write(b"x")
        with pytest.raises(FileAltered):
            file.read()

    def test_missing_bytes_are_told_as_altered(self):
        file = stored()
        default_storage.delete(file.path)
        with pytest.raises(FileAltered):
            file.read()

    def test_row_is_never_changed(self):
        file = stored()
        file.pages = 9
        with pytest.raises(Frozen):
            file.save()
        with pytest.raises(Frozen):
            StoredFile.objects.update(pages=9)
        with pytest.raises(Frozen):
            StoredFile.objects.bulk_update([file], ["pages"])

    def test_moment_can_be_told(self):
        at = datetime(2026, 3, 1, tzinfo=UTC)
        assert StoredFile.objects.store(b"x", media_type="image/png", at=at).created_at == at

    def test_files_of_a_person_who_left_stay(self):
        person = UserFactory()
        file = StoredFile.objects.store(b"x", media_type="image/png", by=person)
        person.delete()
        file.refresh_from_db()
        assert file.created_by is None


@pytest.mark.django_db
class TestIssuedDocument:
    def test_number_code_bytes_and_row_belong_together(self):
        at = datetime(2026, 11, 24, 9, tzinfo=UTC)
        issued, rendered = issue(UserFactory(), at=at)
        assert issued.register_number == str(issued) == "LOGP/2026/0001"
        assert issued.file.read() == rendered.pdf == f"LOGP/2026/0001 {issued.code}".encode()
        assert issued.file.pages == 3
        assert issued.issued_at == issued.file.created_at == at

    def test_year_is_that_of_tunis(self):
        issued, _rendered = issue(UserFactory(), at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
        assert issued.register_number == "LOGP/2027/0001"

    def test_number_is_given_back_when_rendering_fails(self):
        person = UserFactory()
        with pytest.raises(ZeroDivisionError):
            IssuedDocument.objects.issue("charter", by=person, render=lambda number, code: 1 / 0)
        issued, _rendered = issue(person)
        assert issued.number == 1
        assert StoredFile.objects.count() == 1

    def test_correction_names_the_old_one(self):
        person = UserFactory()
        old, _rendered = issue(person)
        new, _rendered = issue(person, supersedes=old)
        assert list(old.superseded_by.all()) == [new]
        with pytest.raises(ProtectedError):
            old.delete()

    def test_never_changes(self):
        issued, _rendered = issue(UserFactory())
        issued.languages = "en"
        with pytest.raises(Frozen):
            issued.save()
        with pytest.raises(Frozen):
            IssuedDocument.objects.update(languages="en")

    def test_its_bytes_cannot_be_deleted(self):
        issued, _rendered = issue(UserFactory())
        with pytest.raises(ProtectedError):
            issued.file.delete()

    def test_one_document_a_number_and_a_code(self):
        issued, _rendered = issue(UserFactory())
        same = {"kind": "charter", "file": issued.file, "issued_by": issued.issued_by, "year": issued.year}
        with pytest.raises(IntegrityError), transaction.atomic():
            IssuedDocument.objects.create(**same, number=issued.number, code="AAAAAAAA")
        with pytest.raises(IntegrityError), transaction.atomic():
            IssuedDocument.objects.create(**same, number=99, code=issued.code)


@pytest.mark.django_db(transaction=True)
class TestSeries:
    def test_numbers_run_by_kind_and_year(self):
        with transaction.atomic():
            taken = [Series.objects.take(kind, year) for kind, year in (("a", 1), ("a", 1), ("b", 1), ("a", 2))]
        assert taken == [1, 2, 1, 1]

    def test_outside_a_transaction_no_number_is_given(self):
        with pytest.raises(transaction.TransactionManagementError):
            Series.objects.take("charter", 2026)
        assert not Series.objects.exists()

    def test_eight_at_once_take_eight_numbers_without_a_gap(self):
        start = threading.Barrier(8)

        def take(turn: int) -> int | None:
            start.wait()
            try:
                with transaction.atomic():
                    number = Series.objects.take("charter", 2026)
                    if turn == 3:
                        raise InterruptedError
                    return number
            except InterruptedError:
                return None
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as threads:
            taken = list(threads.map(take, range(8)))
        assert sorted(number for number in taken if number) == list(range(1, 8))
        with transaction.atomic():
            assert Series.objects.take("charter", 2026) == 8
