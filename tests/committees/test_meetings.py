"""A meeting from its plan to its day: seats, versions, moves, agenda, guests, papers, who was there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import OutboxMessage
from committees.meetings import attending, inviting
from committees.models import Attendance, Committee, CommitteeMember, Meeting, MeetingState
from committees.models.attendance import quorum_of
from documents.models import StoredFile
from municipalities.exceptions import StaleDraft, StateConflict
from municipalities.models import Activity, Participation
from tests import papers
from tests.committees.factories import seat_everyone
from tests.committees.joint_meetings import TUNIS, guest_of, plan, record

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
LATER = datetime(2026, 12, 10, 10, 0, tzinfo=TUNIS)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def committee(progress, focal_point) -> Committee:
    """Six members: three of each side."""
    seat_everyone(progress, by=focal_point)
    return Committee.objects.get()


@pytest.fixture
def meeting(committee, focal_point) -> Meeting:
    return plan(committee, by=focal_point, starts_at=LATER)


@pytest.fixture
def url(tinja):
    return lambda name, *args: reverse(f"meetings:{name}", args=[tinja.slug, *args])


TYPED = {
    "subject": "Follow-up of the action plan",
    "day": "2026-12-10",
    "hour": "10:00",
    "minutes_long": "120",
    "venue": "Town hall, room 2",
    "words": "",
}


# Planning -------------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_on_a_form_with_a_seat_for_each_member_of_that_day(browser, url, committee):
    leaves, joins = committee.members.order_by("pk")[:2]
    CommitteeMember.objects.filter(pk=leaves.pk).update(until_on=date(2026, 12, 9))
    CommitteeMember.objects.filter(pk=joins.pk).update(from_on=date(2026, 12, 10))
    answer = browser.post(url("new"), TYPED)
    meeting = Meeting.objects.get()
    assert answer.url == url("detail", meeting.pk)
    assert (meeting.number, meeting.starts_at, meeting.ends_at) == (1, LATER, LATER + timedelta(hours=2))
    seated = set(meeting.attendances.values_list("member", flat=True))
    assert joins.pk in seated
    assert leaves.pk not in seated
    assert Activity.objects.filter(kind="meeting", subject="planned Follow-up of the action plan").count() == 1
    assert not OutboxMessage.objects.exists()


def test_the_list_without_a_meeting_says_what_to_do(browser, url, tinja):
    page = browser.get(url("list"))
    assert page.status_code == 200
    assert "No meeting yet" in page.content.decode()
    assert url("new") in page.content.decode()
    assert not Committee.objects.exists()


@pytest.mark.parametrize("wrong", [{"hour": "25:00"}, {"day": "1919-11-25"}, {"subject": ""}, {"minutes_long": "5"}])
def test_what_cannot_be_is_refused_and_kept_in_the_form(browser, url, wrong):
    page = browser.post(url("new"), TYPED | wrong)
    assert page.status_code == 422
    assert "Town hall, room 2" in page.content.decode()
    assert not Meeting.objects.exists()


def test_numbers_count_the_meetings_of_each_committee_and_none_is_given_twice(committee, meeting, focal_point):
    assert plan(committee, by=focal_point).number == 2
    assert plan(Committee.objects.national(), by=focal_point).number == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(number=2).update(number=1, committee=committee)


def test_the_same_pages_serve_the_national_committee(client_of, officer, observer, committee):
    browser = client_of(officer)
    page = browser.post("/oversight/national/meetings/new/", TYPED)
    meeting = Meeting.objects.get(committee=Committee.objects.national())
    assert page.url == f"/oversight/national/meetings/{meeting.pk}/"
    assert browser.get(page.url).status_code == 200
    assert client_of(observer).get(page.url).status_code == 403


def test_a_participation_that_stands_still_is_read_and_not_written(browser, url, meeting):
    Participation.objects.update(state="on_hold")
    page = browser.get(url("detail", meeting.pk))
    assert page.status_code == 200
    assert url("edit", meeting.pk) not in page.content.decode()
    assert browser.post(url("cancel", meeting.pk), {"reason": "Rain"}).status_code == 409
    assert Meeting.objects.get().is_planned


@pytest.mark.parametrize("typed", ["http://call.example/room", "call", "javascript:alert(1)"])
def test_a_video_call_has_an_address_of_the_web(browser, url, committee, typed):
    assert browser.post(url("new"), TYPED | {"online_url": typed}).status_code == 422
    assert not Meeting.objects.exists()


def test_what_was_cancelled_meanwhile_takes_nothing_more(meeting, focal_point):
    decision = meeting.decisions.write(meeting, {"text": "Write"}, by=focal_point)
    Meeting.objects.get().cancel("Rain", by=focal_point)
    assert meeting.is_planned
    changes = [
        meeting.require_standing,
        meeting.require_planned,
        lambda: inviting.new_link(meeting.attendances.first(), by=focal_point),
        lambda: decision.change({"text": "Other"}, version=1, by=focal_point),
        lambda: decision.finish("Done", on=NOW.date(), by=focal_point),
    ]
    for change in changes:
        with pytest.raises(StateConflict):
            change()


# Changing, moving, cancelling ---------------------------------------------------------------------------------


def test_a_new_date_takes_answers_back_and_raises_the_sequence(committee, meeting, focal_point):
    meeting.attendances.update(answer="yes", answered_at=NOW)
    before = meeting.sequence
    told = meeting.change({"starts_at": LATER + timedelta(days=1)}, version=1, by=focal_point)
    assert told == {"starts_at"}
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.version) == (before + 1, 2)
    assert set(meeting.attendances.values_list("answer", flat=True)) == {"none"}


def test_a_new_place_is_told_and_leaves_answers_alone_a_new_word_is_not_told(meeting, focal_point):
    meeting.attendances.update(answer="yes", answered_at=NOW)
    assert meeting.change({"venue": "Library"}, version=1, by=focal_point) == {"venue"}
    assert meeting.change({"words": "Bring the plan."}, version=2, by=focal_point) == frozenset()
    assert meeting.sequence == 1
    assert set(meeting.attendances.values_list("answer", flat=True)) == {"yes"}


def test_of_two_who_edit_the_second_sees_both_texts_and_may_save_again(browser, url, meeting):
    meeting.change({"venue": "Library"}, version=1, by=meeting.created_by)
    mine = TYPED | {"venue": "House of culture", "version": "1"}
    page = browser.post(url("edit", meeting.pk), mine)
    assert page.status_code == 409
    text = page.content.decode()
    assert "Library" in text
    assert "House of culture" in text
    assert Meeting.objects.get().venue == "Library"
    assert 'name="version" value="2"' in text
    assert browser.post(url("edit", meeting.pk), mine | {"version": "2"}).status_code == 302
    assert Meeting.objects.get().venue == "House of culture"


def test_who_saves_what_stands_there_already_is_not_stale(meeting, focal_point):
    meeting.change({"venue": "Library"}, version=1, by=focal_point)
    assert meeting.change({"venue": "Library"}, version=1, by=focal_point) == frozenset()
    with pytest.raises(StaleDraft):
        meeting.change({"venue": "Elsewhere"}, version=1, by=focal_point)


def test_it_is_cancelled_once_with_a_reason_and_then_only_read(browser, url, meeting, focal_point):
    assert browser.post(url("cancel", meeting.pk), {"reason": ""}).status_code == 422
    assert browser.post(url("cancel", meeting.pk), {"reason": "Rain"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancel_reason) == (MeetingState.CANCELLED, "Rain")
    assert browser.post(url("cancel", meeting.pk), {"reason": "Snow"}).status_code == 409
    assert browser.post(url("agenda_add", meeting.pk), {"title": "Late"}).status_code == 409
    assert browser.post(url("invite", meeting.pk)).status_code == 409
    with pytest.raises(StateConflict):
        meeting.change({"venue": "Library"}, version=meeting.version, by=focal_point)
    assert "Rain" in browser.get(url("detail", meeting.pk)).content.decode()


# Agenda, guests, papers ----------------------------------------------------------------------------------------


def test_items_are_added_moved_changed_and_removed(browser, url, meeting):
    for title in ("One", "Two", "Three"):
        browser.post(url("agenda_add", meeting.pk), {"title": title})
    one, two, three = meeting.agenda.all()
    browser.post(url("agenda_move", meeting.pk, three.pk), {"to": "up"})
    browser.post(url("agenda_move", meeting.pk, one.pk), {"to": "up"})
    assert list(meeting.agenda.values_list("title", flat=True)) == ["One", "Three", "Two"]
    changed = {"title": "Two, at length", "version": "1"}
    assert browser.post(url("agenda_edit", meeting.pk, two.pk), changed).status_code == 302
    stale = browser.post(url("agenda_edit", meeting.pk, two.pk), {"title": "Two, in short", "version": "1"})
    assert stale.status_code == 409
    assert "Two, at length" in stale.content.decode()
    browser.post(url("agenda_remove", meeting.pk, one.pk))
    assert list(meeting.agenda.values_list("title", flat=True)) == ["Three", "Two, at length"]


def test_a_speaker_comes_from_the_committee_and_no_other(browser, url, meeting):
    stranger = CommitteeMember.objects.create(
        committee=Committee.objects.national(), civility="mr", name_ar="غريب", side="other", body="أخرى"
    )
    assert browser.post(url("agenda_add", meeting.pk), {"title": "A", "speaker": stranger.pk}).status_code == 422
    own = meeting.committee.members.first()
    assert browser.post(url("agenda_add", meeting.pk), {"title": "A", "speaker": own.pk}).status_code == 302
    assert meeting.agenda.get().speaker == own


def test_a_guest_has_no_seat_and_can_be_taken_off(browser, url, meeting):
    typed = {
        "civility": "ms",
        "name_ar": "إيناس الفخفاخ",
        "body": "Agence de coopération",
        "side": "other",
        "email": "ines@donor.example",
        "language": "fr",
    }
    assert browser.post(url("guest_add", meeting.pk), typed).status_code == 302
    guest = meeting.attendances.get(member=None)
    assert meeting.quorum().seats == 6
    member = meeting.attendances.exclude(member=None).first()
    assert browser.post(url("guest_remove", meeting.pk, member.pk)).status_code == 404
    assert browser.post(url("guest_remove", meeting.pk, guest.pk)).status_code == 302
    assert not Attendance.objects.filter(pk=guest.pk).exists()


def test_a_paper_is_opened_before_it_is_taken_and_served_as_it_came(browser, url, meeting, client_of, neighbour):
    pdf = papers.pdf_bytes()
    bad = browser.post(url("paper_add", meeting.pk), {"file": SimpleUploadedFile("a.pdf", b"MZ not a pdf")})
    assert bad.status_code == 422
    good = browser.post(url("paper_add", meeting.pk), {"file": SimpleUploadedFile("the plan.pdf", pdf)})
    assert good.status_code == 302
    paper = meeting.papers.get()
    served = browser.get(url("paper", meeting.pk, paper.pk))
    assert served.content == pdf
    assert 'filename="the plan.pdf"' in served["Content-Disposition"]
    assert client_of(neighbour).get(url("paper", meeting.pk, paper.pk)).status_code == 404
    browser.post(url("paper_remove", meeting.pk, paper.pk))
    assert browser.get(url("paper", meeting.pk, paper.pk)).status_code == 404
    assert StoredFile.objects.filter(pk=paper.file_id).exists()


# The day ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("present", "seats", "needed", "met"),
    [
        (0, 0, 1, False),
        (1, 1, 1, True),
        (1, 2, 2, False),
        (2, 2, 2, True),
        (3, 6, 4, False),
        (4, 6, 4, True),
        (3, 7, 4, False),
        (4, 7, 4, True),
        (10, 20, 11, False),
        (11, 20, 11, True),
    ],
)
def test_the_quorum_is_more_than_half_of_the_seats(present, seats, needed, met):
    quorum = quorum_of(present, seats)
    assert (quorum.needed, quorum.met) == (needed, met)


def test_quorum_and_parity_count_members_alone_and_a_substitute_for_the_body(committee, focal_point):
    meeting = plan(committee, by=focal_point, starts_at=NOW - timedelta(hours=1))
    guest = guest_of(meeting, presence="present")
    record(meeting, by=focal_point, present=4)
    last = meeting.attendances.filter(member__isnull=False).order_by("pk")[4]
    attending.record(
        meeting,
        [
            (
                last,
                {"presence": "absent", "substitute": ""},
                {"presence": "present", "substitute": "Salma Trabelsi"},
            )
        ],
        by=focal_point,
    )
    quorum, parity = meeting.quorum(), meeting.parity_of_present()
    assert (quorum.present, quorum.seats, quorum.needed, quorum.met) == (5, 6, 4, True)
    assert (parity.administration, parity.civil_society, parity.other) == (3, 2, 0)
    assert (parity.difference, parity.balanced) == (1, False)
    assert guest.presence == "present"


def posted(meeting, said: dict[int, str], **changes) -> dict[str, str]:
    """What the form of the attendance sends, read from the rows as they are now."""
    rows = {}
    for person in meeting.attendances.all():
        rows[f"was-presence-{person.pk}"] = person.presence
        rows[f"was-substitute-{person.pk}"] = person.substitute
        rows[f"presence-{person.pk}"] = said.get(person.pk, person.presence)
        rows[f"substitute-{person.pk}"] = person.substitute
    return rows | changes


def test_saving_who_is_there_holds_the_meeting_and_shows_the_quorum(browser, url, committee, focal_point):
    meeting = plan(committee, by=focal_point, starts_at=NOW - timedelta(minutes=5))
    people = list(meeting.attendances.all())
    said = {person.pk: "present" for person in people[:3]} | {people[3].pk: "excused"}
    page = browser.post(url("attendance", meeting.pk), posted(meeting, said), follow=True)
    meeting.refresh_from_db()
    assert meeting.is_held
    text = page.content.decode()
    assert "3 of 6 members are present" in text
    assert "The quorum is not met: it takes 4" in text
    assert Activity.objects.filter(kind="meeting", subject__startswith="held ").count() == 1


def test_it_cannot_be_recorded_before_it_begins(browser, url, meeting, focal_point):
    assert browser.get(url("attendance", meeting.pk)).status_code == 302
    assert browser.post(url("attendance", meeting.pk), {}).status_code == 409
    with pytest.raises(StateConflict):
        meeting.hold(by=focal_point)


def test_two_phones_that_record_different_people_do_not_meet_and_on_one_person_the_second_is_told(
    browser, url, committee, focal_point
):
    meeting = plan(committee, by=focal_point, starts_at=NOW - timedelta(minutes=5))
    one, two = list(meeting.attendances.all())[:2]
    opened = posted(meeting, {one.pk: "present"}), posted(meeting, {two.pk: "absent"})
    for form in opened:
        assert browser.post(url("attendance", meeting.pk), form).status_code == 302
    third = browser.post(url("attendance", meeting.pk), opened[0] | {f"presence-{one.pk}": "absent"})
    assert third.status_code == 409
    assert one.name in third.content.decode()
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.presence, two.presence) == ("present", "absent")


def test_who_joined_after_the_invitations_is_seated_when_it_is_recorded(committee, focal_point):
    meeting = plan(committee, by=focal_point, starts_at=timezone.now() + timedelta(hours=1))
    inviting.invite(meeting, by=focal_point)
    joined = CommitteeMember.objects.create(
        committee=committee, civility="ms", name_ar="هدى الشابي", side="other", body="الجامعة"
    )
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        record(meeting, by=focal_point)
    assert meeting.attendances.get(member=joined).presence == ""
    assert meeting.quorum().seats == 7


def test_what_a_member_was_on_the_day_stays_when_the_member_changes(committee, focal_point):
    meeting = record(plan(committee, by=focal_point, starts_at=NOW - timedelta(hours=2)), by=focal_point)
    member = committee.members.first()
    before = meeting.attendances.get(member=member).body
    CommitteeMember.objects.filter(pk=member.pk).update(body="Another department", until_on=date(2026, 1, 1))
    attending.record(meeting, [], by=focal_point)
    assert meeting.attendances.get(member=member).body == before
