"""Removes what a broken-off upload left on the disk."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.utils import timezone

from documents.models import StoredFile

OURS = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{28}\.[a-z]{3}")
# A file is written before its row: a transaction may still be on its way to it.
GRACE = timedelta(days=1)


class Command(BaseCommand):
    help = "Removes files older than a day that no stored file knows."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = 0
        for path in stored_paths():
            if default_storage.get_modified_time(path) > timezone.now() - GRACE:
                continue
            if not StoredFile.objects.filter(path=path).exists():
                default_storage.delete(path)
                removed += 1
        self.stdout.write(f"{removed} files without a row removed.")


def stored_paths(folder: str = "") -> Iterator[str]:
    """Every path of the storage that has the shape of ours."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in folders:
        if re.fullmatch("[0-9a-f]{2}", name):
            yield from stored_paths(f"{folder}{name}/")
    for name in files:
        if OURS.fullmatch(f"{folder}{name}"):
            yield f"{folder}{name}"
