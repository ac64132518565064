"""E-mails leave after the commit, once, and a failing server loses none: against a real SMTP server."""

from __future__ import annotations

import email
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default as policy
from io import StringIO
from types import SimpleNamespace

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from accounts import outbox
from accounts.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)

TO = "focal@tinja.example"
State = OutboxMessage.State


class Server:
    """A mail server that answers each RCPT with the next of `answers`, and with 250 when there is none left."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.answers: list[str] = []

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.received.append(email.message_from_bytes(envelope.content, policy=policy))
        return "250 OK"


@pytest.fixture
def smtp(settings):
    """The server, and the product's settings pointing at it."""
    server = Server()
    controller = Controller(server, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield server
    controller.stop()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def put(**kwargs) -> OutboxMessage:
    return outbox.put(
        **{
            "kind": "notice",
            "to": TO,
            "language": "ar",
            "subject": "رسالة",
            "text": "نص",
            "html": "<p>نص</p>",
            "key": "notice:1",
            **kwargs,
        }
    )


def send_outbox() -> str:
    out = StringIO()
    call_command("send_outbox", stdout=out)
    return out.getvalue().strip()


def later(minutes: int):
    return time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes))


def test_leaves_after_the_commit_and_not_before(smtp):
    with transaction.atomic():
        message = put()
        assert smtp.received == []
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (State.SENT, 1, "")
    assert message.sent_at is not None
    assert len(smtp.received) == 1


def test_does_not_exist_after_a_rollback(smtp):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()
    assert smtp.received == []


def test_carries_both_parts_the_language_and_says_that_a_machine_wrote_it(smtp):
    put(text="نص الرسالة\n", html="<p>نص الرسالة</p>")
    [mail] = smtp.received
    assert mail["To"] == TO
    assert mail["Subject"] == "رسالة"
    assert mail["Content-Language"] == "ar"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_body(["plain"]).get_content().strip() == "نص الرسالة"
    assert mail.get_body(["html"]).get_content().strip() == "<p>نص الرسالة</p>"


def test_greylisted_mail_waits_and_is_sent_by_the_command(smtp):
    smtp.answers = ["451 4.7.1 Greylisted, come back later"]
    message = put()
    message.refresh_from_db()
    assert (message.state, message.attempts) == (State.WAITING, 1)
    assert "451" in message.last_error
    assert message.next_attempt_at > timezone.now()
    assert send_outbox() == "0 sent, 0 waiting"
    with later(minutes=3):
        assert send_outbox() == "1 sent, 0 waiting"
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (State.SENT, 2, "")
    assert len(smtp.received) == 1


def test_waits_longer_after_each_failure(smtp):
    smtp.answers = ["451 later"] * 2
    message = put()
    message.refresh_from_db()
    first = message.next_attempt_at - timezone.now()
    with later(minutes=3):
        send_outbox()
        message.refresh_from_db()
        assert message.next_attempt_at - timezone.now() > first


def test_refused_address_keeps_the_error_and_raises_nothing(smtp):
    smtp.answers = ["550 5.1.1 No such mailbox"]
    message = put()
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert "550" in message.last_error
    assert "No such mailbox" in message.last_error
    assert smtp.received == []


def test_gives_up_after_the_last_attempt_and_stays_to_be_seen(smtp):
    smtp.answers = ["550 5.1.1 No such mailbox"] * 2
    message = put()
    OutboxMessage.objects.update(attempts=OutboxMessage.MAX_ATTEMPTS - 1)
    with later(minutes=3):
        assert send_outbox() == "0 sent, 1 waiting"
        message.refresh_from_db()
        assert (message.state, message.attempts) == (State.FAILED, OutboxMessage.MAX_ATTEMPTS)
        assert "550" in message.last_error
    with later(minutes=60 * 24 * 30):
        assert send_outbox() == "0 sent, 0 waiting"


