from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import OutboxMessage
from documents.models import Frozen
from municipalities.models import (
    Activity,
    ExtensionRequest,
    Message,
    MessageSide,
    Notice,
    StepProgress,
    ThreadReading,
)
from municipalities.steps import Step
from tests import factories
from tests.world import digest

THREAD = "/m/tinja/messages/charter/"
AT_THE_UNIT = "/oversight/municipalities/tinja/messages/charter/"


@pytest.fixture
def charter(tinja):
    return tinja.participations.get().progress_of(Step.CHARTER)


def test_a_message_tells_the_other_side_by_a_notice_and_no_mail_of_its_own(
    client_of, charter, focal_point, deputy, officer, manager, observer
):
    mine = client_of(focal_point)
    assert mine.post(f"{THREAD}write/", {"text": "The mayor is away."}).status_code == 302
    assert {notice.user for notice in Notice.objects.all()} == {officer, manager}
    assert Notice.objects.first().url == AT_THE_UNIT
    assert client_of(officer).post(f"{AT_THE_UNIT}write/", {"text": "Until when?"}).status_code == 302
    told = Notice.objects.filter(words="Until when?")
    assert {notice.user for notice in told} == {focal_point, deputy}
    assert {notice.url for notice in told} == {THREAD}
    # From now on it is between them: the manager is not told again.
    mine.post(f"{THREAD}write/", {"text": "Monday."})
    assert [notice.user for notice in Notice.objects.filter(words="Monday.")] == [officer]
    assert not OutboxMessage.objects.exists()
    assert Activity.objects.filter(kind="message_written", municipality=charter.municipality).count() == 3


def test_readers_read_and_do_not_write(client_of, charter, focal_point, reader):
    Message.objects.write(charter, MessageSide.MUNICIPALITY, "Hello", by=focal_point)
    assert "Hello" in client_of(reader).get(THREAD).content.decode()
    assert client_of(reader).post(f"{THREAD}write/", {"text": "I too"}).status_code == 403


def test_unread_is_counted_until_a_button_or_an_answer_says_that_it_was_read(client_of, charter, focal_point, officer):
    first = Message.objects.write(charter, MessageSide.UNIT, "One", by=officer)
    browser = client_of(focal_point)

    def unread() -> int:
        threads = browser.get("/m/tinja/").context["threads"]
        return next(thread.unread for thread in threads if thread.step == Step.CHARTER)

    before = digest()
    assert browser.get(THREAD).context["unread"] == 1
    assert digest() == before
    # One that came after the page was opened stays unread.
    Message.objects.write(charter, MessageSide.UNIT, "Two", by=officer)
    browser.post(f"{THREAD}read/", {"last": first.pk})
    assert unread() == 1
    for nonsense in ("", "x", "9" * 30, "-1"):
        browser.post(f"{THREAD}read/", {"last": nonsense})
    assert unread() == 1
    browser.post(f"{THREAD}write/", {"text": "Both read."})
    assert unread() == 0
    browser.post(f"{THREAD}read/", {"last": first.pk})
    assert ThreadReading.objects.get(user=focal_point).up_to > first.pk


def test_the_units_list_shows_first_what_nobody_answered(client_of, tinja, zriba, charter, focal_point, officer):
    other = zriba.participations.get().progress_of(Step.CHARTER)
    Message.objects.write(charter, MessageSide.MUNICIPALITY, "Waiting", by=focal_point)
    Message.objects.write(other, MessageSide.UNIT, "Said", by=officer)
    threads = client_of(officer).get("/oversight/messages/").context["threads"]
    assert [(thread.municipality.slug, thread.unread) for thread in threads] == [("tinja", 1), ("zriba", 0)]


def test_the_units_lists_cost_the_same_for_one_and_for_five(client_of, tinja, focal_point, manager):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            assert client_of(manager).get(address).status_code == 200
        return len(questions)

    def speak(municipality) -> None:
        progress = municipality.participations.get().progress_of(Step.CHARTER)
        StepProgress.objects.filter(pk=progress.pk).update(due_on=date(2026, 12, 31))
        Message.objects.write(progress, MessageSide.MUNICIPALITY, "Hello", by=focal_point)
        ExtensionRequest.objects.ask(progress, date(2099, 1, 1), reason="More", by=focal_point)

    lists = ("/oversight/messages/", "/oversight/extensions/")
    speak(tinja)
    before = [asked(address) for address in lists]
    for _number in range(4):
        another = factories.MunicipalityFactory()
        factories.admit(another)
        speak(another)
    assert [asked(address) for address in lists] == before


def test_a_message_too_long_or_empty_is_refused_with_its_text_kept(client_of, charter, focal_point):
    browser = client_of(focal_point)
    for text in ("", "x" * 4001):
        refused = browser.post(f"{THREAD}write/", {"text": text})
        assert refused.status_code == 422
        assert text in refused.content.decode()
    assert not Message.objects.exists()


def test_what_was_said_stays_said(charter, focal_point):
    message = Message.objects.write(charter, MessageSide.MUNICIPALITY, "Hello", by=focal_point)
    message.text = "Something else"
    with pytest.raises(Frozen):
        message.save()
