"""Who is told of a meeting and how they answer: e-mails, calendar files, links, reminders, the public page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OutboxMessage
from committees.meetings import inviting
from committees.meetings.rhythm import rhythms_of
from committees.models import Answer, AnswerLink, Attendance, Committee, CommitteeMember, Decision, Meeting
from documents.models import StoredFile
from municipalities.exceptions import StateConflict
from municipalities.models import Notice, Participation
from municipalities.risks import RiskKind, risks_of
from oversight.meetings_due import remind_of_meetings, remind_of_tasks, tell_of_lapses
from tests import papers
from tests.committees.factories import seat_everyone, submit_committee
from tests.committees.joint_meetings import TUNIS, attached, event_of, guest_of, link_in, plan, record, token_of

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
def established(progress, focal_point, officer) -> Committee:
    """Accepted today."""
    progress.accept(submit_committee(progress, by=focal_point), by=officer)
    OutboxMessage.objects.all().delete()
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


def test_an_owner_is_reminded_before_the_day_and_after_it_each_once(committee, focal_point):
    held = record(plan(committee, by=focal_point, starts_at=NOW - timedelta(hours=3)), by=focal_point)
    owner = committee.members.first()
    task = Decision.objects.write(
        held, {"text": "To publish the plan", "owner": owner, "due_on": date(2026, 12, 4)}, by=focal_point
    )
    Decision.objects.write(held, {"text": "To think", "owner_words": "Everybody"}, by=focal_point)
    days = [24, 27, 28, 30]
    sent = [remind_of_tasks(datetime(2026, 11, day, 9, tzinfo=UTC)) for day in days]
    assert sent == [0, 1, 0, 0]
    assert [remind_of_tasks(datetime(2026, 12, day, 9, tzinfo=UTC)) for day in (4, 5, 6)] == [0, 1, 0]
    task.change({"due_on": date(2026, 12, 20)}, version=task.version, by=focal_point)
    assert remind_of_tasks(datetime(2026, 12, 14, 9, tzinfo=UTC)) == 1
    task.finish("It is online.", on=TODAY, by=focal_point)
    assert remind_of_tasks(datetime(2026, 12, 30, 9, tzinfo=UTC)) == 0
    assert set(OutboxMessage.objects.filter(kind="task-reminder").values_list("to", flat=True)) == {owner.email}


# The rhythm -----------------------------------------------------------------------------------------------


def test_the_committee_meets_again_three_months_after_it_was_set_up_or_met(established, focal_point):
    def rhythm(on: date):
        return rhythms_of([Committee.objects.get()], on)[established]

    assert rhythm(TODAY).due_by == date(2027, 2, 24)
    assert rhythm(date(2027, 2, 24)).late_since is None
    assert rhythm(date(2027, 2, 25)).late_since == date(2027, 2, 24)
    assert rhythm(date(2027, 2, 25)).floor_by == date(2027, 5, 24)
    assert rhythm(date(2027, 5, 25)).is_below_floor
    plan(established, by=focal_point, starts_at=datetime(2027, 3, 10, 10, tzinfo=TUNIS))
    assert rhythm(date(2027, 2, 25)).lapsed_since is None
    assert rhythm(date(2027, 3, 11)).lapsed_since == date(2027, 2, 24)
    Committee.objects.update(meets_every_months=1)
    assert rhythm(TODAY).due_by == date(2026, 12, 24)
    Committee.objects.update(meets_every_months=12)
    assert rhythm(TODAY).due_by == date(2027, 2, 24)


def test_a_lapse_is_a_risk_for_the_unit_and_told_to_the_team_once(established, tinja, focal_point, deputy):
    participation = Participation.objects.select_related("municipality").get()
    late = date(2027, 3, 1)
    kinds = [risk.kind for risk in risks_of([participation], late)[participation]]
    assert RiskKind.MEETING_LATE in kinds
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert tell_of_lapses(at) == 2
    assert tell_of_lapses(at + timedelta(days=1)) == 0
    assert set(Notice.objects.values_list("user", flat=True)) == {focal_point.pk, deputy.pk}
    with time_machine.travel(at, tick=False):
        record(plan(established, by=focal_point, starts_at=at - timedelta(hours=1)), by=focal_point)
    assert tell_of_lapses(at) == 0
    assert RiskKind.MEETING_LATE not in [risk.kind for risk in risks_of([participation], late)[participation]]


def test_the_hourly_command_carries_it_out(invited):
    with time_machine.travel(datetime(2026, 12, 8, 9, tzinfo=UTC), tick=False):
        call_command("send_due", verbosity=0)
    assert OutboxMessage.objects.filter(kind="meeting-reminder").count() == 7


# Tasks ----------------------------------------------------------------------------------------------------


@pytest.fixture
def decided(committee, focal_point) -> Meeting:
    """Three decisions: late, to come, without a day."""
    held = record(plan(committee, by=focal_point, starts_at=NOW - timedelta(days=9)), by=focal_point)
    for text, due_on in [("Later", date(2026, 12, 24)), ("Late", date(2026, 11, 20)), ("Some day", None)]:
        Decision.objects.write(held, {"text": text, "due_on": due_on}, by=focal_point)
    return held


def test_decisions_are_numbered_changed_and_carried_out_with_what_came_of_it(browser, tinja, decided):
    assert list(decided.decisions.values_list("number", flat=True)) == [1, 2, 3]
    late = decided.decisions.get(text="Late")
    url = reverse("meetings:decision_done", args=[tinja.slug, decided.pk, late.pk])
    assert browser.post(url, {"done_on": "2026-11-24", "outcome": ""}).status_code == 422
    assert browser.post(url, {"done_on": "2026-11-25", "outcome": "Done"}).status_code == 422
    assert browser.post(url, {"done_on": "2026-11-24", "outcome": "Done"}).status_code == 302
    assert browser.post(url, {"done_on": "2026-11-24", "outcome": "Again"}).status_code == 409
    late.refresh_from_db()
    assert (late.done_on, late.outcome) == (TODAY, "Done")


def test_tasks_are_listed_by_state_and_press_on_the_home_page(browser, tinja, decided):
    def shown(state: str) -> list[str]:
        page = browser.get(reverse("meetings:tasks", args=[tinja.slug]), {"state": state})
        return [task.text for task in page.context["page_obj"]]

    assert shown("open") == ["Late", "Later", "Some day"]
    assert shown("late") == ["Late"]
    assert shown("done") == []
    home = browser.get(reverse("municipalities:home", args=[tinja.slug])).content.decode()
    assert home.index("Late") < home.index("Some day")


def test_the_unit_sees_the_tasks_of_all_late_ones_first_by_a_bounded_number_of_questions(
    client_of, officer, observer, decided, focal_point
):
    national = plan(Committee.objects.national(), by=officer)
    Decision.objects.write(national, {"text": "Earliest", "due_on": date(2026, 11, 2)}, by=officer)
    browser = client_of(officer)
    counted = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            page = browser.get("/oversight/tasks/")
        counted.append(len(asked))
        for number in range(20):
            Decision.objects.write(national, {"text": f"More {number}", "due_on": date(2027, 1, 2)}, by=officer)
    assert [task.text for task in page.context["page_obj"]][:3] == ["Earliest", "Late", "Later"]
    assert counted[0] == counted[1]
    assert counted[0] <= 12
    of_one = browser.get("/oversight/tasks/", {"q": "tinja", "state": "late"})
    assert [task.text for task in of_one.context["page_obj"]] == ["Late"]
    assert client_of(observer).get("/oversight/tasks/").status_code == 403


def test_the_page_of_a_municipality_at_the_unit_counts_its_tasks(client_of, officer, tinja, decided):
    page = client_of(officer).get(f"/oversight/municipalities/{tinja.slug}/").content.decode()
    assert f"/oversight/tasks/?municipality={tinja.slug}" in page
    assert "3 open" in page


def test_the_board_counts_the_tasks_for_whoever_may_open_them(client_of, officer, observer, decided):
    page = client_of(officer).get("/oversight/").content.decode()
    assert '<a href="/oversight/tasks/">' in page
    assert "3 open" in page
    assert "/oversight/tasks/" not in client_of(observer).get("/oversight/").content.decode()


# What is public -------------------------------------------------------------------------------------------


def test_anyone_reads_when_it_meets_and_how_many_were_there_and_no_name(client, established, focal_point, tinja):
    held = record(plan(established, by=focal_point, starts_at=NOW - timedelta(days=2)), by=focal_point, present=4)
    coming = plan(established, by=focal_point, starts_at=LATER, subject="The next plan")
    coming.agenda.create(position=1, title="Proposals of the residents")
    guest_of(coming)
    plan(established, by=focal_point, starts_at=LATER, subject="MARKER not announced")
    inviting.invite(coming, by=focal_point)
    inviting.cancel(plan(established, by=focal_point, starts_at=LATER, subject="MARKER gone"), "Rain", by=focal_point)
    Decision.objects.write(held, {"text": "MARKER decided", "owner": established.members.first()}, by=focal_point)
    names = [*Attendance.objects.values_list("name_ar", "name_latin", "email", "body")]
    for address in (f"/municipalities/{tinja.slug}/meetings/", f"/municipalities/{tinja.slug}/meetings.ics"):
        for language in ("ar", "fr", "en"):
            text = client.get(address, {"lang": language}).content.decode()
            assert "The next plan" in text
            assert "MARKER" not in text
            assert not [part for row in names for part in row if part and part in text.replace("بلدية تينجة", "")]
    page = client.get(f"/municipalities/{tinja.slug}/meetings/", {"lang": "en"}).content.decode()
    assert "Proposals of the residents" in page
    assert "4 of 6 members were present" in page
    assert "The quorum was met." in page


def test_the_public_calendar_has_real_events_and_is_sent_again_only_when_it_changed(client, established, focal_point):
    coming = plan(established, by=focal_point, starts_at=LATER)
    inviting.invite(coming, by=focal_point)
    address = "/municipalities/tinja/meetings.ics"
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    _calendar, event = event_of(answer.content)
    assert event["DTSTART"].dt == LATER
    assert event["DTSTART"].dt.tzinfo == ZoneInfo("Africa/Tunis")
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    inviting.change(coming, {"venue": "Library"}, version=coming.version, by=focal_point)
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert event_of(again.content)[1]["SEQUENCE"] == 1


def test_nothing_is_public_before_the_committee_is_accepted_and_the_national_one_is(
    client, committee, focal_point, officer
):
    inviting.invite(plan(committee, by=focal_point, starts_at=LATER, subject="MARKER"), by=focal_point)
    assert "MARKER" not in client.get("/municipalities/tinja/meetings/", {"lang": "en"}).content.decode()
    national = plan(Committee.objects.national(), by=officer, starts_at=LATER, subject="The fourth plan")
    inviting.invite(national, by=officer)
    assert "The fourth plan" in client.get("/national/meetings/").content.decode()
    assert event_of(client.get("/national/meetings.ics").content)[1]["DTSTART"].dt == LATER


def test_a_page_of_many_meetings_asks_no_more_than_of_one(client, established, focal_point):
    record(plan(established, by=focal_point, starts_at=NOW - timedelta(days=9)), by=focal_point)
    counted = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/municipalities/tinja/meetings/")
        counted.append(len(asked))
        for days in range(1, 6):
            record(plan(established, by=focal_point, starts_at=NOW - timedelta(days=days)), by=focal_point)
    assert counted[0] == counted[1]
