"""A link to a meeting is given to a person who sits: it ends with either. What it shows nobody else is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import OutboxMessage
from committees.meetings import inviting
from committees.models import Answer, Attendance, Committee, CommitteeMember, Decision, Meeting
from municipalities.exceptions import StateConflict
from municipalities.models import Participation
from oversight.meetings_due import remind_of_meetings, remind_of_tasks
from tests.committees.factories import seat_everyone, submit_committee
from tests.committees.joint_meetings import TUNIS, attached, guest_of, link_in, plan, token_of

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = date(2026, 11, 24)
LATER = datetime(2026, 12, 10, 10, 0, tzinfo=TUNIS)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def invited(progress, focal_point) -> Meeting:
    """Six members and a guest."""
    seat_everyone(progress, by=focal_point)
    meeting = plan(Committee.objects.get(), by=focal_point, starts_at=LATER)
    guest_of(meeting)
    inviting.invite(meeting, by=focal_point)
    return meeting


@pytest.mark.parametrize("other", [{"name_ar": "كوثر الماجري"}, {"email": "kaouther@example.tn"}])
def test_a_link_ends_with_the_person_it_was_given_to_who_follows_is_invited_anew(
    client, progress, invited, focal_point, other
):
    person = invited.attendances.filter(member__isnull=False).exclude(email="").first()
    inviting.answer(person, Answer.YES)
    link = reverse("answers:page", args=[token_of(inviting.new_link(person, by=focal_point))])
    member = person.member
    member.change(progress, other, version=member.version, by=focal_point)
    assert client.get(link).status_code == 404
    person.refresh_from_db()
    assert (person.name_ar, person.email, person.answer) == (*CommitteeMember.objects.get(pk=member.pk).person, "none")
    assert inviting.change(invited, {"venue": "Library"}, version=invited.version, by=focal_point) == 6
    assert inviting.invite(invited, by=focal_point) == 1
    sent = OutboxMessage.objects.filter(kind="meeting-invitation", to=person.email).latest("pk")
    assert client.get(reverse("answers:page", args=[token_of(link_in(sent))])).status_code == 200


def test_links_and_reminders_end_with_the_seat(client, invited, focal_point):
    person = invited.attendances.filter(member__isnull=False).exclude(email="").first()
    decision = Decision.objects.write(
        invited, {"text": "Write", "owner": person.member, "due_on": TODAY + timedelta(days=3)}, by=focal_point
    )
    link = reverse("answers:page", args=[token_of(inviting.new_link(person, by=focal_point))])
    CommitteeMember.objects.filter(pk=person.member_id).update(until_on=TODAY - timedelta(days=1))
    for address in (link, f"{link}meeting.ics"):
        assert client.get(address).status_code == 404
    assert client.post(link, {"answer": "yes"}).status_code == 404
    assert decision not in Decision.objects.to_remind(TODAY)
    with time_machine.travel(LATER - timedelta(days=1)):
        assert remind_of_meetings(LATER - timedelta(days=1)) == 6
    with pytest.raises(StateConflict):
        inviting.new_link(Attendance.objects.get(pk=person.pk), by=focal_point)


def test_while_the_participation_stands_still_the_invitation_is_read_and_nobody_answers_or_is_reminded(
    client, invited, focal_point
):
    person = invited.attendances.filter(member__isnull=False).exclude(email="").first()
    due = {"text": "Write", "owner": person.member, "due_on": TODAY + timedelta(days=3)}
    Decision.objects.write(invited, due, by=focal_point)
    link = reverse("answers:page", args=[token_of(inviting.new_link(person, by=focal_point))])
    Participation.objects.update(state="on_hold")
    page = client.get(link, {"lang": "en"})
    assert (page.status_code, "Send my answer" in page.content.decode()) == (200, False)
    assert "stands still" in client.post(f"{link}?lang=en", {"answer": "yes"}, follow=True).content.decode()
    person.refresh_from_db()
    assert person.answer == "none"
    assert remind_of_tasks(NOW) == 0
    assert remind_of_meetings(LATER - timedelta(days=1)) == 0


def test_the_address_of_a_video_call_reaches_those_invited_alone(client, progress, focal_point, officer):
    progress.accept(submit_committee(progress, by=focal_point), by=officer)
    established = Committee.objects.get()
    call = "https://call.example/secret-room"
    coming = plan(established, by=focal_point, starts_at=LATER, online_url=call)
    inviting.invite(coming, by=focal_point)
    message = OutboxMessage.objects.filter(kind="meeting-invitation").first()
    assert call in message.text
    assert call in message.html
    _calendar, event = attached("meeting-invitation", message.to)
    assert event["URL"] == call
    assert call in client.get(reverse("answers:page", args=[token_of(link_in(message))])).content.decode()
    for address in ("/municipalities/tinja/meetings/", "/municipalities/tinja/meetings.ics"):
        text = client.get(address, {"lang": "en"}).content.decode()
        assert "also online" in text
        assert "call.example" not in text
