from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from charters.models import SigningInvitation
from charters.signing import tell_expired


class Command(BaseCommand):
    help = "Tells each municipality whose link for signing ran out. Run it every hour."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        expired = SigningInvitation.objects.all().expired_untold(now)  # type: ignore[attr-defined]
        self.stdout.write(f"{tell_expired(expired.select_related('charter__participation__municipality'), at=now)}")
