"""What anyone may read of the meetings of a committee: a page and a calendar, without a name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import OutboxMessage
from committees.meetings import inviting
from committees.models import Attendance, Committee, Decision
from tests.committees.factories import seat_everyone, submit_committee
from tests.committees.joint_meetings import TUNIS, event_of, guest_of, plan, record

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