def test_server_that_is_down_loses_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    message = put()
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert "ConnectionRefusedError" in message.last_error


def test_server_that_never_answers_costs_the_timeout_and_no_more(settings):
    with socket.socket() as black_hole:
        black_hole.bind(("127.0.0.1", 0))
        black_hole.listen()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = black_hole.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        begun = time.monotonic()
        message = put()
        assert time.monotonic() - begun < 2
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert "TimeoutError" in message.last_error or "timed out" in message.last_error


def test_attempt_that_died_half_way_is_made_again(smtp):
    """The process was killed between taking the attempt and noting its end."""
    message = OutboxMessage.objects.create(
        kind="notice", to=TO, language="ar", subject="رسالة", text="نص", html="<p>نص</p>", dedupe_key="notice:1"
    )
    assert OutboxMessage.objects.all().claim(message, timezone.now())
    assert send_outbox() == "0 sent, 0 waiting"
    with later(minutes=11):
        assert send_outbox() == "1 sent, 0 waiting"
    assert len(smtp.received) == 1


def test_same_key_is_one_mail_and_the_first_stays(smtp):
    first = put(subject="first")
    again = put(subject="again")
    assert again.pk == first.pk
    assert [mail["Subject"] for mail in smtp.received] == ["first"]


def test_two_senders_at_once_send_one(smtp):
    smtp.answers = ["451 later"]
    message = put()
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    start = threading.Barrier(4)
    results: list[bool] = []

    def send() -> None:
        try:
            start.wait(10)
            results.append(outbox.try_once(message.pk))
        finally:
            connection.close()

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    close_old_connections()
    assert sorted(results) == [False, False, False, True]
    assert len(smtp.received) == 1


def test_sent_mail_is_not_sent_again(smtp):
    message = put()
    assert outbox.try_once(message.pk) is False
    with later(minutes=60):
        assert send_outbox() == "0 sent, 0 waiting"
    assert len(smtp.received) == 1


def test_attachment_arrives_byte_for_byte_under_its_name(smtp):
    data = b"%PDF-1.7\r\n" + bytes(range(256)) * 40 + b"\n.\r\n%%EOF"
    stored = SimpleNamespace(path=default_storage.save("charter", ContentFile(data)))
    put(attachment=(stored, "ميثاق تينجة.pdf"))
    [mail] = smtp.received
    [paper] = mail.iter_attachments()
    assert paper.get_filename() == "ميثاق تينجة.pdf"
    assert paper.get_content_type() == "application/pdf"
    assert paper.get_content() == data


def test_mail_whose_paper_cannot_be_read_waits(smtp):
    message = put(attachment=(SimpleNamespace(path="gone.pdf"), "charter.pdf"))
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert "FileNotFoundError" in message.last_error
    assert smtp.received == []


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\v", "\x85", "\u2028"])
def test_subject_cannot_carry_a_header(smtp, line_break):
    message = put(subject=f"Received{line_break}Bcc: everyone@elsewhere.example")
    assert message.subject == "Received Bcc: everyone@elsewhere.example"
    [mail] = smtp.received
    assert mail["Subject"] == message.subject
    assert mail["Bcc"] is None


def test_name_of_an_attachment_cannot_carry_a_header(smtp):
    stored = SimpleNamespace(path=default_storage.save("charter", ContentFile(b"%PDF-1.7")))
    put(attachment=(stored, "charter.pdf\r\nBcc: everyone@elsewhere.example"))
    [mail] = smtp.received
    assert all("Bcc" not in part for part in mail.walk())
    assert [paper.get_filename() for paper in mail.iter_attachments()] == [
        "charter.pdf Bcc: everyone@elsewhere.example"
    ]


def test_very_long_subject_is_cut_and_still_sent(smtp):
    message = put(subject="ميثاق " * 80)
    assert len(message.subject) <= 250
    [mail] = smtp.received
    assert mail["Subject"].strip() == message.subject
