"""One e-mail a day and person: what it says, what is left out of it, how one leaves it, what stays duty."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accounts.models import OutboxMessage
from municipalities.digests import send_digest, unsubscribe_url
from municipalities.models import Membership, Muted, Notice, NoticeKind, StepProgress
from municipalities.models.preferences import CHOICES, DUTY
from municipalities.reminding import remind
from municipalities.steps import Step
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 9, 0, tzinfo=ZoneInfo("Africa/Tunis"))  # a Tuesday


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def tell(person, kind=NoticeKind.MESSAGE, *, key="1", **kwargs):
    [notice] = Notice.objects.tell(kind, [person], key=key, **kwargs)
    return notice


def step_of(municipality, step=Step.CHARTER, due_on=date(2026, 11, 5)):
    StepProgress.objects.filter(participation__municipality=municipality, step=step).update(
        due_on=due_on, clock_due_on=due_on
    )
    return StepProgress.objects.select_related("participation__municipality").get(
        participation__municipality=municipality, step=step
    )


def the_mail() -> OutboxMessage:
    return OutboxMessage.objects.get(kind="digest")


def test_everything_since_the_last_one_is_one_mail_that_names_the_most_urgent_first(tinja, focal_point, officer):
    tell(
        focal_point, municipality=tinja, step=Step.COMMITTEE, words="Who signs?\nWe wait.", by=officer, url="/m/tinja/"
    )
    remind(step_of(tinja), at=NOW)
    assert send_digest(focal_point, at=NOW)
    mail = the_mail()
    assert mail.subject == "5 days late: Charter, Tinja, and 1 more"
    for part in (mail.text, mail.html):
        assert "It was due on 5 November 2026 and is 5 days late." in part
        assert "Souad Methlouthi" in part
        assert "https://testserver/m/tinja/charter/" in part
    assert "Who signs?\nWe wait." in mail.text
    assert "Who signs?<br>We wait." in mail.html
    assert not send_digest(focal_point, at=NOW)


def test_the_second_notice_of_a_day_waits_for_the_next(tinja, focal_point):
    tell(focal_point, municipality=tinja)
    assert send_digest(focal_point, at=NOW)
    tell(focal_point, municipality=tinja, key="2")
    assert not send_digest(focal_point, at=NOW + timedelta(hours=3))
    assert send_digest(focal_point, at=NOW + timedelta(days=1))
    assert OutboxMessage.objects.filter(kind="digest").count() == 2


def test_a_reminder_is_not_sent_when_the_step_came_in_before_the_mail_left(tinja, focal_point):
    progress = step_of(tinja)
    remind(progress, at=NOW)
    StepProgress.objects.filter(pk=progress.pk).update(state="submitted")
    assert not send_digest(focal_point, at=NOW)
    assert not OutboxMessage.objects.exists()
    assert not Notice.objects.filter(carried_at=None).exists()


def test_nothing_of_a_municipality_is_sent_to_whoever_left_it(tinja, focal_point):
    tell(focal_point, municipality=tinja, words="For members alone")
    Membership.objects.get(user=focal_point).end(by=None)
    assert not send_digest(focal_point, at=NOW)


def test_words_cannot_break_out_of_the_mail(tinja, focal_point):
    tell(focal_point, municipality=tinja, words='<img src="https://evil.example/x.png">{{ secret }}')
    send_digest(focal_point, at=NOW)
    assert "<img" not in the_mail().html
    assert "&lt;img" in the_mail().html
    assert "{{ secret }}" in the_mail().text


def test_a_mail_in_arabic_is_arabic(tinja, focal_point):
    focal_point.language = "ar"
    focal_point.save()
    remind(step_of(tinja), at=NOW)
    send_digest(focal_point, at=NOW)
    assert the_mail().language == "ar"
    assert 'dir="rtl"' in the_mail().html
    assert "تينجة" in the_mail().subject


# Leaving ----------------------------------------------------------------------------------------------------


def header_url(mail: OutboxMessage) -> str:
    return re.fullmatch(r"<https://testserver(.+)>", mail.headers["List-Unsubscribe"])[1]


def test_one_click_of_the_mail_program_is_enough_and_looking_changes_nothing(client, tinja, focal_point):
    tell(focal_point, municipality=tinja)
    send_digest(focal_point, at=NOW)
    mail = the_mail()
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = header_url(mail)
    assert url in mail.text
    assert url in mail.html
    assert client.get(url).status_code == 200
    assert not Muted.objects.exists()
    answer = client.post(url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert Muted.objects.of(focal_point) == {"message"}
    tell(focal_point, municipality=tinja, key="2")
    assert not send_digest(focal_point, at=NOW + timedelta(days=1))


def test_one_click_works_where_a_form_of_this_site_needs_its_token(focal_point):
    from django.test import Client

    path = unsubscribe_url(focal_point, {NoticeKind.MESSAGE}).removeprefix("https://testserver")
    assert Client(enforce_csrf_checks=True).post(path).status_code == 200


def test_what_is_duty_cannot_be_left(client_of, tinja, focal_point):
    remind(step_of(tinja), at=NOW)
    send_digest(focal_point, at=NOW)
    assert the_mail().headers == {}
    assert "unsubscribe" not in the_mail().text
    assert unsubscribe_url(focal_point, set(DUTY)) == ""
    client_of(focal_point).post(reverse("notifications:settings"), {"kinds": []})
    muted = Muted.objects.of(focal_point)
    assert muted == {"message", "on_behalf", "announcement"}
    Muted.objects.choose(focal_point, {kind.value for kind in DUTY})
    assert Muted.objects.of(focal_point) == set()


def test_a_link_that_was_changed_opens_nothing(client, focal_point):
    url = unsubscribe_url(focal_point, {NoticeKind.MESSAGE}).removeprefix("https://testserver")
    assert client.post(url.replace("/unsubscribe/", "/unsubscribe/x")).status_code == 404
    assert not Muted.objects.exists()


def test_a_kind_ticked_again_comes_again(client_of, tinja, officer):
    browser = client_of(officer)
    browser.post(reverse("notifications:settings"), {"kinds": ["message", "weekly"]})
    assert Muted.objects.of(officer) == {key for key, _label in CHOICES} - {"message", "weekly"}
    browser.post(reverse("notifications:settings"), {"kinds": [key for key, _label in CHOICES]})
    assert not Muted.objects.exists()


# The centre -------------------------------------------------------------------------------------------------


def test_the_centre_shows_ones_own_notices_and_marks_them_read(client_of, tinja, focal_point, deputy):
    for number in range(3):
        tell(focal_point, municipality=tinja, key=str(number), words=f"number {number}")
    tell(deputy, municipality=tinja, key="other", words="for the deputy")
    browser = client_of(focal_point)
    page = browser.get(reverse("notifications:notices")).text
    assert page.index("number 2") < page.index("number 0")
    assert "for the deputy" not in page
    browser.post(reverse("notifications:read"), {"notice": focal_point.notices.last().pk})
    assert focal_point.notices.unread().count() == 2
    browser.post(reverse("notifications:read"), {"notice": deputy.notices.get().pk})
    browser.post(reverse("notifications:read"))
    assert focal_point.notices.unread().count() == 0
    assert deputy.notices.unread().count() == 1


def test_the_mails_are_listed_without_what_they_say_and_without_the_code(client_of, focal_point):
    from accounts import outbox

    parts = {"to": focal_point.email, "language": "en", "text": "the body", "html": "<p>the body</p>"}
    outbox.put("account-login-code", subject="Your sign-in code: 123-456", key="1", **parts)
    outbox.put("digest", subject="5 days late: Charter", key="2", **parts)
    page = client_of(focal_point).get(reverse("notifications:mails")).text
    assert "5 days late: Charter" in page
    assert "123-456" not in page
    assert "the body" not in page


def test_the_centre_asks_as_often_for_fifty_notices_as_for_one(
    client_of, tinja, focal_point, officer, django_assert_num_queries
):
    browser = client_of(focal_point)
    tell(focal_point, municipality=tinja, by=officer)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("notifications:notices"))
    for number in range(49):
        other = factories.MunicipalityFactory() if number == 0 else tinja
        tell(focal_point, municipality=other, key=f"more {number}", by=officer)
    with django_assert_num_queries(len(one)):
        browser.get(reverse("notifications:notices"))
