from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from documents.models import StoredFile
from municipalities.models import Evidence


class Command(BaseCommand):
    help = "Removes papers that every draft let go of 30 days ago and no submission refers to. Prints how many."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        abandoned = list(Evidence.objects.abandoned(timezone.now()).values_list("pk", "file_id"))
        Evidence.objects.filter(pk__in=[evidence for evidence, _file in abandoned]).delete()
        StoredFile.objects.filter(pk__in=[file for _evidence, file in abandoned]).delete()
        self.stdout.write(f"{len(abandoned)} abandoned papers removed")
