"""The calendar behind a private address: read by another library, closed when it is revoked or its owner left."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from municipalities.models import CalendarAddress, Membership, StepProgress
from municipalities.steps import Step
from tests.oversight.conftest import put

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _due(tinja, zriba):
    StepProgress.objects.update(due_on=date(2026, 11, 30), clock_due_on=date(2026, 11, 30))


def read(client, token: str, **headers):
    return client.get(reverse("calendar", args=[token]), headers=headers)


def events(answer) -> dict[str, dict]:
    found = Calendar.from_ical(answer.content)
    return {str(event["SUMMARY"]): event for event in found.walk("VEVENT")}


def test_the_dates_of_ones_municipality_and_no_other(client, tinja, focal_point):
    put(tinja.participations.get(), Step.FOCAL_POINT, "accepted", due_on=date(2026, 11, 30))
    answer = read(client, CalendarAddress.objects.renew(focal_point))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = events(answer)
    assert set(found) == {"Due: Charter, Tinja", "Due: Joint steering committee, Tinja"}
    event = found["Due: Charter, Tinja"]
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 11, 30), date(2026, 12, 1))
    assert event["URL"] == "https://testserver/m/tinja/charter/"
    assert focal_point.email not in answer.text


def test_an_extension_is_the_same_event_with_a_higher_sequence(client, tinja, focal_point, officer):
    token = CalendarAddress.objects.renew(focal_point)
    before = events(read(client, token))["Due: Charter, Tinja"]
    progress = tinja.participations.get().progress_of(Step.CHARTER)
    at = datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=9)
    progress.extend(date(2026, 12, 20), by=officer, reason="Floods", at=at)
    after = events(read(client, token))["Due: Charter, Tinja"]
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["LAST-MODIFIED"].dt == at
    assert after["DTSTART"].dt == date(2026, 12, 20)


def test_a_program_that_has_the_dates_gets_them_only_when_they_changed(client, tinja, focal_point, officer):
    token = CalendarAddress.objects.renew(focal_point)
    first = read(client, token)
    again = read(client, token, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    tinja.participations.get().progress_of(Step.CHARTER).extend(date(2026, 12, 20), by=officer, reason="Floods")
    assert read(client, token, if_none_match=first["ETag"]).status_code == 200


def test_a_revoked_or_renewed_address_is_not_found(client, client_of, focal_point):
    browser = client_of(focal_point)
    page = browser.post(reverse("notifications:calendar"))
    token = re.search(r"/calendar/([\w-]+)\.ics", page.text)[1]
    assert read(client, token).status_code == 200
    fresh = CalendarAddress.objects.renew(focal_point)
    assert read(client, token).status_code == 404
    assert read(client, fresh).status_code == 200
    browser.post(reverse("notifications:calendar_revoke"))
    assert read(client, fresh).status_code == 404


def test_the_address_is_kept_as_a_hash_alone(focal_point):
    token = CalendarAddress.objects.renew(focal_point)
    assert token not in str(CalendarAddress.objects.values().get())


def test_whoever_left_has_no_dates_and_a_closed_account_no_calendar(client, focal_point):
    token = CalendarAddress.objects.renew(focal_point)
    Membership.objects.get(user=focal_point).end(by=None)
    assert events(read(client, token)) == {}
    focal_point.is_active = False
    focal_point.save()
    assert read(client, token).status_code == 404


def test_the_unit_has_the_dates_of_all_and_what_waits(client, tinja, zriba, officer):
    put(zriba.participations.get(), Step.CHARTER, "submitted", due_on=date(2026, 11, 30))
    tinja.participations.get().progress_of(Step.CHARTER).extend(date(2026, 12, 20), by=officer, reason="Floods")
    found = events(read(client, CalendarAddress.objects.renew(officer)))
    assert set(found) == {
        "Due: Focal point, 2 municipalities (Pilot municipalities)",
        "Due: Joint steering committee, 2 municipalities (Pilot municipalities)",
        "Due: Charter, Zriba",
        "Due: Charter, Tinja",
        "Waiting for us since this day: Charter, Zriba",
    }


def test_names_in_arabic_come_out_whole(client, tinja, focal_point):
    focal_point.language = "ar"
    focal_point.save()
    found = events(read(client, CalendarAddress.objects.renew(focal_point)))
    assert all("تينجة" in summary for summary in found)
