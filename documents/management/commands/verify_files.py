"""Compares every stored paper with its hash."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from documents.models import FileAltered, StoredFile


class Command(BaseCommand):
    help = "Re-reads every stored file and compares it with its SHA-256. Ends with code 1 when one is not right."

    def handle(self, *args: Any, **options: Any) -> None:
        altered = total = 0
        for stored in StoredFile.objects.order_by("pk").iterator():
            total += 1
            try:
                stored.read()
            except FileAltered as error:
                altered += 1
                self.stderr.write(f"{stored.path}: {error}")
        if altered:
            raise CommandError(f"{altered} of {total} stored files are missing or altered.")
        self.stdout.write(f"{total} stored files, all as they were stored.")
