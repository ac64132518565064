"""Who is told of a meeting and how they answer: e-mails, calendar files, links, reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutboxMessage
from committees.meetings import inviting
from committees.models import Answer, AnswerLink, Attendance, Committee, CommitteeMember, Meeting
from documents.models import StoredFile
from municipalities.exceptions import StateConflict
from oversight.meetings_due import remind_of_meetings
from tests import papers
from tests.committees.factories import seat_everyone
from tests.committees.joint_meetings import TUNIS, attached, event_of, guest_of, link_in, plan, token_of

# A Tuesday.
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
LATER = datetime(2026, 12, 10, 10, 0, tzinfo=TUNIS)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def committee(progress, focal_point) -> Committee:
    seat_everyone(progress, by=focal_point)
    return Committee.objects.get()


@pytest.fixture
def meeting(committee, focal_point) -> Meeting:
    meeting = plan(committee, by=focal_point, starts_at=LATER)
    meeting.agenda.create(position=1, title="The state of the commitments")
    return meeting


@pytest.fixture
def invited(meeting, focal_point, django_capture_on_commit_callbacks) -> Meeting:
    guest_of(meeting)
    with django_capture_on_commit_callbacks(execute=True):
        inviting.invite(meeting, by=focal_point)
    return meeting


# Invitations ----------------------------------------------------------------------------------------------


def test_everybody_with_an_address_is_invited_once_in_their_language(invited, focal_point):
    messages = OutboxMessage.objects.filter(kind="meeting-invitation")
    assert messages.count() == 7
    assert set(messages.exclude(to="ines@donor.example").values_list("language", flat=True)) == {"ar"}
    assert messages.get(to="ines@donor.example").language == "fr"
    assert inviting.invite(invited, by=focal_point) == 0
    assert messages.count() == 7


def test_the_mail_says_day_place_and_agenda_and_brings_the_calendar_file(invited):
    sent = next(each for each in mail.outbox if each.to == ["ines@donor.example"])
    assert "10 décembre 2026, 10:00" in sent.body
    assert "Town hall, room 2" in sent.body
    assert "The state of the commitments" in sent.body
    [(name, content, kind)] = sent.attachments
    assert (name, kind) == ("meeting-1.ics", "text/calendar")
    calendar, event = event_of(content.encode() if isinstance(content, str) else content)
    assert calendar["METHOD"] == "PUBLISH"
    assert event["DTSTART"].dt == LATER
    assert event["DTSTART"].params["TZID"] == "Africa/Tunis"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Africa/Tunis"]
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert (event["SEQUENCE"], event["STATUS"]) == (0, "CONFIRMED")
    assert "The state of the commitments" in event["DESCRIPTION"]
    for person in invited.attendances.all():
        assert person.email.encode() not in calendar.to_ical()
        assert person.name_latin.encode() not in calendar.to_ical()


def test_who_has_an_account_is_written_to_in_its_language(committee, focal_point):
    member = committee.members.first()
    CommitteeMember.objects.filter(pk=member.pk).update(email=focal_point.email)
    meeting = plan(committee, by=focal_point, starts_at=LATER)
    assert meeting.attendances.get(member=member).language == "en"


def test_who_has_no_address_gets_a_link_to_copy_that_ends_the_earlier_ones(client, browser, tinja, meeting):
    person = meeting.attendances.first()
    url = reverse("meetings:link", args=[tinja.slug, meeting.pk, person.pk])
    links = []
    for _time in range(2):
        page = browser.post(url).content.decode()
        links.append(page.split('data-copy="')[1].split('"')[0])
    first, second = [client.get(reverse("answers:page", args=[token_of(link)])).status_code for link in links]
    assert (first, second) == (404, 200)
    assert AnswerLink.objects.count() == 1


def test_a_moved_meeting_is_told_with_the_same_event_and_a_higher_sequence(invited, focal_point):
    _calendar, before = attached("meeting-invitation", "ines@donor.example")
    moved = datetime(2026, 12, 15, 14, 30, tzinfo=TUNIS)
    told = inviting.change(invited, {"starts_at": moved}, version=invited.version, by=focal_point)
    assert told == 7
    _calendar, after = attached("meeting-changed", "ines@donor.example")
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == moved
    message = OutboxMessage.objects.filter(kind="meeting-changed", to="ines@donor.example").get()
    assert "15 décembre 2026" in message.text


def test_a_cancelled_meeting_is_told_with_its_reason_and_leaves_the_calendar(invited, focal_point, client):
    before = link_in(OutboxMessage.objects.filter(kind="meeting-invitation").first())
    assert inviting.cancel(invited, "The hall is flooded.", by=focal_point) == 7
    calendar, event = attached("meeting-cancelled", "ines@donor.example")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert "The hall is flooded." in OutboxMessage.objects.filter(kind="meeting-cancelled").first().text
    page = client.get(reverse("answers:page", args=[token_of(before)]), {"lang": "en"})
    assert "The hall is flooded." in page.content.decode()
    assert client.post(reverse("answers:page", args=[token_of(before)]), {"answer": "yes"}).status_code == 302
    assert not Attendance.objects.exclude(answer="none").exists()


# Answers --------------------------------------------------------------------------------------------------


@pytest.fixture
def answers(invited):
    """The address behind the link of the guest's invitation, and the guest."""
    message = OutboxMessage.objects.get(kind="meeting-invitation", to="ines@donor.example")
    return reverse("answers:page", args=[token_of(link_in(message))]), invited.attendances.get(member=None)


