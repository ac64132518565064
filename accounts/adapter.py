"""allauth, as this product uses it: by invitation only, and its e-mails leave by the outbox."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts import outbox
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts begin with an invitation."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Each of allauth's mails is written once per request for it, in the language of the reader."""
        user = User.objects.filter(email=email.lower()).first()
        language = user.language if user else (get_language() or "ar")
        kind = template_prefix.rsplit("/", 1)[-1].replace("_", "-")
        outbox.write(f"account-{kind}", to=email, language=language, context=context, key=f"account:{uuid4()}")
