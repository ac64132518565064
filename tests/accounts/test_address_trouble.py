"""An address that the mail server refuses is shown where the contact is edited: against a real SMTP server."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts import outbox
from accounts.models import AddressTrouble, OutboxMessage
from tests.accounts.test_outbox import later, put, send_outbox, smtp  # noqa: F401  # the fixture

pytestmark = pytest.mark.django_db(transaction=True)
TO = "focal@tinja.example"


def test_a_refusal_for_good_marks_the_address_and_a_later_mail_clears_it(smtp):  # noqa: F811
    smtp.answers = ["550 5.1.1 No such mailbox"]
    put()
    trouble = AddressTrouble.objects.get()
    assert (trouble.email, trouble.reason, trouble.detail) == (TO, "refused", "550 5.1.1 No such mailbox")
    with later(minutes=3):
        assert send_outbox() == "1 sent, 0 waiting"
    assert not AddressTrouble.objects.exists()


def test_a_server_that_is_busy_says_nothing_about_the_address(smtp):  # noqa: F811
    smtp.answers = ["451 4.7.1 Greylisted, come back later"]
    put()
    assert not AddressTrouble.objects.exists()


def test_a_mail_given_up_marks_the_address(smtp):  # noqa: F811
    smtp.answers = ["451 later"] * 2
    put()
    OutboxMessage.objects.update(attempts=OutboxMessage.MAX_ATTEMPTS - 1)
    with later(minutes=3):
        send_outbox()
    assert AddressTrouble.objects.get().reason == "failed"


def test_what_a_person_noted_stays_until_a_person_clears_it(smtp, officer):  # noqa: F811
    AddressTrouble.objects.note(TO, AddressTrouble.Reason.BOUNCED, by=officer)
    put()
    assert AddressTrouble.objects.get().reason == "bounced"


def test_headers_of_unsubscribing_arrive_whole_and_carry_no_other(smtp):  # noqa: F811
    url = "<https://testserver/notifications/unsubscribe/" + "x" * 150 + "/>"
    outbox.put(
        "digest",
        to=TO,
        language="ar",
        subject="رسالة",
        text="نص",
        html="<p>نص</p>",
        key="1",
        headers={"List-Unsubscribe": url, "List-Unsubscribe-Post": "One\r\nBcc: everyone@elsewhere.example"},
    )
    [mail] = smtp.received
    assert mail["List-Unsubscribe"].strip() == url
    assert mail["Bcc"] is None


def test_the_trouble_stands_where_the_contact_is_edited(client_of, tinja, focal_point, officer):
    pages = [
        (focal_point, reverse("municipalities:people", args=["tinja"])),
        (officer, reverse("oversight:municipality", args=["tinja"])),
    ]
    AddressTrouble.objects.note(focal_point.email, AddressTrouble.Reason.REFUSED, detail="550")
    for person, path in pages:
        assert "E-mails do not arrive here" in client_of(person).get(path).text
    focal_point.email = "new@tinja.example"
    focal_point.save()
    for person, path in pages:
        assert "E-mails do not arrive here" not in client_of(person).get(path).text


def test_the_unit_notes_by_hand_that_a_mail_came_back(client_of, tinja, zriba, focal_point, neighbour, officer):
    path, browser = reverse("oversight:addresses", args=["tinja"]), client_of(officer)
    browser.post(path, {"email": neighbour.email})
    assert not AddressTrouble.objects.exists()
    browser.post(path, {"email": focal_point.email})
    trouble = AddressTrouble.objects.get()
    assert (trouble.email, trouble.noted_by) == (focal_point.email, officer)
    assert "It works again" in browser.get(path).text
    browser.post(path, {"email": focal_point.email, "works": "1"})
    assert not AddressTrouble.objects.exists()
