import csv
from datetime import date
from importlib.resources import files
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from municipalities.models import Cohort, CohortStep, Governorate, Municipality, ReminderRule
from municipalities.steps import Step

PILOT = "pilot"


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a data file of this app, by column name."""
    text = (files("municipalities") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))


class Command(BaseCommand):
    help = "Loads the 24 governorates, the twelve pilot municipalities and the pilot cohort. Idempotent."
    # For callers in code: the moment at which the municipalities were admitted, now by default.
    stealth_options = ("at",)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        governorates = {}
        for row in rows("governorates.csv"):
            names = {f"name_{language}": row[f"name_{language}"] for language in ("ar", "fr", "en")}
            governorate, _created = Governorate.objects.update_or_create(iso=row["iso"], defaults=names)
            governorates[row["name_fr"]] = governorate
        pilot, created = Cohort.objects.get_or_create(
            slug=PILOT,
            defaults={
                "name_ar": "البلديات النموذجية",
                "name_fr": "Communes pilotes",
                "name_en": "Pilot municipalities",
                "opened_on": date(2019, 10, 24),
            },
        )
        for step in Step:
            CohortStep.objects.get_or_create(cohort=pilot, step=step)
        if created:
            ReminderRule.objects.give_defaults(pilot)
        added = 0
        for row in rows("pilot_municipalities.csv"):
            municipality, _created = Municipality.objects.update_or_create(
                slug=row["slug"],
                defaults={
                    "name_ar": row["name_ar"],
                    "name_fr": row["name_fr"],
                    "name_en": row["name_en"],
                    "governorate": governorates[row["governorate_fr"]],
                    "region": row["region"],
                    "source": row["source"],
                    "certainty": row["certainty"],
                },
            )
            for alias in filter(None, row["aliases"].split("; ")):
                municipality.add_alias(alias)
            if not municipality.participations.exists():
                pilot.admit(municipality, at=options.get("at"))
                added += 1
        # The proposed charter text is data of an app above this one: its command is called by name.
        call_command("load_charter_text", cohort=pilot.slug)
        self.stdout.write(f"{len(governorates)} governorates, 12 pilot municipalities, {added} new in the pilot cohort")
