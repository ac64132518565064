"""Papers as the product keeps them: bytes that never change, numbers without gaps, documents that were issued."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .codes import new_code
from .kinds import EXTENSIONS

if TYPE_CHECKING:
    from accounts.models import User

    from .pdf import RenderedDocument

# How a register is called on paper. Numbers run per kind and year, for the whole platform.
REGISTERS = {"charter": "LOGP"}


class Frozen(RuntimeError):
    """A row that is never changed was about to be."""


class FileAltered(RuntimeError):
    """The bytes on disk are gone, or are not the bytes that were stored."""


Row = TypeVar("Row", bound=models.Model, covariant=True)


class FrozenQuerySet(models.QuerySet[Row]):
    def update(self, **values: Any) -> int:
        raise Frozen(f"{self.model.__name__} rows are never updated.")


class FrozenModel(models.Model):
    """Written once. A correction is a new row."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Frozen(f"{type(self).__name__} rows are never updated.")
        super().save(*args, **kwargs)


class StoredFileQuerySet(FrozenQuerySet["StoredFile"]):
    def store(
        self,
        data: bytes,
        *,
        media_type: str,
        pages: int | None = None,
        by: User | None = None,
        at: datetime | None = None,
    ) -> StoredFile:
        """Writes the bytes to the disk for good, under a name of ours, then the row that knows them.

        The order leaves at worst a file without a row, which `manage.py sweep_files` removes.
        """
        name = uuid.uuid4().hex
        path = default_storage.save(
            f"{name[:2]}/{name[2:4]}/{name}.{EXTENSIONS.get(media_type, 'bin')}", ContentFile(data)
        )
        _make_durable(path)
        return self.create(
            sha256=hashlib.sha256(data).hexdigest(),
            size=len(data),
            media_type=media_type,
            pages=pages,
            path=path,
            created_at=at or timezone.now(),
            created_by=by,
        )

    def holds(self, data: bytes) -> bool:
        """Whether these very bytes are stored: then they were made here, or opened and taken before."""
        return self.filter(sha256=hashlib.sha256(data).hexdigest()).exists()


class StoredFile(FrozenModel):
    """Bytes, untouched, with what was true of them when they came."""

    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size"))
    media_type = models.CharField(_("media type"), max_length=100)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    path = models.CharField(_("path"), max_length=200, unique=True)
    created_at = models.DateTimeField(_("stored at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stored by"),
    )

    objects: ClassVar[models.Manager[Self]] = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return f"{self.media_type} {self.short_hash}"

    @property
    def short_hash(self) -> str:
        """The first twelve signs of the hash, as people compare them."""
        return self.sha256[:12]

    def read(self) -> bytes:
        """The bytes, after they were compared with their hash; FileAltered when they are not those."""
        try:
            with default_storage.open(self.path) as file:
                data: bytes = file.read()
        except OSError as error:
            raise FileAltered(f"Stored file {self.pk} cannot be read.") from error
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise FileAltered(f"Stored file {self.pk} is not what was stored.")
        return data


def _make_durable(path: str) -> None:
    """Waits until the disk holds the file and its name. Storages without a disk of ours answer for themselves."""
    try:
        on_disk = default_storage.path(path)
    except NotImplementedError:
        return
    for target in (on_disk, os.path.dirname(on_disk)):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class SeriesQuerySet(models.QuerySet["Series"]):
    def take(self, kind: str, year: int) -> int:
        """The next number of the series, without gaps: it is given back if the caller's transaction rolls back.

        Others who want a number of the same series wait until then. Raises outside `transaction.atomic()`.
        """
        connection = transaction.get_connection(self.db)
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("A register number is taken inside a transaction.")
        row = self.filter(kind=kind, year=year)
        if not row.update(last_number=F("last_number") + 1):
            self.bulk_create([self.model(kind=kind, year=year, last_number=0)], ignore_conflicts=True)
            row.update(last_number=F("last_number") + 1)
        return int(row.values_list("last_number", flat=True).get())


class Series(models.Model):
    """The last number given in the register of a kind of document, in a year."""

    kind = models.CharField(_("kind"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    objects: ClassVar[models.Manager[Self]] = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("register series")
        verbose_name_plural = _("register series")
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="documents_series_one_per_kind_and_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last_number}"


def register_number(kind: str, year: int, number: int) -> str:
    """ "LOGP/2026/0007"; a kind without a register name of its own goes by the kind: "LOGP-LETTER/2026/0007"."""
    return f"{REGISTERS.get(kind, f'LOGP-{kind.upper()}')}/{year}/{number:04d}"


class IssuedDocumentQuerySet(FrozenQuerySet["IssuedDocument"]):
    def issue(
        self,
        kind: str,
        *,
        by: User,
        render: Callable[[str, str], RenderedDocument],
        languages: str = "ar,fr",
        supersedes: IssuedDocument | None = None,
        at: datetime | None = None,
    ) -> tuple[IssuedDocument, RenderedDocument]:
        """Number, rendering, bytes and row in one transaction: all of them or none.

        `render` gets the register number and the code and returns the document. Render the same document as a
        specimen before, so that a fault comes to light without holding up the register.
        """
        at = at or timezone.now()
        year = timezone.localtime(at).year
        with transaction.atomic(using=self.db):
            number = Series.objects.using(self.db).take(kind, year)
            code = new_code()
            rendered = render(register_number(kind, year, number), code)
            file = StoredFile.objects.using(self.db).store(
                rendered.pdf, media_type="application/pdf", pages=rendered.pages, by=by, at=at
            )
            issued = self.create(
                kind=kind,
                year=year,
                number=number,
                code=code,
                file=file,
                languages=languages,
                issued_at=at,
                issued_by=by,
                supersedes=supersedes,
            )
        return issued, rendered


class IssuedDocument(FrozenModel):
    """A document the product gave out. It never changes; a correction is a new one that names the old."""

    kind = models.CharField(_("kind"), max_length=40)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=8, unique=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))
    languages = models.CharField(_("languages"), max_length=20, default="ar,fr")
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )

    objects: ClassVar[models.Manager[Self]] = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "number"], name="documents_issueddocument_one_per_number")
        ]

    def __str__(self) -> str:
        return self.register_number

    @property
    def register_number(self) -> str:
        return register_number(self.kind, self.year, self.number)
