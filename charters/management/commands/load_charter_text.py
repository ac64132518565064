from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from charters.texts import load_charter_text
from municipalities.models import Cohort


class Command(BaseCommand):
    help = "Publishes the proposed text of the charter for a cohort. Idempotent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cohort", default="pilot", help="slug of the cohort")

    def handle(self, *args: Any, **options: Any) -> None:
        cohort = Cohort.objects.filter(slug=options["cohort"]).first()
        if cohort is None:
            raise CommandError(f"There is no cohort {options['cohort']}.")
        text = load_charter_text(cohort)
        self.stdout.write(f"Charter text of {cohort.slug}: version {text.version}, {text.articles.count()} articles")
