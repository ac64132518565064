"""The one door for e-mail: written with the event, tried once after its commit, retried by `manage.py send_outbox`."""

from __future__ import annotations

import logging
import mimetypes
import re
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPRecipientsRefused
from typing import Any, Protocol

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.models import AddressTrouble, OutboxMessage

logger = logging.getLogger(__name__)


class Attachable(Protocol):
    """A stored file: `path` in the default storage."""

    path: Any


def write(
    kind: str,
    *,
    to: str,
    language: str,
    context: dict[str, Any],
    key: str,
    attachment: tuple[Attachable, str] | None = None,
    headers: dict[str, str] | None = None,
    at: datetime | None = None,
) -> OutboxMessage:
    """Writes the e-mail `kind` in `language` and tries to send it once after the commit.

    The templates are `emails/<kind>-{subject.txt,body.txt,body.html}`; the bodies also get `subject`. The same
    `key` written twice is one e-mail: the first stays. `attachment` is a stored file and the name it carries in
    the mail; `headers` stand beside those that every e-mail has.
    """
    with translation.override(language):
        data = {"site_url": settings.SITE_URL, "unit_mailbox": settings.UNIT_MAILBOX, "language": language, **context}
        subject = data["subject"] = " ".join(render_to_string(f"emails/{kind}-subject.txt", data).split())
        # Conditions of the template leave empty lines behind.
        text = re.sub(r"\n\s*\n", "\n\n", render_to_string(f"emails/{kind}-body.txt", data)).strip() + "\n"
        html = render_to_string(f"emails/{kind}-body.html", data)
    return put(
        kind,
        to=to,
        language=language,
        subject=subject,
        text=text,
        html=html,
        key=key,
        attachment=attachment,
        headers=headers,
        at=at,
    )


def put(
    kind: str,
    *,
    to: str,
    language: str,
    subject: str,
    text: str,
    html: str,
    key: str,
    attachment: tuple[Attachable, str] | None = None,
    headers: dict[str, str] | None = None,
    at: datetime | None = None,
) -> OutboxMessage:
    """Puts an e-mail that is already worded into the outbox."""
    moment = at or timezone.now()
    message, created = OutboxMessage.objects.get_or_create(
        dedupe_key=key,
        defaults={
            "kind": kind,
            "to": to,
            "language": language,
            "subject": _one_line(subject, 250),
            "text": text,
            "html": html,
            "attachment_path": attachment[0].path if attachment else "",
            "attachment_name": _one_line(attachment[1], 200) if attachment else "",
            "headers": {name: _one_line(value, 900) for name, value in (headers or {}).items()},
            "created_at": moment,
            "next_attempt_at": moment,
        },
    )
    if created:
        transaction.on_commit(partial(try_once, message.pk))
    return message


def _one_line(value: str, length: int) -> str:
    """Fit for a header: a line break in it would begin another one."""
    return " ".join(value.split())[:length].rstrip()


def try_once(pk: int) -> bool:
    """One attempt at one waiting e-mail; True when it left. A failure is kept in the row, never raised."""
    now = timezone.now()
    message = OutboxMessage.objects.filter(pk=pk).first()
    if message is None or not OutboxMessage.objects.all().claim(message, now):  # type: ignore[attr-defined]
        return False
    message.refresh_from_db()
    try:
        _send(message)
    except Exception as error:  # any failure of the mail server, a name or the disk: the message waits
        logger.warning("e-mail %s not sent: %s", pk, type(error).__name__)
        exhausted = message.attempts >= OutboxMessage.MAX_ATTEMPTS
        message.state = OutboxMessage.State.FAILED if exhausted else OutboxMessage.State.WAITING
        message.next_attempt_at = timezone.now() + timedelta(minutes=2 ** min(message.attempts, 10))
        message.last_error = f"{type(error).__name__}: {error}"[:300]
        message.save(update_fields=["state", "next_attempt_at", "last_error"])
        _note_trouble(message, error)
        return False
    message.state = OutboxMessage.State.SENT
    message.sent_at = timezone.now()
    message.last_error = ""
    message.save(update_fields=["state", "sent_at", "last_error"])
    AddressTrouble.objects.reached(message.to)
    return True


def _note_trouble(message: OutboxMessage, error: Exception) -> None:
    """A refusal for good (5xx to RCPT) and the last failed attempt are shown where the contact is edited."""
    if isinstance(error, SMTPRecipientsRefused):
        for code, answer in error.recipients.values():
            if code >= 500:
                detail = answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
                AddressTrouble.objects.note(message.to, AddressTrouble.Reason.REFUSED, detail=f"{code} {detail}")
                return
    if message.state == OutboxMessage.State.FAILED:
        AddressTrouble.objects.note(message.to, AddressTrouble.Reason.FAILED, detail=message.last_error)


def _send(message: OutboxMessage) -> None:
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        to=[message.to],
        headers={**message.headers, "Content-Language": message.language, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(message.html, "text/html")
    if message.attachment_path:
        with default_storage.open(message.attachment_path) as file:
            kind = mimetypes.guess_type(message.attachment_name)[0] or "application/octet-stream"
            mail.attach(message.attachment_name, file.read(), kind)
    mail.send()
