"""Re-checks every stored file of the charters."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from charters.management.checking import checked, kept
from charters.verifying import own_seal
from documents.signatures import Anchor, read_anchor


class Command(BaseCommand):
    help = (
        "Compares every stored file of the charters (as issued, signed, scanned) with its SHA-256, and checks the "
        "seals of the platform and the signatures by certificate. One line for each fault; ends with code 1 when there "
        "is one. Changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="PEM",
            help="certificate of an earlier seal of this platform, after the key was changed; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        trusted = [*own_seal(), *(read(Path(path)) for path in options["anchor"])]
        total = faults = signed = 0
        for each in checked(kept(), trusted):
            total += 1
            signed += each.kept.is_signed
            if each.fault:
                faults += 1
                self.stdout.write(str(each))
        if faults:
            raise CommandError(
                f"{faults} of {total} files of charters are missing, altered or without a seal or signature that holds."
            )
        self.stdout.write(f"{total} files of charters, all as they were stored; {signed} seals and signatures hold.")


def read(path: Path) -> Anchor:
    try:
        return Anchor(read_anchor(path.read_bytes()).pem)
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
