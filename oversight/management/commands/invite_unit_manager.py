"""The first manager of the Unit comes in by this command; everyone after by invitation from a page."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from municipalities import inviting
from municipalities.permissions import UnitRole


class Command(BaseCommand):
    help = "Invites EMAIL as a manager of the E-Government Unit and prints the link. The e-mail goes out too."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--language", choices=["ar", "fr", "en"], default="ar", help="of the e-mail (default: ar)")

    def handle(self, *args: Any, email: str, language: str, **options: Any) -> None:
        email = email.strip().lower()
        try:
            validate_email(email)
            _invitation, url = inviting.invite(email, role=UnitRole.MANAGER, language=language, by=None)
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        self.stdout.write(url)
