import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import OutboxMessage
from accounts.outbox import try_once


class Command(BaseCommand):
    help = "Sends the e-mails that wait, and prints how many left. Safe to run twice at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on, looking again every 30 seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            waiting = list(OutboxMessage.objects.all().due(timezone.now()).values_list("pk", flat=True))  # type: ignore[attr-defined]
            sent = sum(try_once(pk) for pk in waiting)
            if waiting or not options["loop"]:
                self.stdout.write(f"{sent} sent, {len(waiting) - sent} waiting")
            if not options["loop"]:
                return
            time.sleep(30)