def test_a_look_answers_nothing_a_post_does_and_can_be_changed(client, answers):
    url, person = answers
    assert client.get(url).status_code == 200
    person.refresh_from_db()
    assert person.answer == "none"
    assert client.post(url, {}).status_code == 422
    client.post(url, {"answer": "no", "reason": "On mission"})
    person.refresh_from_db()
    assert (person.answer, person.reason) == ("no", "On mission")
    client.post(url, {"answer": "yes", "reason": "On mission"})
    person.refresh_from_db()
    assert (person.answer, person.reason) == ("yes", "")


def test_answers_close_when_the_meeting_begins_and_the_papers_stay_for_a_month(client, answers, invited, focal_point):
    url, person = answers
    stored = StoredFile.objects.store(papers.pdf_bytes(), media_type="application/pdf", pages=1, by=focal_point)
    paper = invited.papers.create(file=stored, original_name="plan.pdf", uploaded_at=NOW, uploaded_by=focal_point)
    with time_machine.travel(LATER, tick=False):
        page = client.post(url, {"answer": "yes"}, follow=True, headers={"accept-language": "en"})
        assert "Answers are closed" in page.content.decode()
        with pytest.raises(StateConflict):
            inviting.answer(person, Answer.YES)
        assert client.get(f"{url}papers/{paper.pk}/").content == papers.pdf_bytes()
        assert client.get(f"{url}meeting.ics").status_code == 200
    with time_machine.travel(LATER + timedelta(days=31), tick=False):
        assert client.get(url).status_code == 404
        assert client.get(f"{url}papers/{paper.pk}/").status_code == 404


def test_a_link_opens_no_paper_of_another_meeting(client, answers, committee, focal_point):
    url, _person = answers
    other = plan(committee, by=focal_point)
    stored = StoredFile.objects.store(b"%PDF-1.7 x", media_type="application/pdf", pages=1, by=focal_point)
    paper = other.papers.create(file=stored, original_name="x.pdf", uploaded_at=NOW, uploaded_by=focal_point)
    assert client.get(f"{url}papers/{paper.pk}/").status_code == 404
    assert client.get("/answers/unknown/").status_code == 404


def test_only_the_hash_of_a_token_is_kept(invited):
    tokens = [token_of(link_in(each)) for each in OutboxMessage.objects.filter(kind="meeting-invitation")]
    kept = set(AnswerLink.objects.values_list("token_hash", flat=True))
    assert len(set(tokens)) == len(kept) == 7
    assert not kept & set(tokens)


# What the hour brings -------------------------------------------------------------------------------------


def test_who_has_not_answered_is_reminded_once_two_working_days_before(invited):
    invited.attendances.filter(pk=invited.attendances.first().pk).update(answer="yes")
    # The 10th is a Thursday: two working days before is the Tuesday.
    assert remind_of_meetings(datetime(2026, 12, 7, 9, tzinfo=UTC)) == 0
    at = datetime(2026, 12, 8, 9, tzinfo=UTC)
    assert remind_of_meetings(at) == 6
    assert remind_of_meetings(at) == 0
    assert OutboxMessage.objects.filter(kind="meeting-reminder").count() == 6


def test_the_hourly_command_carries_it_out(invited):
    with time_machine.travel(datetime(2026, 12, 8, 9, tzinfo=UTC), tick=False):
        call_command("send_due", verbosity=0)
    assert OutboxMessage.objects.filter(kind="meeting-reminder").count() == 7
