"""allauth, as this product uses it: by invitation only, and its e-mails leave by the outbox."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts import outbox
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts begin with an invitation."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count per account and address, so that a stranger's tries do not lock the owner out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _on_this_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _on_this_site(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Each of allauth's mails is written once per request for it, in the language of the reader."""
        user = User.objects.filter(email=email.lower()).first()
        language = user.language if user else (get_language() or "ar")
        kind = template_prefix.rsplit("/", 1)[-1].replace("_", "-")
        minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
        outbox.write(
            f"account-{kind}",
            to=email,
            language=language,
            context={"email": email, "minutes": minutes, **context},
            key=f"account:{uuid4()}",
        )


def _on_this_site(url: str) -> str:
    """`url` at the site's own address: allauth builds it from the Host header, which the asker chooses."""
    return settings.SITE_URL + urlsplit(url).path
