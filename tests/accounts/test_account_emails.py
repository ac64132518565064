"""The e-mails that signing in sends: to the right person, in that person's language, with addresses of this site."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import OutboxMessage, User


def ask_for_code(client, address: str) -> OutboxMessage:
    client.post(reverse("account_request_login_code"), {"email": address})
    return OutboxMessage.objects.get()


def test_sign_in_code_goes_to_its_person_in_that_persons_language(client, focal_point):
    User.objects.filter(pk=focal_point.pk).update(language="fr")
    message = ask_for_code(client, focal_point.email)
    assert (message.kind, message.to, message.language) == ("account-login-code", focal_point.email, "fr")
    assert "10" in message.text
    assert re.search(r"^[A-Z]{3,4}-[A-Z]{3,4}$", message.text, flags=re.MULTILINE)


@pytest.mark.django_db
def test_address_without_account_is_told_whom_to_ask(client, settings):
    message = ask_for_code(client, "nobody@elsewhere.example")
    assert (message.kind, message.to) == ("account-unknown-account", "nobody@elsewhere.example")
    assert settings.UNIT_MAILBOX in message.text
    assert "signup" not in message.text + message.html


def test_link_for_a_new_password_stands_on_this_site_whatever_host_was_asked(client, focal_point, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    client.post(reverse("account_reset_password"), {"email": focal_point.email}, headers={"host": "other.example"})
    message = OutboxMessage.objects.get()
    assert message.kind == "account-password-reset-key"
    assert f"\n{settings.SITE_URL}/accounts/password/reset/key/" in message.text
    assert "other.example" not in message.text + message.html


def test_changed_password_is_told_to_its_person(client_of, focal_point):
    focal_point.set_password("correct horse battery")
    focal_point.save()
    client_of(focal_point).post(
        reverse("account_change_password"),
        {"oldpassword": "correct horse battery", "password1": "staple-ladder-rain", "password2": "staple-ladder-rain"},
    )
    message = OutboxMessage.objects.get()
    assert (message.kind, message.to) == ("account-password-changed", focal_point.email)
    assert "From the internet address: 127.0.0.1" in message.text
